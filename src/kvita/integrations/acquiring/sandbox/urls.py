"""Addresses of the sandbox bank."""

from django.urls import URLPattern, path

from kvita.integrations.acquiring.sandbox import views

app_name = "sandbox_bank"
urlpatterns: list[URLPattern] = [path("<uuid:token>/", views.page, name="page")]
