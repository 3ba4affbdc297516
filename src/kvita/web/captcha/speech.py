"""Digits spoken in Russian: ten short recordings put together into one sound, with nothing but the standard library.

A recording is never heard twice as the same bytes: pauses, pitch, loudness and noise are drawn anew for each challenge.
For one challenge they stay: who could listen to many mixtures of the same digits would average the noise away, and a
browser that asks for the sound in parts (Safari does) must get parts of one sound.
"""

import io
import random
import wave
from array import array
from functools import cache
from importlib.resources import files
from typing import Final

from django.utils.crypto import salted_hmac

RATE: Final = 8000
"""Samples a second; a sample is one byte, 128 is silence."""
SILENCE: Final = 128
SLOWEST, QUICKEST = 0.9, 1.08
SHORTEST_PAUSE, LONGEST_PAUSE = 0.45, 0.9  # seconds: enough to write a digit down
NOISE: Final = 7  # of 127: heard, and no word is lost in it


def spoken(digits: str, *, key: str) -> bytes:
    """Return the digits as WAV: mono, 8 kHz, 8 bits. The same digits and key always give the same bytes."""
    # Seeded with the secret of the installation: who knows the recordings and the key cannot take the noise off.
    seed = salted_hmac("kvita.web.captcha.speech", key, algorithm="sha256").digest()
    chance = random.Random(seed)  # noqa: S311 - variety, no secret: the secret is in the seed
    samples = array("h", _pause(chance))
    for digit in digits:
        samples.extend(_said(_recording(int(digit)), chance))
        samples.extend(_pause(chance))
    noise = chance.randbytes(len(samples))
    mixed = bytes(
        max(0, min(255, SILENCE + sample + (sign * NOISE >> 7) - NOISE))
        for sample, sign in zip(samples, noise, strict=True)
    )
    return _as_wave(mixed)


def _said(recording: bytes, chance: random.Random) -> list[int]:
    """The recording a little slower or quicker, lower or higher, softer or louder."""
    step = chance.uniform(SLOWEST, QUICKEST)
    loudness = chance.uniform(0.65, 0.95)
    length = int((len(recording) - 1) / step)
    said = []
    for place in range(length):
        whole = int(place * step)
        part = place * step - whole
        level = recording[whole] * (1 - part) + recording[whole + 1] * part - SILENCE
        said.append(round(level * loudness))
    return said


def _pause(chance: random.Random) -> list[int]:
    return [0] * int(RATE * chance.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))


@cache
def _recording(digit: int) -> bytes:
    """The samples of one digit; the recordings and how they came about: `recordings/README.md`."""
    with (
        (files("kvita.web.captcha") / "recordings" / f"{digit}.wav").open("rb") as file,
        wave.open(file, "rb") as sound,
    ):
        if (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) != (RATE, 1, 1):
            raise ValueError(f"recording of {digit}: 8 kHz, 8 bits, mono is wanted")
        return sound.readframes(sound.getnframes())


def _as_wave(samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return out.getvalue()
