"""A small gateway of Sber that fails as the real one does: HTTP 200 for every error, codes as numbers and as text.

It keeps books, so that a test can compare what the shop believes with what the bank did.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

Json = dict[str, Any]


@dataclass
class FakeSber:
    """One merchant. `trouble` names what goes wrong with the next calls, one word a call."""

    login: str = "company-api"
    password: str = "test_secret"
    orders: dict[str, Json] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    now: dt.datetime = dt.datetime(2017, 9, 11, 9, 0, tzinfo=dt.UTC)
    refunds_count: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; the HTTP status is 200 whatever happens."""
        fields = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        if (fields.get("userName"), fields.get("password")) != (self.login, self.password):
            return _says({"errorCode": "5", "errorMessage": "Доступ запрещён"})
        trouble = self.trouble.pop(0) if self.trouble else ""
        if trouble == "lost":
            raise httpx.ConnectTimeout("the request did not arrive")
        if trouble == "system":
            return _says({"errorCode": 7, "errorMessage": "Системная ошибка"})
        method = request.url.path.rpartition("/")[2]
        answer = {
            "register.do": self._register,
            "getOrderStatusExtended.do": self._status,
            "refund.do": self._refund,
            "getLastOrdersForMerchants.do": self._list,
        }[method](fields)
        if trouble == "silence":
            raise httpx.ReadTimeout("the answer did not arrive")
        if trouble == "done_but_system":
            return _says({"errorCode": 7, "errorMessage": "Системная ошибка"})
        return _says(answer)

    def pay(self, order_id: str) -> None:
        """The payer gives a good card."""
        order = self.orders[order_id]
        order |= {"orderStatus": 2, "depositedDate": int(self.now.timestamp() * 1000), "deposited": order["amount"]}

    def decline(self, order_id: str, action_code: int) -> None:
        """The payment comes to nothing."""
        self.orders[order_id] |= {"orderStatus": 6, "actionCode": action_code}

    @property
    def kept(self) -> int:
        """Kopecks that the merchant has by these books."""
        return sum(order["deposited"] - order["refunded"] for order in self.orders.values())

    def _register(self, fields: dict[str, str]) -> Json:
        if any(order["orderNumber"] == fields["orderNumber"] for order in self.orders.values()):
            return {"errorCode": "1", "errorMessage": "Заказ с таким номером уже обработан"}
        if len(fields["orderNumber"]) > 32 or not fields["amount"].isdigit() or fields["currency"] != "643":
            return {"errorCode": 3, "errorMessage": "Неизвестная валюта"}
        number = f"61351fbd-ac25-484f-b930-{next(self.numbers):012d}"
        self.orders[number] = {
            "orderNumber": fields["orderNumber"],
            "orderStatus": 0,
            "actionCode": -100,
            "amount": int(fields["amount"]),
            "currency": "643",
            "date": int(self.now.timestamp() * 1000),
            "deposited": 0,
            "refunded": 0,
            "bundle": fields.get("orderBundle"),
        }
        return {"orderId": number, "formUrl": f"https://3dsec.sberbank.ru/payment/payment_ru.html?mdOrder={number}"}

    def _status(self, fields: dict[str, str]) -> Json:
        for number, order in self.orders.items():
            if number == fields.get("orderId") or order["orderNumber"] == fields.get("orderNumber"):
                return self._shown(number, order) | {"errorCode": "0"}
        return {"errorCode": "6", "errorMessage": "Заказ не найден"}

    def _shown(self, number: str, order: Json) -> Json:
        hidden = ("deposited", "refunded", "bundle")
        return {name: value for name, value in order.items() if name not in hidden} | {
            "attributes": [{"name": "mdOrder", "value": number}],
            "paymentAmountInfo": {
                "approvedAmount": order["deposited"],
                "depositedAmount": order["deposited"],
                "refundedAmount": order["refunded"],
            },
        }

    def _refund(self, fields: dict[str, str]) -> Json:
        order = self.orders.get(fields["orderId"])
        amount = int(fields["amount"])
        if order is None or order["refunded"] + amount > order["deposited"]:
            return {"errorCode": 7 if order is None else "5", "errorMessage": "Неверная сумма"}
        order["refunded"] += amount
        order["orderStatus"] = 4
        self.refunds_count += 1
        return {"errorCode": 0}

    def _list(self, fields: dict[str, str]) -> Json:
        page, size = int(fields["page"]), int(fields["size"])
        rows = [self._shown(number, order) for number, order in self.orders.items()]
        return {"errorCode": 0, "orderStatuses": rows[page * size : (page + 1) * size]}


def _says(body: Json) -> httpx.Response:
    return httpx.Response(200, json=body)
