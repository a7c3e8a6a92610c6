"""A register of many people, written in bulk by the superuser with triggers off; only ever read.

Names, numbers and telephones are really sealed, tokens really keyed; the rest is one person's.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

import psycopg
from bench.counter import district
from bench.people.names import Somebody, made_up

SEALED = ("name", "identity_number", "phone")
# Everybody has these, and is enrolled with agreement and card: the most there is to read.
_OF_ALL = ("people_clinical", "people_welfare")
_OF_SERVED = {
    "enrolment_application": ("id",),
    "enrolment_enrolment": ("id", "application_id"),
    "enrolment_agreement": ("id", "enrolment_id"),
    "enrolment_card": ("id", "enrolment_id"),
}
_PLACES = """
SELECT DISTINCT ON (o.code) o.code, t.town_id, v.id, o.id, coalesce(
    (SELECT p.organisation_id FROM organisations_clinicpoint p WHERE p.organisation_id = o.id),
    (SELECT p.organisation_id FROM organisations_coverage c JOIN organisations_clinicpoint p
        ON p.id = c.point_id WHERE c.town_id = t.town_id LIMIT 1))
FROM organisations_organisation o JOIN organisations_organisationtown t ON t.organisation_id = o.id
JOIN organisations_village v ON v.town_id = t.town_id WHERE o.kind = 'township_centre' ORDER BY o.code
"""


@dataclass(frozen=True, slots=True)
class People:
    """Who was made, and who of them belongs to the point where the colleagues work."""

    registered: list[Somebody]
    of_the_point: list[Somebody]
    tokens: int


def make(count: int) -> People:
    """Write so many people beside the one who is there."""
    from anxin.database.server import Server

    with psycopg.connect(Server(district.HOME).superuser_dsn(district.NAME)) as admin:
        admin.execute("SET session_replication_role = replica")
        places = admin.execute(_PLACES).fetchall()
        people = list(_people(count, places=len(places)))
        _write(admin, people, places)
        tokens = _index(admin, people)
    with psycopg.connect(
        Server(district.HOME).superuser_dsn(district.NAME), autocommit=True
    ) as admin:
        admin.execute("VACUUM ANALYZE")
    point = next(number for number, place in enumerate(places) if place[0] == "hc-101")
    return People(people, [one for one in people if one.place == point], tokens)


def _people(count: int, *, places: int) -> Iterator[Somebody]:
    from anxin.demo.numbers import with_check_character
    from anxin.enrolment.services.cards import new_code
    from anxin.rules.cards import CardNumber

    draw = Random(10)
    for number, name in enumerate(made_up(draw, count)):
        place, serial = number % places, number // places + 1
        born = date(1940, 1, 1) + timedelta(days=number % 25_000)
        card = CardNumber(town=f"{place:03}", year=serial // 10_000, serial=serial % 10_000 or 1)
        yield Somebody(
            UUID(bytes=secrets.token_bytes(16), version=4),
            place,
            name,
            with_check_character(f"000000{born:%Y%m%d}{number // 25_000:03}"),
            f"154{number:08}",
            str(card),
            new_code(),
        )


def _write(admin: psycopg.Connection, people: list[Somebody], places: list[tuple]) -> None:  # type: ignore[type-arg]
    from anxin.vault.blind_index import blind
    from anxin.vault.ciphertext import seal

    sealed = ", ".join(f"{column} bytea" for column in SEALED)
    admin.execute(
        "CREATE TEMP TABLE n (person uuid, town uuid, village uuid, keeper uuid, clinic uuid, "
        f"number_index bytea, card text, code_index bytea, {sealed})"
    )
    with admin.cursor().copy("COPY n FROM STDIN (FORMAT BINARY)") as copy:
        uuids, bytes_ = ["uuid"] * 5, ["bytea"]
        copy.set_types([*uuids, *bytes_, "text", *bytes_, *bytes_ * len(SEALED)])
        for one in people:
            indexes = (
                blind(one.identity_number, purpose="identity"),
                one.card,
                blind(one.code, purpose="card"),
            )
            texts = (one.name, one.identity_number, one.phone)
            blobs = [
                seal(text, table="people_identity", column=column, row_id=one.id)
                for column, text in zip(SEALED, texts, strict=True)
            ]
            copy.write_row((one.id, *places[one.place][1:], *indexes, *blobs))
    _insert(admin)


def _insert(admin: psycopg.Connection) -> None:  # type: ignore[type-arg]
    admin.execute(
        "INSERT INTO people_person (id, town_id, village_id, keeper_id, clinic_id) "
        "SELECT person, town, village, keeper, clinic FROM n"
    )
    identity = {column: f"n.{column}" for column in SEALED} | {"identity_index": "n.number_index"}
    _clone(admin, "people_identity", identity)
    for table in _OF_ALL:
        _clone(admin, table, {})
    for table, keys in _OF_SERVED.items():
        fresh = {key: f"md5(t.{key}::text || n.person)::uuid" for key in keys}
        if table == "enrolment_card":
            fresh |= {"number": "n.card", "code_index": "n.code_index"}
        _clone(admin, table, fresh)


def _clone(admin: psycopg.Connection, table: str, fresh: dict[str, str]) -> None:  # type: ignore[type-arg]
    """Write the one person's row of a table anew for many."""
    columns = admin.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND table_schema = 'public'",
        [table],
    ).fetchall()
    made = {name: f't."{name}"' for (name,) in columns} | {"person_id": "n.person"} | fresh
    names = ", ".join(f'"{name}"' for name in made)
    admin.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(made.values())} "
        f"FROM (SELECT * FROM {table} ORDER BY person_id LIMIT 1) t, n"
    )


