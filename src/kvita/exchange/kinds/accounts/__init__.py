"""Accounts: rows of «Карточка лицевого счёта»: a building, a premise and an account in one line."""

from kvita.exchange.kinds.accounts.importer import AccountsImporter

__all__ = ["AccountsImporter"]
