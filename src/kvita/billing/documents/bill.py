"""A statement as a `BillDocument`."""

import datetime as dt
import zoneinfo

from kvita.accounts.models import BillingAccount
from kvita.billing.documents.requisites import printed_payees
from kvita.billing.documents.sections import adjustment_lines, charge_lines, reading_lines, reference_lines, totals
from kvita.billing.enums import VISIBLE_STATES
from kvita.billing.models import Statement
from kvita.billing.selectors import adjustments_of, lines_with_shares, match_volumes, payable_of
from kvita.calc.period import Month
from kvita.core.wording import say_month
from kvita.documents.bill import BillDocument, BilledPremise, BillFooter, Executor
from kvita.housing.selectors import payees_of
from kvita.metering.selectors import account_registers, building_registers
from kvita.tariffs.selectors import norms_on


def bill_document(
    account: BillingAccount, statement: Statement, *, last_paid_on: dt.date | None = None
) -> BillDocument:
    """Return the bill of a published statement (with its period) of this account; eight queries.

    `last_paid_on` is the day of the newest payment that the statement counts, where there is one.

    The account has its organisation with settings, premise, building and city selected. What is to be paid follows
    the organisation's rule of netting, as on the pages.
    """
    month = Month.of(statement.month)
    items = lines_with_shares([statement])[statement.pk]
    lines = [item.line for item in items]
    names = {line.service_id: line.service.name for line in lines}
    payable = payable_of(account, statement)
    registers = account_registers(account, month=month)
    payees = printed_payees(account, lines, payable=payable, month=month, payees=payees_of(account.organization_id))
    zone = zoneinfo.ZoneInfo(account.organization.time_zone)
    return BillDocument(
        period=month,
        account_number=account.full_number,
        payment_code=account.payment_code,
        payer=account.holder_name,
        premise=_premise(account, statement),
        executor=_executor(account),
        lines=charge_lines(
            items,
            netted=account.organization.settings.netting_between_services,
            metered=match_volumes(lines, registers),
        ),
        totals=totals(statement, payable),
        last_paid_on=last_paid_on,
        document_number=_document_number(account, statement),
        valid_until=bill_valid_until(account, statement),
        created_on=statement.created_at.astimezone(zone).date(),
        pay_by=statement.period.pay_by,
        unified_account_number=account.unified_account_number or "",
        housing_service_id=account.housing_service_id or "",
        readings=reading_lines(registers, month),
        reference=reference_lines(
            items,
            norms_on(list(names), building_id=account.premise.building_id, day=month.first_day),
            building_registers(account.premise.building_id, month=month),
        ),
        adjustments=adjustment_lines(adjustments_of(statement), names),
        payees=payees,
        footer=_footer(account, has_requisites=bool(payees)),
        version=statement.version,
        cross=account.organization.settings.not_applicable_mark,
    )


def _document_number(account: BillingAccount, statement: Statement) -> str:
    """Return the number that the file named; else `551412-0817`, with the version where the bill was corrected.

    So one number means one document.
    """
    if statement.document_number:
        return statement.document_number
    version = f"-{statement.version}" if statement.version > 1 else ""
    return f"{account.full_number}-{statement.month:%m%y}{version}"


def bill_valid_until(account: BillingAccount, statement: Statement) -> dt.date | None:
    """Return the last day on which the bill holds: the file's, else the month's.

    A published month keeps the day that it was published with; before that, today's rule of the organisation tells it.
    """
    if statement.valid_until is not None or statement.period.state in VISIBLE_STATES:
        return statement.valid_until or statement.period.bills_valid_until
    return account.organization.settings.bill_valid_until(statement.month)


def bill_file_name(account: BillingAccount, month: Month) -> str:
    """Return `Квитанция 551412 за август 2017.pdf`."""
    return f"Квитанция {account.full_number} за {say_month(month.first_day)}.pdf"


def _premise(account: BillingAccount, statement: Statement) -> BilledPremise:
    premise, building = account.premise, account.premise.building
    city = f"{building.city.name}, " if building.city is not None else ""
    residents = statement.residents_count
    return BilledPremise(
        address=f"{city}{premise.address}",
        resident_count=account.residents_count if residents is None else residents,
        total_area=premise.total_area,
        living_area=premise.living_area,
        heated_area=premise.heated_area,
        building_area=building.total_area,
        building_heated_area=building.heated_area,
        building_common_area=building.common_area,
    )


def _executor(account: BillingAccount) -> Executor:
    it = account.organization
    phone = ", ".join(filter(None, (it.phone, it.office_hours))) if it.phone else ""
    return Executor(
        name=it.name,
        inn=it.inn,
        ogrn=it.ogrn,
        phones=(phone,) if phone else (),
        email=it.email,
        site=it.website,
        address=it.address,
    )


def _footer(account: BillingAccount, *, has_requisites: bool) -> BillFooter:
    it = account.organization
    settings = it.settings
    how_to_pay = "Отсканируйте код в приложении банка или назовите платёжный код."
    if not has_requisites:
        where = ", ".join(filter(None, (it.address, it.phone)))
        how_to_pay = f"Реквизиты для оплаты узнайте в организации «{it}»" + (f": {where}." if where else ".")
    window = f"Передавайте показания с {settings.reading_window_from} по {settings.reading_window_to} число."
    emergency = f"{it.emergency_phone}, круглосуточно" if it.emergency_phone else ""
    return BillFooter(how_to_pay=how_to_pay, readings_window=window, emergency=emergency)
