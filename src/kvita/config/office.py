"""Look of the back-office (django-unfold): Kvita's colours and a menu in the order of the month's work."""

UNFOLD: dict[str, object] = {
    "SITE_TITLE": "Квита: рабочее место",
    "SITE_HEADER": "Квита",
    "SITE_SUBHEADER": "Рабочее место",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
}
