"""Writes of questions."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q

from kvita.core.audit import Actor
from kvita.housing.models import Portal
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.services import HOUR, Limit, hit
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.service_requests.models import SupportQuestion

QUESTIONS: Final = Limit(count=5, window=HOUR)


def ask_support(
    *, portal: Portal, contact: str, text: str, name: str = "", now: dt.datetime, actor: Actor
) -> SupportQuestion:
    """Keep a question and send it to the portal's support (D23). The same question within an hour is one question.

    Call it outside a transaction. Raises `DomainError` "locked" after five questions an hour from one IP address.
    """
    same = SupportQuestion.objects.filter(portal=portal, contact=contact, text=text, asked_at__gt=now - HOUR).first()
    if same is not None:
        return same
    if actor.address:
        hit(
            scope=ThrottleScope.FEEDBACK,
            limits={f"ip:{visitor_at(actor.address)}": QUESTIONS},
            now=now,
            otherwise=f"Или позвоните: {portal.support_phone}." if portal.support_phone else "",
        )
    with transaction.atomic():
        question = SupportQuestion.objects.create(
            portal=portal, name=name, contact=contact, text=text, asked_at=now, address=actor.address
        )
        if portal.support_email:
            enqueue_message(
                key=f"support-question:{question.pk}",
                channel=Channel.EMAIL,
                recipient=portal.support_email,
                subject=f"Вопрос с сайта {portal.host}",
                text=f"{text}\n\nКто спрашивает: {name or 'имя не указано'}\nКуда ответить: {contact}",
                is_secret=False,
                now=now,
            )
    return question


def forget_asker(*, user: User) -> int:
    """Delete the questions of somebody who is about to be deleted; they are known by the contact alone."""
    known = Q(pk__in=[])
    for contact in filter(None, (user.email, user.phone)):
        known |= Q(contact__iexact=contact)
    return SupportQuestion.objects.filter(known, portal__slug=user.realm).delete()[0]
