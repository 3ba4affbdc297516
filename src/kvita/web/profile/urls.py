"""Addresses of the profile."""

from django.urls import URLPattern, path

from kvita.web.profile.views import accounts, contacts, email, factors, leaving, page, password, phone, safety

app_name = "profile"
urlpatterns: list[URLPattern] = [
    path("profile/", page.page, name="page"),
    path("profile/contacts/", contacts.contacts, name="contacts"),
    path("profile/photo/", contacts.photo, name="photo"),
    path("profile/photo/remove/", contacts.photo_removed, name="photo_removed"),
    path("profile/photo/image/", contacts.photo_image, name="photo_image"),
    path("profile/email/again/", email.email_again, name="email_again"),
    path("profile/email/cancel/", email.email_cancelled, name="email_cancelled"),
    path("profile/email/<slug:secret>/", email.email_confirmed, name="email_confirmed"),
    path("profile/phone/", phone.phone, name="phone"),
    path("profile/phone/send/", phone.phone_sent, name="phone_sent"),
    path("profile/messages/", page.wanted_messages, name="messages"),
    path("profile/delivery/", page.delivery, name="delivery"),
    path("profile/look/", page.look, name="look"),
    path("profile/accounts/<int:account_id>/unlink/", accounts.unlink, name="unlink"),
    path("profile/accounts/restore/", accounts.restore, name="restore"),
    path("profile/accounts/<int:account_id>/people/", accounts.viewers, name="viewers"),
    path("profile/accounts/<int:account_id>/people/<int:link_id>/", accounts.close_access, name="close_access"),
    path("profile/password/", password.password, name="password"),
    path("profile/sure/", safety.sure, name="sure"),
    path("profile/devices/<int:session_id>/end/", safety.end_session, name="end_session"),
    path("profile/devices/end/", safety.end_others, name="end_others"),
    path("profile/code/", factors.new_code, name="new_code"),
    path("profile/code/off/", factors.code_off, name="code_off"),
    path("profile/spare-codes/", factors.spare_codes, name="spare_codes"),
    path("profile/spare-codes/new/", factors.new_spare_codes, name="new_spare_codes"),
    path("profile/keys/new/", factors.new_key, name="new_key"),
    path("profile/keys/<int:key_id>/", factors.key, name="key"),
    path("profile/keys/<int:key_id>/off/", factors.key_off, name="key_off"),
    path("profile/consents/<int:consent_id>/", leaving.consent, name="consent"),
    path("profile/delete/", leaving.delete, name="delete"),
    path("profile/leaving/", leaving.leaving, name="leaving"),
]
