"""The pages of a roster: uploaded, looked at, put right, asked for, fetched (A8)."""

from __future__ import annotations

import html
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from anxin.imports import worker
from anxin.imports.models import ImportBatch, ImportRow
from anxin.imports.sheets import CONTENT_TYPE
from anxin.rules.roster import Column
from tests.imports.rosters import FIRST, person, sheet
from tests.world import become


@pytest.fixture
def officer(browse) -> Client:
    return browse("officer")


def upload(client: Client, sent: bytes, name: str = "油溪名单.xlsx"):
    given = {"request_id": str(uuid4()), "file": SimpleUploadedFile(name, sent, CONTENT_TYPE)}
    return client.post(reverse("imports:upload"), given)


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def send(client: Client, url: str, **data: str):
    return client.post(url, {"request_id": str(uuid4()), **data})


def test_from_the_file_to_the_result_through_the_pages(officer: Client) -> None:
    wrong, right = person(31) | {Column.RISK: "9"}, person(32)
    answer = upload(officer, sheet([wrong, right]))
    assert answer.status_code == 302
    shown = text_of(officer.get(answer.url))
    assert "油溪名单.xlsx" in shown
    assert "危险性评估应为 0 到 5 级" in shown
    assert right[Column.NAME] in shown
    assert wrong[Column.NUMBER] not in shown
    become("officer")
    batch = ImportBatch.objects.get()
    row = ImportRow.objects.get(number=FIRST)
    at_row = reverse("imports:row", args=[row.id])
    page = officer.get(at_row)
    assert page.status_code == 200
    assert "危险性评估应为 0 到 5 级" in text_of(page)
    texts = {str(c): t for c, t in wrong.items()}
    assert send(officer, at_row, **{**texts, "risk_level": "8"}).url == at_row
    assert send(officer, at_row, **{**texts, "risk_level": "2"}).url == answer.url
    assert send(officer, reverse("imports:take", args=[batch.id]), which="all").url == answer.url
    assert "正在进行" in text_of(officer.get(answer.url))
    assert worker.work(goes_on=lambda: True, until_empty=True) == 2
    shown = text_of(officer.get(answer.url))
    assert "已完成 2 / 2 行" in shown
    assert officer.get(at_row).status_code == 404
    kept = officer.get(reverse("imports:result", args=[batch.id]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(kept.content)).get_sheet_by_index(0)
    assert [one[3] for one in rows.to_python()[1:]] == ["已导入", "已导入"]


def test_a_filter_shows_one_state_and_says_what_it_hides(officer: Client) -> None:
    wrong = person(33) | {Column.RISK: "9"}
    url = upload(officer, sheet([wrong, person(34)])).url
    shown = text_of(officer.get(url + "?state=error"))
    assert wrong[Column.NAME] in shown
    assert person(34)[Column.NAME] not in shown


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"MZ nothing", "不是 .xlsx 格式的表格"),
        (sheet([], columns=(Column.REMARK, Column.SERIAL)), "没有找到栏目名称"),
        (sheet([]), "表格是空的"),
    ],
    ids=["no workbook", "no heads", "no rows"],
)
def test_a_file_that_is_no_roster_is_refused_in_words(
    officer: Client, sent: bytes, told: str
) -> None:
    answer = upload(officer, sent)
    assert answer.status_code == 422
    assert told in text_of(answer)


def test_the_template_is_read_in_again_and_its_example_is_nobody(officer: Client) -> None:
    kept = officer.get(reverse("imports:template"))
    assert kept["Content-Disposition"] == 'attachment; filename="roster.xlsx"'
    heads = CalamineWorkbook.from_filelike(io.BytesIO(kept.content)).get_sheet_by_index(0)
    assert [column.label for column in Column] in heads.to_python()
    answer = upload(officer, kept.content)
    assert answer.status_code == 422
    assert "表格是空的" in text_of(answer)


def test_a_batch_is_stopped_and_given_up_after_it_was_confirmed(officer: Client) -> None:
    url = upload(officer, sheet([person(35)])).url
    become("officer")
    batch = ImportBatch.objects.get()
    send(officer, reverse("imports:take", args=[batch.id]), which="all")
    assert send(officer, reverse("imports:stop", args=[batch.id])).url == url
    to = send(officer, reverse("imports:abandon", args=[batch.id])).url
    assert to == reverse("imports:batches")
    assert officer.get(url).status_code == 404


def test_a_cell_that_begins_a_formula_is_a_text_all_the_way(officer: Client) -> None:
    formula = person(36) | {Column.NAME: '=HYPERLINK("http://example.test","x")'}
    url = upload(officer, sheet([formula])).url
    assert "姓名中有数字或符号" in text_of(officer.get(url))
    become("officer")
    batch = ImportBatch.objects.get()
    kept = officer.get(reverse("imports:result", args=[batch.id])).content
    row = CalamineWorkbook.from_filelike(io.BytesIO(kept)).get_sheet_by_index(0).to_python()[1]
    assert row[1] == formula[Column.NAME]


def test_strangers_find_nothing(officer: Client, browse) -> None:
    url = upload(officer, sheet([person(37)])).url
    assert browse("other_officer").get(url).status_code == 404
    assert browse("reviewer").get(reverse("imports:batches")).status_code == 404
