"""How wide a text can be at most, in ems of Golos Text up to bold weight.

The table layout of Typst measures every row whose height it does not know, which costs a third of the time of a
bill. So rows that surely fit one line get their height from here. A test holds these bounds against the typeface.
"""

_CLASSES = {
    0.33: " !',.:;`ij\u00a0·",
    0.42: "()-I[]flrt{|}°²³‑",
    0.52: '"*/\\_zгтғ',
    0.56: "?s«»–“”„Гзь",
    0.59: "+<=>JL^acekx~×−авексхчэяёҒә",
    0.62: "Fbdghnopquvyбийлнопруъқүұҳҷһөў",
    0.66: "0123456789ETZЕТдцЁң",
    0.70: "#$PRSY₽БЗРЧЬЯҮҰҺ",
    0.74: "&ABCDGKUVX—АВКЛСУХЭмҲҶӘЎ",
    0.80: "HNOQДИЙНОПЦЪфыюҚҢӨ",
    0.86: "%wжшҗ",
    0.92: "MmМЫщ",
    1.13: "@W…№ЖФШЩЮҖ",
}
_WIDEST = 1.3


class _Widths(dict[str, float]):
    def __missing__(self, sign: str) -> float:
        return _WIDEST


_WIDTHS = _Widths({sign: em for em, signs in _CLASSES.items() for sign in signs})


def width(text: str) -> float:
    """The most that a line of this text can take, in ems."""
    return sum(map(_WIDTHS.__getitem__, text))


def widest_word(text: str) -> float:
    """The same of its longest word: no column can be narrower without breaking a word."""
    return max(map(width, text.split(" ")))
