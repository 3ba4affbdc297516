"""Addresses of the demo."""

from django.urls import URLPattern

app_name = "dev"
urlpatterns: list[URLPattern] = []
