"""After a missed long-acting injection: what the label says, by how late it is (5.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Phrase, said
from anxin.rules.injections import (
    OPENING,
    Given,
    InjectionTerms,
    Scheme,
    Standing,
    Step,
    next_due,
    step_on,
)

MICROGRAMS = 1000
_WEEK = 7


@cites("working-rules:injections")
def dose_mg(step: Step, history: Sequence[Given], *, terms: InjectionTerms) -> int | None:
    """Return the milligrams that the label names; None where the doctor's own dose goes on."""
    named = {Step.FIRST: terms.first_mg, Step.SECOND: terms.second_mg}
    if step not in {Step.AGAIN_FIRST, Step.AGAIN_SECOND}:
        return named.get(step)
    missed_second = history[-1].step in OPENING
    usual = history[-1].micrograms // MICROGRAMS
    return terms.second_mg if missed_second else min(usual, terms.second_mg)


@cites("working-rules:injections", "5.2.2")
def missed(
    history: Sequence[Given],
    *,
    scheme: Scheme,
    interval_days: int,
    terms: InjectionTerms,
    on: date,
) -> Phrase | None:
    """Return the label's guidance by how late a day is; None while the window is open."""
    due = next_due(history, scheme=scheme, interval_days=interval_days, terms=terms)
    if due is None or due.standing(on=on) is not Standing.LATE:
        return None
    if scheme is Scheme.STEADY:
        return said(
            "尽快补打一针，之后从补打之日起每 {days} 天一次；间隔较长的，请评估是否加用口服药",
            days=interval_days,
        )
    step = step_on(history, scheme=scheme, terms=terms, on=on)
    if step is Step.FIRST:
        return said(
            "间隔太长，按首次用药重新起始：第 1 天 {first} 毫克，第 {day} 天 {second} 毫克，都打在三角肌，之后每月一次",
            first=terms.first_mg,
            day=terms.second_after_days + 1,
            second=terms.second_mg,
        )
    if history[-1].step in OPENING:
        return _missed_second(step, terms)
    return _missed_month(step, terms)


def _missed_second(step: Step, terms: InjectionTerms) -> Phrase:
    if step is Step.AGAIN_FIRST:
        return said(
            "距第一针已满 {weeks} 周：尽快在三角肌注射 {mg} 毫克，{days} 天后再在三角肌注射 {mg} 毫克，之后每月一次",
            weeks=terms.second_late_days // _WEEK,
            mg=terms.second_mg,
            days=terms.second_after_days,
        )
    return said(
        "距第一针不满 {weeks} 周：尽快在三角肌注射第二针 {mg} 毫克；不论第二针哪天打，第一针后满 {later} 周打维持针",
        weeks=terms.second_late_days // _WEEK,
        mg=terms.second_mg,
        later=terms.first_monthly_days // _WEEK,
    )


def _missed_month(step: Step, terms: InjectionTerms) -> Phrase:
    if step is Step.AGAIN_FIRST:
        return said(
            "距上一针超过 {weeks} 周、不超过 {months} 个月：尽快在三角肌注射原剂量，{days} 天后再在三角肌注射一次"
            "（原剂量超过 {mg} 毫克的，两次都用 {mg} 毫克），之后每月一次",
            weeks=terms.resume_days // _WEEK,
            months=terms.restart_months,
            days=terms.second_after_days,
            mg=terms.second_mg,
        )
    return said(
        "距上一针不超过 {weeks} 周：尽快按原剂量注射，之后每月一次",
        weeks=terms.resume_days // _WEEK,
    )
