"""Every number is what happened, and equals the count of the rows behind it, for each duty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import pytest

from anxin.clinics.queries.supply import last_ends
from anxin.database.statements import run
from anxin.enrolment import services
from anxin.rules.cost_sharing import Payer
from anxin.rules.days import add_months
from anxin.supervision.queries import Asked, Numbers, rows_behind
from anxin.supervision.sections import Section, Sight
from tests import world
from tests.dispensing import steps
from tests.supervision.conftest import ON, Year, numbers

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
LATELY = date(2026, 10, 20)
REACHING = [
    "commission",
    "reviewer",
    "auditor",
    "officer",
    "other_officer",
    "accountant",
    "checker",
]


def test_people_served_are_counted_by_town(year: Year) -> None:
    found = numbers("commission")
    assert [(row.town, row.active, row.suspended) for row in found.served] == [("油溪镇", 4, 0)]
    assert found.served_in_all == (4, 0)


def test_an_officer_counts_only_whom_the_unit_reaches(year: Year) -> None:
    assert numbers("officer").served_in_all == (4, 0), "the files of all four are kept here"
    assert numbers("other_officer").served_in_all == (1, 0), "one of them chose this clinic"


def test_who_goes_to_hospital_is_counted_as_suspended(year: Year) -> None:
    services.admit(
        request_id=uuid4(),
        person_id=year.never.person_id,
        hospital="区精神卫生中心",
        since=ON,
        actor=world.become("reviewer"),
        at=steps.beijing(2026, 11, 23),
    )
    assert numbers("commission").served_in_all == (3, 1)


def test_admissions_stand_in_their_month(year: Year) -> None:
    found = dict(numbers("commission").admitted)
    assert len(found) == 12
    assert found[AUGUST] == 4
    assert sum(count or 0 for count in found.values()) == 4


def test_a_refill_within_the_grace_is_in_time_and_a_later_one_is_not(year: Year) -> None:
    """Both ran out on 2 September; one came on that very day, the other a month later, then nobody."""
    found = {row.month: row.rate for row in numbers("commission").refills}
    shown = {
        month: (rate.numerator, rate.denominator, rate.words)
        for month, rate in found.items()
        if rate and rate.denominator
    }
    assert shown == {SEPTEMBER: (1, 3, "33.3%"), OCTOBER: (0, 1, "0.0%")}


@pytest.mark.parametrize(("days_later", "denominator"), [(7, 0), (8, 2)])
def test_a_supply_is_judged_only_after_the_grace(year: Year, days_later, denominator) -> None:
    """The first supplies end on 2 September: on the seventh day after it is still too early."""
    found = numbers("commission", on=date(2026, 9, 2 + days_later))
    assert found.refills_in_all.denominator == denominator


def test_nobody_owes_a_refill_while_in_hospital(year: Year) -> None:
    services.admit(
        request_id=uuid4(),
        person_id=year.late.person_id,
        hospital="区精神卫生中心",
        since=date(2026, 10, 28),
        actor=world.become("reviewer"),
        at=steps.beijing(2026, 10, 28),
    )
    found = {row.month: row.rate for row in numbers("commission").refills}[OCTOBER]
    assert found is not None
    assert found.denominator == 0


def test_what_people_hold_agrees_with_the_list_of_those_who_run_out(year: Year) -> None:
    found = numbers("commission")
    assert found.holding == {"out": 2, "soon": 0, "covered": 0, "none": 2}
    rows = rows_behind(Section.HOLDING, found.asked, {})
    assert rows is not None
    people = [row.person_id for row in rows[0:9]]
    ends = last_ends(people)
    assert {row.person_id: row.values[2] for row in rows[0:9]} == {
        person: ends.get(person) for person in people
    }


def test_money_is_what_the_journal_says_and_a_reversal_takes_it_back(year: Year) -> None:
    before = numbers("commission").money
    whole = sum(amount or 0 for month in before.values() for amount in month.values())
    assert whole == 4 * 28 * 2 * steps.PRICE
    assert all(month[Payer.PERSON] == 0 for month in before.values())
    made = steps.reviewed(year.never, at=steps.beijing(2026, 11, 23))
    at = steps.beijing(2026, 11, 23)
    steps.reversed_(steps.completed(steps.prepared(made, at=at), at=at), at=at)
    after = numbers("commission")
    assert after.money == before
    assert sum(cost.pickups or 0 for cost in after.by_clinic) == 2


def test_a_person_month_is_thirty_days_of_what_was_given(year: Year) -> None:
    found = numbers("commission", on=LATELY)
    (clinic,) = found.by_clinic
    (drug,) = found.by_drug
    assert (clinic.amount, clinic.days) == (4 * 28 * 2 * steps.PRICE, 4 * 28)
    assert clinic.person_month == drug.person_month == 30 * 2 * steps.PRICE
    borne = {cost.key: cost.amount for cost in found.by_payer}
    assert borne == {**dict.fromkeys(Payer, 0), Payer.PROGRAMME: clinic.amount}


def test_costs_are_taken_over_three_months(year: Year) -> None:
    (clinic,) = numbers("commission").by_clinic
    assert clinic.pickups == 2, "the two of August are too long ago in November"


def test_cover_follows_from_prescriptions_and_stock(year: Year) -> None:
    """Two tablets a day each, taken by the two who were given any."""
    found = numbers("commission", on=date(2026, 9, 5))
    row = next(row for row in found.cover if row.people)
    assert (row.people, row.on_hand) == (2, 1000 - 4 * 56)
    assert row.cover.days == row.on_hand // 4
    assert row.cover.patient_days == row.on_hand // 2


@pytest.mark.parametrize("colleague", REACHING)
def test_each_number_is_the_count_of_the_rows_behind_it(year: Year, colleague: str) -> None:
    """The scope matrix: duty by duty, section by section, filter by filter."""
    found = numbers(colleague)
    checked = 0
    for section, chosen, number in _every_number(found):
        rows = rows_behind(section, found.asked, chosen)
        assert rows is not None, section
        seen = rows.tally[1] if rows.spec.summed and section is Section.MONEY else len(rows)
        assert seen == number, (section, chosen)
        assert len(rows[0:1000]) == len(rows)
        checked += 1
    assert checked > 10


Shown = tuple[Section, dict[str, str], int | None]


def _every_number(found: Numbers) -> Iterator[Shown]:
    """Yield each number that is shown exactly, with the filters that lead to its rows."""
    for section, numbers_of in _NUMBERS.items():
        if found.sees(section) is Sight.COUNTED:
            for chosen, number in numbers_of(found):
                yield section, chosen, number


def _served(found: Numbers) -> Iterator[tuple[dict[str, str], int | None]]:
    for row in found.served:
        yield {"town": str(row.town_id), "stage": "active"}, row.active
        yield {"town": str(row.town_id), "stage": "suspended"}, row.suspended


def _refills(found: Numbers) -> Iterator[tuple[dict[str, str], int | None]]:
    for row in found.refills:
        month = {"month": f"{row.month:%Y-%m}"}
        assert row.rate is not None
        yield month, row.rate.denominator
        yield {**month, "came": "in_time"}, row.rate.numerator
        yield {**month, "came": "late"}, row.late


def _money(found: Numbers) -> Iterator[tuple[dict[str, str], int | None]]:
    for month, amounts in found.money.items():
        for payer, amount in amounts.items():
            yield {"month": f"{month:%Y-%m}", "payer": payer.value}, amount


_NUMBERS: dict[Section, Callable[[Numbers], Iterator[tuple[dict[str, str], int | None]]]] = {
    Section.SERVED: _served,
    Section.ADMITTED: lambda found: (({"month": f"{m:%Y-%m}"}, n) for m, n in found.admitted),
    Section.REFILLS: _refills,
    Section.HOLDING: lambda found: (({"holds": h}, n) for h, n in found.holding.items()),
    Section.MONEY: _money,
    Section.COSTS: lambda found: (({"clinic": c.key}, c.pickups) for c in found.by_clinic),
    Section.DRUG_COSTS: lambda found: (({"drug": c.key}, c.pickups) for c in found.by_drug),
    Section.COVER: lambda found: (
        ({"clinic": str(row.organisation_id), "product": str(row.product_id)}, row.people)
        for row in found.cover
    ),
}


def test_an_accountant_sees_the_own_hospitals_money_alone(year: Year) -> None:
    own = numbers("accountant")
    whole = sum(amount or 0 for month in own.money.values() for amount in month.values())
    other = numbers("centre_accountant")
    assert whole == 4 * 28 * 2 * steps.PRICE
    assert sum(a or 0 for month in other.money.values() for a in month.values()) == 0


@pytest.mark.parametrize("colleague", ["finance", "politics", "civil", "disabled"])
def test_who_reaches_nobody_is_told_and_can_open_nothing(year: Year, colleague: str) -> None:
    found = numbers(colleague)
    assert {found.sees(section) for section in Section} == {Sight.TOLD, None}
    assert all(rows_behind(section, found.asked, {}) is None for section in Section)
    assert found.served_in_all == (None, 0), "four people point at somebody"
    assert next(row.active for row in found.served if row.town == "油溪镇") is None
    assert dict(found.admitted)[AUGUST] is None
    assert found.holding["out"] is None
    assert found.by_clinic[0].amount is None
    assert all(amounts[Payer.PROGRAMME] in {0, None} for amounts in found.money.values()), (
        "what two people cost is told to nobody"
    )


@pytest.mark.parametrize("colleague", ["dispenser", "police", "village", "system_admin"])
def test_others_are_counted_nothing(year: Year, colleague: str) -> None:
    asked = Asked.of(world.become(colleague), on=ON)
    first, before = asked.span
    assert run("SELECT * FROM security.told_served()") == []
    assert run("SELECT * FROM security.told_admitted(%s::date, %s::date)", first, before) == []
    assert run("SELECT * FROM security.told_money(%s::date, %s::date)", first, before) == []
    assert run("SELECT * FROM security.told_costs(%s::date, %s::date)", first, before) == []
    assert run("SELECT * FROM security.told_drug_costs(%s::date, %s::date)", first, before) == []
    days = (*asked.known, asked.grace, asked.regular)
    assert (
        run("SELECT * FROM security.told_refills(%s::date, %s::date, %s::int, %s::uuid[])", *days)
        == []
    )
    held = (asked.on, asked.soon, asked.regular)
    assert run("SELECT * FROM security.told_holding(%s::date, %s::int, %s::uuid[])", *held) == []


def test_the_months_shown_are_twelve_and_end_with_this_one(year: Year) -> None:
    asked = Asked.of(world.become("commission"), on=ON)
    assert (asked.months[0], asked.months[-1]) == (date(2025, 12, 1), date(2026, 11, 1))
    assert asked.span[1] == add_months(asked.months[-1], 1)
