"""Measure ``anxin explain``: 10,000 lines of each kind, start-up included.

Run as ``python bench/explain.py``. The aim is at most five seconds a kind.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LINES = 10_000
AIM_SECONDS = 5
COMMAND = "import sys; from anxin.explain import main; sys.exit(main(sys.argv[1:]))"
DRUGS = [("奥氮平", "片"), ("地西泮", "片"), ("善思达", "针"), ("氯丙嗪", "针"), ("阿司匹林", "片")]

Question = dict[str, Any]


def day(random_: random.Random) -> str:
    """Return some day of the last years."""
    return str(date(2020, 1, 1) + timedelta(days=random_.randrange(2400)))


def calendar(random_: random.Random) -> Question:
    """Make a question of the kind."""
    return {"handed_in": day(random_)}


def eligibility(random_: random.Random) -> Question:
    """Make a question of the kind."""
    return {
        "on": day(random_),
        "person": {
            "resident_since": day(random_),
            "living": random_.choice(["home", "hospital"]),
            "police_listed": random_.random() < 0.1,
            "poverty": random_.sample(["registered_poor", "minimum_living"], random_.randrange(3)),
            "household_patients": random_.randint(1, 3),
            "guardians": [{"kind": "person", "born": f"19{random_.randint(40, 99)}-02-28"}],
            "diagnosis": random_.choice([None, 1, 2, 3, 4, 5, 6]),
            "diagnosis_certified": random_.random() < 0.9,
        },
    }


def supply(random_: random.Random) -> Question:
    """Make a question of the kind: five lines each."""
    on = day(random_)
    lines = [
        {
            "drug": drug,
            "form": form,
            "days": random_.randint(1, 90),
            "on_hand_days": random_.randint(0, 30),
            "reason": random_.choice([None, "路途远"]),
        }
        for drug, form in DRUGS
    ]
    return {
        "on": on,
        "written_on": on,
        "prescriber_title": random_.choice(["医师", "主治医师"]),
        "first_long": random_.random() < 0.5,
        "long_signed": random_.random() < 0.5,
        "lines": lines,
    }


def split(random_: random.Random) -> Question:
    """Make a question of the kind: an 84-day supply over four months."""
    return {
        "starts_on": day(random_),
        "days": 84,
        "lines": [
            {"drug": drug, "form": form, "quantity": 84, "unit_price_fen": random_.randint(1, 900)}
            for drug, form in DRUGS
        ],
        "basic_insurance_fen": 0,
        "special_disease": {"held": True, "settled_fen": 84, "exhausted": False},
        "civil_assistance_fen": 0,
        "federation_balance_fen": random_.randint(0, 9999),
        "disorder_project_fen": 0,
        "fund": {"cap_fen": 20000, "used_fen": {"2026-11": 100}},
    }


def measure(make: Any) -> float:
    """Return the seconds that one kind takes, from start to the last answer."""
    random_ = random.Random(20261122)
    text = "".join(json.dumps(make(random_), ensure_ascii=False) + "\n" for _ in range(LINES))
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, make.__name__, "--jsonl"],
        input=text.encode(),
        capture_output=True,
        check=True,
        cwd=ROOT / "src",
    )
    assert done.stdout.count(b"\n") == LINES
    return time.perf_counter() - started


def main() -> int:
    """Print each kind's lines a second; exit 1 where one misses the aim."""
    slow = False
    for make in (calendar, eligibility, supply, split):
        seconds = measure(make)
        slow = slow or seconds > AIM_SECONDS
        print(f"explain {make.__name__:12} {LINES / seconds:9,.0f} lines/s  {seconds:5.2f} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
