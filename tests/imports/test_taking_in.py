"""A roster is read in, put right, and taken in by the worker as applications and drafts (A8, 5.1.2.a)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from django.utils.timezone import now

from anxin.enrolment.models import Application, Draft
from anxin.enrolment.queries import typed_in
from anxin.imports import services, worker
from anxin.imports.models import ImportBatch, ImportRow
from anxin.people.models import Identity
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.roster import TAKEN_IN, Column, Kind, Verdict
from tests.imports.rosters import FIRST, person, sheet, wide
from tests.world import become

COLUMNS = list(Column)


@pytest.fixture
def officer(db: None) -> Actor:
    return become("officer")


def uploaded(sent: bytes, actor: Actor) -> UUID:
    return services.upload(
        request_id=uuid4(), file_name="名单.xlsx", sent=sent, actor=actor, at=now()
    )


def asked(batch: UUID, actor: Actor, verdicts: Sequence[Verdict] = tuple(TAKEN_IN)) -> UUID:
    return services.take_in(
        request_id=uuid4(), batch_id=batch, verdicts=verdicts, actor=actor, at=now()
    )


def corrected(row: ImportRow, texts: dict[Column, str], actor: Actor) -> None:
    services.correct_row(request_id=uuid4(), row_id=row.id, texts=texts, actor=actor, at=now())


def verdicts(batch: UUID) -> list[str]:
    return list(ImportRow.objects.filter(batch_id=batch).values_list("verdict", flat=True))


def kinds(batch: UUID, number: int) -> list[str]:
    row = ImportRow.objects.get(batch_id=batch, number=number)
    return [one["kind"] for one in row.findings]


def work_off(officer: str = "officer") -> int:
    done = worker.work(goes_on=lambda: True, until_empty=True)
    become(officer)
    return done


def test_a_whole_row_becomes_an_application_and_a_row_of_annex_8_a_draft(officer: Actor) -> None:
    batch = uploaded(sheet([wide(1), person(2)], columns=COLUMNS), officer)
    assert verdicts(batch) == [Verdict.READY, Verdict.DRAFT]
    before = (Application.objects.count(), Draft.objects.count())
    asked(batch, officer)
    assert work_off() == 2
    assert (Application.objects.count(), Draft.objects.count()) == (before[0] + 1, before[1] + 1)
    first, second = ImportRow.objects.filter(batch_id=batch)
    assert (first.stage, second.stage) == ("done", "done")
    assert first.application is not None
    assert first.application.stage == "submitted"
    assert second.draft is not None
    assert (bytes(first.content), bytes(second.content)) == (b"", b"")
    (typed,) = typed_in([second.draft], look=Look(actor=officer, page="测试"))
    assert typed["name"] == [person(2)[Column.NAME]]
    assert typed["g1_kind"] == ["person"]
    assert "diagnosis" not in typed


def test_a_row_taken_in_is_read_through_the_door(officer: Actor) -> None:
    batch = uploaded(sheet([person(3)]), officer)
    asked(batch, officer)
    work_off()
    row = ImportRow.objects.get(batch_id=batch)
    assert AccessRecord.objects.filter(page="批量导入", person_ids__contains=[row.id]).exists()


def test_the_same_file_again_is_the_same_batch_and_its_people_are_known_in_another(
    officer: Actor,
) -> None:
    rows = [wide(4), person(5)]
    sent = sheet(rows, columns=COLUMNS)
    batch = uploaded(sent, officer)
    assert uploaded(sent, officer) == batch
    asked(batch, officer)
    work_off()
    again = uploaded(sheet([*rows, person(6)], columns=COLUMNS), officer)
    assert verdicts(again) == [Verdict.KNOWN, Verdict.KNOWN, Verdict.DRAFT]
    assert Kind.IN_HAND in kinds(again, FIRST)
    assert kinds(again, FIRST + 1) == [Kind.IMPORTED]


def test_two_batches_with_the_same_person_take_them_in_once(officer: Actor) -> None:
    row = person(7)
    one, two = (uploaded(sheet([row, person(n)]), officer) for n in (8, 9))
    asked(one, officer)
    asked(two, officer)
    assert work_off() == 4
    stages = sorted(ImportRow.objects.filter(number=FIRST).values_list("stage", flat=True))
    assert stages == ["done", "failed"]


def test_a_wrong_row_is_left_out_and_put_right_in_place(officer: Actor) -> None:
    wrong = person(10) | {Column.RISK: "9"}
    batch = uploaded(sheet([wrong, person(11)]), officer)
    assert verdicts(batch) == [Verdict.ERROR, Verdict.DRAFT]
    asked(batch, officer)
    assert work_off() == 1
    with pytest.raises(Refused, match="没有可以导入的行"):
        asked(batch, officer)
    row = ImportRow.objects.get(batch_id=batch, number=FIRST)
    corrected(row, wrong | {Column.RISK: "3"}, officer)
    asked(batch, officer)
    assert work_off() == 1
    assert set(ImportRow.objects.filter(batch_id=batch).values_list("stage", flat=True)) == {"done"}


def test_what_is_done_cannot_be_corrected(officer: Actor) -> None:
    batch = uploaded(sheet([person(12)]), officer)
    asked(batch, officer)
    work_off()
    row = ImportRow.objects.get(batch_id=batch)
    with pytest.raises(Refused, match="不能再改"):
        corrected(row, person(12), officer)


def test_twins_of_a_file_name_one_another_and_part_when_one_is_put_right(officer: Actor) -> None:
    one, two = person(13), person(14)
    double = two | {c: one[c] for c in (Column.NAME, Column.SEX, Column.NUMBER)}
    batch = uploaded(sheet([one, double]), officer)
    assert verdicts(batch) == [Verdict.ERROR, Verdict.ERROR]
    second = ImportRow.objects.get(batch_id=batch, number=FIRST + 1)
    assert second.findings[0]["rows"] == [FIRST]
    corrected(second, two, officer)
    assert verdicts(batch) == [Verdict.DRAFT, Verdict.DRAFT]


def test_whoever_may_be_registered_already_is_asked_about(officer: Actor) -> None:
    known = wide(15)
    batch = uploaded(sheet([known], columns=COLUMNS), officer)
    asked(batch, officer)
    work_off()
    without = known | {Column.NUMBER: "", Column.BORN: "1950-02-15"}
    born = Identity.objects.get(person__applications__act_id__isnull=False, person__applications__id__in=ImportRow.objects.filter(batch_id=batch).values("application_id")).born  # fmt: skip
    without[Column.BORN] = born.isoformat()
    again = uploaded(sheet([without | {Column.ADDRESS: "别处"}], columns=COLUMNS), officer)
    assert verdicts(again) == [Verdict.QUESTION]
    row = ImportRow.objects.get(batch_id=again)
    services.tell_apart(request_id=uuid4(), row_id=row.id, actor=officer, at=now())
    assert verdicts(again) == [Verdict.READY]
    asked(again, officer)
    work_off()
    row.refresh_from_db()
    assert row.stage == "done"


def test_what_waits_can_be_stopped_and_a_batch_given_up_holds_nothing(officer: Actor) -> None:
    batch = uploaded(sheet([person(16)]), officer)
    asked(batch, officer)
    services.stop(request_id=uuid4(), batch_id=batch, actor=officer, at=now())
    assert work_off() == 0
    services.abandon(request_id=uuid4(), batch_id=batch, actor=officer, at=now())
    assert bytes(ImportRow.objects.get(batch_id=batch).content) == b""
    with pytest.raises(Refused, match="已作废"):
        asked(batch, officer)
    assert uploaded(sheet([person(17)]), officer) != batch


def test_a_request_sent_twice_asks_once(officer: Actor) -> None:
    batch, request = uploaded(sheet([person(18)]), officer), uuid4()
    runs = {
        services.take_in(
            request_id=request, batch_id=batch, verdicts=[Verdict.DRAFT], actor=officer, at=now()
        )
        for _ in range(2)
    }
    assert len(runs) == 1
    assert work_off() == 1


def test_another_unit_sees_neither_batch_nor_rows(officer: Actor) -> None:
    uploaded(sheet([person(19)]), officer)
    for stranger in ("other_officer", "reviewer", "psychiatrist", "system_admin"):
        become(stranger)
        assert ImportBatch.objects.count() == ImportRow.objects.count() == 0
