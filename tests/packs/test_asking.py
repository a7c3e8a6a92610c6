"""The sheet of a clinic day: a purpose, another's approval, a password shown once, an encrypted file."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now
from msoffcrypto.exceptions import InvalidKeyError

from anxin.packs import sheets
from anxin.packs.models import Pack, PackEvent, PackRow
from anxin.packs.tasks import tasks_for
from anxin.people.models import Identity
from anxin.policy.pack import trying
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.rules.pack_columns import Part
from tests.dispensing import steps as counter
from tests.dispensing.steps import AT, TODAY
from tests.packs import steps
from tests.packs.steps import answered, asked, given, opened, rows_in, sheet_of, taken
from tests.world import become

pytestmark = pytest.mark.django_db
BEFORE = AT - timedelta(days=28)


@pytest.fixture
def day() -> UUID:
    """A clinic day whose one expected person was given risperidone 28 days ago."""
    counter.stocked(at=BEFORE)
    patient = counter.enrolled(at=BEFORE - timedelta(days=9), name="欧阳断")
    counter.completed(counter.prepared(counter.reviewed(patient, at=BEFORE), at=BEFORE), at=BEFORE)
    return counter.clinic_day()


def test_the_people_of_that_day_go_out_with_their_plan_and_nobody_else(day):
    counter.enrolled(clinic="hc-103", name="欧阳远")
    pack = given(day, at=AT)

    rows = sheet_of(pack)

    assert [row.get(Part.NAME) for row in rows] == ["欧阳断", *[None] * 10]
    first = rows[0]
    assert (first["product1"], first["morning1"], first["evening1"]) == (
        "利培酮片 1mg×20片",
        "1",
        "1",
    )
    assert (first["days1"], first["every1"], first["noon1"]) == ("28", "", "")
    assert first[Part.SUPPLY] == "2026-10-23 领药，用到 2026-11-20 前"
    assert first[Part.BOOKED] == "未预约"
    assert "*" in first[Part.NUMBER]
    assert len({row[Part.ROW] for row in rows}) == 11


def test_the_file_opens_with_its_password_alone_and_holds_no_formula(day, browse):
    pack = answered(asked(day, at=AT), at=AT)
    client, sent = browse("dispenser"), {"request_id": str(uuid4())}

    page = client.post(reverse("packs:take", args=[pack]), sent)
    told = re.search(r"<code>([^<]+)</code>", page.content.decode())
    file = client.post(reverse("packs:take", args=[pack]), {**sent, "fetch": "on"})

    assert told
    assert file.content[:4] == b"\xd0\xcf\x11\xe0"
    content = opened(file.content, told[1])
    (first, *_blank) = rows_in(content)
    assert first[Part.NAME] == "欧阳断"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet.replace("<formula1>", "")
        assert "测试dispenser" in sheet
    become("dispenser")
    event = PackEvent.objects.get(pack=pack, move="download")
    assert first["追溯号"] == f"{event.id.hex[:10].upper()}-0001"
    assert steps.password(event.id) == told[1]
    become("audit_admin")
    seen = AccessRecord.objects.filter(page="下载断网登记表", reason__contains="村里没有网络")
    assert {"name", "identity_number", "prescription"} <= {f for one in seen for f in one.fields}


def test_what_begins_a_formula_stays_a_text(day):
    pack = given(day, at=AT)
    content = steps.written(pack, [{Part.NAME: "=1+1", Part.BEFORE: "@SUM(A1)\n"}])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f[ >]", sheet)
    assert rows_in(content)[0][Part.NAME] == "=1+1"


def test_another_password_does_not_open_it(day):
    pack = given(day, at=AT)
    sealed = sheets.sealed(steps.written(pack, []), password="AAAAA-BBBBB")
    with pytest.raises(InvalidKeyError):
        opened(sealed, "AAAAA-BBBBC")


def test_rows_keep_their_ids_over_downloads_and_who_is_new_gets_one(day):
    pack = given(day, at=AT)
    before = [row[Part.ROW] for row in sheet_of(pack)]
    late = counter.enrolled(name="欧阳晚")
    taken(pack.id, at=AT)

    rows = sheet_of(pack)

    assert [row[Part.ROW] for row in rows[:11]] == before
    assert rows[11][Part.NAME] == "欧阳晚"
    assert PackRow.objects.get(person_id=late.person_id).number == 12


def test_nobody_answers_or_takes_what_is_not_theirs_to(day):
    pack = asked(day, at=AT)
    with pytest.raises(Refused, match="不能审批自己的"):
        answered(pack, by="dispenser", at=AT)
    with pytest.raises(Refused, match="原因"):
        answered(pack, approve=False, at=AT)
    with pytest.raises(Refused, match="不能下载"):
        taken(pack, at=AT)
    answered(pack, at=AT)
    with pytest.raises(Refused, match="申请人本人"):
        taken(pack, by="psychiatrist", at=AT)
    with pytest.raises(Refused, match="24 小时"):
        taken(pack, at=now() + timedelta(hours=25))
    assert taken(pack, at=AT)


def test_the_same_request_is_the_same_download(day):
    pack = answered(asked(day, at=AT), at=AT)
    request = uuid4()
    assert taken(pack, at=AT, request_id=request) == taken(pack, at=AT, request_id=request)
    assert taken(pack, at=AT) != taken(pack, at=AT, request_id=request)


@pytest.mark.parametrize(
    ("by", "days", "code"),
    [
        ("second_dispenser", 0, ""),
        ("psychiatrist", 0, ""),
        ("junior_psychiatrist", 0, "pack-asker-works-there"),
        ("hospital_dispenser", 0, "pack-asker-works-there"),
        ("dispenser", 8, "pack-day-is-near"),
    ],
)
def test_it_is_asked_for_by_who_works_there(day, by, days, code):
    if not code:
        assert asked(day, by=by, at=AT)
        return
    with pytest.raises(Refused) as refused:
        asked(day, by=by, at=AT - timedelta(days=days))
    assert [one.code for one in refused.value.unmet] == [code]


def test_there_are_limits_to_how_many_go_out(day):
    with trying(export_people=0), pytest.raises(Refused, match="一次最多导出"):
        asked(day, at=AT)


def test_the_database_refuses_it_too(day):
    pack = asked(day, at=AT)
    for by, move in (("dispenser", "approve"), ("psychiatrist", "download")):
        become(by)
        act = Pack.objects.get(id=pack).act_id
        with (
            pytest.raises(IntegrityError, match=r"the_export|cannot download"),
            transaction.atomic(),
        ):
            PackEvent.objects.create(pack_id=pack, move=move, occurred_on=TODAY, act_id=act)
    become("dispenser")
    with pytest.raises(IntegrityError, match="the_asker_downloads"), transaction.atomic():
        PackRow.objects.create(
            pack_id=pack, organisation=Pack.objects.get(id=pack).organisation, number=1
        )


def test_a_neighbour_sees_nothing_of_it(day):
    pack = given(day, at=AT)
    for by in ("other_dispenser", "centre_psychiatrist", "officer"):
        become(by)
        assert not Pack.objects.filter(id=pack.id).exists()
        assert not PackRow.objects.exists()
    become("reviewer")
    assert Pack.objects.filter(id=pack.id).exists()
    assert not PackRow.objects.exists()


def test_the_name_and_the_password_are_nowhere_in_clear(day):
    pack = given(day, at=AT)
    event = PackEvent.objects.get(pack=pack, move="download")
    password = steps.password(event.id)
    with connection.cursor() as cursor:
        for table in ("packs_pack", "packs_packrow", "packs_packevent", "acts_act"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            kept = cursor.fetchone()[0]
            assert password not in kept
            assert "欧阳断" not in kept
    assert Identity.objects.exists()


def test_from_the_board_to_the_approval_through_the_pages(browse):
    asker, other = browse("dispenser"), browse("psychiatrist")
    counter.enrolled(at=now() - timedelta(days=9))
    day = counter.clinic_day(day=localdate(), at=now())
    at_ask = reverse("packs:ask", args=[day])
    assert at_ask in _text(asker, reverse("clinics:day", args=[day]))
    assert "应到" in _text(asker, at_ask)
    assert asker.post(at_ask, {"request_id": uuid4(), "reason": "短"}).status_code == 422
    made = asker.post(at_ask, {"request_id": uuid4(), "reason": "村里没有网络"}).url
    assert "显示密码" not in _text(asker, made)
    assert other.post(made, {"request_id": uuid4(), "approve": "yes"}).url == made
    assert "显示密码" in _text(asker, made)
    assert "显示密码" not in _text(other, made)
    assert "已批准" in _text(other, reverse("packs:packs"))
    assert browse("other_dispenser").get(made).status_code == 404


def _text(client, url: str) -> str:
    return html.unescape(client.get(url).content.decode())


def test_it_waits_for_another_and_then_for_the_asker(day):
    pack = asked(day, at=AT)
    assert [one.title for one in tasks_for(become("psychiatrist"), on=TODAY)][:1] == [
        "断网登记表待审批：油溪（中心）卫生院"
    ]
    assert tasks_for(become("dispenser"), on=TODAY) == []
    answered(pack, at=AT)
    assert [one.title for one in tasks_for(become("dispenser"), on=TODAY)] == [
        "断网登记表可以下载：油溪（中心）卫生院"
    ]
