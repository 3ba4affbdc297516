"""Addresses that other programs call."""

from django.urls import URLPattern, path

from kvita.web.hooks import payments

app_name = "hooks"
urlpatterns: list[URLPattern] = [
    path("payments/<uuid:connection_id>/", payments.receive, name="payments"),
]
