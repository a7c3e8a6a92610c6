"""Read a roster in, put its rows right, ask for them to be taken in, or give it up (A8)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.imports.checking import TWINS, Checked, Texts, check, found_in, kept, twins
from anxin.imports.models import ImportBatch, ImportRow, ImportRun
from anxin.imports.reading import read
from anxin.rules.access import Actor
from anxin.rules.decisions import condition
from anxin.rules.roster import TAKEN_IN, Column, Examined, Verdict, verdict_of
from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

ROW_TABLE, BATCH_TABLE = "imports_importrow", "imports_importbatch"
AT_ONCE = 1000
Stage = ImportRow.Stage
ROW_IS_FREE = condition(
    "import-row-free", "A8", met="这一行还没有导入", unmet="这一行正在导入或已经导入，不能再改"
)
BATCH_STANDS = condition(
    "import-batch-stands", "A8", met="这份表格有效", unmet="这份表格已作废，请重新上传"
)
HAS_ROWS = condition(
    "import-has-rows",
    "A8",
    met="有可以导入的行",
    unmet="所选范围内没有可以导入的行；请先改正错误，或确认疑似重复",
)
QUESTION_IS_OPEN = condition(
    "import-question-open", "5.1.3.b", met="疑似重复待确认", unmet="这一行没有待确认的疑似重复"
)


def upload(*, request_id: UUID, file_name: str, sent: bytes, actor: Actor, at: datetime) -> UUID:
    """Read a roster of the actor's unit in; return the batch. The same file again is the same batch."""
    index = blind(sha256(sent).hexdigest(), purpose="roster")
    standing = ImportBatch.objects.filter(
        organisation_id=actor.organisation_id, file_index=index, abandoned_on=None
    ).first()
    if standing:
        return standing.id
    roster, new = read(sent), uuid4()
    content = {"file": index.hex()}
    if earlier := begin(
        request_id=request_id, kind="import.upload", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    ImportBatch.objects.create(
        id=new,
        organisation_id=actor.organisation_id,
        file_name=seal(file_name[:200], table=BATCH_TABLE, column="file_name", row_id=new),
        file_index=index,
        rows=len(roster.rows),
        act_id=request_id,
    )
    texts = {row.number: row.texts for row in roster.rows}
    checked = check(texts, organisation_id=actor.organisation_id, on=localdate(at))
    beside = twins(checked.values())
    for number, row in checked.items():
        row.findings += beside.get(number, [])
    ImportRow.objects.bulk_create(
        (_row(new, actor.organisation_id, row, texts[row.number]) for row in checked.values()),
        batch_size=AT_ONCE,
    )
    return new


def correct_row(
    *, request_id: UUID, row_id: UUID, texts: Texts, actor: Actor, at: datetime
) -> UUID:
    """Write other texts into a row that was not taken in; its twins are looked at anew, too."""
    if begin(
        request_id=request_id,
        kind="import.correct",
        content={"row": row_id, "texts": blind(_json(texts), purpose="request").hex()},
        result_id=row_id,
        at=at,
    ):
        return row_id
    row = _free(row_id)
    before = [bytes(one) for one in (row.number_index, row.name_index) if one]
    organisation_id, on = actor.organisation_id, localdate(at)
    (made,) = check({row.number: texts}, organisation_id=organisation_id, on=on).values()
    row.content = sealed(row.id, texts)
    row.stage, row.grounds, row.run_id, row.other_person = Stage.OPEN, [], None, False
    write(row, made)
    _look_at_twins(row.batch_id, [*before, made.number_index, made.name_index])
    return row_id


def tell_apart(*, request_id: UUID, row_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Write down that a row is about nobody who is there already, as somebody found (5.1.3.b)."""
    del actor
    if begin(
        request_id=request_id,
        kind="import.tell_apart",
        content={"row": row_id},
        result_id=row_id,
        at=at,
    ):
        return row_id
    row = _free(row_id)
    if row.verdict != Verdict.QUESTION:
        raise QUESTION_IS_OPEN.refused()
    row.other_person = True
    row.verdict = verdict_of(found_in(row), complete=not row.lacking, other_person=True)
    row.save(update_fields=["other_person", "verdict"])
    return row_id


def take_in(
    *,
    request_id: UUID,
    batch_id: UUID,
    verdicts: Iterable[Verdict],
    first: int | None = None,
    last: int | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Ask for rows to be taken in by the background worker, as the actor; return the run."""
    new, wanted = uuid4(), sorted(set(verdicts) & TAKEN_IN)
    content = {"batch": batch_id, "verdicts": wanted, "first": first, "last": last}
    if earlier := begin(
        request_id=request_id, kind="import.take_in", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    _standing(batch_id)
    rows = waiting_rows(batch_id, verdicts=wanted, first=first, last=last)
    count = rows.count()
    if not count:
        raise HAS_ROWS.refused()
    ImportRun.objects.create(
        id=new,
        batch_id=batch_id,
        organisation_id=actor.organisation_id,
        assignment_id=actor.assignment_id,
        rows=count,
        act_id=request_id,
    )
    rows.update(stage=Stage.QUEUED, run_id=new, grounds=[])
    return new


def stop(*, request_id: UUID, batch_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Take back what waits to be taken in; what is taken in already stays."""
    del actor
    if not begin(
        request_id=request_id,
        kind="import.stop",
        content={"batch": batch_id},
        result_id=batch_id,
        at=at,
    ):
        _standing(batch_id)
        waiting = ImportRow.objects.filter(batch_id=batch_id, stage=Stage.QUEUED)
        waiting.update(stage=Stage.OPEN, run_id=None)
    return batch_id


def abandon(*, request_id: UUID, batch_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Give a batch up: what its rows hold is erased, what was taken in stays."""
    del actor
    if not begin(
        request_id=request_id,
        kind="import.abandon",
        content={"batch": batch_id},
        result_id=batch_id,
        at=at,
    ):
        _standing(batch_id)
        ImportBatch.objects.filter(id=batch_id).update(abandoned_on=localdate(at))
    return batch_id


def waiting_rows(
    batch_id: UUID, *, verdicts: Iterable[str], first: int | None = None, last: int | None = None
) -> QuerySet[ImportRow]:
    """Return the rows of a batch that may be taken in, within a range of the file's rows."""
    rows = ImportRow.objects.filter(
        batch_id=batch_id, verdict__in=list(verdicts), stage__in=[Stage.OPEN, Stage.FAILED]
    )
    rows = rows.filter(number__gte=first) if first else rows
    return rows.filter(number__lte=last) if last else rows


def write(row: ImportRow, made: Checked) -> None:
    """Store what was found about a row."""
    row.number_index, row.name_index, row.mark = made.number_index, made.name_index, made.mark
    row.findings = kept(made.findings)
    row.lacking = [str(column) for column in made.examined.lacking]
    row.verdict = _verdict(made, other_person=row.other_person)
    row.save(
        update_fields=[
            *("content", "number_index", "name_index", "mark", "findings", "lacking", "verdict"),
            *("other_person", "stage", "grounds", "run_id"),
        ]
    )


def sealed(row_id: UUID, texts: Texts) -> bytes:
    """Return a row's texts as they are kept."""
    return seal(_json(texts), table=ROW_TABLE, column="content", row_id=row_id)


def _row(batch_id: UUID, organisation_id: UUID, made: Checked, texts: Texts) -> ImportRow:
    new = uuid4()
    return ImportRow(
        id=new,
        batch_id=batch_id,
        organisation_id=organisation_id,
        number=made.number,
        content=sealed(new, texts),
        number_index=made.number_index,
        name_index=made.name_index,
        mark=made.mark,
        findings=kept(made.findings),
        lacking=[str(column) for column in made.examined.lacking],
        verdict=_verdict(made),
    )


def _verdict(made: Checked, *, other_person: bool = False) -> Verdict:
    return verdict_of(made.findings, complete=not made.examined.lacking, other_person=other_person)


def _json(texts: Mapping[Column, str]) -> str:
    return json.dumps({str(c): text for c, text in texts.items()}, ensure_ascii=False)


def _standing(batch_id: UUID) -> ImportBatch:
    lock(ImportBatch, batch_id)
    batch = ImportBatch.objects.get(id=batch_id)
    if batch.abandoned_on:
        raise BATCH_STANDS.refused()
    return batch


def _free(row_id: UUID) -> ImportRow:
    _standing(ImportRow.objects.get(id=row_id).batch_id)
    row = ImportRow.objects.get(id=row_id)
    if row.stage not in {Stage.OPEN, Stage.FAILED}:
        raise ROW_IS_FREE.refused()
    return row


def _look_at_twins(batch_id: UUID, marks: Iterable[bytes | None]) -> None:
    """Find anew what rows with these marks share; what was found of each by itself stays."""
    asked = [bytes(mark) for mark in marks if mark]
    rows = ImportRow.objects.filter(batch_id=batch_id).exclude(stage=Stage.DONE)
    some = list(rows.filter(Q(number_index__in=asked) | Q(name_index__in=asked)))
    found = twins(
        Checked(
            number=row.number,
            examined=Examined(),
            number_index=bytes(row.number_index) if row.number_index else None,
            name_index=bytes(row.name_index) if row.name_index else None,
        )
        for row in some
    )
    for row in some:
        own = [one for one in found_in(row) if one.kind not in TWINS]
        findings = [*own, *found.get(row.number, [])]
        row.findings = kept(findings)
        row.verdict = verdict_of(findings, complete=not row.lacking, other_person=row.other_person)
        row.save(update_fields=["findings", "verdict"])
