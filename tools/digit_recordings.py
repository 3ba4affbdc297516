"""Make the recordings of digits for the spoken captcha anew: `tools/digit_recordings.py`.

Needs espeak-ng (Debian: `apt install espeak-ng`), and only here: the ten files are part of the package. What is written
is 8 kHz, 8 bits, mono, without silence at its ends, as loud as a sample can be. Another voice does as well: ten files
of this shape under these names are all that `kvita.web.captcha.speech` asks for.
"""

import math
import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path

WORDS = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
FOLDER = Path(__file__).parent.parent / "src/kvita/web/captcha/recordings"
RATE = 8000
HIGHEST = 3700  # Hz: what 8000 samples a second can hold, and a little less
TAPS = 64
QUIET = 0.02  # of the loudest sample
EDGE = 0.03  # seconds kept before and after what is loud


def main() -> int:
    """Write the ten files; return 1 where espeak-ng is missing."""
    program = shutil.which("espeak-ng")
    if program is None:
        print("espeak-ng is not installed", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    for digit, word in enumerate(WORDS):
        write(FOLDER / f"{digit}.wav", trimmed(resampled(*say(program, word))))
    return 0


def say(program: str, word: str) -> tuple[list[float], int]:
    """Return the word as the program says it, slowly, and its rate."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = [program, "-v", "ru", "-s", "90", "-p", "42", "-w", file.name, word]
        subprocess.run(command, check=True)
        with wave.open(file.name, "rb") as sound:
            samples = array("h", sound.readframes(sound.getnframes()))
            return [float(sample) for sample in samples], sound.getframerate()


def resampled(samples: list[float], rate: int) -> list[float]:
    """Return the samples at 8 kHz; what would fold back into it is filtered away (a windowed sinc)."""
    cut = HIGHEST / rate
    out = []
    for place in range(len(samples) * RATE // rate):
        middle = place * rate / RATE
        first = max(0, int(middle) - TAPS)
        total = 0.0
        for near in range(first, min(len(samples), int(middle) + TAPS)):
            away = near - middle
            window = 0.5 + 0.5 * math.cos(math.pi * away / (TAPS + 1))
            sinc = math.sin(2 * math.pi * cut * away) / (math.pi * away) if away else 2 * cut
            total += samples[near] * window * sinc
        out.append(total)
    return out


def trimmed(samples: list[float]) -> list[float]:
    """Return the samples without silence at both ends, the loudest of them 1."""
    loudest = max(map(abs, samples))
    loud = [place for place, sample in enumerate(samples) if abs(sample) > QUIET * loudest]
    edge = int(EDGE * RATE)
    return [sample / loudest for sample in samples[max(0, loud[0] - edge) : loud[-1] + edge]]


def write(path: Path, samples: list[float]) -> None:
    """Write one recording."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(128 + round(sample * 127) for sample in samples))


if __name__ == "__main__":
    sys.exit(main())
