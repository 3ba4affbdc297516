"""What the bank's page asks."""

from django import forms


class CardForm(forms.Form):
    """A card number: typed, or chosen from the list of cards."""

    card = forms.CharField(label="Номер карты", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class CodeForm(forms.Form):
    """The code of an SMS."""

    code = forms.CharField(label="Код из SMS", max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
