"""Reads of policy: what is in force, what was, what will be, and what waits for an answer (7.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_noop

from anxin.adoption.models import Proposal
from anxin.policy.overlay import CALENDAR
from anxin.policy.pack import load
from anxin.rules.parameters import NotInForceError, Parameter, Unit, Value
from anxin.rules.proposal_stages import ProposalStage

UNIT_WORDS: Mapping[Unit, str] = {
    Unit.PERMILLE: "‰",
    Unit.DAYS: gettext_noop("天"),
    Unit.WORKING_DAYS: gettext_noop("个工作日"),
    Unit.DAY_OF_MONTH: gettext_noop("日（每月）"),
    Unit.MONTHS: gettext_noop("个月"),
    Unit.YEARS: gettext_noop("岁、年"),
    Unit.PEOPLE: gettext_noop("人"),
    Unit.DRUGS: gettext_noop("种药品"),
    Unit.TIMES: gettext_noop("次"),
    Unit.CELLS: "×10^6/L",
    Unit.MICROMOLES: "µmol/L",
    Unit.YES_NO: gettext_noop("（1 是，0 否）"),
    Unit.CHOICE: gettext_noop("（选项编号）"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterShown:
    """A parameter as it stands on a day; ``now`` is None where nothing is in force."""

    parameter: Parameter
    now: Value | None
    coming: Value | None

    @property
    def is_money(self) -> bool:
        """Say whether its values are fen."""
        return self.parameter.unit is Unit.FEN

    @property
    def unit_words(self) -> str:
        """Return the unit in words; empty for money, which shows its own."""
        return UNIT_WORDS.get(self.parameter.unit, "")

    @property
    def history(self) -> Sequence[Value]:
        """Return every value, the newest first."""
        return self.parameter.values[::-1]


def parameters(*, on: date) -> list[ParameterShown]:
    """Return every parameter as it stands on a day; the undecided first."""
    shown = [_shown(parameter, on=on) for parameter in load().parameters.values()]
    return sorted(
        shown,
        key=lambda one: (one.now is None or not one.now.pending, one.parameter.description),
    )


def find_parameter(name: str, *, on: date) -> ParameterShown | None:
    """Return one parameter as it stands on a day; None where there is none of that name."""
    parameter = load().parameters.get(name)
    return _shown(parameter, on=on) if parameter else None


def _shown(parameter: Parameter, *, on: date) -> ParameterShown:
    try:
        now: Value | None = parameter.row_on(on)
    except NotInForceError:
        now = None
    coming = next((value for value in parameter.values if value.since > on), None)
    return ParameterShown(parameter=parameter, now=now, coming=coming)


def proposals(*, subject: str = "", stage: str = "") -> QuerySet[Proposal]:
    """Return proposals, the newest first; of one subject or stage where asked."""
    rows = Proposal.objects.select_related("recorded_by")
    if subject:
        rows = rows.filter(subject=subject)
    return rows.filter(stage=stage) if stage else rows


def find_proposal(proposal_id: UUID) -> Proposal | None:
    """Return one proposal; None where there is none."""
    return proposals().filter(id=proposal_id).first()


def waiting() -> QuerySet[Proposal]:
    """Return what waits for the commission, the oldest first."""
    return proposals(stage=ProposalStage.DRAFTED).order_by("recorded_at")


def subject_words(subject: str) -> str:
    """Return what a proposal is about, in words."""
    if subject.startswith(CALENDAR):
        return gettext("%(year)s 年工作日历") % {"year": subject.removeprefix(CALENDAR)}
    return load().parameters[subject].description


@dataclass(frozen=True, slots=True, kw_only=True)
class YearShown:
    """The days of a year that differ from the week, and whether its notice is there."""

    year: int
    provisional: bool
    days: Sequence[tuple[date, bool]]


def calendar_year(year: int) -> YearShown:
    """Return a year of the working-day calendar."""
    calendar = load().calendar
    days = sorted(item for item in calendar.exceptions.items() if item[0].year == year)
    return YearShown(year=year, provisional=year not in calendar.years, days=days)
