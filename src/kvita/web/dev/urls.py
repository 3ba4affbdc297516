"""Addresses of the demo."""

from django.urls import URLPattern, path

from kvita.web.dev import clock, views
from kvita.web.ui.views import gallery

app_name = "dev"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("demo.json", views.demo_json, name="demo_json"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox.json", views.outbox_json, name="outbox_json"),
    path("clock", clock.clock, name="clock"),
    path("clock/form/", clock.clock_form, name="clock_form"),
    path("ui/", gallery, name="ui"),
]
