"""What the district adopted in the program, laid over its pack (7.4).

Each unit of work sees one policy from start to end: ``lay_over`` is called as it begins, with the
stamp of the newest adopted proposal, and reads the proposals only where that stamp is new to this
process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from anxin.policy import pack
from anxin.policy.sources import Clause
from anxin.rules.clauses import cites
from anxin.rules.days import Calendar
from anxin.rules.parameters import Parameter, Value

CALENDAR = "calendar:"
_LAID: dict[tuple[str, str], pack.Policy] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """One adopted proposal: a value from a day, or the working days of a year."""

    number: int
    """Its place in the order of adoption, from 1."""
    subject: str
    """A parameter's name, or ``calendar:2027``."""
    since: date
    value: int | None
    pending: bool
    words: str
    """The sentence of the document that sets it."""
    days: Mapping[date, bool] = field(default_factory=dict)
    """For a calendar: the days that differ from Monday to Friday, and whether they are worked."""

    @property
    def clause(self) -> str:
        """Return the id under which its sentence stands among the clauses."""
        return f"adopted:{self.number}"


def lay_over(stamp: str, fetch: Callable[[int], Iterable[Adopted]]) -> None:
    """Let ``load()`` answer with what was adopted up to a stamp, in this unit of work.

    The stamp is ``number:id`` of the newest adopted proposal, empty where there is none.
    ``fetch`` returns the adopted proposals up to a number; it is called once a process and stamp.
    """
    base = pack.packaged()
    if not stamp:
        pack.use(None)
        return
    key = (base.version, stamp)
    if key not in _LAID:
        found = laid(base, fetch(int(stamp.partition(":")[0])))
        _LAID.clear()
        _LAID[key] = found
    pack.use(_LAID[key])


@cites("7.4")
def laid(policy: pack.Policy, adopted: Iterable[Adopted]) -> pack.Policy:
    """Return the policy with adopted proposals laid over it, in the order of adoption.

    Where two begin on the same day the later adopted holds. A subject that the pack lacks is a
    bug: proposals are made from the pack's own names.
    """
    rows = sorted(adopted, key=lambda one: one.number)
    if not rows:
        return policy
    parameters, calendar = dict(policy.parameters), policy.calendar
    clauses = dict(policy.clauses)
    for one in rows:
        clauses[one.clause] = Clause(id=one.clause, text=one.words, answered_by="")
        if one.subject.startswith(CALENDAR):
            calendar = _with_year(calendar, int(one.subject.removeprefix(CALENDAR)), one.days)
        else:
            parameters[one.subject] = _with_value(parameters[one.subject], one)
    return replace(
        policy,
        version=f"{policy.version}+{rows[-1].number}",
        parameters=parameters,
        calendar=calendar,
        clauses=clauses,
    )


def _with_value(parameter: Parameter, one: Adopted) -> Parameter:
    by_day = {value.since: value for value in parameter.values}
    by_day[one.since] = Value(
        since=one.since, value=one.value, source=one.clause, pending=one.pending
    )
    return replace(parameter, values=tuple(by_day[day] for day in sorted(by_day)))


def _with_year(calendar: Calendar, year: int, days: Mapping[date, bool]) -> Calendar:
    kept = {day: worked for day, worked in calendar.exceptions.items() if day.year != year}
    return Calendar(exceptions={**kept, **days}, years=calendar.years | {year})
