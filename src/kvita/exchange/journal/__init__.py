"""What a batch did to the tables, written so that it can be undone exactly."""

from kvita.exchange.journal.recording import Journal
from kvita.exchange.journal.restoring import changed_since, restore_changes, undo_creations

__all__ = ["Journal", "changed_since", "restore_changes", "undo_creations"]
