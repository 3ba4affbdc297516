"""Prices of one tariff, and norms of one service and house, have no common day.

What overlaps already is set right first: an earlier row ends where the next one begins, which is what its author meant.
"""

from typing import Any

from django.db import migrations

import kvita.core.constraints

# Table, and the columns that two rows have in common to be looked at together.
_TABLES = {"tariffs_rate": ("tariff_id",), "tariffs_norm": ("service_id", "building_id")}


def _clip(apps: Any, schema_editor: Any) -> None:
    for table, columns in _TABLES.items():
        same = " AND ".join(f"coalesce(later.{name}, 0) = coalesce({table}.{name}, 0)" for name in columns)
        following = (
            f"(SELECT min(later.valid_from) FROM {table} later WHERE {same} "
            f"AND later.valid_from > {table}.valid_from)"
        )
        schema_editor.execute(
            f"UPDATE {table} SET valid_to = {following} "
            f"WHERE {following} IS NOT NULL AND (valid_to IS NULL OR valid_to > {following})"
        )


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0002_norms")]

    operations = [
        migrations.RunPython(_clip, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="norm",
            constraint=kvita.core.constraints.RangesApart(keys=("service", "building"), name="norm_apart"),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=kvita.core.constraints.RangesApart(keys=("tariff",), name="rate_apart"),
        ),
    ]
