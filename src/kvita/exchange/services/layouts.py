"""How a member of staff likes exports to look."""

from collections.abc import Sequence

from kvita.core.errors import DomainError
from kvita.exchange.enums import ExportFormat
from kvita.exchange.exports import READING_COLUMNS
from kvita.exchange.models import ExportLayout
from kvita.housing.models import ManagingOrganization
from kvita.identity.models import User


def remember_layout(
    *, organization: ManagingOrganization, user: User, columns: Sequence[str], form: str
) -> ExportLayout:
    """Keep the chosen columns, in order, and the format.

    Raises `DomainError`: "columns_missing" (none is chosen), "column_unknown".
    """
    if not columns:
        raise DomainError("columns_missing", "Отметьте хотя бы один столбец.")
    if unknown := [key for key in columns if key not in READING_COLUMNS]:
        raise DomainError("column_unknown", f"Столбца «{unknown[0][:40]}» нет.")
    layout, _ = ExportLayout.objects.update_or_create(
        organization=organization,
        user=user,
        defaults={"columns": list(dict.fromkeys(columns)), "format": ExportFormat(form)},
    )
    return layout
