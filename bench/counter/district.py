"""A database of its own with people ready at one counter: one made by the services, the rest clones.

The clones are written by the superuser with triggers off; they are only ever read and dispensed to.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "bench"
HOME.mkdir(parents=True, exist_ok=True)
NAME = os.environ.setdefault("ANXIN_BENCH_DATABASE", f"anxin_bench_{os.getpid()}")
os.environ.update(
    ANXIN_HOME=str(HOME),
    ANXIN_AS_OWNER="1",
    ANXIN_DATABASE=NAME,
    DJANGO_SETTINGS_MODULE="anxin.config.settings",
)
os.environ.pop("DATABASE_URL", None)
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
AT = datetime.now(UTC)
TODAY = (AT + timedelta(hours=8)).date()
NEXT = TODAY + timedelta(days=27)

# table: its columns that point to a cloned row
_CLONED = {
    "people_person": ("id",),
    "people_identity": ("person_id",),
    "people_clinical": ("person_id",),
    "people_welfare": ("person_id",),
    "enrolment_application": ("id", "person_id"),
    "enrolment_enrolment": ("id", "person_id", "application_id"),
    "enrolment_agreement": ("id", "person_id", "enrolment_id"),
    "enrolment_clinicchoice": ("id", "person_id"),
    "enrolment_card": ("id", "person_id", "enrolment_id"),
    "clinics_attendance": ("id", "person_id"),
    "clinics_visit": ("id", "person_id", "attendance_id"),
    "clinics_prescription": ("id", "person_id", "visit_id"),
    "clinics_prescriptionline": ("id", "prescription_id"),
    "clinics_pharmacistreview": ("id", "prescription_id"),
}
_FRESH = {
    "people_identity": {"identity_index": "NULL"},
    "enrolment_card": {
        "number": "t.number || '-' || n.i",
        "code_index": "sha256(convert_to(t.number || n.i, 'UTF8'))",
    },
}


def build(people: int) -> None:
    """Make the database: seeded, one person served up to the reviewed prescription, and clones."""
    import django

    from anxin.database.install import install
    from anxin.database.server import Server

    server = Server(HOME)
    server.ensure_running()
    install(NAME, server=server)
    django.setup()
    from django.core.management import call_command
    from django.db import connections, transaction

    call_command("prepare_database", verbosity=0)
    call_command("seed_policy", verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO security.history VALUES (true)")
    from tests import world
    from tests.dispensing import steps

    world.build()
    with transaction.atomic():
        for _ in range(4):
            steps.stocked(1_000_000, at=AT)
        steps.reviewed(steps.enrolled(at=AT), at=AT)
    _clone(server.superuser_dsn(NAME), people)
    _reseal()
    from anxin.collect import collect_static

    collect_static()
    connections.close_all()


def _clone(dsn: str, people: int) -> None:
    import psycopg

    with psycopg.connect(dsn) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(
            "CREATE TEMP TABLE n AS SELECT i FROM generate_series(1, %s::int) i", [people - 1]
        )
        for table, keys in _CLONED.items():
            names = admin.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            ).fetchall()
            fresh = _FRESH.get(table, {})
            made = {name: fresh.get(name, f't."{name}"') for (name,) in names}
            for key in keys:
                made[key] = f'md5(t."{key}"::text || n.i)::uuid'
            columns = ", ".join(f'"{name}"' for name in made)
            admin.execute(
                f"INSERT INTO {table} ({columns}) SELECT {', '.join(made.values())} FROM {table} t, n"
            )
        admin.execute("ANALYZE")


def _reseal() -> None:
    """Seal the clones' names in their own rows, so that the pages can open them."""
    from django.db import connections

    from anxin.vault.ciphertext import seal

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET ROLE anxin_security")
        cursor.execute("SELECT person_id FROM people_identity")
        ids = [row[0] for row in cursor.fetchall()]
        for column, text in (("name", "测试甲"), ("identity_number", "000000198005170018")):
            cursor.execute(
                f"UPDATE people_identity t SET {column} = x.sealed "
                "FROM unnest(%s::uuid[], %s::bytea[]) x (id, sealed) WHERE t.person_id = x.id",
                [ids, [seal(text, table="people_identity", column=column, row_id=i) for i in ids]],
            )
        cursor.execute("RESET ROLE")


def drop() -> None:
    """Drop the database, and stop the server."""
    from anxin.database.install import drop_database
    from anxin.database.server import Server

    server = Server(HOME)
    drop_database(NAME, server=server)
    server.stop()


def prescriptions() -> list[tuple[str, str]]:
    """Return every prescription that can be dispensed, and its person."""
    from tests.world import as_

    from anxin.clinics.models import Prescription

    with as_("dispenser"):
        found = Prescription.objects.filter(stage="reviewed").values_list("id", "person_id")
        return [(str(prescription), str(person)) for prescription, person in found]
