"""Rosters of the reader's unit, row by row; what a row holds is read through the door (7.2.d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from anxin.imports.checking import Texts, found_in
from anxin.imports.models import ImportBatch, ImportRow, ImportRun
from anxin.imports.services import BATCH_TABLE
from anxin.imports.vocabulary import vocabulary
from anxin.imports.worker import opened
from anxin.people.queries import Named, named
from anxin.people.rosters import Sought, likely
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.decisions import Phrase
from anxin.rules.identity import mask_identity, normal_identity
from anxin.rules.roster import Column, Kind, Verdict
from anxin.rules.roster_reading import examine

Stage = ImportRow.Stage
STATES: dict[str, Any] = {
    Verdict.ERROR: Verdict.ERROR.label,
    Verdict.QUESTION: Verdict.QUESTION.label,
    Verdict.READY: Verdict.READY.label,
    Verdict.DRAFT: Verdict.DRAFT.label,
    Verdict.KNOWN: Verdict.KNOWN.label,
    **{str(one): one.label for one in (Stage.QUEUED, Stage.DONE, Stage.FAILED)},
}
KINDS: dict[str, str] = {
    Verdict.ERROR: "bad",
    Verdict.QUESTION: "wait",
    Verdict.READY: "good",
    Verdict.DRAFT: "good",
    Verdict.KNOWN: "plain",
    Stage.QUEUED: "wait",
    Stage.DONE: "good",
    Stage.FAILED: "bad",
}
"""Where a row stands: what becomes of it, and once somebody asked for it, how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchShown:
    """A batch in the list."""

    batch: ImportBatch
    file_name: str
    done: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row in the list; name and number as they stand in the file, the number masked."""

    row: ImportRow
    name: str
    number: str
    state: str
    kind: str
    told: Sequence[tuple[str, Phrase | str]]
    """Columns with what was found there, or clauses with why it was refused."""


def batches() -> QuerySet[ImportBatch]:
    """Return the reader's unit's batches that stand, the newest first."""
    return ImportBatch.objects.filter(abandoned_on=None).select_related("recorded_by")


def find_batch(batch_id: UUID) -> ImportBatch | None:
    """Return a batch in reach that was not given up."""
    return batches().filter(id=batch_id).first()


def find_row(row_id: UUID) -> ImportRow | None:
    """Return a row in reach of a batch that was not given up."""
    rows = ImportRow.objects.select_related("batch")
    return rows.filter(id=row_id, batch__abandoned_on=None).first()


def batches_shown(some: Sequence[ImportBatch], *, look: Look) -> list[BatchShown]:
    """Return batches as list rows; the reading of a file's name is recorded."""
    tally: dict[UUID, Counter[str]] = {one.id: Counter() for one in some}
    lines = ImportRow.objects.filter(batch__in=some).values_list("batch", "stage", "verdict")
    for batch_id, stage, verdict, count in lines.annotate(Count("id")).order_by():
        tally[batch_id][_state(stage, verdict)] += count
    return [
        BatchShown(
            batch=one,
            file_name=name,
            done=tally[one.id][Stage.DONE],
            wrong=tally[one.id][Verdict.ERROR] + tally[one.id][Stage.FAILED],
        )
        for one, name in zip(some, file_names(some, look=look), strict=True)
    ]


def file_names(some: Sequence[ImportBatch], *, look: Look) -> list[str]:
    """Return the names of files, which people put people's names in; recorded."""
    places = [
        Sealed(one.id, "roster", BATCH_TABLE, "file_name", one.id, one.file_name) for one in some
    ]
    return [text or "" for text in reveal(places, look=look)]


def counts(batch_id: UUID) -> Counter[str]:
    """Return how many rows of a batch stand where."""
    tally: Counter[str] = Counter()
    lines = ImportRow.objects.filter(batch_id=batch_id).values_list("stage", "verdict")
    for stage, verdict, count in lines.annotate(Count("id")).order_by():
        tally[_state(stage, verdict)] += count
    return tally


def rows(batch_id: UUID, state: str = "") -> QuerySet[ImportRow]:
    """Return the rows of a batch in the order of the file, those in one state or all."""
    found = ImportRow.objects.filter(batch_id=batch_id).select_related("batch")
    if state in set(Verdict):
        return found.filter(stage=Stage.OPEN, verdict=state)
    return found.filter(stage=state) if state else found


def rows_shown(some: Sequence[ImportRow], *, look: Look) -> list[RowShown]:
    """Return rows as a list shows them; one reading for all."""
    texts = opened(some, look=look)
    return [_shown(row, texts[row.number]) for row in some]


def texts_of(row: ImportRow, *, look: Look) -> Texts:
    """Return what stands in a row, recorded."""
    return opened([row], look=look)[row.number]


def perhaps_the_same(texts: Texts, *, organisation_id: UUID, on: date, look: Look) -> list[Named]:
    """Return who in reach may be the person of a row, the reading recorded (5.1.3.b)."""
    values = examine(texts, words=vocabulary(organisation_id), on=on).values
    born = values.get(Column.BORN)
    if not isinstance(born, date) or Column.NAME not in values:
        return []
    told = {c: str(values.get(c, "")) for c in Column}
    sought = Sought(
        name=told[Column.NAME],
        born=born,
        phone=told[Column.PHONE],
        guardian_number=told[Column.GUARDIAN_NUMBER],
    )
    found = likely({0: sought}).get(0, set())
    return list(named(found, look=look).values()) if found else []


def newest_run(batch_id: UUID) -> ImportRun | None:
    """Return what was asked for last."""
    return ImportRun.objects.filter(batch_id=batch_id).select_related("assignment").first()


def told_of(row: ImportRow) -> list[tuple[str, Phrase | str]]:
    """Return what a row's reader is told: why it was refused, else what was found and where."""
    if row.stage == Stage.FAILED and row.grounds:
        return [(one["clause"], one["words"]) for one in row.grounds]
    return [(finding.column.label, finding.words) for finding in found_in(row)]


def likeness_of(row: ImportRow) -> bool:
    """Say whether a row waits for somebody to tell it from a registered person."""
    return any(one.kind is Kind.LIKE_PERSON for one in found_in(row))


def _shown(row: ImportRow, texts: Texts) -> RowShown:
    state = _state(row.stage, row.verdict)
    return RowShown(
        row=row,
        name=texts.get(Column.NAME, ""),
        number=mask_identity(normal_identity(texts.get(Column.NUMBER, ""))),
        state=str(STATES[state]),
        kind=KINDS[state],
        told=told_of(row),
    )


def _state(stage: str, verdict: str) -> str:
    return verdict if stage == Stage.OPEN else stage


def left_out(tally: Counter[str]) -> list[tuple[str, int]]:
    """Return why rows are not taken in, and how many."""
    states = (Verdict.ERROR, Verdict.QUESTION, Verdict.KNOWN, Stage.FAILED)
    return [(str(STATES[state]), tally[state]) for state in states if tally[state]]
