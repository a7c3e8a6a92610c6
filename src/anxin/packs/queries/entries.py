"""Reads of rows that came back; what a row holds is read through the door (7.2.d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_noop

from anxin.clinics.models import Prescription
from anxin.dispensing.models import PickupEvent
from anxin.packs.checking import Checked, check
from anxin.packs.heads import head_words
from anxin.packs.kept import ENTRY_TABLE, from_json
from anxin.packs.models import Pack, PackEntry, PackRow, PackUpload
from anxin.people.queries import Named, named
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.decisions import Condition
from anxin.rules.pack_entry_stages import PACK_ENTRY, EntryMove, EntryStage
from anxin.rules.packs import Weight
from anxin.rules.pickup_stages import PickupMove
from anxin.rules.prescription_stages import PrescriptionStage

NOBODY = UUID(int=0)
STATES = {
    Weight.FAULT: gettext_noop("有错误"),
    Weight.DOUBLE: gettext_noop("重复"),
    Weight.CONFLICT: gettext_noop("有矛盾"),
}
WHY = {
    "untouched": gettext_noop("没有填写，视为没有来"),
    "same": gettext_noop("与先前上传的一行完全相同，不重复办理"),
    "removed": gettext_noop("这一行在交回的表里没有了"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """An entry in the list: whose it is, how far it is, and what stands against it at which column."""

    entry: PackEntry
    person: Named | None
    name: str
    state: str
    kind: str
    told: Sequence[tuple[Any, Condition]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """A row that became no entry, and why."""

    line: int
    name: str
    why: str


def find_upload(upload_id: UUID) -> PackUpload | None:
    """Return an upload in reach."""
    found = PackUpload.objects.select_related(
        "pack__clinic_day__doctor", "pack__organisation", "recorded_by"
    )
    return found.filter(id=upload_id).first()


def uploads_of(pack: Pack) -> list[PackUpload]:
    """Return the sheets that came back for a pack, the newest first."""
    return list(pack.uploads.select_related("recorded_by").annotate(count=Count("entries")))


def entries_of(pack: Pack) -> QuerySet[PackEntry]:
    """Return all entries of a pack, in the order in which they came back."""
    found = PackEntry.objects.filter(pack=pack).select_related("row")
    return found.order_by("recorded_at", "number")


def find_entry(entry_id: UUID) -> PackEntry | None:
    """Return an entry in reach; None for any other."""
    return (
        PackEntry.objects.filter(id=entry_id)
        .select_related("pack__clinic_day__doctor", "pack__organisation", "row", "upload")
        .first()
    )


def next_entry(pack: Pack, stage: EntryStage) -> PackEntry | None:
    """Return the next entry of a pack that waits at a stage."""
    return entries_of(pack).filter(stage=stage).first()


def waiting_uploads(stages: Iterable[EntryStage]) -> list[tuple[Pack, int]]:
    """Return the packs in reach with entries that wait at these stages, and how many."""
    counts = Counter(
        dict(
            PackEntry.objects.filter(stage__in=list(stages))
            .values_list("pack_id")
            .annotate(Count("id"))
        )
    )
    packs = Pack.objects.filter(id__in=counts).select_related("organisation", "clinic_day")
    return [(pack, counts[pack.id]) for pack in packs.order_by("clinic_day__day", "id")]


def read_texts(
    entries: Sequence[PackEntry], *, look: Look, column: str = "content"
) -> dict[UUID, Mapping[str, str]]:
    """Return what stands in entries; one reading for all, of nobody where a row names none."""
    places = [
        Sealed(
            one.person_id or NOBODY,
            "pack_entry",
            ENTRY_TABLE,
            column,
            one.id,
            getattr(one, column),
        )
        for one in entries
    ]
    texts = reveal(places, look=look)
    return {one.id: from_json(text or "{}") for one, text in zip(entries, texts, strict=True)}


def shown_entries(pack: Pack, *, look: Look, at: datetime) -> list[EntryShown]:
    """Return all entries of a pack with what stands against each, as it is now."""
    entries = list(entries_of(pack))
    texts = read_texts(entries, look=look)
    checked = check(pack, entries, texts=texts, at=at)
    people = named([one.person_id for one in entries if one.person_id], look=look)
    return [
        _shown(checked[one.id], people.get(one.person_id) if one.person_id else None, texts)
        for one in entries
    ]


def _shown(
    found: Checked, person: Named | None, texts: Mapping[UUID, Mapping[str, str]]
) -> EntryShown:
    entry, stage = found.entry, EntryStage(found.entry.stage)
    weight = found.weight
    return EntryShown(
        entry=entry,
        person=person,
        name=person.name if person else texts[entry.id].get("name", ""),
        state=STATES[weight] if weight else PACK_ENTRY.stages[stage],
        kind=_kind(stage, weight),
        told=[(head_words(one.column), one.condition) for one in found.told],
    )


def _kind(stage: EntryStage, weight: Weight | None) -> str:
    if weight:
        return "bad"
    return {EntryStage.GIVEN: "good", EntryStage.SET_ASIDE: "plain"}.get(stage, "wait")


def not_taken(upload: PackUpload, *, look: Look) -> list[NotTaken]:
    """Return the rows of an upload that became no entry; nobody's name is kept with them."""
    told = upload.told
    rows = dict(
        PackRow.objects.filter(id__in=[one["row"] for one in told if one["row"]]).values_list(
            "id", "person_id"
        )
    )
    people = named([one for one in rows.values() if one], look=look)
    return [
        NotTaken(
            line=one["line"],
            name=_name(one["row"], rows, people),
            why=WHY[one["why"]],
        )
        for one in told
    ]


def _name(row: str, rows: Mapping[UUID, UUID | None], people: Mapping[UUID, Named]) -> str:
    person_id = rows.get(UUID(row)) if row else None
    return people[person_id].name if person_id and person_id in people else ""


def pickup_of(entry: PackEntry) -> UUID | None:
    """Return the pick-up that an entry became; None before."""
    given = entry.events.filter(move=EntryMove.GIVE).values("act_id")
    return (
        PickupEvent.objects.filter(act_id__in=given, move=PickupMove.COMPLETE)
        .values_list("pickup_id", flat=True)
        .first()
    )


def bill_owed(entry: PackEntry) -> UUID | None:
    """Return the prescription whose special-disease bill is owed before its pick-up (5.3.2.b)."""
    if entry.stage != EntryStage.REVIEWED or entry.person_id is None:
        return None
    return (
        Prescription.objects.filter(
            person_id=entry.person_id,
            person__welfare__special_disease=True,
            organisation_id=entry.organisation_id,
            written_on=entry.pack.clinic_day.day,
            stage=PrescriptionStage.REVIEWED,
            settlement__isnull=True,
        )
        .values_list("id", flat=True)
        .first()
    )
