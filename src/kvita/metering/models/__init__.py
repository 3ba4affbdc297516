"""Tables of metering."""

from kvita.metering.models.devices import Meter, Register
from kvita.metering.models.readings import Reading, ReadingEvent, ReadingPhoto
from kvita.metering.models.windows import SubmissionRule

__all__ = ["Meter", "Reading", "ReadingEvent", "ReadingPhoto", "Register", "SubmissionRule"]
