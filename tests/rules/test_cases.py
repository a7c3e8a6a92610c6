"""The cases that the office signs, one by one, through the door officers use."""

import copy

import pytest

from anxin.explain import kinds
from tests.rules.questions import CALENDAR, ELIGIBILITY, SPLIT, SUPPLY, cases, changed

named = {"ids": lambda case: case["name"]}


@pytest.mark.parametrize("case", cases("calendar"), **named)
def test_calendar(case):
    answer = kinds.calendar(changed(CALENDAR, case["ask"]))

    assert {key: answer[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("eligibility"), **named)
def test_eligibility(case):
    answer = kinds.eligibility(changed(ELIGIBILITY, case["ask"]))

    assert [c["clause"] for c in answer["criteria"]] == ["3.1.a", "3.1.b", "3.1.c", "3.1.d"]
    found = {
        "eligible": answer["eligible"],
        "grounds": answer["grounds"],
        "unmet": [c["clause"] for c in answer["criteria"] if not c["met"]],
    }
    assert {key: found[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("supply"), **named)
def test_supply(case):
    question = changed(SUPPLY, case.get("ask", {}))
    line = question["lines"][0] | case.get("line", {})
    question["lines"] = [copy.deepcopy(line) for _ in range(case.get("copies", 1))]

    answer = kinds.supply(question)

    found = {
        "allowed": answer["allowed"],
        "violations": answer["violations"],
        "max_days": answer["lines"][0]["max_days"],
        "line_violations": answer["lines"][0]["violations"],
    }
    assert {key: found[key] for key in case["expect"]} == case["expect"]
    assert answer["lines"][0]["allowed"] == (not found["line_violations"])


@pytest.mark.parametrize("case", cases("split"), **named)
def test_split(case):
    answer = kinds.split(changed(SPLIT, case["ask"]))
    expect = case["expect"]

    found_shares = {key: answer["shares"][key] for key in expect.get("shares", {})}
    assert found_shares == expect.get("shares", {})
    assert answer["programme_by_month"] == expect.get("by_month", answer["programme_by_month"])
    assert list(answer["programme_by_month"]) == sorted(answer["programme_by_month"])
    assert answer["blocked"] == expect.get("blocked", answer["blocked"])
    assert answer["cap_pending"] == expect.get("cap_pending", False)
    assert sum(answer["shares"].values()) == answer["total_fen"]
