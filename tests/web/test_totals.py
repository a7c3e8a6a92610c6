"""Totals tell how the programme goes and name nobody (7.2.d)."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.rules.cost_sharing import Payer
from anxin.web.totals import totals
from tests import world
from tests.dispensing import steps

pytestmark = pytest.mark.django_db

SUPERVISORS = [
    "politics",
    "civil",
    "disabled",
    "finance",
    "commission",
    "auditor",
    "checker",
    "reviewer",
]


@pytest.fixture
def pickup(db):
    """Complete one pick-up."""
    steps.stocked()
    return steps.completed(steps.prepared(steps.reviewed(steps.enrolled())))


def test_people_pickups_and_money_are_counted(pickup) -> None:
    world.become("politics")
    found = totals(2026)
    assert (found.active, found.suspended, found.people_served, found.pickups) == (None, 0, None, 1)
    assert found.total > 0
    paid = dict(found.paid)
    assert paid[Payer.PERSON.label] == 0, "the person pays nothing (7.1.a)"
    assert sum(paid.values()) == found.total
    assert len(found.towns) == 30


def test_a_town_with_few_people_is_not_told(pickup) -> None:
    world.become("politics")
    town = next(row for row in totals(2026).towns if row.town == "油溪镇")
    assert town.active is None
    assert town.suspended == 0


def test_another_year_counts_for_itself(pickup) -> None:
    world.become("politics")
    assert totals(2025).pickups == 0


@pytest.mark.parametrize("colleague", SUPERVISORS)
def test_those_who_supervise_open_the_page(browse, colleague: str) -> None:
    page = browse(colleague).get("/totals/")
    assert page.status_code == 200
    assert "总体情况" in page.content.decode()


@pytest.mark.parametrize("colleague", ["officer", "dispenser", "police", "village", "system_admin"])
def test_for_others_there_is_no_such_page_and_no_such_number(
    browse, pickup, colleague: str
) -> None:
    assert browse(colleague).get("/totals/").status_code == 404
    world.become(colleague)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM security.totals_by_town()")
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM security.totals_of_year(2026)")
        assert cursor.fetchall() == []


def test_those_who_supervise_see_no_row_of_a_person(pickup) -> None:
    world.become("politics")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone() == (0,)
