"""A listener that knows only the ten recordings and writes down the digits of a sound.

It shares no code with the speaker.
"""

import cmath
import io
import itertools
import math
import operator
import wave
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

RECORDINGS: Final = Path(__file__).parents[3] / "src/kvita/web/captcha/recordings"
RATE: Final = 8000
FRAME: Final = 80  # samples: a hundredth of a second
PAUSE: Final = 30  # frames of silence that part two words
LOUD: Final = 6  # of 127, above the noise
EDGE: Final = 0.15  # of the loudest frame: what is softer at both ends may be noise
BINS: Final = range(200, 3800, 100)  # Hz
BAND: Final = 4  # bins: wider than what a lower or higher voice moves
FLOOR: Final = 4000  # what the noise has in a band
STEP: Final = 120  # samples from one look at the sound to the next
WAVES: Final = [
    [cmath.exp(-2j * math.pi * hertz * n / RATE) * math.sin(math.pi * n / 2 / FRAME) for n in range(2 * FRAME)]
    for hertz in BINS
]

Outline: TypeAlias = list[list[float]]


def samples_of(sound: bytes) -> list[int]:
    """Return the samples of a WAV of the shape that is wanted, around 0."""
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (RATE, 1, 1)
        return [sample - 128 for sample in file.readframes(file.getnframes())]


def words_of(samples: list[int]) -> list[list[int]]:
    """Return the parts between the pauses."""
    starts = range(0, len(samples) - FRAME, FRAME)
    loud = [start for start in starts if sum(map(abs, samples[start : start + FRAME])) > LOUD * FRAME]
    ends = [place for place, (one, two) in enumerate(itertools.pairwise(loud), 1) if two - one > PAUSE * FRAME]
    bounds = itertools.pairwise([0, *ends, len(loud)])
    return [_without_edges(samples[loud[first] : loud[last - 1] + FRAME]) for first, last in bounds]


def _without_edges(word: list[int]) -> list[int]:
    levels = [sum(map(abs, word[start : start + FRAME])) for start in range(0, len(word), FRAME)]
    clear = [place for place, level in enumerate(levels) if level > EDGE * max(levels)]
    return word[clear[0] * FRAME : (clear[-1] + 1) * FRAME]


def heard(sound: bytes) -> str:
    """Return the digits that the sound says."""
    words = [_outline(word) for word in words_of(samples_of(sound))]
    return "".join(min("0123456789", key=lambda digit: _distance(word, _known(digit))) for word in words)


@cache
def _known(digit: str) -> Outline:
    (word,) = words_of(samples_of((RECORDINGS / f"{digit}.wav").read_bytes()))
    return _outline(word)


def _outline(word: list[int]) -> Outline:
    """How loud each band is at each moment of the word."""
    frames = [word[start : start + 2 * FRAME] for start in range(0, len(word) - 2 * FRAME, STEP)]
    spectra = [[abs(sum(map(operator.mul, frame, waves))) for waves in WAVES] for frame in frames]
    return [
        [math.log(FLOOR + sum(bins[first : first + BAND])) for first in range(0, len(bins), BAND)] for bins in spectra
    ]


def _distance(one: Outline, two: Outline) -> float:
    """How far two words are from each other when each may be said quicker or slower in places (time warping)."""
    row = [0.0, *[math.inf] * len(two)]
    for frame in one:
        costs = [math.dist(frame, other) for other in two]
        new = [math.inf]
        for place, cost in enumerate(costs):
            new.append(cost + min(row[place], row[place + 1], new[place]))
        row = new
    return row[-1] / (len(one) + len(two))
