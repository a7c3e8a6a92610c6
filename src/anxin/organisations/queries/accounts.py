"""Accounts as the security administrator sees them; closed to every other duty."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from anxin.organisations.models import DutyAssignment, Organisation, Staff
from anxin.organisations.signing.calls import rows
from anxin.rules.access import Duty
from anxin.rules.signing_in import is_locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its duties in force or to come, and the state of what it proves itself with."""

    staff: Staff
    duties: tuple[DutyAssignment, ...]
    must_change: bool
    authenticators: int
    passkeys: int
    codes: int
    live_sessions: int
    last_in: datetime | None
    failed: int

    @property
    def has_factor(self) -> bool:
        """Say whether there is a second factor beside the recovery codes."""
        return bool(self.authenticators or self.passkeys)

    @property
    def locked(self) -> bool:
        """Say whether so many tries failed that somewhere this account is held up."""
        return is_locked(self.failed)


STATES = ("locked", "disabled", "without_factor", "without_duty")


def accounts(
    *,
    text: str = "",
    duty: str = "",
    organisation_id: UUID | None = None,
    state: str = "",
    on: date,
) -> list[Account]:
    """Return the accounts that fit what is asked, by account name."""
    found = Staff.objects.exclude(duties__duty=Duty.SYSTEM)
    if text:
        found = found.filter(Q(username__icontains=text) | Q(name__icontains=text))
    all_found = _described(list(found), on=on)
    return [
        one
        for one in all_found
        if (not duty or any(d.duty == duty for d in one.duties))
        and (not organisation_id or any(d.organisation_id == organisation_id for d in one.duties))
        and _is(one, state)
    ]


def account(staff_id: UUID, *, on: date) -> Account | None:
    """Return one account; None where there is none, or the duty may not see it."""
    found = list(Staff.objects.filter(id=staff_id).exclude(duties__duty=Duty.SYSTEM))
    return next(iter(_described(found, on=on)), None)


def locked_accounts() -> int:
    """Return how many accounts are held up by failed tries."""
    return sum(is_locked(row[8]) for row in rows("account_states"))


def all_duties(staff_id: UUID) -> list[DutyAssignment]:
    """Return every duty of an account, the latest first, past ones too."""
    found = DutyAssignment.objects.filter(staff_id=staff_id).select_related("organisation")
    return sorted(found, key=lambda one: (one.since, str(one.id)), reverse=True)


def find_duty(assignment_id: UUID) -> DutyAssignment | None:
    """Return one duty of an account."""
    return (
        DutyAssignment.objects.filter(id=assignment_id)
        .exclude(duty=Duty.SYSTEM)
        .select_related("staff", "organisation")
        .first()
    )


def organisations() -> list[Organisation]:
    """Return all organisations, to choose one from."""
    return list(Organisation.objects.all())


def _is(one: Account, state: str) -> bool:
    return {
        "locked": one.locked,
        "disabled": not one.staff.is_active,
        "without_factor": not one.has_factor,
        "without_duty": not one.duties,
    }.get(state, True)


def _described(found: list[Staff], *, on: date) -> list[Account]:
    states = {row[0]: row[1:] for row in rows("account_states")}
    duties: dict[UUID, list[DutyAssignment]] = defaultdict(list)
    live = DutyAssignment.objects.filter(Q(until__isnull=True) | Q(until__gt=on))
    for one in live.select_related("organisation"):
        duties[one.staff_id].append(one)
    made = []
    for staff in found:
        if staff.id not in states:
            continue
        must_change, _changed, totp, passkeys, codes, sessions, last_in, failed = states[staff.id]
        made.append(
            Account(
                staff=staff,
                duties=tuple(duties[staff.id]),
                must_change=must_change,
                authenticators=totp,
                passkeys=passkeys,
                codes=codes,
                live_sessions=sessions,
                last_in=last_in,
                failed=failed,
            )
        )
    return made
