"""Who can be handed over to another town, and which hospital follows (5.1.2.a, 5.1.5.b)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.application_stages import ApplicationStage
from anxin.rules.end_reports import CAUSES, may_report
from anxin.rules.moving import (
    DECIDED,
    Mover,
    hospital_after,
    may_announce,
    may_answer,
    may_take_over,
)

RIGHT = Mover(has_right=True, application=None, ending="")
SINCE, ON = date(2026, 11, 9), date(2026, 11, 20)


def announce(mover=RIGHT, **more):
    return may_announce(
        mover, **{"elsewhere": True, "keeper": "石门卫生院", "handed_over": "档案"} | more
    )


def take_over(mover=RIGHT, **more):
    facts = {"receives": True, "keeper": "石门卫生院", "address": "1号", "kept": "", "reason": ""}
    return may_take_over(mover, **facts | more)


def report(**more):
    facts = {
        "since": SINCE,
        "lasts": True,
        "cause": "refused",
        "day": ON,
        "evidence": "书面声明",
        "reported": False,
        "moving": False,
        "on": ON,
    }
    return may_report(**facts | more)


def codes(decision):
    return {one.code for one in decision.unmet}


def test_a_right_goes_along():
    assert announce().granted
    assert take_over().granted


@pytest.mark.parametrize("stage", sorted(DECIDED))
def test_so_does_what_is_decided_and_no_right_yet(stage):
    mover = Mover(has_right=False, application=stage, ending="")
    assert announce(mover).granted
    assert take_over(mover).granted


@pytest.mark.parametrize(
    "stage", sorted(set(ApplicationStage) - DECIDED - {ApplicationStage.DRAFT})
)
def test_what_is_under_review_is_finished_first(stage):
    mover = Mover(has_right=False, application=stage, ending="")
    assert codes(announce(mover)) == codes(take_over(mover)) == {"mover-is-decided"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"elsewhere": False}, {"move-leads-elsewhere"}),
        ({"handed_over": " "}, {"hand-over-is-listed"}),
        ({"mover": Mover(has_right=True, application=None, ending="", moving=True)}, {"mover-is-not-moving"}),
        ({"mover": Mover(has_right=True, application=None, ending="reported")}, {"mover-is-not-ending"}),
        ({"mover": Mover(has_right=True, application=None, ending="proposed")}, {"mover-is-not-ending"}),
        ({"mover": Mover(has_right=False, application=None, ending="")}, {"mover-is-in-the-programme"}),
    ],
)  # fmt: skip
def test_each_ground_refuses_alone(more, told):
    assert codes(announce(**more)) == told


def test_all_grounds_are_told_together():
    nothing = Mover(has_right=False, application=None, ending="reported", moving=True)
    assert codes(announce(nothing, elsewhere=False, handed_over="")) == {
        "mover-is-in-the-programme",
        "mover-is-not-ending",
        "mover-is-not-moving",
        "move-leads-elsewhere",
        "hand-over-is-listed",
    }
    assert codes(take_over(nothing, receives=False, address="", kept="甲", reason=" ")) == {
        "move-is-answered-by-receiver",
        "mover-is-in-the-programme",
        "mover-is-not-ending",
        "mover-has-address",
        "kept-hospital-has-reason",
    }


@given(receives=st.booleans(), withdraws=st.booleans(), because=st.text(max_size=4))
def test_a_move_is_answered_by_one_side_only(receives, withdraws, because):
    found = may_answer(receives=receives, keeper="甲", because=because, withdraws=withdraws)
    assert found.granted == (receives != withdraws and bool(because.strip()))


@given(
    present=st.one_of(st.none(), st.integers(0, 3)), default=st.integers(0, 3), keeps=st.booleans()
)
def test_the_hospital_is_the_old_one_or_the_default_and_nobody_gets_one_by_moving(
    present, default, keeps
):
    after = hospital_after(present=present, default=default, keeps=keeps)
    assert after in {present, default}
    assert (after is None) == (present is None)
    if present is not None and not keeps:
        assert after == default


class TestReports:
    @pytest.mark.parametrize("cause", sorted(CAUSES))
    def test_each_cause_is_reported_with_its_evidence(self, cause):
        assert report(cause=cause).granted

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"lasts": False}, {"reported-right-lasts"}),
            ({"cause": "died"}, {"cause-is-reported"}),
            ({"evidence": ""}, {"report-has-evidence"}),
            ({"day": SINCE - timedelta(days=1)}, {"reported-day-has-come"}),
            ({"day": ON + timedelta(days=1)}, {"reported-day-has-come"}),
            ({"reported": True}, {"report-is-new"}),
            ({"moving": True}, {"reported-is-not-moving"}),
        ],
    )
    def test_each_ground_refuses_alone(self, more, told):
        assert codes(report(**more)) == told

    @given(st.dates(date(2026, 1, 1), date(2027, 1, 1)))
    def test_the_day_lies_between_the_right_and_today(self, day):
        assert report(day=day).granted == (SINCE <= day <= ON)
