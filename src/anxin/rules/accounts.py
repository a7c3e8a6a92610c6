"""Which duties an account may be given, and by whom (4.3, 7.1.c)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from anxin.rules.access import DUTY_NAMES, Duty, incompatible_with
from anxin.rules.decisions import Decision, condition

ACCOUNT_IS_ANOTHERS = condition(
    "account-is-anothers",
    "7.1.c",
    met="账号不是本人的",
    unmet="不能给自己开职责，也不能停用、重设自己的账号；请另一位安全管理员办理",
)
DUTIES_FIT = condition(
    "duties-fit",
    "7.1.c",
    met="与已任职责不冲突",
    unmet="“{duty}”与已任的“{other}”不能由同一人担任，请先结束“{other}”",
)
DUTY_IS_NEW = condition(
    "duty-is-new", "7.1.c", met="没有同一职责", unmet="已在这个单位担任“{duty}”"
)
ORGANISATION_FITS = condition(
    "organisation-fits",
    "7.1.c",
    met="单位设有这一职责",
    unmet="“{organisation}”没有“{duty}”这一职责",
)
SINCE_IS_NOT_PAST = condition(
    "since-is-not-past",
    "7.2.d",
    met="从今天或以后起任",
    unmet="职责不能从过去的日期起任，最早从今天（{today}）起",
)
UNTIL_FITS = condition(
    "until-fits",
    "7.2.d",
    met="结束日期合适",
    unmet="结束日期最早是 {earliest}（当日起不再担任）",
)
USERNAME_IS_NEW = condition(
    "username-is-new", "7.2.d", met="账号未被使用", unmet="账号“{username}”已有人使用，请换一个"
)

_OFFICE, _HOSPITAL, _CENTRE = "programme_office", "specialist_hospital", "township_centre"
_DEPARTMENT = "department"
PLACES: dict[Duty, frozenset[str]] = {
    Duty.VILLAGE_CLERK: frozenset({"village_committee"}),
    Duty.TOWNSHIP_OFFICER: frozenset({_CENTRE}),
    Duty.OFFICE_REVIEWER: frozenset({_OFFICE}),
    Duty.CLAIM_CHECKER: frozenset({_OFFICE}),
    Duty.PSYCHIATRIST: frozenset({_HOSPITAL}),
    Duty.PHARMACIST: frozenset({_HOSPITAL}),
    Duty.DISPENSER: frozenset({_HOSPITAL, _CENTRE}),
    Duty.STOREKEEPER: frozenset({_HOSPITAL}),
    Duty.ACCOUNTANT: frozenset({_HOSPITAL}),
    Duty.COMMISSION: frozenset({_DEPARTMENT}),
    Duty.FINANCE: frozenset({_DEPARTMENT}),
    Duty.POLITICS: frozenset({_DEPARTMENT}),
    Duty.CIVIL: frozenset({_DEPARTMENT}),
    Duty.DISABLED: frozenset({_DEPARTMENT}),
    Duty.POLICE: frozenset({"police_station"}),
    Duty.AUDITOR: frozenset({_DEPARTMENT, _OFFICE}),
    Duty.SYSTEM_ADMIN: frozenset({_OFFICE}),
    Duty.SECURITY_ADMIN: frozenset({_OFFICE}),
    Duty.AUDIT_ADMIN: frozenset({_OFFICE}),
}
"""Kinds of organisation at which a duty is played (4.3); nobody is given ``system`` by hand."""


def may_be_given(
    duty: Duty,
    *,
    organisation: str,
    kind: str,
    held: Iterable[Duty],
    held_here: bool,
    since: date,
    today: date,
    is_own: bool,
) -> Decision:
    """Decide whether an account may be given a duty; ``held`` are those that overlap with it."""
    name = DUTY_NAMES[duty]
    clashing = sorted(incompatible_with(duty) & set(held))
    fits = [DUTIES_FIT.fails(duty=name, other=DUTY_NAMES[other]) for other in clashing]
    return Decision.of(
        ACCOUNT_IS_ANOTHERS.met_if(not is_own),
        ORGANISATION_FITS.met_if(
            kind in PLACES.get(duty, frozenset()), organisation=organisation, duty=name
        ),
        SINCE_IS_NOT_PAST.met_if(since >= today, today=today.isoformat()),
        DUTY_IS_NEW.met_if(not held_here, duty=name),
        *(fits or [DUTIES_FIT.met_if(not clashing)]),
    )
