"""Look of the back-office (django-unfold): Kvita's colours and a menu in the order of the month's work."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.module_loading import import_string


def _item(title: str, icon: str, model: str) -> dict[str, Any]:
    def may_look(request: Any) -> bool:
        site = import_string("django.contrib.admin.site")  # settings are read before there are pages
        pages = {key._meta.label_lower: page for key, page in site._registry.items()}
        return bool(pages[model.replace("_", ".", 1)].has_view_permission(request))

    link = reverse_lazy(f"admin:{model}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": may_look}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Квита: рабочее место",
    "SITE_HEADER": "Квита",
    "SITE_SUBHEADER": "Рабочее место",
    "SITE_SYMBOL": "apartment",
    "SITE_URL": "/",
    "STYLES": [lambda request: static("kvita/css/office.css")],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "COLORS": {
        "primary": {
            "50": "#f0f7f8",
            "100": "#e0eef0",
            "200": "#c9e2e8",
            "300": "#9cc7d1",
            "400": "#5e96a4",
            "500": "#2c7387",
            "600": "#0b5163",
            "700": "#0a4858",
            "800": "#073c4a",
            "900": "#062f3a",
            "950": "#041f27",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": "Работа",
                "items": [{"title": "Рабочее место", "icon": "dashboard", "link": reverse_lazy("office:start")}],
            },
            {
                "title": "Месяц",
                "items": [
                    _item("Расчётные периоды", "calendar_month", "billing_billingperiod"),
                    _item("Квитанции", "receipt_long", "billing_statement"),
                    _item("Платежи", "payments", "payments_payment"),
                    _item("Попытки оплаты", "credit_card", "payments_paymentattempt"),
                    _item("Счётчики", "speed", "metering_meter"),
                    _item("Загрузки", "upload_file", "exchange_importbatch"),
                ],
            },
            {
                "title": "Дома и счета",
                "items": [
                    _item("Лицевые счета", "badge", "accounts_billingaccount"),
                    _item("Привязки счетов", "link", "accounts_accountlink"),
                    _item("Помещения", "door_front", "housing_premise"),
                    _item("Дома", "apartment", "housing_building"),
                ],
            },
            {
                "title": "Справочники",
                "items": [
                    _item("Услуги", "water_drop", "tariffs_service"),
                    _item("Тарифы", "sell", "tariffs_tariff"),
                    _item("Нормативы", "rule", "tariffs_norm"),
                    _item("Сроки приёма показаний", "date_range", "metering_submissionrule"),
                    _item("Поставщики", "local_shipping", "housing_supplier"),
                    _item("Форматы банков", "table_view", "remittances_remittancelayout"),
                    _item("Получатели платежей", "account_balance", "housing_payee"),
                    _item("Объявления", "campaign", "publications_announcement"),
                ],
            },
            {
                "title": "Настройки",
                "items": [
                    _item("Организации", "corporate_fare", "housing_managingorganization"),
                    _item("Порталы", "language", "housing_portal"),
                    _item("Города", "location_city", "housing_city"),
                    _item("Пользователи", "group", "identity_user"),
                    _item("Журнал действий", "history", "core_auditentry"),
                ],
            },
        ],
    },
}
