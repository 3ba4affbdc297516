"""Which banks serve an organisation: those of the installation that it has switched on (D18)."""

from django.conf import settings

from kvita.core.registry import load_adapters
from kvita.housing.models import OrganizationSettings
from kvita.payments.ports import PaymentProvider


def payment_providers(organization_settings: OrganizationSettings) -> dict[str, PaymentProvider]:
    """Return the providers by key, in the organisation's order; all that are connected when it names none."""
    return load_adapters(settings.KVITA_PAYMENT_PROVIDERS, organization_settings.payment_providers or None)


def all_payment_providers() -> dict[str, PaymentProvider]:
    """Return every connected provider: an order may have been begun at one that is switched off since."""
    return load_adapters(settings.KVITA_PAYMENT_PROVIDERS)
