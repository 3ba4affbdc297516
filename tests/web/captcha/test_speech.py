"""The digits are said, and never twice in the same way."""

from kvita.web.captcha import spoken
from tests.web.captcha.listener import RATE, heard, samples_of, words_of


def test_what_is_said_is_what_the_picture_shows() -> None:
    shown = ["01234", "56789", "77013", "90046"]
    written = [heard(spoken(digits, key="first")) for digits in shown]
    assert [len(digits) for digits in written] == [5, 5, 5, 5]
    # The listener is a simple one and takes «три» for «один» now and then; said wrongly, one in ten would be right.
    assert sum(one == two for one, two in zip("".join(written), "".join(shown), strict=True)) >= 18


def test_the_same_digits_sound_otherwise_for_another_picture() -> None:
    sounds = {spoken("11111", key=f"picture-{number}") for number in range(5)}
    assert len({len(sound) for sound in sounds}) > 1
    assert len(sounds) == 5


def test_a_digit_said_twice_is_not_the_same_twice() -> None:
    words = {tuple(word) for word in words_of(samples_of(spoken("33333", key="first")))}
    assert len(words) == 5


def test_one_picture_has_one_sound_so_that_its_noise_cannot_be_averaged_away() -> None:
    assert spoken("12345", key="first") == spoken("12345", key="first")


def test_there_is_time_to_write_and_it_is_over_soon() -> None:
    assert 5 * RATE < len(samples_of(spoken("12345", key="first"))) < 9 * RATE
