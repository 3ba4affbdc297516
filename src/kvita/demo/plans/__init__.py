"""What is fixed about the demo: organisations, houses, services, prices. Plain data, one module for each portal."""

from typing import Final

from kvita.demo.plans.innova import INNOVA
from kvita.demo.plans.plan import PortalPlan
from kvita.demo.plans.tszh import TSZH
from kvita.demo.plans.ugra import UGRA
from kvita.demo.plans.uigkh import UIGKH
from kvita.demo.plans.uk import UK

PLANS: Final[tuple[PortalPlan, ...]] = (UGRA, TSZH, UK, UIGKH, INNOVA)
