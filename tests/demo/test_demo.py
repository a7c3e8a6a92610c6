"""A small demonstration made by the command: every promise holds in it, and it is the same again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from anxin.database.install import create_database, drop_database
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.demo import installation
from anxin.demo.installation import State
from anxin.demo.staff import OFFERED
from anxin.dispensing.models import Pickup
from anxin.enrolment.models import Application, Card
from anxin.ledger.models import Posting
from anxin.organisations.models import GroupMember, Staff
from anxin.organisations.queries import (
    DEMONSTRATION_PASSWORD,
    demonstration_accounts,
    password_is_right,
)
from anxin.people.models import Person
from anxin.people.queries import identity_texts
from anxin.privacy.door import Look
from anxin.rules.access import DUTY_NAMES, Duty
from anxin.rules.identity import is_identity
from anxin.upkeep.services import verify
from anxin.web.inbox import tasks_for
from tests.conftest import RUN_DATABASE, SERVER, _point

PEOPLE, MONTHS = 20, 3
Portrait = dict[str, list[tuple[object, ...]]]


@contextmanager
def a_database(name: str, template: str) -> Iterator[None]:
    """Go to a database of its own, and back to the run's."""
    create_database(name, server=SERVER, template=template)
    _point(name)
    try:
        yield
    finally:
        connections.close_all()
        _point(RUN_DATABASE)
        drop_database(name, server=SERVER)


def make_demonstration(**options: object) -> None:
    call_command("demo", people=PEOPLE, months=MONTHS, verbosity=0, **options)


def portrait() -> Portrait:
    """Return what a demonstration looks like: who, which cards, what was given, what was booked."""
    with acting_as(SYSTEM_STAFF) as actor:
        look = Look(actor=actor, page="test")
        people = [
            tuple(identity_texts(pk, fields=["name", "identity_number"], look=look).values())
            for pk in Person.objects.values_list("id", flat=True)
        ]
        return {
            "people": sorted(people),
            "applications": sorted(Application.objects.values_list("handed_in_on", "stage")),
            "cards": sorted(Card.objects.values_list("number", "issued_on", "stage")),
            "pickups": sorted(
                Pickup.objects.values_list(
                    "prepared_on", "organisation__code", "total", "special_disease", "programme"
                )
            ),
            "money": sorted(
                Posting.objects.filter(lot=None).values_list(
                    "entry__kind", "entry__business_on", "account__kind", "amount"
                )
            ),
        }


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None, template_database: str, django_db_blocker: object
) -> Iterator[Portrait]:
    name = f"anxin_demo_{os.getpid()}"
    with django_db_blocker.unblock(), a_database(name, template_database):  # type: ignore[attr-defined]
        make_demonstration()
        yield portrait()


def test_every_invariant_holds_in_it(demonstration: Portrait) -> None:
    broken = [(one.name, one.examples) for one in verify() if not one.holds]
    assert broken == []


def test_medicine_was_given_and_money_booked(demonstration: Portrait) -> None:
    assert len(demonstration["pickups"]) >= 5
    kinds = {row[0] for row in demonstration["money"]}
    assert kinds >= {"budget", "advance", "pickup"}


def test_applications_wait_at_every_stage(demonstration: Portrait) -> None:
    stages = {row[1] for row in demonstration["applications"]}
    assert stages >= {"submitted", "village_confirmed", "township_passed", "returned", "refused"}


def test_sign_in_offers_an_account_for_every_duty(demonstration: Portrait) -> None:
    offered = demonstration_accounts()
    assert {one.duty_name for one in offered} == {
        name for duty, name in DUTY_NAMES.items() if duty is not Duty.SYSTEM
    }
    assert len(offered) == len(OFFERED) <= 25
    with acting_as(SYSTEM_STAFF):
        for staff in Staff.objects.filter(username__in=["demo-officer", "officer.hc-103"]):
            assert password_is_right(staff.id, DEMONSTRATION_PASSWORD)


def test_every_offered_account_has_signed_and_finds_its_home(demonstration: Portrait) -> None:
    with acting_as(SYSTEM_STAFF):
        ids = dict(Staff.objects.values_list("username", "id"))
    for account in demonstration_accounts():
        with acting_as(ids[account.username]) as actor:
            assert actor.agreement_signed, account.username
            tasks_for(actor, on=timezone.localdate())


def test_its_people_are_of_the_region_that_is_no_place(demonstration: Portrait) -> None:
    numbers = [str(number) for _, number in demonstration["people"]]
    assert len(numbers) == PEOPLE - 1, "who has none of the six diagnoses is turned away"
    for number in numbers:
        assert number.startswith("000000")
        assert is_identity(number, on=timezone.localdate())


def test_no_published_member_has_an_account(demonstration: Portrait) -> None:
    with acting_as(SYSTEM_STAFF):
        published = set(GroupMember.objects.values_list("name", flat=True))
        assert not Staff.objects.filter(name__in=published).exists()


def test_history_is_closed_again(demonstration: Portrait) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security.history")
        assert cursor.fetchone() == (0,)


def test_making_it_again_does_nothing(demonstration: Portrait) -> None:
    assert installation.state() is State.WHOLE
    make_demonstration()
    assert portrait() == demonstration


def test_one_that_was_cut_short_is_noticed(demonstration: Portrait) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE security.demonstration SET open = false")
        try:
            assert installation.state() is State.HALF_MADE
            assert demonstration_accounts() == []
        finally:
            cursor.execute("UPDATE security.demonstration SET open = true")


def test_a_database_in_use_is_left_alone(demonstration: Portrait) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM security.demonstration")
        try:
            with pytest.raises(CommandError, match="已有人员档案"):
                make_demonstration()
            make_demonstration(if_empty=True)
            assert portrait() == demonstration
        finally:
            cursor.execute("INSERT INTO security.demonstration (open) VALUES (true)")


def test_the_same_seed_makes_the_same_district(
    demonstration: Portrait, template_database: str
) -> None:
    first = connections["default"].settings_dict["NAME"]
    with a_database(f"anxin_demo_again_{os.getpid()}", template_database):
        make_demonstration()
        again = portrait()
    _point(first)
    assert again == demonstration
