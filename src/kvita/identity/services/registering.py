"""Registration of a user, confirmation of addresses, and the end of registrations that were never confirmed."""

import datetime as dt
from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.models import User
from kvita.identity.selectors import is_email_held, users_by_login, users_sharing_login
from kvita.identity.services.signals import registration_gives_way


def register_user(
    *,
    realm: str,
    now: dt.datetime,
    email: str | None = None,
    login: str | None = None,
    phone: str | None = None,
    name: str = "",
    password: str | None = None,
    password_hash: str | None = None,
    needs_confirmation: bool = True,
    password_issued: bool = False,
    yields_email: bool = False,
) -> User:
    """Store a new user of the realm with a password (or a hash made earlier; with neither, nobody can sign in yet).

    Registrations that wait for a confirmation may share an address and a login, also with a completed one: which stays
    is decided by who reads the letter. So a lost letter is mended by registering again, nobody's links
    die by a stranger's form, and the form does not tell who has a cabinet. With `yields_email` a registration that is
    complete at once does without an e-mail that somebody has.

    Raises:
        DomainError: "login_taken" when somebody complete has it; "email_taken" likewise, of a registration that is
            complete at once.
    """
    email, login = (email or "").strip() or None, (login or "").strip() or None
    hashed = password_hash or make_password(password)
    try:
        with transaction.atomic():
            if any(not holder.confirmation_due for holder in (users_by_login(login, realm=realm) if login else [])):
                raise _login_taken()
            if email and not needs_confirmation and is_email_held(email, realm=realm):
                if not yields_email:
                    raise _email_taken()
                email = None
            return User.objects.create(
                realm=realm,
                email=User.objects.normalize_email(email) or None,
                login=login,
                phone=phone,
                name=name,
                password=hashed,
                password_issued=password_issued,
                confirmation_due=needs_confirmation,
                created_at=now,
            )
    except IntegrityError:  # somebody took it between the look and the write
        raise (_login_taken() if login and users_by_login(login, realm=realm) else _email_taken()) from None


@transaction.atomic
def confirm_email(*, user: User, now: dt.datetime) -> User:
    """Note that the user's e-mail is theirs; the registration is complete, and others that wait with it end.

    Raises `DomainError` "email_taken" when another registration with it was completed meanwhile.
    """
    win_names(user=user, email_proven=True, now=now)
    user.email_confirmed_at = user.email_confirmed_at or now
    user.confirmation_due = False
    user.save(update_fields=["email_confirmed_at", "confirmation_due", "login"])
    return user


@transaction.atomic
def confirm_phone(*, user: User, now: dt.datetime, phone: str | None = None) -> User:
    """Note that the user's phone (or the new one `phone`) is theirs; the registration is complete."""
    win_names(user=user, email_proven=False, now=now)
    user.phone = phone or user.phone
    user.phone_confirmed_at = now
    user.confirmation_due = False
    user.save(update_fields=["phone", "phone_confirmed_at", "confirmation_due", "email", "login"])
    return user


def change_email(*, user: User, email: str, confirmed: bool, now: dt.datetime) -> User:
    """Give the user another e-mail. Registrations that wait with it end once it is confirmed, as in `confirm_email`.

    Raises `DomainError` "email_taken".
    """
    email = User.objects.normalize_email(email.strip())
    try:
        with transaction.atomic():
            if is_email_held(email, realm=user.realm, but=user.pk):
                raise _email_taken()
            user.email, user.email_confirmed_at = email, now if confirmed else None
            if confirmed:
                win_names(user=user, email_proven=True, now=now)
                user.confirmation_due = False
            user.save(update_fields=["email", "email_confirmed_at", "confirmation_due", "login"])
    except IntegrityError:
        raise _email_taken() from None
    return user


def purge_unconfirmed(
    *, now: dt.datetime, older_than: dt.timedelta = dt.timedelta(days=30), keep: Collection[int] = ()
) -> int:
    """Delete registrations that nobody confirmed for so long (152-ФЗ, art. 5: no longer than needed); return how many.

    Deleting ends their sessions and codes with them. Where the cabinet is open before the address is confirmed, one
    that is in use stays, unless the address is somebody else's; those of `keep` stay in any case.
    """
    held = User.objects.filter(realm=OuterRef("realm"), email__iexact=OuterRef("email"), confirmation_due=False)
    stale = User.objects.filter(
        Q(last_login=None) | Exists(held), confirmation_due=True, created_at__lt=now - older_than
    )
    users = list(stale.exclude(pk__in=list(keep)))
    for user in users:
        user.delete()
    return len(users)


def win_names(*, user: User, email_proven: bool, now: dt.datetime) -> None:
    """Make e-mail and login the user's own before the registration is complete; the caller stores the user.

    A login that somebody else has completed with is given up. So is an e-mail, unless it was proved: then others who
    wait with it end with their sessions and codes; what floors above keep for them goes over to the user
    (`registration_gives_way`). Raises `DomainError` "email_taken".
    """
    if not user.confirmation_due and not email_proven:
        return
    if user.email and is_email_held(user.email, realm=user.realm, but=user.pk):
        if email_proven:
            raise _email_taken()
        user.email = None
    if email_proven and user.email:
        same = User.objects.filter(realm=user.realm, email__iexact=user.email, confirmation_due=True)
        for other in lock_rows(User.objects.all(), list(same.exclude(pk=user.pk).values_list("pk", flat=True))):
            registration_gives_way.send(sender=User, winner=user, loser=other, now=now)
            other.delete()
    if user.confirmation_due and user.login:
        others = users_sharing_login(user.login, realm=user.realm)
        if any(not other.confirmation_due for other in others if other.pk != user.pk):
            user.login = None


def _email_taken() -> DomainError:
    return DomainError(
        "email_taken",
        "Кабинет с этой почтой уже есть. Войдите, а если забыли пароль, нажмите «Забыли пароль?» на странице входа.",
    )


def _login_taken() -> DomainError:
    return DomainError("login_taken", "Этот логин уже занят. Придумайте другой, например добавьте цифру.")
