"""The form that finds an account: the number and whatever else the portal asks for as proof (D2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from kvita.accounts.services import LinkClaim
from kvita.core.errors import DomainError
from kvita.core.forms import PhoneField
from kvita.core.wording import counted
from kvita.housing.enums import AccountIdentifier, FieldDemand, LinkingProof, RegistrationOrder, RegistrationText
from kvita.housing.models import City, Portal, PortalSettings
from kvita.web.captcha import CaptchaForm
from kvita.web.joining.forms.fields import CODE, NAME, PREMISE, LineField, NumberField, password_field

P, T = LinkingProof, RegistrationText
WAY: Final = "way"
MAIN, OTHER = "main", "other"

# Proofs chosen before the form, on pages of their own: the kind, and the organisation from the list.
CHOSEN_BEFORE: Final = (P.ACCOUNT_KIND, P.ORGANIZATION)
FIELD_NAMES: Final = {
    P.CITY: "city",
    P.REGISTRATION_CODE: "registration_code",
    P.FULL_NAME: "full_name",
    P.SURNAME: "surname",
    P.PREMISE_NUMBER: "premise_number",
    P.ACCOUNT_PASSWORD: "account_password",
}
WITHOUT_CITY: Final = "Другого города нет в списке? Позвоните в свою организацию."


class ClaimForm(CaptchaForm):
    """Number and proofs, in the order in which the manuals ask for them.

    `cabinet` is the form inside the cabinet, where another way to prove may be offered (D2) and where the phone
    for SMS is asked of those who registered without an account.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        portal: Portal,
        cities: Sequence[City] = (),
        initial: Mapping[str, Any] | None = None,
        cabinet: bool = False,
        phone: bool = False,
        asks_captcha: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), asks_captcha=asks_captcha)
        self.portal, self.cities = portal, cities
        settings = portal.settings
        self.main = [P(proof) for proof in settings.linking_proofs if proof not in CHOSEN_BEFORE]
        self.other = [P(proof) for proof in settings.linking_alternative_proofs if cabinet]
        if P.FULL_NAME in self.main:
            self._add_proof(P.FULL_NAME)
        self.fields["number"] = number_field(settings)
        for proof in FIELD_NAMES:
            if proof in (*self.main, *self.other):
                self._add_proof(proof)
        if self.other:
            self._add_ways()
        self.flat_too = self._may_ask_flat() and FIELD_NAMES[P.PREMISE_NUMBER] in self.data
        if self.flat_too:
            self._add_proof(P.PREMISE_NUMBER)
            self.fields[FIELD_NAMES[P.PREMISE_NUMBER]].required = self.data.get(WAY) != OTHER
        if phone:
            self.fields["phone"] = phone_field(settings)

    def _add_proof(self, proof: LinkingProof) -> None:
        name = FIELD_NAMES[proof]
        if name not in self.fields:
            self.fields[name] = proof_field(proof, self.portal.settings, self.cities)

    def _add_ways(self) -> None:
        names = [" и ".join(self._labels(way)) for way in (self.main, self.other)]
        self.fields[WAY] = forms.ChoiceField(
            label="Чем подтвердить",
            choices=list(zip((MAIN, OTHER), names, strict=True)),
            widget=forms.RadioSelect,
            initial=MAIN,
            required=False,
            error_messages={"invalid_choice": "Выберите один из вариантов."},
        )
        chosen = self.data.get(WAY) or MAIN
        for proof in self.main if chosen == OTHER else self.other:
            if proof not in (self.other if chosen == OTHER else self.main):
                self.fields[FIELD_NAMES[proof]].required = False

    def _labels(self, way: Sequence[LinkingProof]) -> list[str]:
        words = [str(self.fields[FIELD_NAMES[proof]].label) for proof in way]
        return words[:1] + [word.lower() for word in words[1:]]

    def refuse(self, error: DomainError) -> None:
        """Put a refusal of the services where it is to be mended."""
        if error.code == "flat_needed" and self._may_ask_flat():
            self._add_proof(P.PREMISE_NUMBER)
            self.add_error(FIELD_NAMES[P.PREMISE_NUMBER], error.message)
        else:
            self.add_error("number" if error.code == "letter_needed" else None, error.message)

    def _may_ask_flat(self) -> bool:
        """Tell whether the flat is no proof of the portal, and may be asked in a wave of guessing."""
        return P.PREMISE_NUMBER not in (*self.main, *self.other)

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The two ways to prove, for the radio cards; empty when there is one."""
        if not self.other:
            return []
        chosen = self[WAY].value() or MAIN
        return [
            {
                "value": value,
                "label": label,
                "is_chosen": value == chosen,
                "fields": [self[FIELD_NAMES[proof]] for proof in way],
            }
            for (value, label), way in zip(self.fields[WAY].choices, (self.main, self.other), strict=True)  # type: ignore[attr-defined]  # a ChoiceField, as added above
        ]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that stand in the form one below the other."""
        apart = {WAY, *(FIELD_NAMES[proof] for proof in (*self.main, *self.other))} if self.other else set()
        return [field for field in self if field.name not in apart]

    def claim(self, *, kind: str = "", organization_id: int | None = None) -> LinkClaim:
        """Return what was typed, of a valid form, with what was chosen before it."""
        values = {name: self.cleaned_data.get(name, "") for name in FIELD_NAMES.values()}
        way = self.other if self.other and self.cleaned_data.get(WAY) == OTHER else self.main
        used = {FIELD_NAMES[proof] for proof in way}
        if self.flat_too and way is self.main:
            used.add(FIELD_NAMES[P.PREMISE_NUMBER])
        return LinkClaim(
            number=self.cleaned_data["number"],
            account_kind=kind,
            organization_id=organization_id,
            **{name: value if name in used else "" for name, value in values.items()},
        )


