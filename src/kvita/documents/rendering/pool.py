"""One bill, and many at once by worker processes."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Final

from kvita.documents.bill import BillDocument
from kvita.documents.rendering.engine import compile_pdf, page_count
from kvita.documents.rendering.layout import bill_source

_BATCH: Final = 8
"""Bills a worker takes at a time: enough to forget the cost of passing them, few enough to keep in memory."""
_BATCHES_AHEAD: Final = 2
"""Batches that wait for each worker."""


def render_bill(bill: BillDocument) -> bytes:
    """The bill as an accessible PDF: a viewer shows its title, not the name of the file.

    The same bill always gives the same bytes.

    Raises:
        ValueError: a volume is not a finite number, or a QR payload is longer than 2331 bytes.
        TypefaceMissingError: the static files are not built.
    """
    pdf = compile_pdf(bill_source(bill), standard="ua-1")
    if page_count(pdf) > 1:
        close = compile_pdf(bill_source(bill, is_close=True), standard="ua-1")
        if page_count(close) == 1:
            return close
        pdf = compile_pdf(bill_source(bill, is_numbered=True), standard="ua-1")
    return pdf


def render_bills(bills: Iterable[BillDocument], *, processes: int) -> Iterator[bytes]:
    """The bills as PDF, in their order, by so many worker processes (1: by this one).

    Bills are taken from the iterable only a little ahead of what is asked for, so neither they nor the
    files pile up in memory. Closing the iterator early stops the workers.

    Raises:
        ValueError: fewer than one process; or as `render_bill`, at the place of the bill.
        TypefaceMissingError: as `render_bill`.
    """
    if processes < 1:
        raise ValueError("at least one process is needed")
    return map(render_bill, bills) if processes == 1 else _by_workers(iter(bills), processes)


def _by_workers(bills: Iterator[BillDocument], processes: int) -> Iterator[bytes]:
    # Started anew and not forked: threads of a compiler that already worked here do not live on in a fork.
    workers = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=alone_on_a_core)
    waiting: deque[Future[list[bytes]]] = deque()
    try:
        while batch := list(islice(bills, _BATCH)):
            waiting.append(workers.submit(_render_batch, batch))
            if len(waiting) >= processes * (1 + _BATCHES_AHEAD):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        workers.shutdown(cancel_futures=True)


def alone_on_a_core() -> None:
    """Keep the compiler of a worker to one thread: one for each core in each worker would get in each other's way."""
    os.environ["RAYON_NUM_THREADS"] = "1"


def _render_batch(batch: list[BillDocument]) -> list[bytes]:
    return [render_bill(bill) for bill in batch]
