"""Long-acting injections: which dose is next, when, and where it may go.

Written from the product labels; the doctor decides (5.2.2). Days and windows are dated parameters;
the last day of a window belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Condition, condition

PALIPERIDONE = "N05AX13"
"""The ATC code of 善思达: two doses a week apart to begin with, then one a month."""


class Scheme(StrEnum):
    """How injections of a product follow one another."""

    LOADED = "loaded"
    STEADY = "steady"
    ONCE = "once"


class Step(StrEnum):
    """Which injection of its scheme one is."""

    FIRST = "first"
    SECOND = "second"
    AGAIN_FIRST = "again_first"
    AGAIN_SECOND = "again_second"
    REGULAR = "regular"
    ONCE = "once"

    @property
    def label(self) -> str:
        """Return the word of the pages."""
        return _STEP_LABELS[self]


class Site(StrEnum):
    """Where it goes in."""

    DELTOID_LEFT = "deltoid_left"
    DELTOID_RIGHT = "deltoid_right"
    GLUTEAL_LEFT = "gluteal_left"
    GLUTEAL_RIGHT = "gluteal_right"

    @property
    def label(self) -> str:
        """Return the word of the pages."""
        return _SITE_LABELS[self]


class Standing(StrEnum):
    """Where a day lies to a window."""

    EARLY = "early"
    DUE = "due"
    LATE = "late"

    @property
    def label(self) -> str:
        """Return the word of the pages."""
        return {"early": "未到时间", "due": "可以注射", "late": "已过时间"}[self.value]


_STEP_LABELS = {
    Step.FIRST: "起始第一针",
    Step.SECOND: "起始第二针",
    Step.AGAIN_FIRST: "补打第一针",
    Step.AGAIN_SECOND: "补打第二针",
    Step.REGULAR: "维持针",
    Step.ONCE: "单次注射",
}
_SITE_LABELS = {
    Site.DELTOID_LEFT: "左上臂三角肌",
    Site.DELTOID_RIGHT: "右上臂三角肌",
    Site.GLUTEAL_LEFT: "左侧臀部",
    Site.GLUTEAL_RIGHT: "右侧臀部",
}
_DELTOID = (Site.DELTOID_LEFT, Site.DELTOID_RIGHT)
_GLUTEAL = (Site.GLUTEAL_LEFT, Site.GLUTEAL_RIGHT)
OPENING = {Step.FIRST: Step.SECOND, Step.AGAIN_FIRST: Step.AGAIN_SECOND}
"""The steps that are half of a pair, and their other half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionTerms:
    """The policy's numbers on a day."""

    first_mg: int
    second_mg: int
    second_after_days: int
    second_window_days: int
    second_late_days: int
    second_restart_days: int
    first_monthly_days: int
    monthly_months: int
    monthly_window_days: int
    resume_days: int
    restart_months: int
    steady_window_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One injection that was given."""

    on: date
    step: Step
    micrograms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The next injection: its day, and the days around it that are as good."""

    step: Step
    due_on: date
    opens_on: date
    closes_on: date

    def standing(self, *, on: date) -> Standing:
        """Say where a day lies to the window."""
        if on < self.opens_on:
            return Standing.EARLY
        return Standing.LATE if on > self.closes_on else Standing.DUE


INJECTION_HAS_OPENED = condition(
    "injection-has-opened",
    "working-rules:injections",
    met="{drug}：已到可以注射的日子，或已写明提前的理由",
    unmet="{drug}：{step}应在 {opens} 到 {closes} 之间注射，今天还早；提前注射须写明理由",
)
INJECTION_IN_TIME = condition(
    "injection-in-time",
    "working-rules:injections",
    met="{drug}：没有过注射的日子，或已写明推后的理由",
    unmet="{drug}：{step}应在 {opens} 到 {closes} 之间注射，今天已过；请按漏打建议决定，并写明理由",
)
INJECTION_IS_RECORDED = condition(
    "injection-is-recorded",
    "working-rules:injections",
    met="注射的部位、注射人和时间已记录",
    unmet="{drug}：还没有记录注射的部位、注射人和时间",
)
SITE_SUITS_DOSE = condition(
    "site-suits-dose",
    "working-rules:injections",
    met="注射部位符合说明书",
    unmet="{drug}{step}只能打在{sites}",
)


