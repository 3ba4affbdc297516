"""Words as the portal puts them, phones as people read them: `{% load joining %}`."""

from django import template
from django.template import Context

from kvita.core.phones import say_phone
from kvita.housing.enums import RegistrationText

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: Context, key: str) -> str:
    """Return a word of registration: `{% word "REGISTER" %}`."""
    text: str = context["portal"].settings.registration_text(RegistrationText(key))
    return text


@register.filter
def phone(stored: str) -> str:
    """`{{ user.phone|phone }}` is 8 987 123-45-67."""
    return say_phone(stored)
