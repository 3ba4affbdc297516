"""Addresses of the desk: the daily work of staff. Reference data are beside it, in the back-office (`admin`)."""

from django.urls import URLPattern, path

from kvita.web.office.views import start

app_name = "office"
urlpatterns: list[URLPattern] = [
    path("desk/", start.start, name="start"),
]
