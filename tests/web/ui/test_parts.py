"""Parts: what they draw and what assistive technology hears."""

import pytest
from django import forms
from django.template import Context, Template

from kvita.calc.money import Money
from tests.web.ui.markup import Markup, broken_promises


class AccountForm(forms.Form):
    number = forms.CharField(
        label="Номер лицевого счёта",
        help_text="Только цифры",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Введите номер счёта"},
    )
    password = forms.CharField(label="Пароль", widget=forms.PasswordInput)
    remember = forms.BooleanField(label="Запомнить меня", required=False, help_text="На 14 дней")
    way = forms.ChoiceField(
        label="Как получать", choices=[("mail", "По e-mail"), ("paper", "На бумаге")], widget=forms.RadioSelect
    )

    def clean(self) -> None:
        raise forms.ValidationError("Номер счёта или пароль не подошли")


def render(source: str, **context: object) -> Markup:
    text = Template(source).render(Context(context))
    assert broken_promises(text) == []
    return Markup(text)


def test_a_field_goes_label_hint_input() -> None:
    page = render('{% field form.number "short" %}', form=AccountForm())
    assert [e.tag for e in page.elements] == ["div", "label", "p", "input"]
    label, control = page.one("label"), page.one("input")
    assert label.text == "Номер лицевого счёта"
    assert label.attributes["for"] == control.attributes["id"]
    assert control.classes == {"input", "num", "input--short"}
    assert control.attributes["aria-describedby"] == page.one("p", class_="hint").attributes["id"]
    assert "aria-invalid" not in control.attributes


def test_a_field_in_error_names_it_and_points_at_it() -> None:
    page = render("{% field form.number %}", form=AccountForm({}))
    hint, error = page.one("p", class_="hint"), page.one("p", class_="error")
    control = page.one("input")
    assert error.text == "Введите номер счёта"
    assert control.attributes["aria-invalid"] == "true"
    assert control.attributes["aria-describedby"].split() == [hint.attributes["id"], error.attributes["id"]]
    assert page.elements.index(error) < page.elements.index(control)
    assert page.elements[0].classes == {"field", "field--bad"}


def test_a_field_escapes_what_was_typed() -> None:
    page = render("{% field form.number %}", form=AccountForm({"number": '"><script>alert(1)</script>'}))
    assert page.one("input").attributes["value"] == '"><script>alert(1)</script>'


def test_a_checkbox_is_inside_its_label() -> None:
    page = render("{% field form.remember %}", form=AccountForm())
    label, control = page.one("label"), page.one("input")
    assert control.parent is label
    assert label.text == "Запомнить меня На 14 дней".replace(" На", "На")
    assert control.attributes["type"] == "checkbox"


def test_radios_are_a_group_with_a_name() -> None:
    page = render("{% field form.way %}", form=AccountForm({}))
    assert page.one("legend").text == "Как получать"
    assert page.one("legend").parent is page.one("fieldset")
    assert [e.text for e in page.all("label")] == ["По e-mail", "На бумаге"]
    assert page.one("p", class_="error").attributes["id"] in page.one("fieldset").attributes["aria-describedby"]


def test_a_password_leaves_room_for_the_button_that_script_adds() -> None:
    page = render("{% field form.password %}", form=AccountForm())
    assert page.one("input").parent is page.one("div", class_="input-with")
    assert page.all("button") == []


def test_the_summary_lists_every_error_as_a_link_to_its_field() -> None:
    page = render(
        '{% errors form "Войти не получилось" %}{% field form.number %}{% field form.password %}{% field form.way %}',
        form=AccountForm({}),
    )
    summary = page.one("div", class_="errors")
    assert summary.attributes["role"] == "alert"
    assert summary.attributes["tabindex"] == "-1"
    assert "Номер счёта или пароль не подошли" in summary.text
    ids = {element.attributes.get("id") for element in page.elements}
    links = page.all("a")
    assert [link.text.split(":")[0] for link in links] == ["Номер лицевого счёта", "Пароль", "Как получать"]
    assert all(link.attributes["href"][1:] in ids for link in links)


def test_no_errors_no_summary() -> None:
    assert render("{% errors form %}", form=forms.Form({})).elements == []


@pytest.mark.parametrize(
    ("source", "classes", "sign"),
    [
        ('{% status "Принято" "good" %}', {"status", "status--good"}, "ok"),
        ('{% status "Новая" %}', {"status"}, "clock"),
        ('{% status "В работе" "info" "wrench" %}', {"status", "status--info"}, "wrench"),
    ],
)
def test_a_status_is_icon_and_word_and_tone(source: str, classes: set[str], sign: str) -> None:
    page = render(source)
    assert page.one("span").classes == classes
    assert page.one("use").attributes["href"].endswith(f"#{sign}")
    assert page.one("span").text in {"Принято", "Новая", "В работе"}


def test_a_tone_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a tone"):
        render('{% status "Принято" "green" %}')


def test_a_note_keeps_its_markup_and_can_announce_itself() -> None:
    page = render('{% note "good" role="status" %}<p>Готово, {{ name }}</p>{% endnote %}', name="<b>")
    assert page.elements[0].attributes == {"class": "note note--good", "role": "status"}
    assert page.one("p").text == "Готово, <b>"


def test_a_big_sum_reads_as_one_amount() -> None:
    page = render("{% sum due %}", due=Money(153715))
    assert page.one("span", class_="sum").text == "1 537,15 ₽"
    assert page.one("i").text == ",15 ₽"


def test_steps_tell_where_one_is() -> None:
    page = render('{% steps "Почта|Счёт|Проверка" 2 "Шаги регистрации" %}')
    assert page.one("ol").attributes["aria-label"] == "Шаги регистрации"
    assert [e.text for e in page.all("li")] == ["Почта, готово", "Счёт", "Проверка"]
    assert page.one("li", aria_current="step").text == "Счёт"


def test_progress_says_its_numbers_without_colour() -> None:
    page = render('{% progress 3 6 "Передано 3 из 6" %}')
    assert page.one("label").attributes["for"] == page.one("progress").attributes["id"]
    assert page.one("progress").text == "3 из 6"


def test_a_card_with_a_title_is_a_named_section() -> None:
    page = render('{% card "Контакты" "contacts" %}<p>Текст</p>{% endcard %}')
    assert page.one("section").attributes["aria-labelledby"] == page.one("h2").attributes["id"] == "contacts"


def test_a_card_with_a_title_needs_an_id() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        render('{% card "Контакты" %}{% endcard %}')
