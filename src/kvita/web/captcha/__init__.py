"""The picture with digits (D7) and the same digits spoken: keeps programs from filling in forms.

`forms` asks for the digits, `speech` says them for who cannot see the picture. Drawn, spoken and checked here, without
JavaScript and without another host; the key of a challenge lives in one store, django-simple-captcha's.
"""

from kvita.web.captcha.forms import CaptchaForm, digits, is_captcha_asked, wants_new_picture
from kvita.web.captcha.parts import in_parts
from kvita.web.captcha.speech import spoken

__all__ = ["CaptchaForm", "digits", "in_parts", "is_captcha_asked", "spoken", "wants_new_picture"]