def _index(admin: psycopg.Connection, people: list[Somebody]) -> int:  # type: ignore[type-arg]
    from anxin.people.find_tokens import own_tokens

    count = 0
    with admin.cursor().copy(
        "COPY people_findtoken (token, person_id, through_guardian) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["bytea", "uuid", "bool"])
        for one in people:
            for token in own_tokens(one.name, one.phone):
                copy.write_row((token, one.id, False))
                count += 1
    return count


def floor(texts: list[str]) -> list[float]:
    """Look each text up by one plain prepared statement; return what each took."""
    from anxin.database.server import Server
    from anxin.people.find_tokens import token
    from anxin.rules.finding import understand, words_asked
    from anxin.vault.blind_index import blind

    took = []
    with psycopg.connect(Server(district.HOME).superuser_dsn(district.NAME)) as admin:
        admin.prepare_threshold = 0
        for text in texts:
            began = time.perf_counter()
            asked = understand(text)
            words = [token(word) for word in words_asked(asked)]
            kinds = {one.kind: one.text for one in asked.tries}
            number = blind(kinds["identity"], purpose="identity") if "identity" in kinds else None
            code = blind(kinds["code"], purpose="card") if "code" in kinds else None
            admin.execute(_FLOOR, [words, number, kinds.get("card"), code]).fetchall()
            took.append(time.perf_counter() - began)
    return took[8:]


_FLOOR = """
SELECT i.person_id, i.name, i.identity_number, i.sex, i.born, t.name FROM (
    SELECT person_id FROM people_findtoken WHERE token = ANY (%s::bytea[])
    UNION SELECT person_id FROM people_identity WHERE identity_index = %s::bytea
    UNION SELECT person_id FROM enrolment_card WHERE number = %s::text OR code_index = %s::bytea
) f JOIN people_identity i USING (person_id) JOIN people_person p ON p.id = f.person_id
JOIN organisations_town t ON t.id = p.town_id LIMIT 21
"""


def session(colleague: str) -> str:
    """Open a colleague's session."""
    from tests.world import as_, staff_id

    from anxin.database.work import open_session
    from anxin.organisations.models import DutyAssignment

    key = secrets.token_urlsafe(16)
    with as_(colleague):
        duty = DutyAssignment.objects.get(staff_id=staff_id(colleague))
        until = district.AT + timedelta(hours=1)
        open_session(key, staff_id=duty.staff_id, assignment_id=duty.id, until=until)
    return key
