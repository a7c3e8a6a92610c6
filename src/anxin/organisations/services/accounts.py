"""What the security administrator does with accounts, and what everybody does with their own password.

Each is a recorded act. Nobody does any of the administrator's with their own account (7.1.c).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.organisations.models import DutyAssignment, Organisation, Staff
from anxin.organisations.services.staff import add_staff, give_duty
from anxin.organisations.signing import passwords, sessions
from anxin.organisations.signing.calls import value
from anxin.rules.access import Actor, Duty
from anxin.rules.accounts import (
    ACCOUNT_IS_ANOTHERS,
    UNTIL_FITS,
    USERNAME_IS_NEW,
    may_be_given,
)
from anxin.rules.decisions import Refused


def open_account(
    *, request_id: UUID, username: str, name: str, title: str, actor: Actor, at: datetime
) -> tuple[UUID, str]:
    """Open an account; return its id and the initial password, which must be changed at first sign-in.

    Sent again, the password is empty: it was shown once.
    """
    del actor
    new, content = uuid4(), {"username": username, "name": name, "title": title}
    if earlier := begin(
        request_id=request_id, kind="account.open", content=content, result_id=new, at=at
    ):
        return earlier.result_id, ""
    if Staff.objects.filter(username__iexact=username).exists():
        raise USERNAME_IS_NEW.refused(username=username)
    initial = passwords.initial_password()
    add_staff(
        username=username, name=name, title=title, password=initial, staff_id=new, change_next=True
    )
    return new, initial


def take_up_duty(
    *,
    request_id: UUID,
    staff_id: UUID,
    duty: Duty,
    organisation_id: UUID,
    since: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Give an account a duty at an organisation; refused with both names where two do not fit together.

    Two at once are decided by the database, under the account's lock.
    """
    content = {"staff": staff_id, "duty": duty, "organisation": organisation_id, "since": since}
    new = uuid4()
    if earlier := begin(
        request_id=request_id, kind="duty.give", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    held = [
        row
        for row in DutyAssignment.objects.filter(staff_id=staff_id)
        if row.until is None or row.until > since
    ]
    place = Organisation.objects.get(id=organisation_id)
    Refused.unless(
        may_be_given(
            duty,
            organisation=place.name,
            kind=place.kind,
            held=[Duty(row.duty) for row in held],
            held_here=any(
                row.duty == duty and row.organisation_id == organisation_id for row in held
            ),
            since=since,
            today=localdate(at),
            is_own=staff_id == actor.staff_id,
        )
    )
    staff = Staff.objects.get(id=staff_id)
    return give_duty(staff, duty=duty, organisation=place, since=since, assignment_id=new).id


def end_duty(
    *, request_id: UUID, assignment_id: UUID, until: date, actor: Actor, at: datetime
) -> UUID:
    """End a duty from a day on; sessions under it see nothing from then."""
    content = {"assignment": assignment_id, "until": until}
    held = DutyAssignment.objects.get(id=assignment_id)
    if earlier := begin(
        request_id=request_id, kind="duty.end", content=content, result_id=held.staff_id, at=at
    ):
        return earlier.result_id
    _anothers(held.staff_id, actor=actor)
    earliest = max(localdate(at), held.since + timedelta(days=1))
    latest = held.until or until
    if not earliest <= until <= latest:
        raise UNTIL_FITS.refused(earliest=earliest.isoformat())
    DutyAssignment.objects.filter(id=assignment_id).update(until=until)
    return held.staff_id


def disable(*, request_id: UUID, staff_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Switch an account off; its sessions end at once (T31)."""
    if _begun("account.disable", request_id, staff_id, actor=actor, at=at):
        Staff.objects.filter(id=staff_id).update(is_active=False)
        value("end_sessions_of", staff_id, "disabled")
    return staff_id


def enable(*, request_id: UUID, staff_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Switch an account on again."""
    if _begun("account.enable", request_id, staff_id, actor=actor, at=at):
        Staff.objects.filter(id=staff_id).update(is_active=True)
    return staff_id


def renew_password(
    *, request_id: UUID, staff_id: UUID, actor: Actor, at: datetime
) -> tuple[UUID, str]:
    """Give an account a new initial password, to be changed at the next sign-in; its sessions end."""
    if not _begun("account.password", request_id, staff_id, actor=actor, at=at):
        return staff_id, ""
    initial = passwords.initial_password()
    passwords.set_password(staff_id, password=initial, change_next=True)
    value("end_sessions_of", staff_id, "reset")
    value("clear_tries", staff_id)
    return staff_id, initial


def reset_factors(*, request_id: UUID, staff_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Take an account's second factors away, for who has lost them; its sessions end."""
    if _begun("account.factors", request_id, staff_id, actor=actor, at=at):
        value("reset_factors", staff_id)
    return staff_id


def clear_tries(*, request_id: UUID, staff_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Let an account that was tried too often be tried again."""
    if _begun("account.unlock", request_id, staff_id, actor=actor, at=at):
        value("clear_tries", staff_id)
    return staff_id


def change_own_password(
    *, request_id: UUID, password: str, session_key: str, actor: Actor, at: datetime
) -> UUID:
    """Choose another password for oneself; one's other sessions end."""
    if not begin(
        request_id=request_id,
        kind="account.own_password",
        content={},
        result_id=actor.staff_id,
        at=at,
    ):
        passwords.set_password(actor.staff_id, password=password)
        sessions.end_own_sessions(but_key=session_key, because="password")
    return actor.staff_id


def _begun(kind: str, request_id: UUID, staff_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """Record an act on somebody else's account; False where it was done before."""
    _anothers(staff_id, actor=actor)
    content = {"staff": staff_id}
    return not begin(request_id=request_id, kind=kind, content=content, result_id=staff_id, at=at)


def _anothers(staff_id: UUID, *, actor: Actor) -> None:
    if staff_id == actor.staff_id:
        raise ACCOUNT_IS_ANOTHERS.refused()
