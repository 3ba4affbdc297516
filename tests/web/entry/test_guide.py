"""«Скачать инструкцию»: page and PDF say the same, in the words of the portal's settings."""

import html
import re

import pytest
from django.test import Client

from kvita.documents.rendering import render_guide
from kvita.housing.enums import AccountIdentifier, ApprovalMode, LinkingProof
from tests.actors import Cast
from tests.documents.bills import text_of

pytestmark = pytest.mark.django_db


def test_the_link_of_the_sign_in_page_downloads_the_pdf(cast: Cast, guest: Client) -> None:
    cast.portal.settings.guide_link_enabled = True
    cast.portal.settings.save()
    page = guest.get("/login/").content.decode()
    link = re.search(r'<a class="link" href="([^"]+)" download>.*?Скачать инструкцию</a>', page)
    assert link
    answer = guest.get(link[1])
    assert answer["content-type"] == "application/pdf"
    assert answer["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.content.startswith(b"%PDF")


def test_the_pdf_has_every_step_of_the_page(cast: Cast, guest: Client) -> None:
    cast.portal.settings.password_min_length = 13
    cast.portal.settings.save()
    page = html.unescape(guest.get("/guide/").content.decode())
    steps = [step.strip() for step in re.findall(r"<li><b[^>]*>[^<]*</b>(.*?)</li>", page)]
    text = text_of(guest.get("/guide/pdf/").content)
    assert len(steps) > 10
    assert [step for step in steps if step not in text] == []
    assert "не короче 13 знаков" in text


def test_asking_for_it_a_thousand_times_draws_it_once(guest: Client) -> None:
    render_guide.cache_clear()
    assert len({guest.get("/guide/pdf/").content for _ in range(20)}) == 1
    assert render_guide.cache_info().misses == 1


def test_the_steps_name_what_the_forms_of_the_portal_ask(cast: Cast, guest: Client) -> None:
    settings = cast.portal.settings
    settings.account_identifier = AccountIdentifier.PAYMENT_CODE
    settings.linking_proofs = [LinkingProof.SURNAME, LinkingProof.PREMISE_NUMBER]
    settings.account_number_example = "551412"
    settings.approval_mode = ApprovalMode.STAFF
    settings.save()
    text = text_of(guest.get("/guide/pdf/").content)
    assert "Понадобятся: платёжный код (например, 551412), фамилия, номер квартиры" in text
    assert "данные проверит сотрудник" in text
