"""No text can become code of the print template, run out of its place or stop the print."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.documents.bill import AdjustmentLine, BillFooter, Executor
from kvita.documents.rendering import render_bill
from kvita.documents.rendering.engine import compile_pdf
from kvita.documents.rendering.source import LONGEST_TEXT, literal, printable
from kvita.documents.rendering.typeface import letters
from tests.documents.bills import manual_bill, text_of, whole_bill
from tests.documents.pictures import words_in

SPECIAL = "\"\\#$*_`<>@=-+/[](){}~:;,.!&|^%'«»\n\r\t\x00\x07\u2028\u202e\u200b\u00a0\u00ad\ud800\ufeff"
TEXTS = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters(), st.sampled_from("АӘаәөүҗңһёЁ№₽😀é")), max_size=60)
ATTACKS = (
    '"]); #panic("x")',
    '\\"); #panic("x") //',
    '#import "/etc/passwd": *',
    "#{sys.inputs} $x^2$ *b* _i_ `r` <l> @r // c /* */",
    "\\u{1F600} \\n \\\\",
    "= Заголовок\n- строка\n+ строка",
)


def squeezed(text: str) -> str:
    """What is left of a text when white space and invisible signs are left out."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() and not sign.isspace())


def shown(text: str) -> str:
    """What the print makes of a text, found by another way than the code's."""
    out = []
    for sign in unicodedata.normalize("NFC", printable(text).replace("\u200b", "")):
        if sign in letters():
            out.append(sign)
        elif unicodedata.category(sign) not in {"Mn", "Me", "Cf"} and out[-1:] != ["?"]:
            out.append("?")
    return squeezed("".join(out))


@settings(max_examples=150)
@given(TEXTS)
@example(ATTACKS[0])
@example(ATTACKS[1])
@example(ATTACKS[3])
@example(ATTACKS[4])
def test_any_text_comes_out_as_text(text: str) -> None:
    source = f'#set text(font: "Golos Text", fallback: false)\n#text(json(bytes({literal([text])})).first() + "¦")'
    got = squeezed(text_of(compile_pdf(source.encode())))
    # Two question marks in a row may be one of the text and one for what cannot be drawn.
    assert got.replace("??", "?") == (shown(text) + "¦").replace("??", "?")


@settings(max_examples=25)
@given(TEXTS)
@example("")
@example("Щ" * 300)
@example("A" * 30_000)
def test_no_text_in_any_field_stops_the_print(text: str) -> None:
    bill = whole_bill()
    line = replace(bill.lines[1], name=text, group=text, unit=text, note=text)
    hostile = replace(
        bill,
        account_number=text,
        payment_code=text,
        payer=text,
        premise=replace(bill.premise, address=text),
        executor=Executor(name=text, inn=text, phones=(text, text), site=text, address=text),
        lines=(line, replace(line, parts=(line,))),
        readings=(replace(bill.readings[0], service=text, serial=text, place=text, unit=text, note=text),),
        adjustments=(AdjustmentLine(service=text, amount=Money(1), reason=text),),
        reference=(replace(bill.reference[0], service=text, unit=text),),
        payment_plan=(replace(bill.payment_plan[0], service=text),),
        payees=tuple(replace(payee, name=text, bank_name=text, payment_code=text) for payee in bill.payees),
        footer=BillFooter(how_to_pay=text, readings_window=text, emergency=text, additional=text),
        document_number=text,
    )
    assert "1 811,44 ₽" in words_in(render_bill(hostile))


@pytest.mark.parametrize("attack", ATTACKS)
def test_code_of_the_template_is_printed_as_it_stands(attack: str) -> None:
    text = text_of(render_bill(replace(manual_bill(), payer=attack)))
    assert squeezed(f"Плательщик {attack} Адрес") in squeezed(text)


def test_marks_of_writing_direction_are_taken_out() -> None:
    assert printable("Иванов \u202e51,735 1") == "Иванов  51,735 1"


def test_too_long_a_text_is_cut_with_a_mark() -> None:
    cut = printable("слово " * 1000)
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith("…")


def test_a_long_word_may_be_broken_anywhere() -> None:
    assert printable("x" * 50) == "\u200b".join(("x" * 24, "x" * 24, "xx"))
    assert printable("обычные слова остаются целыми") == "обычные слова остаются целыми"
