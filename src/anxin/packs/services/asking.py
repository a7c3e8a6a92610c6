"""Acts on a pack: asked for, answered by another, downloaded by who asked (working-rules:pack)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries import expected_ids
from anxin.database.locks import lock
from anxin.documents.queries import most_people, open_days
from anxin.packs import queries
from anxin.packs.models import Pack, PackEvent, PackRow
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.export_stages import PACK, ExportMove, ExportStage
from anxin.rules.exports import (
    ANOTHER_ANSWERS,
    REFUSAL_IS_EXPLAINED,
    may_download,
    may_export,
)
from anxin.rules.packs import may_ask_pack


def ask(*, request_id: UUID, clinic_day_id: UUID, reason: str, actor: Actor, at: datetime) -> UUID:
    """Ask for the sheet of a clinic day at a point in reach, saying what for; return the pack."""
    new, on = uuid4(), localdate(at)
    content = {"clinic_day": clinic_day_id, "reason": reason}
    if earlier := begin(
        request_id=request_id, kind="pack.ask", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    day = ClinicDay.objects.get(id=clinic_day_id)
    works = actor.staff_id == day.doctor_id or actor.organisation_id == day.organisation_id
    ahead = load().value("pack_ahead_days", on)
    Refused.unless(may_ask_pack(day.day, works_there=works, days=ahead, on=on))
    people = len(expected_ids(day))
    Refused.unless(may_export(people, limit=most_people(on)))
    Pack.objects.create(
        id=new,
        clinic_day=day,
        organisation_id=day.organisation_id,
        reason=reason,
        people=people,
        act_id=request_id,
    )
    return new


def answer(
    *, request_id: UUID, pack_id: UUID, approve: bool, because: str, actor: Actor, at: datetime
) -> UUID:
    """Approve or refuse another's pack; return its id."""
    content = {"pack": pack_id, "approve": approve, "because": because}
    if earlier := begin(
        request_id=request_id, kind="pack.answer", content=content, result_id=pack_id, at=at
    ):
        return earlier.result_id
    pack = _locked(pack_id)
    move = ExportMove.APPROVE if approve else ExportMove.REFUSE
    PACK.after(ExportStage(pack.stage), move)
    if pack.recorded_by_id == actor.staff_id:
        raise ANOTHER_ANSWERS.refused()
    if not approve and not because.strip():
        raise REFUSAL_IS_EXPLAINED.refused()
    _move(pack, move, because=because, act_id=request_id, at=at, event_id=uuid4())
    return pack_id


def take(*, request_id: UUID, pack_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Record the download of an approved pack; return the event, whose id is the file's serial.

    Whoever is expected by now has a row; rows that went out before keep their ids. The same request
    again, for the file after the password or after a line that broke, is the same download.
    """
    new, on = uuid4(), localdate(at)
    earlier = begin(
        request_id=request_id, kind="pack.take", content={"pack": pack_id}, result_id=new, at=at
    )
    pack = _locked(pack_id)
    PACK.after(ExportStage(pack.stage), ExportMove.DOWNLOAD)
    approved = queries.approved_at(pack)
    assert approved is not None
    Refused.unless(
        may_download(
            asker=pack.recorded_by_id,
            downloader=actor.staff_id,
            approved_at=approved,
            days=open_days(on),
            at=at,
        )
    )
    if earlier:
        return earlier.result_id
    expected = sorted(expected_ids(pack.clinic_day))
    Refused.unless(may_export(len(expected), limit=most_people(on)))
    _move(pack, ExportMove.DOWNLOAD, because="", act_id=request_id, at=at, event_id=new)
    _write_rows(pack, expected, blanks=load().value("pack_blank_rows", on))
    return new


def _write_rows(pack: Pack, expected: Sequence[UUID], *, blanks: int) -> None:
    """Give a row to each who has none yet, and the empty rows with the first download."""
    known = list(PackRow.objects.filter(pack=pack).values_list("person_id", flat=True))
    wanted: list[UUID | None] = [one for one in expected if one not in set(known)]
    wanted += [] if known else [None] * blanks
    PackRow.objects.bulk_create(
        PackRow(pack=pack, organisation_id=pack.organisation_id, number=number, person_id=one)
        for number, one in enumerate(wanted, start=len(known) + 1)
    )


def _locked(pack_id: UUID) -> Pack:
    lock(Pack, pack_id)
    return Pack.objects.select_related("clinic_day").get(id=pack_id)


def _move(
    pack: Pack,
    move: ExportMove,
    *,
    because: str,
    act_id: UUID,
    at: datetime,
    event_id: UUID,
) -> None:
    PackEvent.objects.create(
        id=event_id,
        pack=pack,
        move=move,
        because=because,
        clause="7.2.d",
        occurred_on=localdate(at),
        act_id=act_id,
    )
