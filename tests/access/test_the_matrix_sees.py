"""Negative controls: with a protection switched off the matrix finds the leak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from anxin.privacy.models import AccessRecord
from tests.access.district import OF_OUR_TOWNSHIP, District, seen_by
from tests.access.test_matrix import Question, faults, questions
from tests.conftest import SERVER

LOOSE = ("people_person", "people_identity", "enrolment_application", "clinics_booking")


@contextmanager
def without_policy(*tables: str) -> Iterator[None]:
    """Let everybody who is signed in read every row of some tables, for a while."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(SERVER.superuser_dsn(name), autocommit=True) as admin:
        policies = admin.execute(
            "SELECT tablename, policyname, qual FROM pg_policies"
            " WHERE tablename = ANY (%s) AND cmd = 'SELECT'",
            [list(tables)],
        ).fetchall()
        assert {table for table, _, _ in policies} == set(tables)
        try:
            for table, policy, _qual in policies:
                admin.execute(f'ALTER POLICY "{policy}" ON {table} USING (true)')
            yield
        finally:
            for table, policy, qual in policies:
                admin.execute(f'ALTER POLICY "{policy}" ON {table} USING ({qual})')


def some(colleague: str, *names: str) -> Iterator[Question]:
    """Yield the questions about a few addresses."""
    return (one for one in questions(colleague) if one.address.name in names)


def test_people_of_another_township_are_seen(district: District) -> None:
    asked = ("enrolment:applications", "enrolment:application", "enrolment:person")
    assert faults("officer", some("officer", *asked), district) == []
    with without_policy(*LOOSE):
        found = "\n".join(faults("officer", some("officer", *asked), district))
    assert "GET enrolment:applications 油溪镇 {}: tells" in found
    assert "GET enrolment:application 珞璜镇 {}: tells" in found
    assert "differs from (404, '') of what does not exist" in found
    assert faults("officer", some("officer", *asked), district) == []


def test_a_count_of_what_is_out_of_reach_is_seen(district: District) -> None:
    side = next(iter(district.sides.values()))
    with without_policy(*LOOSE):
        later = seen_by(["officer"], side)
    assert later[("officer", "web:home")] != district.before[("officer", "web:home")]
    assert "officer" in OF_OUR_TOWNSHIP


def test_a_reading_without_record_is_seen(district: District, monkeypatch) -> None:
    monkeypatch.setattr(AccessRecord.objects, "create", lambda **_facts: None)
    found = faults("officer", some("officer", "enrolment:register"), district)
    assert any("no record of reading" in one for one in found)


@pytest.mark.parametrize("status", [500])
def test_a_fault_is_seen(district: District, monkeypatch, status: int) -> None:
    monkeypatch.setattr("anxin.web.views.tasks_for", None)
    found = faults("officer", some("officer", "web:home"), district)
    assert any(one.endswith(f": {status}") for one in found)
