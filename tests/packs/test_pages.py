"""From the sheet that comes back to the last step through the pages, each as its own colleague."""

from __future__ import annotations

import html
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.dispensing.models import Pickup
from anxin.packs import sheets
from anxin.packs.models import Pack, PackEntry
from anxin.pharmacy.models import Lot
from anxin.privacy.models import AccessRecord
from tests.dispensing import steps as counter
from tests.packs import steps
from tests.packs.steps import filled_in, given, sheet_of
from tests.world import PASSWORD, become

pytestmark = pytest.mark.django_db
SECRET = "AAAAA-BBBBB-CCCCC-DDDDD"


@pytest.fixture
def back():
    """Return a pack of today, and the rows of its two people filled in."""
    at, before = now(), now() - timedelta(days=28)
    lot = Lot.objects.get(id=counter.stocked(at=before))
    for name in ("欧阳甲", "欧阳乙"):
        rx = counter.reviewed(counter.enrolled(at=before - timedelta(days=9), name=name), at=before)
        counter.completed(counter.prepared(rx, at=before), at=before)
    pack = given(counter.clinic_day(day=localdate(at), at=at), at=at)
    next_on = str(localdate(at) + timedelta(days=27))
    rows = [
        filled_in(row, lot1=lot.number, next=next_on, time="")
        for row in sheet_of(pack)
        if row.get("name")
    ]
    return pack, sorted(rows, key=lambda row: row["name"] != "欧阳甲")


def send(client, pack: Pack, rows, *, password: str = SECRET):
    content = sheets.sealed(steps.written(pack, rows), password=SECRET)
    file = SimpleUploadedFile("回来的表.xlsx", content, sheets.CONTENT_TYPE)
    data = {"request_id": str(uuid4()), "file": file, "password": password}
    return client.post(reverse("packs:upload", args=[pack.id]), data)


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def step(client, name: str, entry, **data: str):
    return client.post(
        reverse(f"packs:{name}", args=[entry.id]), {"request_id": str(uuid4()), **data}
    )


def entries(pack: Pack) -> list[PackEntry]:
    become("dispenser")
    return list(PackEntry.objects.filter(pack=pack).order_by("number"))


def test_each_does_their_step_and_comes_to_the_next_row(back, browse):
    pack, rows = back
    dispenser, doctor, pharmacist = map(browse, ("dispenser", "psychiatrist", "pharmacist"))
    at_rows = reverse("packs:rows", args=[pack.id])
    assert "登记表还没有交回" in text(dispenser.get(at_rows))
    assert send(dispenser, pack, rows).url == at_rows
    shown = text(dispenser.get(at_rows))
    assert shown.count("待到诊登记") >= 2
    first, second = entries(pack)
    at_first = reverse("packs:entry", args=[first.id])
    assert "登记到诊" in text(dispenser.get(at_first))
    assert "签名开方" not in text(doctor.get(at_first))
    assert step(dispenser, "arrive", first).url == reverse("packs:entry", args=[second.id])
    assert step(dispenser, "arrive", second).url == at_rows
    page = text(doctor.get(at_first))
    assert "签名开方" in page
    assert "早1片、晚1片" in page
    assert step(doctor, "sign", first).url == reverse("packs:entry", args=[second.id])
    assert "提交审方" in text(pharmacist.get(at_first))
    assert step(pharmacist, "review", first, passed="").status_code == 422
    assert step(pharmacist, "review", first, passed="yes").url == at_rows
    refused = step(dispenser, "give", first, explained="on", password="不对")
    assert (refused.status_code, "密码不对" in text(refused)) == (422, True)
    assert "还缺" not in text(refused)
    assert step(dispenser, "give", first, password=PASSWORD).status_code == 422
    assert step(dispenser, "give", first, explained="on", password=PASSWORD).url == at_rows
    assert "已办完" in text(dispenser.get(at_rows))
    assert "查看领药记录" in text(dispenser.get(at_first))
    assert Pickup.objects.get(prepared_on=localdate()).stage == "completed"
    assert "欠扫描件" in text(dispenser.get(reverse("web:home")))
    become("audit_admin")
    pages = set(AccessRecord.objects.values_list("page", "duty"))
    assert {("断网登记补录", duty) for duty in ("dispenser", "psychiatrist", "pharmacist")} <= pages


