"""Addresses of the way in."""

from django.urls import URLPattern, path

from kvita.web.joining.views import applications, documents, feedback, letters, linking, registration

app_name = "joining"
urlpatterns: list[URLPattern] = [
    path("registration/", registration.register, name="register"),
    path("registration/details/", registration.details, name="details"),
    path("registration/sent/", letters.sent, name="sent"),
    path("registration/again/", letters.again, name="again"),
    path("registration/code/", applications.code, name="code"),
    path("registration/<uuid:token>/", applications.application, name="application"),
    path("registration/<uuid:token>/code/", applications.code_again, name="code_again"),
    path("registration/<uuid:token>/answer/", applications.answer, name="answer"),
    path("confirmemail/<str:token>/", letters.confirm, name="confirm"),
    path("consent/", documents.consent, name="consent"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("accounts/add/", linking.add_account, name="add_account"),
]