@cites("working-rules:injections", "A3")
def scheme_of(item: CatalogueItem) -> Scheme | None:
    """Return how a product is injected; None for what is taken home."""
    if item.take_home:
        return None
    if item.injection_interval_days is None:
        return Scheme.ONCE
    return Scheme.LOADED if item.atc == PALIPERIDONE else Scheme.STEADY


@cites("working-rules:injections")
def step_on(
    history: Sequence[Given],
    *,
    scheme: Scheme,
    terms: InjectionTerms,
    on: date,
    continues: bool = False,
) -> Step:
    """Return which injection one given on a day is, oldest first in ``history``.

    ``continues``: it was begun elsewhere, in hospital perhaps, and goes on from there.
    """
    if scheme is Scheme.ONCE:
        return Step.ONCE
    if scheme is Scheme.STEADY or continues:
        return Step.REGULAR
    if not history:
        return Step.FIRST
    last = history[-1]
    return _after_opening(last, terms, on) if last.step in OPENING else _after(last, terms, on)


def _after_opening(last: Given, terms: InjectionTerms, on: date) -> Step:
    gap = (on - last.on).days
    if gap < terms.second_late_days:
        return OPENING[last.step]
    return Step.AGAIN_FIRST if gap <= terms.second_restart_days else Step.FIRST


def _after(last: Given, terms: InjectionTerms, on: date) -> Step:
    if (on - last.on).days <= terms.resume_days:
        return Step.REGULAR
    return Step.AGAIN_FIRST if on <= add_months(last.on, terms.restart_months) else Step.FIRST


@cites("working-rules:injections", "7.3.c")
def next_due(
    history: Sequence[Given], *, scheme: Scheme, interval_days: int, terms: InjectionTerms
) -> Due | None:
    """Return the injection that follows those given; None before the first, or for single ones."""
    if scheme is Scheme.ONCE or not history:
        return None
    last = history[-1]
    if scheme is Scheme.STEADY:
        return _around(
            Step.REGULAR, last.on + timedelta(days=interval_days), terms.steady_window_days
        )
    if last.step in OPENING:
        day = last.on + timedelta(days=terms.second_after_days)
        return _around(OPENING[last.step], day, terms.second_window_days)
    return _around(Step.REGULAR, _month_day(history, terms), terms.monthly_window_days)


def _month_day(history: Sequence[Given], terms: InjectionTerms) -> date:
    """Return the day of the next monthly dose: of the very first it is counted from the first of all."""
    last = history[-1]
    first = next((one for one in reversed(history) if one.step is Step.FIRST), None)
    if last.step is Step.SECOND and first is not None:
        return first.on + timedelta(days=terms.first_monthly_days)
    return add_months(last.on, terms.monthly_months)


def _around(step: Step, day: date, window_days: int) -> Due:
    window = timedelta(days=window_days)
    return Due(step=step, due_on=day, opens_on=day - window, closes_on=day + window)


@cites("working-rules:injections", "5.2.2")
def examine_day(due: Due | None, *, drug: str, reasoned: bool, on: date) -> tuple[Condition, ...]:
    """Examine the day of an injection: outside the window it needs a reason, not another day."""
    if due is None:
        return ()
    facts = {"drug": drug, "step": due.step.label, "opens": due.opens_on, "closes": due.closes_on}
    standing = due.standing(on=on)
    return (
        INJECTION_HAS_OPENED.met_if(standing is not Standing.EARLY or reasoned, **facts),
        INJECTION_IN_TIME.met_if(standing is not Standing.LATE or reasoned, **facts),
    )


@cites("working-rules:injections")
def sites_for(scheme: Scheme, step: Step) -> tuple[Site, ...]:
    """Return where an injection may go by its label."""
    if scheme is Scheme.STEADY:
        return _GLUTEAL
    loading = scheme is Scheme.LOADED and step is not Step.REGULAR
    return _DELTOID if loading else (*_DELTOID, *_GLUTEAL)
