"""Take waiting rows in, in the background, as who asked for it: a piece at a time, each row by its own act.

A claim is a lock of the database and nothing else (decision 0012): a worker that is killed lets go of its
piece at that moment, what it had finished stays, and whoever comes next goes on. The act of a row has the
row's own id, so that nothing is ever done twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils.timezone import localdate, now

from anxin.database.statements import one, run
from anxin.database.work import enter_as, ticket
from anxin.enrolment.services import save_draft, submit_application
from anxin.imports.checking import TWINS, Checked, Texts, check, found_in
from anxin.imports.models import ImportRow
from anxin.imports.services import ROW_TABLE, write
from anxin.imports.vocabulary import boxes, filled
from anxin.pages.guards import refusal_of
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.roster import TAKEN_IN, Column, Verdict

PIECE = 20
PAUSE_SECONDS = 2.0
AFTER_A_FAULT_SECONDS = 5.0
_NEXT = "SELECT run_id, staff_id, assignment_id FROM security.next_import_run(%s)"
_CLAIM = "SELECT * FROM security.claim_import_rows(%s, %s::int)"


def work(*, goes_on: Callable[[], bool], until_empty: bool = False) -> int:
    """Take in whatever waits, as long as asked to go on; return how many rows were looked at."""
    total = 0
    while goes_on():
        try:
            done = take_a_piece(at=now())
        except (OperationalError, InterfaceError):
            # The database restarts, or two locked each other out: the piece was undone, and waits.
            connection.close()
            time.sleep(AFTER_A_FAULT_SECONDS)
            continue
        total += done
        if not done:
            if until_empty:
                break
            time.sleep(PAUSE_SECONDS)
    return total


def take_a_piece(*, at: datetime) -> int:
    """Take in the next rows of some run, in one transaction; return how many were looked at."""
    with transaction.atomic():
        asked = one(_NEXT, ticket("imports|next"))
        if asked is None:
            return 0
        run_id, staff_id, assignment_id = asked
        actor = enter_as(staff_id, assignment_id)
        rows = _claimed(run_id)
        texts = opened(rows, look=Look(actor=actor, page="批量导入"))
        checked = check(texts, organisation_id=actor.organisation_id, on=localdate(at))
        for row in rows:
            _take(row, checked[row.number], actor=actor, at=at)
    return len(rows)


def opened(rows: Sequence[ImportRow], *, look: Look) -> dict[int, Texts]:
    """Return the texts of rows, by number; the reading is recorded under the rows' own ids."""
    sealed = [Sealed(row.id, "roster", ROW_TABLE, "content", row.id, row.content) for row in rows]
    holding = [place for place in sealed if place.blob]
    texts = dict(zip((p.row_id for p in holding), reveal(holding, look=look), strict=True))
    return {
        row.number: {Column(c): t for c, t in json.loads(texts.get(row.id) or "{}").items()}
        for row in rows
    }


def _claimed(run_id: UUID) -> list[ImportRow]:
    ids = [found[0] for found in run(_CLAIM, run_id, PIECE)]
    return list(ImportRow.objects.filter(id__in=ids))


def _take(row: ImportRow, made: Checked, *, actor: Actor, at: datetime) -> None:
    made.findings += [one for one in found_in(row) if one.kind in TWINS]
    write(row, made)
    if row.verdict not in TAKEN_IN:
        _fail(row, [])
        return
    try:
        with transaction.atomic():
            _make(row, made.examined.values, actor=actor, at=at)
    except Refused as refusal:
        _fail(row, _grounds(refusal))
    except IntegrityError as error:
        _fail(row, _grounds(refusal_of(error)))


def _make(row: ImportRow, values: Mapping[Column, object], *, actor: Actor, at: datetime) -> None:
    """Hand the row in as an application where it lacks nothing, else put it aside as a draft."""
    became: dict[str, Any]
    if row.verdict == Verdict.READY:
        became = {
            "application_id": submit_application(
                request_id=row.id, filled=filled(values), actor=actor, at=at
            )
        }
    else:
        became = {
            "draft_id": save_draft(request_id=row.id, content=boxes(values), actor=actor, at=at)
        }
    ImportRow.objects.filter(id=row.id).update(stage=ImportRow.Stage.DONE, **became)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fail(row: ImportRow, grounds: list[dict[str, str]]) -> None:
    ImportRow.objects.filter(id=row.id).update(stage=ImportRow.Stage.FAILED, grounds=grounds)


def _grounds(refusal: Refused) -> list[dict[str, str]]:
    """Return every ground of a refusal as it is stored: the sentence and its clause."""
    return [{"words": ground.reason, "clause": ground.clause} for ground in refusal.unmet]
