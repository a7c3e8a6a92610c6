"""Taking the register out: a purpose, another's approval, a day's time, a mark on every row, no formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError
from django.utils import timezone
from python_calamine import CalamineWorkbook

from anxin.documents import queries, services, spreadsheet
from anxin.documents.filling.register import LABELS, Line
from anxin.documents.models import ExportEvent, ExportRequest
from anxin.documents.spreadsheet import TRACE, Watermark
from anxin.documents.tasks import tasks_for
from anxin.enrolment.models import Enrolment
from anxin.people.models import Person
from anxin.policy.pack import trying
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
MARK = Watermark(
    taken_by="测试officer",
    organisation="油溪（中心）卫生院",
    taken_at=datetime(2026, 11, 22, 10, 0),  # noqa: DTZ001 (a spreadsheet holds local time)
    serial="ABCDEF0123",
)
PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", " =")
PAYLOADS = [
    f"{prefix}{payload}"
    for prefix in PREFIXES
    for payload in (
        "1+1",
        'HYPERLINK("http://example.test","x")',
        "cmd|' /C calc'!A0",
        'WEBSERVICE("http://example.test")',
        "SUM(A1:A9)",
        'DDE("a";"b")',
        "{1,2}",
        "http://example.test",
    )
]


def rows_of(content: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def xml_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist() if name[-3:] == "xml"}


def line(**cells: str) -> Line:
    return Line(person_id=uuid4(), cells={**dict.fromkeys(LABELS, ""), **cells})


def enrolled(name: str = "欧阳啟") -> tuple[UUID, str]:
    """Return a unit with a person on its register, and the person's number."""
    details = admitting.person(name=name)
    enrolment_id = admitting.signed(admitting.approved(admitting.filled(person=details)))
    unit = Enrolment.objects.select_related("person").get(id=enrolment_id).person.keeper_id
    return unit, details.identity_number


def asked(unit: UUID, *, by: str = "officer", in_full: bool = False, at=None, **more) -> UUID:
    return services.ask_export(
        request_id=uuid4(),
        unit_id=unit,
        reason="报区卫生健康委核对",
        columns=more.get("columns", list(LABELS)),
        in_full=in_full,
        actor=become(by),
        at=at or timezone.now(),
    )


def answered(export_id: UUID, *, by: str, approve: bool = True, because: str = "") -> UUID:
    return services.answer_export(
        request_id=uuid4(),
        export_id=export_id,
        approve=approve,
        because=because,
        actor=become(by),
        at=timezone.now(),
    )


def taken(export_id: UUID, *, by: str = "officer", at=None, request_id=None) -> UUID:
    return services.take_export(
        request_id=request_id or uuid4(),
        export_id=export_id,
        actor=become(by),
        at=at or timezone.now(),
    )


def test_no_payload_becomes_a_formula_a_link_or_a_number() -> None:
    lines = [line(患者姓名=payload, 家庭住址=payload, 备注="1e5") for payload in PAYLOADS]
    content = spreadsheet.workbook(lines, columns=LABELS, unit="=1+1", mark=MARK)
    parts = xml_of(content)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert len(PAYLOADS) > 100
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "hyperlink" not in sheet
    assert set(re.findall(r"<c [^>]*t=.(\w+).", sheet)) == {"s"}
    assert 'quotePrefix="1"' in parts["xl/styles.xml"]
    assert "externalLink" not in "".join(parts)
    found = [row[1] for row in rows_of(content)[spreadsheet.FIRST_ROW :]]
    assert len(found) == len(PAYLOADS)
    assert all(isinstance(cell, str) for cell in found)
    assert not any(cell != cell.strip("\t\r\n") for cell in found)


