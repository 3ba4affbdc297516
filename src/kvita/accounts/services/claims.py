"""What somebody says to prove a right to an account, and whether it is true."""

import datetime as dt
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import check_password, make_password

from kvita.accounts.enums import LinkState, Verdict
from kvita.accounts.models import AccountLink, AccountPassword, BillingAccount, RegistrationCode
from kvita.accounts.policies import BY_NEIGHBOUR
from kvita.accounts.policies.guessing import with_flat
from kvita.accounts.selectors import accounts_by_number
from kvita.accounts.services.secrets import hash_code
from kvita.calc.spelling import same_city, same_flat, same_person, same_surname
from kvita.housing.enums import LinkingProof
from kvita.housing.models import Portal

# Each check of a password takes as long as the hash wants. Always as many, or the time would tell who has how many.
PASSWORD_CHECKS: Final = 4
SECRETS: Final = (LinkingProof.REGISTRATION_CODE, LinkingProof.ACCOUNT_PASSWORD)


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What was typed, as it was typed. Which of it counts the portal's settings say (D2)."""

    number: str
    city: str = ""
    registration_code: str = ""
    surname: str = ""
    full_name: str = ""
    premise_number: str = ""
    account_kind: str = ""
    organization_id: int | None = None
    account_password: str = ""

    @property
    def is_by_secret(self) -> bool:
        """Whether a secret of the account was typed and no person: then nobody guesses surnames."""
        return bool(self.registration_code or self.account_password) and not (self.surname or self.full_name)


@dataclass(frozen=True, slots=True)
class Findings:
    """The accounts that the number may mean, and those of them whose proofs are right, with the words for the proof."""

    candidates: list[BillingAccount]
    proven: list[BillingAccount]
    proof: str


_TEXT_PROOFS: Final[dict[str, Callable[[LinkClaim, BillingAccount], bool]]] = {
    LinkingProof.CITY: lambda claim, account: same_city(claim.city, str(account.premise.building.city or "")),
    LinkingProof.SURNAME: lambda claim, account: same_surname(claim.surname, account.holder_name),
    LinkingProof.FULL_NAME: lambda claim, account: same_person(claim.full_name, account.holder_name),
    LinkingProof.PREMISE_NUMBER: lambda claim, account: same_flat(claim.premise_number, account.premise.number),
    LinkingProof.ACCOUNT_KIND: lambda claim, account: claim.account_kind == account.kind,
    LinkingProof.ORGANIZATION: lambda claim, account: claim.organization_id == account.organization_id,
}


def examine_claim(*, portal: Portal, claim: LinkClaim, now: dt.datetime, flat_asked: bool = False) -> Findings:
    """Compare the claim with every account that the number may mean.

    The same work is done whether the number exists or not and whatever is wrong: neither the answer nor its time may
    tell. A portal that asks for no proof at all proves nothing. With `flat_asked` a way without a secret needs the
    number of the flat too.
    """
    settings = portal.settings
    candidates = accounts_by_number(
        claim.number,
        portal_id=portal.pk,
        identifier=settings.account_identifier,
        letter_optional=settings.account_letter_optional,
    )
    ways = [way for way in (settings.linking_proofs, settings.linking_alternative_proofs) if way]
    if flat_asked:
        ways = [with_flat(way) for way in ways]
    asked = {proof for way in ways for proof in way}
    right = {proof: _accounts_with(proof, claim, portal, candidates, now) for proof in sorted(asked)}
    for way in ways:
        proven = [account for account in candidates if all(account.pk in right[proof] for proof in way)]
        if proven:
            found = _narrowed(proven, claim.number)
            return Findings(candidates, found, _in_words(way, right, found))
    return Findings(candidates, [], "")


def judge_secrets(
    *, portal: Portal, claim: LinkClaim, account: BillingAccount | None, now: dt.datetime
) -> dict[str, str]:
    """Return what the staff are told of each secret that the portal asks for: a `Verdict` by its proof.

    UNKNOWN is when there is nothing to compare with: no such account, or no code was ever given out for it. The
    applicant is told nothing of it.
    """
    meant = [account] if account is not None else []
    verdicts = {}
    for proof in SECRETS:
        if proof in portal.settings.linking_proofs:
            is_right = bool(_accounts_with(proof, claim, portal, meant, now))
            is_known = account is not None and _has_secret(proof, account)
            verdict = Verdict.SAME if is_right else Verdict.DIFFERENT if is_known else Verdict.UNKNOWN
            verdicts[proof.value] = verdict.value
    return verdicts


def _has_secret(proof: LinkingProof, account: BillingAccount) -> bool:
    if proof == LinkingProof.REGISTRATION_CODE:
        return RegistrationCode.objects.filter(account=account, revoked_at=None).exists()
    return AccountPassword.objects.filter(account=account).exists()


def _accounts_with(
    proof: str, claim: LinkClaim, portal: Portal, candidates: Sequence[BillingAccount], now: dt.datetime
) -> dict[int, bool]:
    """Return the accounts for which a proof is right, each with whether it is one of the account's own."""
    if proof == LinkingProof.REGISTRATION_CODE:
        return dict.fromkeys(_with_code(claim.registration_code, candidates, now), True)
    if proof == LinkingProof.ACCOUNT_PASSWORD:
        return _with_password(claim.account_password, portal, candidates) if claim.account_password else {}
    return {account.pk: True for account in candidates if _TEXT_PROOFS[proof](claim, account)}


def _with_code(code: str, candidates: Sequence[BillingAccount], now: dt.datetime) -> set[int]:
    live = RegistrationCode.objects.filter(account__in=_ids(candidates), revoked_at=None)
    return {
        row.account_id
        for row in live
        if hmac.compare_digest(row.secret_hash, hash_code(account_id=row.account_id, code=code))
        and (row.expires_at is None or row.expires_at > now)
        and not row.is_used_up
    }


def _with_password(password: str, portal: Portal, candidates: Sequence[BillingAccount]) -> dict[int, bool]:
    """The password given out by the office, or that of a user who signs in by this number.

    That of a user proves no more than the user has proved: whoever is in by a surname makes nobody else a holder.
    """
    issued = AccountPassword.objects.filter(account__in=_ids(candidates)).values_list("account_id", "password")
    own = AccountLink.objects.filter(
        account__in=_ids(candidates), state=LinkState.ACTIVE, user__realm=portal.realm, user__is_active=True
    ).order_by("activated_at", "pk")
    known = [(one, hashed, True) for one, hashed in issued]
    known += list(own.values_list("account_id", "user__password", "is_holder"))
    known = known[:PASSWORD_CHECKS]
    for _ in range(PASSWORD_CHECKS - len(known)):
        make_password(password)
    right: dict[int, bool] = {}
    for account_id, hashed, is_own in known:
        if check_password(password, hashed):
            right[account_id] = right.get(account_id, False) or is_own
    return right


def _ids(candidates: Iterable[BillingAccount]) -> list[int]:
    return [account.pk for account in candidates] or [0]


def _narrowed(proven: list[BillingAccount], number: str) -> list[BillingAccount]:
    """Of several that fit, take the one that is written exactly as typed."""
    exact = [account for account in proven if number.strip() in (account.full_number, account.payment_code)]
    return exact if len(exact) == 1 else proven


def _in_words(way: Iterable[str], right: dict[str, dict[int, bool]], found: Sequence[BillingAccount]) -> str:
    is_own = {proof: all(right[proof][account.pk] for account in found) for proof in way}
    return ", ".join(LinkingProof(proof).label if own else BY_NEIGHBOUR for proof, own in is_own.items())
