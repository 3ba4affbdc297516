"""What an applicant has typed beside what the account says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kvita.accounts.enums import Verdict
from kvita.accounts.models import AccessApplication, BillingAccount
from kvita.calc.spelling import compare_names, is_slip, same_city, same_flat
from kvita.housing.enums import LinkingProof

PHONE_DIGITS: Final = 10
SURNAME, GIVEN, PHONE, EMAIL = "Фамилия", "Имя, отчество", "Телефон", "Почта"
NAMES: Final = (SURNAME, GIVEN)
CONTACTS: Final = (PHONE, EMAIL)
IN_WORDS: Final = {
    Verdict.SAME: "верный",
    Verdict.DIFFERENT: "другой или уже не действует",
    Verdict.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line: the field, what was typed, what is stored, and whether they are the same."""

    label: str
    typed: str
    stored: str
    verdict: Verdict

    @property
    def is_slip(self) -> bool:
        """Whether the two differ by one letter only."""
        return self.verdict == Verdict.DIFFERENT and is_slip(self.typed, self.stored)


def compare_application(application: AccessApplication, account: BillingAccount | None) -> list[Comparison]:
    """Return the lines of the comparison; what was not asked is left out, what the account lacks is UNKNOWN."""
    return list(_lines(application, account))


def _lines(application: AccessApplication, account: BillingAccount | None) -> Iterator[Comparison]:
    number = account.full_number if account else ""
    yield Comparison("Лицевой счёт", application.number, number, _verdict(number, same=True))
    yield from _names(application.full_name, account.holder_name if account else "")
    if application.premise_number:
        stored = account.premise.number if account else ""
        same = same_flat(application.premise_number, stored)
        yield Comparison("Квартира", application.premise_number, stored, _verdict(stored, same=same))
    if application.city:
        stored = str(account.premise.building.city or "") if account else ""
        same = same_city(application.city, stored)
        yield Comparison("Город", application.city, stored, _verdict(stored, same=same))
    if application.phone:
        stored = account.phone if account else ""
        same = _digits(application.phone) == _digits(stored)
        yield Comparison(PHONE, application.phone, stored, _verdict(stored, same=same))
    if application.email:
        stored = account.email if account else ""
        same = application.email.casefold() == stored.casefold()
        yield Comparison(EMAIL, application.email, stored, _verdict(stored, same=same))
    yield from _secrets(application, account)


def _secrets(application: AccessApplication, account: BillingAccount | None) -> Iterator[Comparison]:
    """What was right or wrong when it was sent; of another account than it was compared with, nothing is known."""
    for proof, found in application.secret_verdicts.items():
        is_same_account = account is not None and account.pk == application.account_id
        verdict = Verdict(found) if is_same_account else Verdict.UNKNOWN
        label = LinkingProof(proof).label
        yield Comparison(label[:1].upper() + label[1:], "введён", IN_WORDS[verdict], verdict)


def _names(typed: str, holder: str) -> Iterator[Comparison]:
    surname, _, names = typed.strip().partition(" ")
    own_surname, _, own_names = holder.strip().partition(" ")
    surnames_agree, names_agree = compare_names(typed, holder)
    yield Comparison(SURNAME, surname, own_surname, _verdict(own_surname, same=surnames_agree))
    yield Comparison(GIVEN, names.strip(), own_names.strip(), _verdict(own_names, same=names_agree))


def _verdict(stored: str, *, same: bool) -> Verdict:
    if not stored.strip():
        return Verdict.UNKNOWN
    return Verdict.SAME if same else Verdict.DIFFERENT


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())[-PHONE_DIGITS:]
