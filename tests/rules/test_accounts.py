"""Which duties an account may be given, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.rules.access import INCOMPATIBLE, Duty
from anxin.rules.accounts import PLACES, may_be_given
from anxin.rules.decisions import Decision

TODAY = date(2026, 11, 23)


def asked(duty: Duty = Duty.PHARMACIST, **changed: object) -> Decision:
    facts: dict[str, object] = {
        "organisation": "江津区精神康复医院",
        "kind": "specialist_hospital",
        "held": [],
        "held_here": False,
        "since": TODAY,
        "today": TODAY,
        "is_own": False,
    }
    return may_be_given(duty, **{**facts, **changed})  # type: ignore[arg-type]


def codes(decision: Decision) -> set[str]:
    return {ground.code for ground in decision.unmet}


def test_a_duty_that_fits_is_granted() -> None:
    assert asked().granted


def test_both_names_are_told_where_two_do_not_fit() -> None:
    [ground] = asked(held=[Duty.PSYCHIATRIST]).unmet
    assert ground.code == "duties-fit"
    assert "审方药师" in ground.reason
    assert "精神科医师" in ground.reason


@pytest.mark.parametrize(
    "clashing", sorted(INCOMPATIBLE, key=sorted), ids=lambda p: "+".join(sorted(p))
)
def test_every_incompatible_pair_is_refused_both_ways(clashing: frozenset[Duty]) -> None:
    one, other = sorted(clashing)
    kind = next(iter(PLACES[one]))
    assert "duties-fit" in codes(asked(one, kind=kind, held=[other]))
    kind = next(iter(PLACES[other]))
    assert "duties-fit" in codes(asked(other, kind=kind, held=[one]))


def test_nobody_gives_oneself_a_duty() -> None:
    assert codes(asked(is_own=True)) == {"account-is-anothers"}


def test_a_duty_stands_only_at_an_organisation_that_has_it() -> None:
    assert codes(asked(kind="police_station")) == {"organisation-fits"}


def test_the_systems_own_duty_is_given_to_nobody() -> None:
    assert Duty.SYSTEM not in PLACES
    assert set(PLACES) == set(Duty) - {Duty.SYSTEM}
    assert codes(asked(Duty.SYSTEM, kind="programme_office")) == {"organisation-fits"}


def test_a_duty_does_not_begin_in_the_past_nor_twice() -> None:
    assert codes(asked(since=date(2026, 11, 22))) == {"since-is-not-past"}
    assert codes(asked(held_here=True)) == {"duty-is-new"}
