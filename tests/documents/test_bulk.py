"""Many bills by worker processes and by threads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from kvita.documents.bill import BillDocument
from kvita.documents.rendering import render_bill, render_bills
from tests.documents.bills import manual_bill, text_of


def numbered(count: int) -> list[BillDocument]:
    return [replace(manual_bill(), account_number=str(1000 + n), payment_code=str(1000 + n)) for n in range(count)]


class Source:
    """An iterator that counts what was taken from it."""

    def __init__(self, bills: list[BillDocument]) -> None:
        self.taken = 0
        self._bills = bills

    def __iter__(self) -> Iterator[BillDocument]:
        for bill in self._bills:
            self.taken += 1
            yield bill


def test_workers_give_the_same_files_in_the_same_order() -> None:
    bills = numbered(21)
    files = list(render_bills(bills, processes=2))
    assert files == [render_bill(bill) for bill in bills]
    assert "Код 1020 Период" in text_of(files[20])


def test_bills_are_taken_only_a_little_ahead() -> None:
    source = Source(numbered(200))
    files = render_bills(source, processes=2)
    assert source.taken == 0
    next(files)
    assert 0 < source.taken <= 2 * 3 * 8
    files.close()  # type: ignore[attr-defined]  # a generator behind the Iterator


def test_one_process_works_in_place_one_by_one() -> None:
    source = Source(numbered(3))
    files = render_bills(source, processes=1)
    assert next(files) == render_bill(numbered(1)[0])
    assert source.taken == 1


def test_a_wrong_bill_is_reported_by_the_worker() -> None:
    bills = numbered(3)
    line = replace(bills[1].lines[8], volume=Decimal("NaN"))
    bills[1] = replace(bills[1], lines=(line, *bills[1].lines[9:]))
    with pytest.raises(ValueError, match="not a finite number"):
        list(render_bills(bills, processes=2))


def test_at_least_one_process() -> None:
    with pytest.raises(ValueError, match="at least one"):
        render_bills([], processes=0)


def test_no_bills_no_files() -> None:
    assert list(render_bills([], processes=2)) == []


def test_threads_share_the_compiler_in_turn() -> None:
    bills = numbered(12)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(render_bill, bills)) == [render_bill(bill) for bill in bills]
