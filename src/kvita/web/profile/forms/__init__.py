"""What people type in their profile."""

from kvita.web.profile.forms.choices import DeliveryForm, LookForm, MessagesForm
from kvita.web.profile.forms.contacts import ContactsForm, KnownPhone, PhoneCodeForm, PhotoForm
from kvita.web.profile.forms.safety import KeyNameForm, NewCodeForm, NewKeyForm, PasswordForm, StayForm, SureForm

__all__ = [
    "ContactsForm",
    "DeliveryForm",
    "KeyNameForm",
    "KnownPhone",
    "LookForm",
    "MessagesForm",
    "NewCodeForm",
    "NewKeyForm",
    "PasswordForm",
    "PhoneCodeForm",
    "PhotoForm",
    "StayForm",
    "SureForm",
]
