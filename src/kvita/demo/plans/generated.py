"""The organisation of `kvita generate`: what is copied to make any size. Twelve services, 252 flats."""

from dataclasses import replace
from typing import Final

from kvita.demo.plans.plan import HousePlan, OrganizationPlan
from kvita.demo.plans.tszh import GORODSKOY

STREETS: Final = ("Речная", "Полевая", "Лесная", "Берёзовая", "Школьная", "Заводская", "Новая")


def generated_plan(slug: str) -> OrganizationPlan:
    """Return the plan with this slug; seven houses of 36 flats are its pattern."""
    return replace(
        GORODSKOY,
        slug=slug,
        name=f"ООО «Управляющая компания „Большой город“» ({slug})",
        short_name=f"Большой город ({slug})",
        first_account="100000001",
        services=tuple(service for service in GORODSKOY.services if service.name != "Домофон"),
        houses=tuple(HousePlan(street, "1", 1984 + 3 * n, 9, 1, 4, gas=True) for n, street in enumerate(STREETS)),
    )
