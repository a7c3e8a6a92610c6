"""The laboratory gates: clozapine and its counts, lithium and its level, the day before and of each limit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.policy.medicine_checks import medicine_checks
from anxin.rules.laboratory import (
    Gate,
    Sample,
    Severity,
    assess,
    examine_gates,
    standing,
    taken_since,
)

ON = date(2026, 12, 1)
POLICY = load()
CHECKS = medicine_checks(POLICY, on=ON)
FINE, WARN, STOP = Severity
LONG_AGO = ON - timedelta(days=400)
GOOD = {"white_cells": 5500, "neutrophils": 3200, "lithium": 700}


def gate(
    kind: str = "white_cells",
    *,
    age: int | None = 5,
    value: int | None = None,
    since: date | None = LONG_AGO,
) -> Gate:
    assert CHECKS is not None
    taken_on = None if age is None else ON - timedelta(days=age)
    return Gate(
        drug="碳酸锂" if kind == "lithium" else "氯氮平",
        kind=POLICY.laboratory[kind],
        terms=CHECKS.laboratory[kind],
        sample=taken_on and Sample(value=GOOD[kind] if value is None else value, taken_on=taken_on),
        taken_since=since,
    )


def found(asked: Gate) -> tuple[Severity, str]:
    finding = assess(asked, on=ON)
    return finding.severity, finding.condition.code


@pytest.mark.parametrize(
    ("kind", "age", "expected"),
    [
        ("white_cells", 0, (FINE, "lab-is-fresh")),
        ("white_cells", 29, (FINE, "lab-is-fresh")),
        ("white_cells", 30, (WARN, "lab-is-fresh")),
        ("white_cells", 90, (WARN, "lab-is-fresh")),
        ("white_cells", 91, (STOP, "lab-is-recent")),
        ("white_cells", None, (STOP, "lab-is-known")),
        ("lithium", 89, (FINE, "lab-is-fresh")),
        ("lithium", 90, (WARN, "lab-is-fresh")),
        ("lithium", 180, (WARN, "lab-is-fresh")),
        ("lithium", 181, (STOP, "lab-is-recent")),
        ("lithium", None, (STOP, "lab-is-known")),
        ("neutrophils", None, (FINE, "lab-is-known")),
        ("neutrophils", 5000, (FINE, "lab-is-fresh")),
    ],
)
def test_the_day_before_and_the_day_of_each_limit(kind, age, expected):
    assert found(gate(kind, age=age)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("white_cells", 3000, FINE),
        ("white_cells", 2999, STOP),
        ("neutrophils", 1500, FINE),
        ("neutrophils", 1499, STOP),
        ("lithium", 1200, FINE),
        ("lithium", 1201, STOP),
    ],
)
def test_a_value_at_the_limit_and_beyond(kind, value, expected):
    assert assess(gate(kind, value=value), on=ON).severity == expected


class TestBeginning:
    @pytest.mark.parametrize(
        ("age", "expected"),
        [
            (14, (FINE, "lab-precedes-first")),
            (15, (STOP, "lab-precedes-first")),
            (None, (STOP, "lab-is-known")),
        ],
    )
    def test_clozapine_wants_its_own_count_first(self, age, expected):
        assert found(gate(age=age, since=None)) == expected

    def test_lithium_wants_its_first_level_afterwards(self):
        begun = {n: ON - timedelta(days=n) for n in (35, 36)}

        assert found(gate("lithium", age=None, since=None))[0] == FINE
        assert found(gate("lithium", age=None, since=begun[35])) == (WARN, "lab-follows-start")
        assert found(gate("lithium", age=None, since=begun[36])) == (STOP, "lab-is-known")

    def test_a_level_from_before_the_start_is_no_worse_than_none(self):
        assert found(gate("lithium", age=181, since=ON - timedelta(days=35)))[0] == WARN


def test_a_reason_opens_what_warns_and_nothing_that_stops():
    warns, stops = gate(age=60), gate(age=91)

    def codes(asked: Gate, reason: str) -> list[str]:
        return [c.code for c in examine_gates([(asked, reason)], on=ON)]

    assert codes(warns, "") == codes(warns, "  ") == ["lab-is-fresh"]
    assert codes(warns, "镇上停电，下周复查") == []
    assert codes(stops, "镇上停电，下周复查") == ["lab-is-recent"]


def test_a_refusal_says_the_value_the_limit_and_what_to_do():
    (said,) = examine_gates([(gate(value=2800), "")], on=ON)

    assert said.clause == "working-rules:lab-gates"
    assert said.reason == (
        "氯氮平：2026-11-26 的白细胞计数为 2.8 ×10^9/L，低于停用界限 3 ×10^9/L，不能开具；"
        "请停用并复查，改用其他药或请专家组会诊"
    )


def test_nothing_was_checked_the_day_before():
    assert medicine_checks(POLICY, on=date(2026, 11, 27)) is None
    assert medicine_checks(POLICY, on=date(2026, 11, 28)) is not None


def test_every_gate_of_the_catalogue_has_a_kind_that_is_asked_for():
    asked = {item.laboratory_gate for item in POLICY.catalogue} - {""}

    assert asked == {kind.gate for kind in POLICY.laboratory.values() if kind.first}


kinds = st.sampled_from(sorted(GOOD))
ages = st.integers(0, 400)
starts = st.none() | st.integers(0, 400).map(lambda n: ON - timedelta(days=n))


@given(kind=kinds, older=ages, newer=ages, since=starts, value=st.integers(0, 9000))
def test_a_fresher_result_of_the_same_value_is_never_stricter(kind, older, newer, since, value):
    newer, older = sorted((newer, older))
    fresh = assess(gate(kind, age=newer, value=value, since=since), on=ON)
    stale = assess(gate(kind, age=older, value=value, since=since), on=ON)

    assert fresh.severity <= stale.severity


@given(kind=kinds, age=ages, since=starts)
def test_a_result_within_its_limits_is_never_worse_than_none(kind, age, since):
    with_it = assess(gate(kind, age=age, since=since), on=ON)
    without = assess(gate(kind, age=None, since=since), on=ON)

    assert kind == "neutrophils" or with_it.severity <= without.severity


@given(kind=kinds, age=ages, since=starts, value=st.integers(0, 9000))
def test_who_takes_it_is_never_held_to_more_than_the_result_by_itself(kind, age, since, value):
    asked = gate(kind, age=age, value=value, since=since or LONG_AGO)
    alone = standing(asked.kind, asked.sample, terms=asked.terms, on=ON)

    assert assess(asked, on=ON).severity <= alone


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(-60, -32), (-30, -2)], -60),
        ([(-300, -272), (-30, -2)], -30),
        ([(-200, -90)], -200),
        ([(-200, -91)], None),
        ([(-10, 18), (18, 40)], -10),
    ],
)
def test_since_when_somebody_takes_it_without_a_break_of_90_days(spans, expected):
    days = [(ON + timedelta(days=a), ON + timedelta(days=b)) for a, b in spans]
    since = taken_since(days, break_days=90, on=ON)

    assert since == (None if expected is None else ON + timedelta(days=expected))


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("white_cells", 3500, "3.5 ×10^9/L"),
        ("white_cells", 4050, "4.05 ×10^9/L"),
        ("lithium", 800, "0.8 mmol/L"),
        ("transaminase", 40, "40 U/L"),
        ("ecg", 2, "轻度异常"),
    ],
)
def test_a_result_in_words(code, value, said):
    assert str(POLICY.laboratory[code].in_words(value)) == said
