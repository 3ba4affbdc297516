"""Addresses of the cabinet. The account stands in the address, so that two tabs with two accounts cannot mix."""

from django.urls import URLPattern, path, register_converter

from kvita.web.converters import MonthConverter
from kvita.web.resident.views import (
    account,
    bill,
    charges,
    history,
    home,
    meter_history,
    meters,
    news,
    pay,
    payments,
    requisites,
)

register_converter(MonthConverter, "month")

app_name = "resident"
urlpatterns: list[URLPattern] = [
    path("", home.start, name="start"),
    path("a/<int:account_id>/", home.home, name="home"),
    path("a/<int:account_id>/more/", home.more, name="more"),
    path("a/<int:account_id>/charges/", charges.newest, name="charges_newest"),
    path("a/<int:account_id>/charges/<month:month>/", charges.by_service, name="charges"),
    path("a/<int:account_id>/charges/<month:month>/table/", charges.table, name="charges_table"),
    path("a/<int:account_id>/bill/<month:month>.pdf", bill.bill_pdf, name="bill"),
    path("a/<int:account_id>/news/", news.news, name="news"),
    path("a/<int:account_id>/history/", history.history, name="history"),
    path("a/<int:account_id>/account/", account.card, name="account"),
    path("a/<int:account_id>/payments/", payments.payment_list, name="payments"),
    path("a/<int:account_id>/payments/<int:payment_id>/", payments.payment, name="payment"),
    path("a/<int:account_id>/payments/<int:payment_id>.pdf", payments.payment_pdf, name="payment_pdf"),
    path("a/<int:account_id>/pay/requisites/", requisites.requisites, name="requisites"),
    path("a/<int:account_id>/pay/requisites/<int:payee_id>.svg", requisites.qr_file, name="requisites_qr"),
    path("a/<int:account_id>/pay/requisites/<int:payee_id>.png", requisites.qr_picture, name="requisites_png"),
    path("a/<int:account_id>/pay/requisites/<int:payee_id>.pdf", requisites.slip_pdf, name="requisites_pdf"),
    path("a/<int:account_id>/meters/", meters.enter, name="meters"),
    path("a/<int:account_id>/meters/<month:month>/", meters.month_readings, name="meters_month"),
    path("a/<int:account_id>/meters/building/", meter_history.building, name="meters_building"),
    path("a/<int:account_id>/meters/scale/<int:register_id>/", meter_history.register_page, name="meters_history"),
    path("a/<int:account_id>/meters/photo/<int:photo_id>.jpg", meter_history.photo, name="meters_photo"),
    path("a/<int:account_id>/pay/", pay.choose, name="pay"),
    path("a/<int:account_id>/pay/next/", pay.pay_next, name="pay_next"),
    path("a/<int:account_id>/pay/check/", pay.check, name="pay_check"),
    path("a/<int:account_id>/pay/start/", pay.start_payment, name="pay_start"),
    path("a/<int:account_id>/pay/<uuid:order_id>/", pay.result, name="pay_result"),
]