def test_numbers_stay_texts_and_every_row_is_traced() -> None:
    number = "00000019800517001X"
    content = spreadsheet.workbook(
        [line(序号="1", 身份证号=number), line(序号="2")],
        columns=("序号", "身份证号"),
        unit="油溪",
        mark=MARK,
    )
    rows = rows_of(content)
    assert rows[spreadsheet.FIRST_ROW - 1][:3] == ["序号", "身份证号", TRACE]
    assert rows[spreadsheet.FIRST_ROW][:3] == ["1", number, "ABCDEF0123-0001"]
    assert rows[spreadsheet.FIRST_ROW + 1][2] == "ABCDEF0123-0002"
    assert MARK.text in rows[2][0]
    sheet = xml_of(content)["xl/worksheets/sheet1.xml"]
    assert "测试officer" in sheet[sheet.index("<oddHeader>") :]
    assert "ABCDEF0123" in sheet[sheet.index("<oddHeader>") :]


def test_an_ampersand_in_a_name_begins_no_code_of_the_header() -> None:
    mark = Watermark(taken_by="甲&D乙", organisation="油溪", taken_at=MARK.taken_at, serial="0")
    sheet = xml_of(spreadsheet.workbook([], columns=LABELS, unit="油溪", mark=mark))
    assert "甲&amp;&amp;D乙" in sheet["xl/worksheets/sheet1.xml"]


def test_a_register_goes_out_after_another_s_approval_and_is_recorded(browse) -> None:
    unit, number = enrolled()
    officer, second = browse("officer"), browse("second_officer")
    form = {"request_id": str(uuid4()), "unit": str(unit), "reason": "报区卫生健康委核对"}
    answer = officer.post(
        "/forms/exports/new/", {**form, "columns": ["序号", "患者姓名", "身份证号"]}
    )
    assert answer.status_code == 302, answer.content.decode()
    page = answer["Location"]
    assert "下载电子表格" not in officer.get(page).content.decode()
    assert 'name="approve"' not in officer.get(page).content.decode()
    agreed = {"request_id": str(uuid4()), "approve": "yes"}
    assert second.post(page, agreed).status_code == 302
    assert "下载电子表格" in officer.get(page).content.decode()
    assert "下载电子表格" not in second.get(page).content.decode()

    got = officer.post(f"{page}file/", {"request_id": str(uuid4())})
    assert got.status_code == 200
    assert got["Content-Disposition"].startswith('attachment; filename="annex-8-')
    assert got["Cache-Control"] == "no-store"
    assert "sandbox" in got["Content-Security-Policy"]
    text = str(rows_of(got.content))
    assert "欧阳啟" in text
    assert number not in text
    assert "000***" in text or "*" in text
    person_id = Person.objects.values_list("id", flat=True).get(keeper_id=unit)
    become("auditor")
    record = AccessRecord.objects.filter(page="导出登记名单", person_ids=[person_id]).first()
    assert record is not None
    assert "报区卫生健康委核对" in record.reason
    assert "已下载" in officer.get("/forms/exports/").content.decode()


def test_numbers_go_out_in_full_only_where_that_was_approved(browse) -> None:
    unit, number = enrolled()
    export_id = asked(unit, in_full=True)
    answered(export_id, by="reviewer")
    got = browse("officer").post(f"/forms/exports/{export_id}/file/", {"request_id": str(uuid4())})
    assert number in str(rows_of(got.content))


def test_nobody_answers_their_own_request() -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    with pytest.raises(Refused, match="another-answers"):
        answered(export_id, by="officer")
    with pytest.raises(IntegrityError, match="another_than_the_asker_answers_the_export"):
        ExportEvent.objects.create(
            export_id=export_id,
            move="approve",
            occurred_on=admitting.AT.date(),
            act_id=ExportRequest.objects.get(id=export_id).act_id,
        )


def test_only_the_asker_downloads() -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    answered(export_id, by="second_officer")
    with pytest.raises(Refused, match="asker-downloads"):
        taken(export_id, by="second_officer")
    become("second_officer")
    act_id = ExportRequest.objects.values_list("act_id", flat=True).get(id=export_id)
    with pytest.raises(IntegrityError, match="the_asker_downloads_the_export"):
        ExportEvent.objects.create(
            export_id=export_id, move="download", occurred_on=admitting.AT.date(), act_id=act_id
        )


