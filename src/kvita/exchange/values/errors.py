"""Why a cell cannot be taken."""


class CellError(ValueError):
    """A cell is wrong. `reason` says what is wrong, `remedy` how to mend it; both are Russian and shown as they are."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
