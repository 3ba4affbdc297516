"""Files that leave: registries of payments for accounting, registries of debts for banks. Values in, bytes out."""

from kvita.remittances.registries.debts import DebtLine, gorod_debts, sber_debts, sber_file_name
from kvita.remittances.registries.encoding import encode
from kvita.remittances.registries.payments import PaymentLine, csv_payments, sber_payments

__all__ = [
    "DebtLine",
    "PaymentLine",
    "csv_payments",
    "encode",
    "gorod_debts",
    "sber_debts",
    "sber_file_name",
    "sber_payments",
]
