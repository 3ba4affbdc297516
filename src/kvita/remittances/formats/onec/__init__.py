"""`1CClientBankExchange`: the documents of a bank's statement, and what its sections and fields say of them."""

from kvita.remittances.formats.onec.documents import SIGNATURE, read_onec

__all__ = ["SIGNATURE", "read_onec"]
