"""What a person decides about a row that came back: put right, set aside with a reason, taken up again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.packs.kept import Texts, as_json, sealed
from anxin.packs.models import PackEntry, PackEntryEvent
from anxin.packs.services.uploading import card_numbers
from anxin.rules.access import Actor
from anxin.rules.pack_columns import Part
from anxin.rules.pack_entry_stages import PACK_ENTRY, EntryMove, EntryStage
from anxin.rules.packs import ROW_IS_OF_THE_PACK, SET_ASIDE_HAS_REASON
from anxin.vault.blind_index import blind

CLAUSE = "working-rules:late-entry"


def correct(*, request_id: UUID, entry_id: UUID, texts: Texts, actor: Actor, at: datetime) -> UUID:
    """Write other texts into a row that waits for its arrival or its doctor; what was sent stays kept.

    The card's number tells whose row it is where nobody stood in it, or its own number is lost.
    """
    del actor
    if begin(
        request_id=request_id,
        kind="pack.correct",
        content={"entry": entry_id, "texts": blind(as_json(texts), purpose="request").hex()},
        result_id=entry_id,
        at=at,
    ):
        return entry_id
    entry = locked(entry_id)
    PACK_ENTRY.after(EntryStage(entry.stage), EntryMove.CORRECT)
    if entry.foreign:
        raise ROW_IS_OF_THE_PACK.refused()
    if entry.stage == EntryStage.PROPOSED and not (entry.row and entry.row.person_id):
        written = texts.get(Part.CARD, "")
        entry.person_id = card_numbers([written]).get(written)
    entry.content = sealed(texts, column="content", row_id=entry.id)
    entry.save(update_fields=["content", "person_id"])
    move(entry, EntryMove.CORRECT, act_id=request_id, at=at)
    return entry_id


def set_aside(
    *, request_id: UUID, entry_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Leave a row out, saying why; what was written of it already stays as it is."""
    del actor
    if begin(
        request_id=request_id,
        kind="pack.set_aside",
        content={"entry": entry_id, "because": because},
        result_id=entry_id,
        at=at,
    ):
        return entry_id
    entry = locked(entry_id)
    PACK_ENTRY.after(EntryStage(entry.stage), EntryMove.SET_ASIDE)
    if not because.strip():
        raise SET_ASIDE_HAS_REASON.refused()
    move(entry, EntryMove.SET_ASIDE, act_id=request_id, at=at, because=because.strip())
    return entry_id


def resume(*, request_id: UUID, entry_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Take up a row again that was set aside; it begins anew."""
    del actor
    if begin(
        request_id=request_id,
        kind="pack.resume",
        content={"entry": entry_id},
        result_id=entry_id,
        at=at,
    ):
        return entry_id
    entry = locked(entry_id)
    PACK_ENTRY.after(EntryStage(entry.stage), EntryMove.RESUME)
    move(entry, EntryMove.RESUME, act_id=request_id, at=at)
    return entry_id


def locked(entry_id: UUID) -> PackEntry:
    """Lock an entry and return it as it stands."""
    lock(PackEntry, entry_id)
    found = PackEntry.objects.select_related(
        "pack__clinic_day__doctor", "pack__organisation", "row"
    )
    return found.get(id=entry_id)


def move(
    entry: PackEntry, what: EntryMove, *, act_id: UUID, at: datetime, because: str = ""
) -> None:
    """Move an entry along its table, inside the act that does it."""
    PackEntryEvent.objects.create(
        entry=entry,
        move=what,
        because=because,
        clause=CLAUSE,
        occurred_on=localdate(at),
        act_id=act_id,
    )
