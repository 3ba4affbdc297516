"""The port of SMS as SMSC keeps it: the answers are those of its documentation."""

from urllib.parse import parse_qs

import httpx
import pytest

from kvita.integrations.sms.smsc import SmscSender
from kvita.notifications.ports import DeliveryError, RefusedError, Sms

SMS = Sms(phone="+79871234567", text="Код 4821. Никому его не говорите.", key="reset:7")


def sender(answer: httpx.Response | Exception, asked: list[httpx.Request] | None = None) -> SmscSender:
    def respond(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx.Client(transport=httpx.MockTransport(respond))
    return SmscSender(login="kvita", password="secret", sender="KVITA", client=client)


def test_a_message_is_one_post_with_phone_text_and_an_id_that_stays() -> None:
    asked: list[httpx.Request] = []
    for _ in range(2):
        sender(httpx.Response(200, json={"id": 1234, "cnt": 1}), asked).send(SMS)
    first, second = (parse_qs(request.content.decode()) for request in asked)
    assert asked[0].url == "https://smsc.ru/sys/send.php"
    assert first["phones"] == ["79871234567"]
    assert first["mes"] == [SMS.text]
    assert (first["fmt"], first["charset"], first["sender"]) == (["3"], ["utf-8"], ["KVITA"])
    assert first["id"] == second["id"]
    assert "secret" not in str(asked[0].url)


@pytest.mark.parametrize("code", [6, 7, 8])
def test_what_will_never_go_is_given_up(code: int) -> None:
    with pytest.raises(RefusedError, match=f"SMSC {code}"):
        sender(httpx.Response(200, json={"error": "invalid number", "error_code": code})).send(SMS)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"error": "no funds", "error_code": 3}),
        httpx.Response(200, json={"error": "auth", "error_code": 2}),
        httpx.Response(200, json={"error": "duplicate", "error_code": 9}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(502),
        httpx.ConnectTimeout("slow"),
    ],
    ids=["no funds", "wrong password", "the same too soon", "a page", "a list", "nothing", "502", "slow"],
)
def test_what_may_go_later_is_tried_again(answer: httpx.Response | Exception) -> None:
    with pytest.raises(DeliveryError) as raised:
        sender(answer).send(SMS)
    assert not isinstance(raised.value, RefusedError)
