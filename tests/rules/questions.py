"""Questions of each kind that are in order, and a way to change some of their fields."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

NULL = "∅"

ELIGIBILITY = {
    "on": "2026-11-10",
    "person": {
        "resident_since": "2020-01-01",
        "living": "home",
        "police_listed": False,
        "poverty": ["minimum_living"],
        "household_patients": 1,
        "guardians": [{"kind": "person", "born": "1990-03-02"}],
        "diagnosis": 1,
        "diagnosis_certified": True,
    },
}
SUPPLY = {
    "on": "2026-11-22",
    "written_on": "2026-11-22",
    "prescriber_title": "主治医师",
    "first_long": False,
    "long_signed": True,
    "lines": [{"drug": "奥氮平", "form": "片", "days": 28, "on_hand_days": 0, "reason": None}],
}
SPLIT = {
    "starts_on": "2026-11-22",
    "days": 28,
    "lines": [{"drug": "奥氮平", "form": "片", "quantity": 28, "unit_price_fen": 150}],
    "basic_insurance_fen": 0,
    "special_disease": {"held": False, "settled_fen": None, "exhausted": False},
    "civil_assistance_fen": 0,
    "federation_balance_fen": 0,
    "disorder_project_fen": 0,
    "fund": {"cap_fen": 20000, "used_fen": {"2026-11": 0}},
}
CALENDAR = {"handed_in": "2026-02-09"}

BY_KIND: dict[str, dict[str, Any]] = {
    "calendar": CALENDAR,
    "eligibility": ELIGIBILITY,
    "supply": SUPPLY,
    "split": SPLIT,
}


def changed(question: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with some fields changed, named by their dotted path."""
    result = copy.deepcopy(question)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = result
        for parent in parents:
            place = place[parent]
        place[last] = None if value == NULL else value
    return result


def cases(kind: str) -> list[dict[str, Any]]:
    """Return the signed cases of a kind."""
    path = Path(__file__).parent / "cases" / f"{kind}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["case"]
