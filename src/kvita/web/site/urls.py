"""Addresses that need no sign-in."""

from django.urls import URLPattern, path

from kvita.web.site import session

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("login/", session.sign_in, name="login"),
    path("logout/", session.sign_out, name="logout"),
]