def number_field(settings: PortalSettings) -> NumberField:
    """Return the field of the account's number or payment code (D2, D10)."""
    by_code = settings.account_identifier == AccountIdentifier.PAYMENT_CODE
    attributes = {"autocomplete": "off"}
    if by_code or settings.account_letter_optional or settings.account_number_example.isdecimal():
        attributes["inputmode"] = "numeric"
    return NumberField(
        label=settings.registration_text(T.PAYMENT_CODE if by_code else T.ACCOUNT_NUMBER),
        help_text=_number_hint(settings),
        digits=settings.account_number_digits,
        wrong="Здесь нужны цифры из квитанции, иногда с буквой. Перепишите номер, как он напечатан.",
        widget=forms.TextInput(attrs=attributes),
    )


def _number_hint(settings: PortalSettings) -> str:
    digits, example = settings.account_number_digits, settings.account_number_example
    hint = "Напечатан в квитанции"
    if digits:
        hint += f", {counted(digits, 'цифра', 'цифры', 'цифр')}"
    if example:
        hint += f", например, {example}"
    if settings.account_letter_optional and settings.account_identifier == AccountIdentifier.ACCOUNT_NUMBER:
        hint += ". Букву в номере можно не писать"
    return f"{hint}."


def phone_field(settings: PortalSettings, *, required: bool | None = None, optional_hint: bool = True) -> PhoneField:
    """Return the field of the mobile phone (D11); `required` in place of what the settings say."""
    label = settings.registration_text(T.PHONE)
    must = settings.registration_phone == FieldDemand.REQUIRED if required is None else required
    hint = settings.registration_text(T.PHONE_HINT).rstrip(".")
    if not must and optional_hint:
        hint = f"Можно не заполнять. {hint}"
    return PhoneField(
        label=label,
        required=must,
        help_text=f"{hint}. Например, {settings.phone_example}.",
        example=settings.phone_example,
        error_messages={"required": f"Заполните поле «{label}»."},
    )


def proof_field(proof: LinkingProof, settings: PortalSettings, cities: Sequence[City]) -> forms.Field:
    """Return the field of one proof."""
    label = settings.registration_text(T(proof.value))
    if proof == P.CITY:
        return _city_field(label, cities)
    if proof == P.ACCOUNT_PASSWORD:
        hint = "Пароль, с которым входят по номеру этого счёта, или выданный в офисе."
        return password_field(label, autocomplete="off", help_text=hint)
    return {
        P.REGISTRATION_CODE: LineField(
            label=label,
            longest=20,
            signs=CODE,
            wrong="В коде только буквы и цифры. Перепишите его, как он напечатан.",
            help_text=settings.registration_text(T.REGISTRATION_CODE_HINT) + ".",
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        ),
        P.FULL_NAME: LineField(
            label=label,
            longest=150,
            signs=NAME,
            wrong="Напишите фамилию, имя и отчество буквами, как в квитанции.",
            help_text="Того, на кого открыт лицевой счёт, как в квитанции.",
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        ),
        P.SURNAME: LineField(
            label=label,
            longest=100,
            signs=NAME,
            wrong="Напишите фамилию буквами, как в квитанции.",
            help_text="Того, на кого открыт лицевой счёт, как в квитанции.",
            widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        ),
        P.PREMISE_NUMBER: LineField(
            label=label,
            longest=20,
            signs=PREMISE,
            wrong="Напишите номер квартиры, например 16 или 16А.",
            help_text="Можно с буквой: 16А.",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
    }[proof]


def _city_field(label: str, cities: Sequence[City]) -> forms.ChoiceField:
    names = [city.name for city in cities]
    choices = [
        (city.name, f"{city.name}, {city.region}" if names.count(city.name) > 1 and city.region else city.name)
        for city in cities
    ]
    first = [("", "Выберите город")] if len(choices) != 1 else []
    return forms.ChoiceField(
        label=label,
        choices=[*first, *choices],
        error_messages={
            "required": "Выберите город из списка.",
            "invalid_choice": f"Выберите город из списка. {WITHOUT_CITY}",
        },
    )


def asks_phone_with_account(settings: PortalSettings) -> bool:
    """Tell whether the phone is asked beside the account, and not at registration."""
    return (
        settings.registration_phone != FieldDemand.NOT_ASKED
        and settings.registration_order == RegistrationOrder.USER_FIRST
    )
