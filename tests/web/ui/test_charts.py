"""Geometry of the charts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.web.ui.charts import BASE, TOP, MonthFigures, Movement, debt_fall, month_chart, scale_top

kopecks = st.integers(-(10**9), 10**9)
years = st.lists(st.tuples(kopecks, kopecks), min_size=1, max_size=24)


def figures(*pairs: tuple[int, int]) -> list[MonthFigures]:
    first = Month(2025, 9)
    return [MonthFigures(first + index, Money(one), Money(two)) for index, (one, two) in enumerate(pairs)]


def percent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 10_000), (10_000, 10_000), (10_001, 20_000), (841_275, 1_000_000), (1_000_001, 2_000_000), (650_000, 800_000)],
)
def test_the_scale_ends_at_a_round_number(largest: int, top: int) -> None:
    assert scale_top(largest) == top


def test_a_month_as_large_as_the_scale_reaches_its_top_and_half_of_it_the_middle() -> None:
    chart = month_chart(figures((1_000_000, 500_000), (500_000, 0)))
    first, second = chart.bars
    assert (first.y, first.height) == (f"{TOP:.1f}", f"{BASE - TOP:.1f}")
    assert first.ring_y == second.y == f"{(TOP + BASE) / 2:.1f}"
    assert second.ring_y == f"{BASE:.1f}"
    assert [line.label for line in chart.lines] == ["", "5\u00a0000", "10\u00a0000"]


@given(years)
def test_bars_stay_inside_and_do_not_overlap(pairs: list[tuple[int, int]]) -> None:
    chart = month_chart(figures(*pairs))
    edges = [(percent(bar.x), percent(bar.x) + percent(bar.width)) for bar in chart.bars]
    assert all(0 <= left < right <= 100 for left, right in edges)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(edges))
    for bar in chart.bars:
        assert TOP <= float(bar.y) <= BASE
        assert TOP <= float(bar.ring_y) <= BASE
        assert float(bar.y) + float(bar.height) == pytest.approx(BASE, abs=0.11)


def test_the_last_month_is_marked_and_always_named_on_a_phone() -> None:
    bars = month_chart(figures(*[(1, 1)] * 12)).bars
    assert [bar.is_last for bar in bars] == [False] * 11 + [True]
    assert [bar.is_alternate for bar in bars] == [True, False] * 6
    assert bars[-1].label == "авг"


def test_only_the_largest_and_the_last_bar_carry_numbers() -> None:
    bars = month_chart(figures((412_010, 0), (841_275, 0), (90_000, 0), (204_284, 0))).bars
    assert [bar.value for bar in bars] == ["", "8\u00a0413", "", "2\u00a0043"]


def test_a_largest_bar_beside_the_last_leaves_its_number_to_the_table() -> None:
    bars = month_chart(figures(*[(100_000, 0)] * 10, (841_275, 0), (204_284, 0))).bars
    assert [bar.value for bar in bars if bar.value] == ["2\u00a0043"]
    bars = month_chart(figures((841_275, 0), *[(100_000, 0)] * 10, (204_284, 0))).bars
    assert [bar.value for bar in bars if bar.value] == ["8\u00a0413", "2\u00a0043"]


@given(years)
def test_a_number_stands_on_no_ring_and_on_no_label_of_the_scale(pairs: list[tuple[int, int]]) -> None:
    chart = month_chart(figures(*pairs))
    labels = [float(line.label_y) for line in chart.lines if line.label]
    for bar in chart.bars:
        if not bar.value:
            continue
        middle, base = percent(bar.middle), float(bar.value_y)
        assert base >= 11
        rings = [float(one.ring_y) for one in chart.bars if abs(percent(one.middle) - middle) < 10]
        assert not [y for y in rings if base - 11 < y + 4.5 and y - 4.5 < base]
        if middle - 10 < 11:
            assert not [y for y in labels if base - 11 < y and y - 11 < base]


def test_a_number_gives_way_to_what_was_paid() -> None:
    pairs = [(976_500, 990_000), (900_000, 1_005_000), *[(400_000, 400_000)] * 9, (812_500, 830_000)]
    bars = month_chart(figures(*pairs)).bars
    assert (bars[0].value, bars[-1].value) == ("9\u00a0765", "8\u00a0125")
    assert float(bars[-1].value_y) < float(bars[-1].ring_y) < float(bars[-1].y)


def test_the_description_tells_what_the_picture_shows() -> None:
    text = month_chart(figures((412_010, 0), (841_275, 0), (204_284, 0))).description
    assert "С сентября\u00a02025 по ноябрь\u00a02025" in text
    assert "за октябрь: 8\u00a0412,75\u00a0₽" in text
    assert "за ноябрь: 2\u00a0042,84\u00a0₽" in text


def test_a_chart_of_one_month() -> None:
    chart = month_chart(figures((204_284, 0)))
    assert len(chart.bars) == 1
    assert "2\u00a0042,84\u00a0₽" in chart.description


def test_a_chart_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        month_chart([])


def test_the_staircase_of_august() -> None:
    steps = debt_fall(
        [
            Movement("Долг на 1 августа", Money(396_351), is_balance=True),
            Movement("Начислено", Money(204_284)),
            Movement("Перерасчёты", Money(-79_236)),
            Movement("Оплачено", Money(-411_735)),
            Movement("Долг на 1 сентября", Money(109_664), is_balance=True),
        ]
    )
    assert [(step.x, step.width) for step in steps] == [
        ("0.00%", "65.99%"),
        ("65.99%", "34.01%"),
        ("86.81%", "13.19%"),
        ("18.26%", "68.55%"),
        ("0.00%", "18.26%"),
    ]
    assert [step.tone for step in steps] == ["", "up", "down", "down", ""]
    assert [step.is_end for step in steps] == [False] * 4 + [True]


def test_the_staircase_of_an_overpaid_account_goes_below_zero() -> None:
    steps = debt_fall(
        [
            Movement("Долг", Money(100), is_balance=True),
            Movement("Оплачено", Money(-200)),
            Movement("Переплата", Money(-100), is_balance=True),
        ]
    )
    assert [(step.x, step.width) for step in steps] == [("50.00%", "50.00%"), ("0.00%", "100.00%"), ("0.00%", "50.00%")]


@given(st.lists(kopecks, max_size=8), kopecks)
def test_steps_stay_inside_the_bar(changes: list[int], opening: int) -> None:
    movements = [Movement("начало", Money(opening), is_balance=True), *(Movement("", Money(one)) for one in changes)]
    for step in debt_fall(movements):
        assert percent(step.x) >= 0
        assert percent(step.width) >= 0
        assert percent(step.x) + percent(step.width) <= 100.02


def test_nothing_happened() -> None:
    assert debt_fall([]) == []
    assert debt_fall([Movement("Долг", Money(0), is_balance=True)])[0].width == "0.00%"
