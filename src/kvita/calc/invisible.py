"""Signs that nobody sees: they turn a line around, or make two equal names differ.

Unicode calls them format characters (Cf): marks of direction, spaces without width, joiners, the soft hyphen. Without
them a text loses nothing. The joiner inside an emoji stays: it draws one picture of two.
"""

import re
from typing import Final

HIDDEN_SIGNS: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_EMOJI: Final = "\ufe0f\u2600-\u27bf\U0001f000-\U0001faff"
_HIDDEN: Final = re.compile(f"(?<=[{_EMOJI}])(\u200d)(?=[{_EMOJI}])|[{HIDDEN_SIGNS}]")


def drop_hidden(text: str) -> str:
    """Return the text without signs that nobody sees."""
    return _HIDDEN.sub(lambda found: found[1] or "", text) if _HIDDEN.search(text) else text
