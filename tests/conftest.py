"""One embedded PostgreSQL for the tests; each run has its own copy of a prepared database.

Tests run as the app role, under row security, exactly as the program does. A test that
needs real transactions asks for ``own_database``.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from anxin.database.install import create_database, drop_database, install
from anxin.database.server import Server
from tests.environment import HOME, STATIC

PROJECT = Path(__file__).parent.parent
SERVER = Server(HOME, durable=False)
RUN_DATABASE = f"anxin_test_{os.getpid()}"
# An example is wrong or right, not slow: what must be fast is measured, and a busy machine is no fault.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django reads its settings."""
    if config.option.collectonly:
        return
    SERVER.ensure_running()
    install("anxin_test", server=SERVER)


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Serve static files by their own names: no test waits for files to be collected."""
    from django.conf import settings
    from django.test import override_settings

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
    shutil.rmtree(STATIC, ignore_errors=True)


def _mark() -> str:
    source = PROJECT / "src" / "anxin"
    files = sorted([*source.glob("**/*.sql"), *source.glob("*/migrations/*.py")])
    files += [source / "rules" / "access.py", *sorted((source / "database/registry").glob("*.py"))]
    files += [source / "database" / "row_security.py"]
    files += sorted((PROJECT / "policy").glob("**/*.csv"))
    files += [*sorted((source / "rules").glob("*stages*.py")), source / "database" / "prepare.py"]
    files += [source / "rules" / "cards.py", Path(__file__).parent / "world.py"]
    files += sorted((source / "upkeep").glob("**/*.py"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:12]


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> str:
    """Return the name of a migrated, guarded and seeded database to copy; made by one run at a time."""
    name = f"anxin_template_{_mark()}"
    with (HOME / "template.lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not _is_template(name):
            with django_db_blocker.unblock():
                _make_template(name)
    return name


def _is_template(name: str) -> bool:
    with psycopg.connect(SERVER.superuser_dsn(), autocommit=True) as admin:
        found = admin.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        )
        return found.fetchone() is not None


def _make_template(name: str) -> None:
    from django.core.management import call_command
    from django.db import connections

    from tests import world

    drop_database(name, server=SERVER)
    install(name, server=SERVER)
    _point(name)
    call_command("prepare_database", verbosity=0)
    call_command("seed_policy", verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO security.history VALUES (true)")
    world.build()
    connections.close_all()
    with psycopg.connect(SERVER.superuser_dsn(), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')


def _point(name: str) -> None:
    """Make both connections of this process go to a database."""
    from django.db import connections

    from anxin.database import addresses

    for alias, parameters in (
        ("default", addresses.app_parameters(name)),
        ("owner", addresses.owner_parameters(name)),
    ):
        connections[alias].close()
        connections[alias].settings_dict.update(parameters)
        connections.settings[alias].update(parameters)


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker) -> Iterator[None]:
    """Copy the template for this run, and drop the copy afterwards."""
    create_database(RUN_DATABASE, server=SERVER, template=template_database)
    _point(RUN_DATABASE)
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
    drop_database(RUN_DATABASE, server=SERVER)


@pytest.fixture
def own_database(
    django_db_setup, template_database: str, django_db_blocker, request
) -> Iterator[str]:
    """Give a test a database of its own, with real commits; for races and crashes."""
    name = f"anxin_own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        yield name
        from django.db import connections

        connections.close_all()
        _point(RUN_DATABASE)
    drop_database(name, server=SERVER)