def test_a_wrong_password_or_file_is_told_in_words(back, browse):
    pack, rows = back
    client = browse("dispenser")
    for password, told in (("AAAAA", "密码打不开"), ("", "打开密码")):
        answer = send(client, pack, rows, password=password)
        assert answer.status_code == 422
        assert told in text(answer)
    assert not entries(pack)


def test_faults_are_told_at_their_boxes_and_put_right(back, browse):
    pack, rows = back
    client = browse("psychiatrist")
    send(client, pack, [{**rows[0], "risk": "9", "lot1": "", "slip": ""}])
    (entry,) = entries(pack)
    page = text(client.get(reverse("packs:entry", args=[entry.id])))
    assert "危险性：应填 0 到 5 级" in page
    assert "登记到诊" not in page
    at_row = reverse("packs:correct", args=[entry.id])
    shown = text(client.get(at_row))
    assert "没有写批号" in shown
    fields = {key: text for key, text in rows[0].items() if key not in ("row", "name", "card")}
    wrong = step(client, "correct", entry, **{**fields, "lot1": ""})
    assert wrong.url == at_row
    assert step(client, "correct", entry, **fields).url == reverse("packs:entry", args=[entry.id])
    assert "登记到诊" in text(client.get(reverse("packs:entry", args=[entry.id])))


def test_a_row_is_set_aside_with_a_reason_and_taken_up_again(back, browse):
    pack, rows = back
    client = browse("dispenser")
    send(client, pack, rows[:1])
    (entry,) = entries(pack)
    assert step(client, "set_aside", entry, because=" ").status_code == 422
    assert step(client, "set_aside", entry, because="人没有来").url == reverse(
        "packs:rows", args=[pack.id]
    )
    assert step(client, "correct", entry).status_code == 404
    page = text(client.get(reverse("packs:entry", args=[entry.id])))
    assert "人没有来" in page
    assert "确认恢复" in text(client.get(reverse("packs:resume", args=[entry.id])))
    assert step(client, "resume", entry).url == reverse("packs:entry", args=[entry.id])
    assert entries(pack)[0].stage == "proposed"


def test_a_filter_shows_one_state(back, browse):
    pack, rows = back
    client = browse("dispenser")
    send(client, pack, [rows[0], {**rows[1], "risk": "9"}])
    at_rows = reverse("packs:rows", args=[pack.id])
    shown = [text(client.get(f"{at_rows}?state={n}")) for n in (0, 1)]
    assert ["欧阳甲" in one for one in shown] == [True, False]
    assert ["欧阳乙" in one for one in shown] == [False, True]


@pytest.mark.parametrize("by", ["other_dispenser", "officer", "reviewer", "centre_pharmacist"])
def test_strangers_find_nothing(back, browse, by):
    pack, rows = back
    send(browse("dispenser"), pack, rows[:1])
    (entry,) = entries(pack)
    client = browse(by)
    for name in ("entry", "correct", "set_aside"):
        assert client.get(reverse(f"packs:{name}", args=[entry.id])).status_code == 404
    for name in ("arrive", "sign", "review", "give"):
        assert step(client, name, entry, passed="yes").status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_rows(
    back, browse, django_assert_max_num_queries
):
    pack, rows = back
    client = browse("dispenser")
    strangers = [{**rows[0], "row": str(uuid4()), "slip": f"S{n}"} for n in range(20)]
    send(client, pack, rows + strangers)
    with django_assert_max_num_queries(45):
        assert client.get(reverse("packs:rows", args=[pack.id])).status_code == 200
