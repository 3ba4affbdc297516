"""Addresses of the door. Names without a namespace are those that django-allauth asks for."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from kvita.web.entry.views import (
    captcha,
    guide,
    new_password,
    recovery,
    second_step,
    set_up,
    staff,
    staff_password,
    unconfirmed,
)

door: list[URLPattern] = [
    path("password/", recovery.recover, name="recover"),
    path("password/sent/", recovery.recover_sent, name="recover_sent"),
    path("password/code/", recovery.recover_code, name="recover_code"),
    path("password/<slug:token>/", recovery.reset, name="reset"),
    path("login/confirm/", unconfirmed.unconfirmed, name="unconfirmed"),
    path("login/password/", new_password.new_password, name="new_password"),
    path("guide/", guide.guide, name="guide"),
    path("guide/pdf/", guide.guide_pdf, name="guide_pdf"),
    path("office/login/", staff.sign_in, name="office_login"),
    path("office/login/key/", second_step.sign_in_by_key, name="office_key"),
    path("office/login/code/", second_step.office_second_step, name="office_second_step"),
    path("office/login/forgot/", staff_password.forgot, name="office_forgot"),
    path("office/login/new/<slug:token>/", staff_password.new, name="office_new"),
    path("office/login/app/", set_up.set_up, name="office_set_up"),
    path("office/login/password/", new_password.office_new_password, name="office_new_password"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((door, "entry"))),
    path("login/again/", second_step.start_again, name="account_login"),
    path("login/code/", second_step.second_step, name="mfa_authenticate"),
    path("login/key/", second_step.sign_in_by_key, name="mfa_login_webauthn"),
    re_path(r"^captcha/(?P<key>\w{1,64})/$", captcha.picture, name="captcha-image"),
    re_path(r"^captcha/(?P<key>\w{1,64})/sound/$", captcha.sound, name="captcha-audio"),
]
