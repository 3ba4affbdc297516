"""A file that is not taken at all."""

from kvita.core.errors import DomainError


class FileRefusedError(DomainError):
    """The file cannot be read as a table. The message says why and what to do instead."""
