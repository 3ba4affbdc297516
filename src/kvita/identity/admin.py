"""Users in the back-office: for the administrator of the installation only."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin

from kvita.identity.models import User

# Kvita's own tables say who somebody is; keys and sessions are each person's own business.
for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(ModelAdmin):
    """Find a user and switch the sign-in off. Passwords are never shown or set here."""

    list_display = ("name", "realm", "email", "login", "phone", "is_staff", "is_active")
    list_filter = ("realm", "is_staff", "is_active")
    search_fields = ("email", "login", "phone", "name")
    fields = ("realm", "name", "login", "email", "phone", "is_active", "is_staff", "is_superuser", "created_at")
    readonly_fields = ("realm", "created_at")
