"""Two copies of each material: one in the personal file, one to the office and back (5.1.2.c, 5.1.3.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Application, MaterialCopy
from anxin.enrolment.queries.copies import FORWARDED, KEPT, places_of
from anxin.rules.access import Actor
from anxin.rules.decisions import condition

Place = MaterialCopy.Place
BATCH_IS_ON_THE_WAY = condition(
    "batch-is-on-the-way",
    "5.1.3.c",
    met="材料在报送途中",
    unmet="有 {n} 份材料不在报送途中，可能已由另一位同事登记；请刷新后重新勾选",
)


def file_copies(application: Application, items: Iterable[int], *, act_id: UUID, on: date) -> None:
    """Put one copy of each item in the personal file and send the other; what is there stays."""
    stands = places_of([application.id]).get(application.id, {})
    _write(
        [
            (application.id, item, copy, place)
            for item in items
            for copy, place in ((KEPT, Place.CENTRE_FILE), (FORWARDED, Place.ON_THE_WAY))
            if (item, copy) not in stands
        ],
        act_id=act_id,
        on=on,
    )


def give_back_copies(application: Application, *, act_id: UUID, on: date) -> None:
    """Give the applicant everything back; what was withdrawn is nobody's to keep."""
    stands = places_of([application.id]).get(application.id, {})
    _write(
        [(application.id, item, copy, Place.GIVEN_BACK) for item, copy in stands],
        act_id=act_id,
        on=on,
    )


def hand_over_copies(person_id: UUID, *, act_id: UUID, on: date) -> None:
    """Write down that the copies of the personal file went along with a person who moved."""
    filed = (Place.CENTRE_FILE, Place.HANDED_OVER)
    asked = Application.objects.filter(person_id=person_id).values_list("id", flat=True)
    _write(
        [
            (application_id, item, copy, Place.HANDED_OVER)
            for application_id, copies in places_of(asked).items()
            for (item, copy), row in copies.items()
            if row.place in filed
        ],
        act_id=act_id,
        on=on,
    )


def receive_materials(
    *, request_id: UUID, application_ids: Sequence[UUID], actor: Actor, at: datetime
) -> UUID:
    """Write down that the office received the copies of several applications; all or none."""
    del actor
    asked = sorted(set(application_ids), key=str)
    if begin(
        request_id=request_id,
        kind="application.receive",
        content={"applications": asked},
        result_id=request_id,
        at=at,
    ):
        return request_id
    lock(Application, *asked)
    sent = [
        (application_id, item, copy, Place.OFFICE)
        for application_id, copies in places_of(asked).items()
        for (item, copy), row in copies.items()
        if row.place == Place.ON_THE_WAY
    ]
    missing = len(asked) - len({application_id for application_id, *_rest in sent})
    if missing:
        raise BATCH_IS_ON_THE_WAY.refused(n=missing)
    _write(sent, act_id=request_id, on=localdate(at))
    return request_id


def _write(rows: Iterable[tuple[UUID, int, int, str]], *, act_id: UUID, on: date) -> None:
    MaterialCopy.objects.bulk_create(
        MaterialCopy(
            id=uuid4(),
            application_id=application_id,
            item=item,
            copy=copy,
            place=place,
            moved_on=on,
            act_id=act_id,
        )
        for application_id, item, copy, place in rows
    )
