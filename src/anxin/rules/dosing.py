"""How a medicine is taken, and what that makes: units in all, days covered, directions (5.3.2.c).

Doses are counted in **half units**, because tablets are halved; quantities are whole units.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition

HALVES = 2
TABLET = "片"
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Half units at each time of a day on which it is taken, or whole units injected at the clinic.

    ``every_days`` 1 is each day, 2 each second day, 7 once a week.
    """

    morning: int = 0
    noon: int = 0
    evening: int = 0
    night: int = 0
    every_days: int = 1
    injected: int = 0

    @property
    def halves(self) -> int:
        """Return the half units of a day on which it is taken."""
        return self.morning + self.noon + self.evening + self.night

    @property
    def has_half_units(self) -> bool:
        """Say whether a unit must be halved."""
        return any(part % HALVES for part in (self.morning, self.noon, self.evening, self.night))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What is handed out: whole units, and the days they cover."""

    units: int
    days: int


IS_TAKEN = condition(
    "dose-is-taken",
    "5.3.2.c",
    met="{drug}：用量已写明",
    unmet="{drug}：请写明早、中、晚或睡前各用多少",
)
IS_INJECTED = condition(
    "dose-is-injected",
    "working-rules:clinic-only",
    met="{drug}：注射支数已写明",
    unmet="{drug}：在门诊注射，只写注射支数，不写早中晚用量",
)
IS_NOT_INJECTED = condition(
    "dose-is-not-injected",
    "5.3.2.c",
    met="{drug}：带回家服用",
    unmet="{drug}：带回家服用，不写注射支数",
)
IS_WHOLE = condition(
    "dose-is-whole",
    "5.3.2.c",
    met="{drug}：可以半{unit}服用",
    unmet="{drug}：按{unit}发，不能分成一半",
)


@cites("5.3.2.c", "5.3.2.d")
def amount_for(
    dose: Dose, *, days: int, pack_units: int = 1, clinic_days: int | None = None
) -> Amount:
    """Return the units for ``days``, rounded up to packs of ``pack_units``, and what they cover.

    A whole pack often lasts longer than was asked for: the days returned are the days covered,
    and it is these that the limits are held against. An injection covers its interval.
    """
    if clinic_days is not None:
        return Amount(units=dose.injected, days=days)
    if dose.halves <= 0 or days <= 0:
        return Amount(units=0, days=max(days, 0))
    times = -(-days // dose.every_days)
    units = -(-(times * dose.halves) // HALVES)
    if pack_units <= 1 or units % pack_units == 0:
        return Amount(units=units, days=days)
    in_packs = -(-units // pack_units) * pack_units
    return Amount(units=in_packs, days=(in_packs * HALVES // dose.halves) * dose.every_days)


@cites("5.3.2.c")
def examine(dose: Dose, *, drug: str, unit: str, taken_home: bool) -> tuple[Condition, ...]:
    """Examine a dose: what is taken home has its times of the day, an injection its units."""
    if not taken_home:
        holds = dose.injected > 0 and dose.halves == 0
        return (IS_INJECTED.met_if(holds, drug=drug),)
    return (
        IS_TAKEN.met_if(dose.halves > 0 and dose.every_days > 0, drug=drug),
        IS_NOT_INJECTED.met_if(dose.injected == 0, drug=drug),
        IS_WHOLE.met_if(unit == TABLET or not dose.has_half_units, drug=drug, unit=unit),
    )


@cites("5.3.2.c")
def directions(dose: Dose, *, unit: str, note: str = "") -> str:
    """Return the directions as the label says them: ``隔日一次，早1片、睡前半片，饭后服``."""
    if dose.injected:
        said = [f"门诊注射{dose.injected}{unit}"]
    else:
        times = (
            ("早", dose.morning),
            ("中", dose.noon),
            ("晚", dose.evening),
            ("睡前", dose.night),
        )
        taken = "、".join(f"{when}{_units(part, unit)}" for when, part in times if part)
        said = [*_rhythm(dose.every_days), taken]
    return "，".join(word for word in (*said, note.strip()) if word)


@cites("5.3.2.c", "working-rules:leaflet")
def in_plain_words(dose: Dose, *, unit: str) -> str:
    """Return when how much is taken, as it is said to a person: ``隔日一次，早上半片、晚上1片``.

    Nothing of what is injected at the clinic.
    """
    times = (
        ("早上", dose.morning),
        ("中午", dose.noon),
        ("晚上", dose.evening),
        ("睡前", dose.night),
    )
    taken = "、".join(f"{when}{_units(part, unit)}" for when, part in times if part)
    return "，".join((*_rhythm(dose.every_days), taken)) if taken else ""


def micrograms_a_day(dose: Dose, *, strength: int, clinic_days: int | None = None) -> int:
    """Return the substance of an average day in whole micrograms, rounded down.

    ``strength`` is micrograms in one unit; an injection is spread over its interval.
    """
    if clinic_days is not None:
        return dose.injected * strength // clinic_days
    return dose.halves * strength // (HALVES * dose.every_days)


def _units(halves: int, unit: str) -> str:
    whole, half = divmod(halves, HALVES)
    if not whole:
        return f"半{unit}"
    return f"{whole}{unit}半" if half else f"{whole}{unit}"


def _rhythm(every_days: int) -> tuple[str, ...]:
    if every_days == 1:
        return ()
    if every_days == HALVES:
        return ("隔日一次",)
    if every_days % _WEEK == 0:
        weeks = every_days // _WEEK
        return ("每周一次",) if weeks == 1 else (f"每{weeks}周一次",)
    return (f"每{every_days}天一次",)
