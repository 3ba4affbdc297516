"""Tables: users, codes and links that confirm an address, counters of tries, consents."""

from kvita.identity.models.codes import ConfirmationCode
from kvita.identity.models.consents import Consent
from kvita.identity.models.throttles import Throttle
from kvita.identity.models.users import STAFF_REALM, User, UserManager

__all__ = ["STAFF_REALM", "ConfirmationCode", "Consent", "Throttle", "User", "UserManager"]
