"""Two registered people, for the tests of households, likeness and merging."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from anxin.enrolment import services
from anxin.enrolment.models import Application
from anxin.people.households import link_household
from anxin.people.merging import merge_people, split_people
from tests.enrolment.admitting import AT, filled, submitted
from tests.world import OTHER_VILLAGE, become, village_id


def registered(**changes: object) -> UUID:
    """Hand in an application at our centre; return the person."""
    return Application.objects.values_list("person_id", flat=True).get(
        id=submitted(filled(**changes))
    )


def idle(**changes: object) -> UUID:
    """Register somebody whose application was withdrawn: nothing of them is under way."""
    application = submitted(filled(**changes))
    services.withdraw_application(
        request_id=uuid4(),
        application_id=application,
        because="不再申请",
        actor=become("officer"),
        at=AT,
    )
    return Application.objects.values_list("person_id", flat=True).get(id=application)


def elsewhere(**changes: object) -> UUID:
    """Register somebody at the other centre."""
    application = services.submit_application(
        request_id=uuid4(),
        filled=filled(village_id=village_id(OTHER_VILLAGE), **changes),
        actor=become("other_officer"),
        at=AT,
    )
    return Application.objects.values_list("person_id", flat=True).get(id=application)


def linked(
    one: UUID, other: UUID, *, since: date = date(2026, 1, 1), colleague: str = "officer"
) -> UUID:
    """Write down that two people live together."""
    return link_household(
        request_id=uuid4(),
        person_id=one,
        with_id=other,
        since=since,
        actor=become(colleague),
        at=AT,
    )


def merged(
    kept: UUID, gone: UUID, *, because: str = "同一人登记了两次", colleague: str = "reviewer"
) -> UUID:
    """Merge two records."""
    return merge_people(
        request_id=uuid4(),
        kept_id=kept,
        gone_id=gone,
        because=because,
        actor=become(colleague),
        at=AT,
    )


def split(merge: UUID) -> UUID:
    """Take a merge back."""
    return split_people(
        request_id=uuid4(),
        merge_id=merge,
        because="是两个人",
        actor=become("reviewer"),
        at=AT,
    )
