"""Signed-in residents of generated accounts."""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Max, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bench.harness_site import EMPTY, Visitor
from bench.harness_urls import EMPTY_PATH
from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.billing.selectors import newest_statements
from kvita.calc.period import Month
from kvita.housing.enums import CaptchaMode, SignInName
from kvita.housing.models import Portal
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle, User


def make_visitors(count: int) -> list[Visitor]:
    """Sign in a resident of each of `count` accounts that lie evenly between the first and the last."""
    return [_sign_in(account) for account in _accounts(count)]


def make_person(password: str, *, failed_tries: int) -> tuple[str, str, str]:
    """Store a resident with a password beside so many counters of failed tries; return host, e-mail and hash."""
    portal = Portal.objects.order_by("pk").first()
    assert portal is not None, "the generated accounts have no portal"
    portal.settings.sign_in_names, portal.settings.captcha_mode = [SignInName.EMAIL], CaptchaMode.NEVER
    portal.settings.save()
    user = User.objects.create_user(realm=portal.realm, email="bench@example.com", password=password)
    now = timezone.now()
    Throttle.objects.bulk_create(
        Throttle(
            scope=ThrottleScope.SIGN_IN,
            key=f"user:{10_000_000 + number}",
            count=1,
            limit=40,
            window_started_at=now,
            window_ends_at=now + dt.timedelta(hours=1),
        )
        for number in range(failed_tries)
    )
    return portal.host, user.email or "", user.password


def _accounts(count: int) -> list[BillingAccount]:
    ends = BillingAccount.objects.aggregate(first=Min("pk"), last=Max("pk"))
    step = (ends["last"] - ends["first"] + 1) / count
    found = []
    for number in range(count):
        wanted = ends["first"] + int(number * step)
        account = BillingAccount.objects.filter(pk__gte=wanted, statements__is_current=True).order_by("pk").first()
        assert account is not None, "the generated accounts have no statements"
        found.append(account)
    return found


def _sign_in(account: BillingAccount) -> Visitor:
    portal = Portal.objects.filter(organizations=account.organization_id).order_by("pk").first()
    assert portal is not None, "the organisation of the generated accounts has no portal"
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    request = HttpRequest()
    request.session = session
    login(request, _resident(account, portal), backend="kvita.web.auth.PortalBackend")
    session.save()
    assert session.session_key is not None
    return Visitor(portal.host, session.session_key, _paths(account))


def _resident(account: BillingAccount, portal: Portal) -> User:
    link = account.links.filter(state=LinkState.ACTIVE, user__realm=portal.realm).select_related("user").first()
    if link is not None:
        return link.user
    user = User.objects.create(realm=portal.realm, name=f"Жилец {account.full_number}")
    AccountLink.objects.create(
        user=user, account=account, state=LinkState.ACTIVE, created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    return user


def _paths(account: BillingAccount) -> dict[str, str]:
    month = Month.of(newest_statements([account.pk])[account.pk].month)
    pages = {
        "home": reverse("resident:home", args=[account.pk]),
        "charges": reverse("resident:charges", args=[account.pk, month]),
        "charges, table": reverse("resident:charges_table", args=[account.pk, month]),
        "history": reverse("resident:history", args=[account.pk]),
        "meters": reverse("resident:meters", args=[account.pk]),
        "payments": reverse("resident:payments", args=[account.pk]),
    }
    return {EMPTY: EMPTY_PATH} | pages
