"""An account and its duties made, and the confidentiality agreement signed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.organisations.models import ConfidentialityAgreement, DutyAssignment, Organisation, Staff
from anxin.organisations.signing.passwords import set_password
from anxin.rules.access import Actor, Duty

AGREEMENT_VERSION = "2019-1"
AGREEMENT_DAYS = 365


def sign_agreement(*, request_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Sign the confidentiality agreement for a year (7.2.a); return its id."""
    new = uuid4()
    if earlier := begin(
        request_id=request_id,
        kind="agreement.confidentiality",
        content={"version": AGREEMENT_VERSION},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    day = localdate(at)
    ConfidentialityAgreement.objects.create(
        id=new,
        staff_id=actor.staff_id,
        version=AGREEMENT_VERSION,
        signed_on=day,
        valid_until=day + timedelta(days=AGREEMENT_DAYS),
    )
    return new


def add_staff(
    *,
    username: str,
    name: str,
    password: str = "",
    encoded: str = "",
    title: str = "",
    staff_id: UUID | None = None,
    change_next: bool = False,
) -> Staff:
    """Make an account, inside the caller's transaction.

    ``encoded`` is a password that was hashed before: one hash for many accounts of a demonstration.
    ``change_next``: nothing else is open before its holder has chosen another.
    """
    made = Staff.objects.create(id=staff_id or uuid4(), username=username, name=name, title=title)
    set_password(made.id, password=password, encoded=encoded, change_next=change_next)
    return made


def give_duty(
    staff: Staff,
    *,
    duty: Duty,
    organisation: Organisation,
    since: date,
    assignment_id: UUID | None = None,
) -> DutyAssignment:
    """Give a duty; one that does not fit beside those held is refused by the database (7.1.c)."""
    return DutyAssignment.objects.create(
        id=assignment_id or uuid4(), staff=staff, duty=duty, organisation=organisation, since=since
    )
