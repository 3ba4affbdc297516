"""Consents: given by a tick, withdrawn in the profile, kept as proof."""

import datetime as dt

from django.db import transaction

from kvita.identity.enums import ConsentKind
from kvita.identity.models import Consent, User


def give_consent(
    *, user: User, kind: ConsentKind, title: str, version: str, text: str, now: dt.datetime, ip: str | None = None
) -> Consent:
    """Keep that the user agreed to this version of the document; the same again changes nothing.

    `text` is what was to be read at that moment, whole.
    """
    consent, _ = Consent.objects.get_or_create(
        user=user,
        kind=kind,
        version=version,
        withdrawn_at=None,
        defaults={"realm": user.realm, "title": title, "text": text, "agreed_at": now, "address": ip},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, user: User, kind: ConsentKind, now: dt.datetime) -> int:
    """Note that the user withdrew all consents of this kind (152-ФЗ, art. 9 part 2); return how many were in force."""
    return Consent.objects.filter(user=user, kind=kind, withdrawn_at=None).update(withdrawn_at=now)


def renew_consent(*, consent: Consent, now: dt.datetime, ip: str | None = None) -> Consent:
    """Give a withdrawn consent anew, to the same version of the document; the withdrawn row stays as it is."""
    if consent.user is None:
        raise ValueError("a consent of a deleted person cannot be given again")
    return give_consent(
        user=consent.user,
        kind=ConsentKind(consent.kind),
        title=consent.title,
        version=consent.version,
        text=consent.text,
        now=now,
        ip=ip,
    )
