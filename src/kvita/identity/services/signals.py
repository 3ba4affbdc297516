"""What floors above are told of, so that nothing of theirs is lost with a row of this floor."""

from typing import Final

from django.dispatch import Signal

registration_gives_way: Final = Signal()
"""A registration is about to be deleted for another with the same proved address: `winner`, `loser`, `now`."""
