"""The scales of a file are locked before it is judged, all of them at once, as everybody locks them."""

from collections.abc import Iterable
from dataclasses import replace

from kvita.core.locks import lock_all
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.readings.parsing import RowReader
from kvita.exchange.kinds.rows import batches_of
from kvita.exchange.readers import Chunk
from kvita.exchange.reports import Report
from kvita.metering.models import Register

_BLOCK = 10_000


def hold_registers(context: ImportContext, chunks: Iterable[Chunk]) -> None:
    """Read the file once for the scales that it names, and lock them in the order of their ids.

    Locked batch by batch in the order of the file they would wait in a ring with a resident who sends several.
    """
    seen = context.report
    aside = replace(
        context,
        report=Report(seen.kind, seen.organization, seen.file_name, seen.file_size, seen.note),
        options=replace(context.options, create_services=False),
    )
    reader, named = RowReader(aside), set[int]()
    for chunk in chunks:
        for batch in batches_of(chunk, aside):
            named.update(row.register.pk for row in reader.read(batch))
    aside.report.problems.close()
    ids = sorted(named)
    for start in range(0, len(ids), _BLOCK):
        lock_all(Register.objects.filter(pk__in=ids[start : start + _BLOCK]))
