"""What the company knows of the person already, offered in the profile."""

from kvita.core.phones import hide_phone, say_phone, stored_phone
from kvita.web.profile.access import ProfileRequest
from kvita.web.profile.forms import KnownPhone


def known_phone(request: ProfileRequest) -> KnownPhone | None:
    """Return the mobile phone that the company knows of an account, for who has given none; theirs first."""
    if request.user.phone:
        return None
    for link in sorted(request.account_links, key=lambda link: not link.is_holder):
        phone = stored_phone(link.account.phone)
        if phone and link.is_holder:
            return KnownPhone(say_phone(phone), "Этот номер знает организация. Он верный? Нажмите «Сохранить».")
        if phone:
            ending = hide_phone(phone)
            return KnownPhone("", f"Организация знает номер {ending}. Впишите его целиком, если он ваш, или другой.")
    return None
