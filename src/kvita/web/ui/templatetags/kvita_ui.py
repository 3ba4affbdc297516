"""Filters and tags of the design system; settings make them builtins, so templates need no `{% load %}`."""

from django import template

from kvita.web.ui.templatetags import blocks, drawing, filters, layout, parts

register = template.Library()
for library in (blocks, drawing, filters, layout, parts):
    register.filters |= library.register.filters
    register.tags |= library.register.tags
