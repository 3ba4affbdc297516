"""Kinds of services: they choose the icon and the wording, never a sum."""

from django.db import models


class ServiceKind(models.TextChoices):
    """What a service is physically or legally."""

    COLD_WATER = "COLD_WATER", "холодная вода"
    HOT_WATER = "HOT_WATER", "горячая вода"
    WATER_HEATING = "WATER_HEATING", "подогрев воды"
    DRAINAGE = "DRAINAGE", "водоотведение"
    ELECTRICITY = "ELECTRICITY", "электроснабжение"
    ELECTRICITY_NIGHT = "ELECTRICITY_NIGHT", "электроснабжение ночное"
    GAS = "GAS", "газ"
    HEATING = "HEATING", "отопление"
    WASTE = "WASTE", "обращение с отходами"
    MAINTENANCE = "MAINTENANCE", "содержание жилого помещения"
    CAPITAL_REPAIR = "CAPITAL_REPAIR", "капитальный ремонт"
    RENT = "RENT", "найм"
    COMMON_AREA = "COMMON_AREA", "общедомовые нужды"
    PENALTY = "PENALTY", "пени"
    OTHER = "OTHER", "прочее"
