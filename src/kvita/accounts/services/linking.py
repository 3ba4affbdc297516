"""Linking an account to a user: proofs are checked, tries are counted, those who see it already are told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from kvita.accounts.enums import Alarm, AttemptOutcome, LinkState
from kvita.accounts.models import AccountLink, BillingAccount, LinkAttempt, RegistrationCode
from kvita.accounts.policies import WARN_AFTER, knows_person, limits_of_attempts, proves_holding
from kvita.accounts.policies.guessing import is_guessable, limits_of_guesses, limits_with_flat
from kvita.accounts.services.alarms import raise_alarm
from kvita.accounts.services.claims import Findings, LinkClaim, examine_claim
from kvita.accounts.services.notices import tell_of_attempts, tell_of_new_link
from kvita.calc.spelling import fold, read_number
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.housing.enums import LinkingProof
from kvita.housing.models import Portal
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.services import Limit, count_up, forgive, hit

NO_COUNTER: Final = "none"
DAY: Final = dt.timedelta(days=1)
FLAT_NEEDED: Final = (
    "Напишите ещё номер квартиры: в последнее время счета этого кабинета кто-то подбирал. Остальное осталось, как было."
)


@dataclass(frozen=True, slots=True)
class ProvenAccount:
    """An account to which somebody without a user has proved the right, with the words for the proof."""

    account: BillingAccount
    proof: str


def link_account(*, user: User, portal: Portal, claim: LinkClaim, now: dt.datetime, actor: Actor) -> AccountLink:
    """Link the account that the claim proves a right to.

    The account linked already is given back as it is. Call it outside a transaction: a try that fails is kept.
    Raises `DomainError`: "no_match" for every wrong proof alike, "letter_needed", "too_many_accounts", "locked".
    """
    findings = _examine(portal=portal, claim=claim, user=user, now=now, actor=actor)
    (account,) = findings.proven
    return _link(user, portal, account, findings.proof, now=now, actor=actor)


def prove_claim(*, portal: Portal, claim: LinkClaim, now: dt.datetime, actor: Actor) -> ProvenAccount:
    """Check a claim before there is a user (D5: the account comes first).

    Keep the id and the proof on the server's side, and hand them to `link_proven_account` when the user exists. Raises
    `DomainError` as `link_account` does.
    """
    findings = _examine(portal=portal, claim=claim, user=None, now=now, actor=actor)
    (account,) = findings.proven
    return ProvenAccount(account, findings.proof)


def link_proven_account(
    *, user: User, portal: Portal, account_id: int, proof: str, now: dt.datetime, actor: Actor
) -> AccountLink:
    """Link an account whose proof has been checked before: by `prove_claim`, or by the staff.

    Raises `DomainError` "account_unknown", "too_many_accounts", and "no_match" when others have used the code up since.
    """
    account = BillingAccount.objects.filter(pk=account_id, organization__portals=portal.pk).first()
    if account is None:
        raise DomainError("account_unknown", "Этого лицевого счёта больше нет. Позвоните в свою организацию.")
    return _link(user, portal, account, proof, now=now, actor=actor)


def _examine(*, portal: Portal, claim: LinkClaim, user: User | None, now: dt.datetime, actor: Actor) -> Findings:
    """Return the findings when exactly one account is proven; count and keep the try, whatever comes of it."""
    key = read_number(claim.number).key[:30]
    tried = LinkAttempt.objects.filter(portal=portal, number=key, address=actor.address, at__gt=now - DAY)
    limits = limits_of_attempts(
        portal_id=portal.pk,
        number_key=key,
        user=user,
        address=actor.address,
        is_new_number=not tried.exclude(outcome=AttemptOutcome.LINKED).exists(),
    )
    otherwise = f"Или позвоните: {portal.support_phone}." if portal.support_phone else "Или придите в офис с паспортом."
    hit(scope=ThrottleScope.LINKING, limits=limits, now=now, otherwise=otherwise)
    budget, flat_asked = _bear(portal, claim, limits, now=now, actor=actor, otherwise=otherwise)
    findings = examine_claim(portal=portal, claim=claim, now=now, flat_asked=flat_asked)
    was_guess = bool(findings.candidates) and not findings.proven
    # What could open nothing is taken back. The same is asked of the database either way: no time may tell.
    forgive(scope=ThrottleScope.LINKING, keys=[NO_COUNTER] if was_guess else [NO_COUNTER, *budget], now=now)
    outcome = {0: AttemptOutcome.NO_MATCH, 1: AttemptOutcome.LINKED}.get(
        len(findings.proven), AttemptOutcome.LETTER_NEEDED
    )
    meant = (*findings.proven, *findings.candidates)[:1]
    LinkAttempt.objects.create(
        at=now,
        portal=portal,
        number=key,
        account=meant[0] if meant else None,
        user=user,
        address=actor.address,
        outcome=outcome,
    )
    if outcome == AttemptOutcome.NO_MATCH:
        _warn_of_guessing(findings, now)
        raise DomainError("no_match", _no_match_sentence(portal))
    if outcome == AttemptOutcome.LETTER_NEEDED:
        raise DomainError(
            "letter_needed", "Под этим номером несколько счетов. Напишите номер вместе с буквой, как в квитанции."
        )
    forgive(scope=ThrottleScope.LINKING, keys=limits, now=now)
    return findings


def _bear(
    portal: Portal, claim: LinkClaim, limits: Mapping[str, Limit], *, now: dt.datetime, actor: Actor, otherwise: str
) -> tuple[dict[str, Limit], bool]:
    """Count a try that names no secret against what the portal bears; return the counters, and whether a flat is asked.

    Counted before the try is judged, so that a thousand at once are no more than a thousand one after another. Raises
    `DomainError` "flat_needed" when the portal or the surname bears no more without the flat, "locked" when with it.
    """
    ways = [way for way in (portal.settings.linking_proofs, portal.settings.linking_alternative_proofs) if way]
    if claim.is_by_secret or not any(is_guessable(way) for way in ways):
        return {}, False
    visitor = visitor_at(actor.address)
    if not claim.premise_number:
        budget = limits_of_guesses(portal_id=portal.pk, surname=fold(claim.surname or claim.full_name))
        with transaction.atomic(durable=True):
            until = count_up(scope=ThrottleScope.LINKING, limits=budget, now=now)
        if until is None:
            return budget, False
        raise_alarm(portal=portal, alarm=Alarm.SURNAMES_GUESSED, now=now)
        forgive(scope=ThrottleScope.LINKING, keys=limits, now=now)
        raise DomainError("flat_needed", FLAT_NEEDED)
    of_visitor, of_portal = limits_with_flat(portal_id=portal.pk, visitor=visitor)
    hit(scope=ThrottleScope.LINKING, limits=of_visitor, now=now, otherwise=otherwise)
    try:
        hit(scope=ThrottleScope.LINKING, limits=of_portal, now=now, otherwise=otherwise)
    except DomainError:
        raise_alarm(portal=portal, alarm=Alarm.FLATS_GUESSED, now=now)
        raise
    return {**of_visitor, **of_portal}, True


def _warn_of_guessing(findings: Findings, now: dt.datetime) -> None:
    """Tell those who see the account, once a day, when tries to prove a right to it have become many.

    The tries are counted for a number that nobody has too: the answer may not come sooner.
    """
    meant = findings.candidates[0] if findings.candidates else None
    since = now - dt.timedelta(days=1)
    tries = LinkAttempt.objects.filter(account=meant.pk if meant else 0, at__gt=since)
    count = tries.filter(outcome=AttemptOutcome.NO_MATCH).count()
    if meant is not None and WARN_AFTER <= count <= WARN_AFTER + 1:  # two at once may both see the higher count
        tell_of_attempts(account=meant, now=now)


def _no_match_sentence(portal: Portal) -> str:
    """Return the one sentence for whatever was wrong: no such number, another proof, a code too old or used up."""
    phone, settings = portal.support_phone, portal.settings
    tail = f"позвоните: {phone}." if phone else "позвоните в свою организацию."
    if LinkingProof.REGISTRATION_CODE in (*settings.linking_proofs, *settings.linking_alternative_proofs):
        tail = f"возможно, код уже не действует: у него есть срок и число входов. За новым {tail}"
    tail = f"Если всё верно, {tail}"
    return f"По этим данным счёт не нашёлся. Сверьте их с квитанцией и попробуйте ещё раз. {tail}"


@transaction.atomic
def _link(
    user: User, portal: Portal, account: BillingAccount, proof: str, *, now: dt.datetime, actor: Actor
) -> AccountLink:
    lock_rows(User.objects.all(), [user.pk])
    linked = AccountLink.objects.filter(user=user, account=account).exclude(state=LinkState.REVOKED).first()
    if linked is not None and linked.state == LinkState.ACTIVE:
        return linked
    refuse_too_many(user=user, portal=portal)
    link = linked or AccountLink(user=user, account=account, created_at=now)
    link.state, link.proof, link.activated_at = LinkState.ACTIVE, proof[:120], now
    link.is_holder = proves_holding(proof) or knows_person(account, user)
    link.save()
    if LinkingProof.REGISTRATION_CODE.label in proof:
        _use_code_up(account, portal, now)
    record_audit(
        now=now,
        actor=actor,
        action="accounts.link_account",
        target=link,
        organization_id=account.organization_id,
        changes={"proof": ["", link.proof]},
    )
    tell_of_new_link(link=link, now=now)
    return link


def refuse_too_many(*, user: User, portal: Portal) -> None:
    """Refuse one account more than the portal allows (D8). Raises `DomainError` "too_many_accounts"."""
    limit = portal.settings.accounts_per_user
    if limit is None:
        return
    if AccountLink.objects.filter(user=user, state=LinkState.ACTIVE).count() >= limit:
        raise DomainError(
            "too_many_accounts",
            f"К одному кабинету можно привязать не больше {limit} лицевых счетов. Отвяжите лишний в профиле "
            f"или заведите второй кабинет на другую почту.",
            limit=limit,
        )


def _use_code_up(account: BillingAccount, portal: Portal, now: dt.datetime) -> None:
    """Count a use of the live code; of two who want the last one at the same moment, one is told what is told always.

    Between the proof and this moment the code may have been revoked: then there is nothing to count.
    """
    live = RegistrationCode.objects.filter(account=account, revoked_at=None)
    left = Q(uses_allowed=None) | Q(used_count__lt=F("uses_allowed"))
    if not live.filter(left).update(used_count=F("used_count") + 1, last_used_at=now) and live.exists():
        raise DomainError("no_match", _no_match_sentence(portal))
