"""Tests make their tables from the models, which is quick; what migrations build must be the same."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from tests.policy.shape import read_shape

NAME = "kvita_migrated"


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    """The address of a database of the kind that the tests run on, with nothing in it."""
    if connection.vendor == "sqlite":
        yield "sqlite://:memory:"
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    told = connection.settings_dict
    yield f"postgres://{told['USER']}@{told['HOST'].replace('/', '%2F')}:{told['PORT']}/{NAME}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}")


def test_migrations_build_the_tables_of_the_models(empty_database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.policy.shape"],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    migrated, made = json.loads(ran.stdout), read_shape()
    ours = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("kvita.")}
    assert ours <= set(migrated)
    assert set(migrated) - set(made) <= {"django_migrations"}
    for table, shape in ((table, made[table]) for table in ours):
        assert migrated[table]["columns"] == shape["columns"], table
        assert migrated[table]["constraints"] == shape["constraints"], table
