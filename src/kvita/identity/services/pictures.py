"""The answer to a picture with digits: used once, however many bring it at the same moment."""

import datetime as dt

from captcha.models import CaptchaStore


def use_picture_up(*, key: str, answer: str, now: dt.datetime) -> bool:
    """Take the challenge away and tell whether the answer was right; a wrong one uses it up too.

    One statement takes it, so of many who bring the right answer at once only the one who has taken it was right. `now`
    is the library's clock, by which challenges grow old.
    """
    CaptchaStore.remove_expired()
    asked = CaptchaStore.objects.filter(hashkey=key, expiration__gt=now)
    taken, _ = asked.filter(response=answer.strip()).delete()
    if not taken:
        asked.delete()
    return bool(taken == 1)
