"""Registration of a user, confirmation of addresses, and the end of registrations that were never confirmed."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from kvita.core.errors import DomainError
from kvita.identity.models import User
from kvita.identity.selectors import users_by_email, users_by_login


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
) -> User:
    """Store a new user of the realm with a password (or a hash made earlier; with neither, nobody can sign in yet).

    An address or login of a registration that was never confirmed is free: that registration dies with its links,
    sessions and codes, so a lost letter or an expired link is mended by registering again (S0-29, S3-17).

    Raises:
        DomainError: "email_taken", "login_taken" when it belongs to somebody whose registration is complete.
    """
    email, login = (email or "").strip() or None, (login or "").strip() or None
    hashed = password_hash or make_password(password)
    try:
        with transaction.atomic():
            _free(users_by_email(email, realm=realm) if email else [], _email_taken())
            _free(users_by_login(login, realm=realm) if login else [], _login_taken())
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


def confirm_email(*, user: User, now: dt.datetime) -> User:
    """Note that the user's e-mail is theirs; the registration is complete."""
    user.email_confirmed_at = user.email_confirmed_at or now
    user.confirmation_due = False
    user.save(update_fields=["email_confirmed_at", "confirmation_due"])
    return user


def confirm_phone(*, user: User, now: dt.datetime, phone: str | None = None) -> User:
    """Note that the user's phone (or the new one `phone`) is theirs; the registration is complete."""
    user.phone = phone or user.phone
    user.phone_confirmed_at = now
    user.confirmation_due = False
    user.save(update_fields=["phone", "phone_confirmed_at", "confirmation_due"])
    return user


def change_email(*, user: User, email: str, confirmed: bool, now: dt.datetime) -> User:
    """Give the user another e-mail. An unconfirmed registration over it dies, as in `register_user`.

    Raises `DomainError` "email_taken".
    """
    email = User.objects.normalize_email(email.strip())
    try:
        with transaction.atomic():
            others = [other for other in users_by_email(email, realm=user.realm) if other.pk != user.pk]
            _free(others, _email_taken())
            user.email, user.email_confirmed_at = email, now if confirmed else None
            if confirmed:
                user.confirmation_due = False
            user.save(update_fields=["email", "email_confirmed_at", "confirmation_due"])
    except IntegrityError:
        raise _email_taken() from None
    return user


def purge_unconfirmed(*, now: dt.datetime, older_than: dt.timedelta = dt.timedelta(days=30)) -> int:
    """Delete registrations that nobody confirmed for so long (152-ФЗ, art. 5: no longer than needed); return how many.

    Deleting ends their sessions and codes with them.
    """
    stale = User.objects.filter(confirmation_due=True, created_at__lt=now - older_than, last_login=None)
    users = list(stale)
    for user in users:
        user.delete()
    return len(users)


def _free(holders: list[User], refusal: DomainError) -> None:
    for holder in holders:
        if not holder.confirmation_due:
            raise refusal
        holder.delete()


def _email_taken() -> DomainError:
    return DomainError(
        "email_taken",
        "Кабинет с этой почтой уже есть. Войдите, а если забыли пароль, нажмите «Забыли пароль?» на странице входа.",
    )


def _login_taken() -> DomainError:
    return DomainError("login_taken", "Этот логин уже занят. Придумайте другой, например добавьте цифру.")
