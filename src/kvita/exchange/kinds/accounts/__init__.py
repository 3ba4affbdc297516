"""Accounts: rows of «Карточка лицевого счёта» (S4-08, S4-09): a building, a premise and an account in one line."""

from kvita.exchange.kinds.accounts.importer import AccountsImporter

__all__ = ["AccountsImporter"]
