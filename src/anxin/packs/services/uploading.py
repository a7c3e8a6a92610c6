"""Take a sheet back in: each row becomes a proposed pick-up, or is told of; none is dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Card
from anxin.imports.reading import cells_of
from anxin.packs.kept import mark_of, sealed
from anxin.packs.models import Pack, PackEntry, PackRow, PackUpload
from anxin.packs.table import SheetLine, lines_of
from anxin.rules.access import Actor
from anxin.rules.cards import CardNumber
from anxin.rules.pack_columns import Part
from anxin.vault.blind_index import blind


class Left(StrEnum):
    """Why a row became no entry."""

    UNTOUCHED = "untouched"
    SAME = "same"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a pack knows before a sheet comes back."""

    rows: Mapping[UUID, PackRow]
    elsewhere: frozenset[UUID]
    """Numbers on the sheet that went out with other packs in reach."""
    cards: Mapping[str, UUID]
    marks: frozenset[tuple[UUID | None, bytes]]
    """Rows that came back before, with what stood in them."""


def upload(
    *,
    request_id: UUID,
    pack_id: UUID,
    sent: bytes,
    password: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Read a sheet back in; return the upload. The same cells again are the same upload."""
    del actor
    cells = cells_of(sent, password=password)
    digest = sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()
    mark = blind(digest, purpose="pack-sheet")
    lock(Pack, pack_id)
    standing = PackUpload.objects.filter(pack_id=pack_id, mark=mark).first()
    if standing:
        return standing.id
    lines, new = lines_of(cells, pack_id=pack_id), uuid4()
    content = {"pack": pack_id, "sheet": mark.hex()}
    if earlier := begin(
        request_id=request_id, kind="pack.upload", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    pack = Pack.objects.get(id=pack_id)
    known = _known(pack, lines)
    told, kept = _sorted_out(lines, known=known)
    PackUpload.objects.create(
        id=new,
        pack=pack,
        organisation_id=pack.organisation_id,
        mark=mark,
        told=told,
        act_id=request_id,
    )
    PackEntry.objects.bulk_create(_entry(one, pack, new, known=known) for one in kept)
    return new


def card_numbers(lines: Iterable[str]) -> dict[str, UUID]:
    """Return whose cards in reach these numbers are, by the text in which they were written."""
    parsed = {text: str(number) for text in lines if (number := CardNumber.parse(text))}
    found = dict(
        Card.objects.filter(number__in=set(parsed.values())).values_list("number", "person_id")
    )
    return {text: found[number] for text, number in parsed.items() if number in found}


def _known(pack: Pack, lines: Sequence[SheetLine]) -> _Known:
    asked = {one.row_id for one in lines if one.row_id}
    rows = {one.id: one for one in PackRow.objects.filter(pack=pack)}
    elsewhere = PackRow.objects.filter(id__in=asked).exclude(pack=pack)
    before = PackEntry.objects.filter(pack=pack).values_list("row_id", "mark")
    return _Known(
        rows=rows,
        elsewhere=frozenset(elsewhere.values_list("id", flat=True)),
        cards=card_numbers(one.texts.get(Part.CARD, "") for one in lines),
        marks=frozenset((row_id, bytes(mark)) for row_id, mark in before),
    )


def _sorted_out(
    lines: Sequence[SheetLine], *, known: _Known
) -> tuple[list[dict[str, object]], list[SheetLine]]:
    """Return what is told of rows that become no entry, and the rows that do."""
    told: list[dict[str, object]] = []
    kept: list[SheetLine] = []
    seen = set(known.marks)
    for one in lines:
        row_id = one.row_id if one.row_id in known.rows else None
        mark = (row_id, mark_of(one.texts))
        if not one.touched:
            told.append({"line": one.number, "why": Left.UNTOUCHED, "row": _text(row_id)})
        elif mark in seen:
            told.append({"line": one.number, "why": Left.SAME, "row": _text(row_id)})
        else:
            seen.add(mark)
            kept.append(one)
    there = {one.row_id for one in lines}
    told += [
        {"line": row.number, "why": Left.REMOVED, "row": str(row.id)}
        for row in known.rows.values()
        if row.id not in there and row.person_id
    ]
    return told, kept


def _text(row_id: UUID | None) -> str:
    return str(row_id) if row_id else ""


def _entry(one: SheetLine, pack: Pack, upload_id: UUID, *, known: _Known) -> PackEntry:
    new, row = uuid4(), known.rows.get(one.row_id) if one.row_id else None
    foreign = one.row_id in known.elsewhere
    walk_in = None if foreign else known.cards.get(one.texts.get(Part.CARD, ""))
    # A row without its number is of nobody until somebody has looked at the card (see ``correct``).
    person_id = (row.person_id or walk_in) if row else None
    return PackEntry(
        id=new,
        upload_id=upload_id,
        pack=pack,
        organisation_id=pack.organisation_id,
        number=one.number,
        row=row,
        foreign=foreign,
        person_id=person_id,
        as_sent=sealed(one.texts, column="as_sent", row_id=new),
        content=sealed(one.texts, column="content", row_id=new),
        mark=mark_of(one.texts),
    )
