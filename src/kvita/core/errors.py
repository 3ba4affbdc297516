"""Errors of the domain: a code for programs, a sentence for people."""


class DomainError(Exception):
    """A rule says no. `code` is stable; `message` is Russian, says what to do, and may be shown as it is."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params