def test_nothing_goes_out_before_the_approval_or_after_a_refusal() -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    with pytest.raises(Refused, match="move-is-open"):
        taken(export_id)
    with pytest.raises(Refused, match="export-refusal-is-explained"):
        answered(export_id, by="reviewer", approve=False)
    answered(export_id, by="reviewer", approve=False, because="用途不清")
    with pytest.raises(Refused, match="move-is-open"):
        taken(export_id)


def test_an_approval_is_worth_nothing_after_a_day(browse) -> None:
    unit, _ = enrolled()
    export_id, request_id = asked(unit), uuid4()
    answered(export_id, by="reviewer")
    now = timezone.now()
    assert taken(export_id, request_id=request_id, at=now + timedelta(hours=23)) == taken(
        export_id, request_id=request_id, at=now + timedelta(hours=23)
    )
    for again in (uuid4(), request_id):
        with pytest.raises(Refused, match="export-is-open"):
            taken(export_id, request_id=again, at=now + timedelta(hours=25))


def test_an_approval_not_used_shows_as_expired() -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    answered(export_id, by="reviewer")
    export = queries.find_export(export_id)
    assert export is not None
    later = timezone.now() + timedelta(hours=25)
    shown = queries.shown(export, at=later, on=later.date())
    assert shown.stage_label == "已过期"
    assert shown.expired


def test_no_more_people_than_the_policy_allows_go_out_at_once() -> None:
    unit, _ = enrolled()
    with trying(export_people=0), pytest.raises(Refused, match="export-rows-within-limit"):
        asked(unit)
    export_id = asked(unit)
    answered(export_id, by="reviewer")
    with trying(export_people=0), pytest.raises(Refused, match="export-rows-within-limit"):
        taken(export_id)
    with pytest.raises(Refused, match="export-has-rows"):
        asked(organisation("hc-117").id, by="reviewer")


def test_another_unit_s_requests_do_not_exist(browse) -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    page = f"/forms/exports/{export_id}/"
    for other in ("other_officer", "dispenser", "commission", "police"):
        assert browse(other).get(page).status_code == 404, other
        assert browse(other).post(f"{page}file/", {"request_id": str(uuid4())}).status_code == 404
    with pytest.raises((ProgrammingError, Refused)):
        asked(unit, by="other_officer")


def test_the_request_waits_for_others_and_the_file_for_the_asker() -> None:
    unit, _ = enrolled()
    export_id = asked(unit)
    on = timezone.localdate()
    assert tasks_for(become("officer"), on=on) == []
    (waiting,) = tasks_for(become("second_officer"), on=on)
    assert str(export_id) in waiting.url
    assert len(tasks_for(become("reviewer"), on=on)) == 1
    assert tasks_for(become("other_officer"), on=on) == []
    assert tasks_for(become("dispenser"), on=on) == []
    answered(export_id, by="second_officer")
    (ready,) = tasks_for(become("officer"), on=on)
    assert ready.due_on is not None
    assert tasks_for(become("second_officer"), on=on) == []
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert tasks_for(become("officer"), on=on) == []


def test_a_purpose_is_asked_for(browse) -> None:
    unit, _ = enrolled()
    form = {"request_id": str(uuid4()), "unit": str(unit), "reason": "", "columns": ["序号"]}
    answer = browse("officer").post("/forms/exports/new/", form)
    assert answer.status_code == 422
    assert "请写明用途" in answer.content.decode()


def test_a_list_of_requests_asks_the_same_for_one_as_for_many(django_assert_num_queries):
    unit, _number = enrolled()
    for _ in range(3):
        answered(asked(unit), by="second_officer")
    become("officer")
    with django_assert_num_queries(3):
        seen = [
            queries.shown(one, at=timezone.now(), on=timezone.localdate())
            for one in queries.exports()
        ]
    assert {one.stage_label for one in seen} == {"已批准，待下载"}
    assert len(seen) == 3
