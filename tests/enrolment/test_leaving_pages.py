"""The pages of moves and reported ends: what each side sees, does, and is told (5.1.2.a, A5.n3)."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.enrolment.models import Card, EndReport, Enrolment, Move
from tests.dispensing import steps
from tests.enrolment.leaving import announced, declined, reported, returned, taken_over
from tests.world import OTHER_VILLAGE, VILLAGE, become, organisation, village_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    return steps.enrolled(name="测试迁居")


def url(name, *ids):
    return reverse(f"enrolment:{name}", args=ids)


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


class TestAnnouncing:
    def test_from_the_person_to_the_move(self, browse, patient):
        client, address = browse("officer"), url("move_away", patient.person_id)
        assert address in text(client, url("person", patient.person_id))
        page = text(client, address)
        assert str(village_id(OTHER_VILLAGE)) in page
        assert str(village_id(VILLAGE)) not in page

        empty = client.post(address, {"request_id": uuid4()})
        assert empty.status_code == 422
        for words in ("请选择迁往的村（居）", "请勾选移交的档案", "请填写家中尚存药量"):
            assert words in empty.content.decode()

        typed = {
            "request_id": uuid4(),
            "village": str(village_id(OTHER_VILLAGE)),
            "handed": ["file", "card"],
            "at_home": "无",
        }
        answer = client.post(address, typed)
        become("officer")
        move = Move.objects.get()
        assert answer["Location"] == url("move", move.id)
        assert move.handed_over == "移交患者个人档案（含一份申请材料）、救助卡；家中尚存药量：无"
        person = text(client, url("person", patient.person_id))
        assert url("move", move.id) in person
        assert address not in person
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("colleague", ["reviewer", "dispenser", "other_officer", "finance"])
    def test_to_others_it_is_not_there(self, browse, patient, colleague):
        assert browse(colleague).get(url("move_away", patient.person_id)).status_code == 404


class TestTheOtherSide:
    def test_finds_it_among_the_tasks_and_takes_over(self, browse, patient):
        move_id = announced(patient.person_id)
        client = browse("other_officer")
        assert "接收从油溪（中心）卫生院迁来的患者" in text(client, "/")
        assert "测试迁居" in text(client, url("moves"))
        page = text(client, url("move", move_id))
        assert "测试迁居" in page
        assert "测试母亲" in page
        assert url("take_over", move_id) in page
        assert url("person", patient.person_id) not in page

        form = text(client, url("take_over", move_id))
        assert "石门（中心）卫生院（新住地的默认定点医院）" in form
        wrong = {"request_id": uuid4(), "address": "1号", "hospital": "keep", "because": ""}
        refused = client.post(url("take_over", move_id), wrong)
        assert refused.status_code == 422
        assert "保留原来的定点医院（油溪（中心）卫生院），请写明原因" in refused.content.decode()

        right = wrong | {"request_id": uuid4(), "hospital": "default"}
        answer = client.post(url("take_over", move_id), right)
        assert answer["Location"] == url("person", patient.person_id)
        become("other_officer")
        card = Card.objects.get(person_id=patient.person_id, stage="issued")
        shown = text(client, url("card", card.id))
        assert card.number in shown
        assert "石门（中心）卫生院" in shown
        assert "油溪（中心）卫生院" not in shown
        assert client.get(url("take_over", move_id)).status_code == 404

    def test_who_already_goes_there_has_nothing_to_choose(self, browse):
        patient = steps.enrolled(clinic="hc-103")
        move_id = announced(patient.person_id)
        assert 'name="hospital"' not in text(browse("other_officer"), url("take_over", move_id))

    def test_declines_with_a_reason_that_the_first_side_finds_first(self, browse, patient):
        move_id = announced(patient.person_id)
        client = browse("other_officer")
        empty = client.post(url("decline_move", move_id), {"request_id": uuid4()})
        assert empty.status_code == 422
        client.post(url("decline_move", move_id), {"request_id": uuid4(), "because": "查无此人"})
        assert client.get(url("move", move_id)).status_code == 404
        assert "测试迁居" not in text(client, url("moves"))

        first = browse("officer")
        home = text(first, "/")
        assert "退回给我" in home
        assert "查无此人" in home
        page = text(first, url("move", move_id))
        assert url("move_away", patient.person_id) in page
        assert url("withdraw_move", move_id) in page
        answer = first.post(
            url("withdraw_move", move_id), {"request_id": uuid4(), "because": "不搬了"}
        )
        assert answer["Location"] == url("person", patient.person_id)
        assert "查无此人" not in text(first, "/")

    def test_what_was_taken_over_shows_the_old_side_no_name(self, browse, patient):
        move_id = announced(patient.person_id)
        taken_over(move_id)
        client = browse("officer")
        for address in (url("moves"), url("move", move_id)):
            page = text(client, address)
            assert "测试迁居" not in page
            assert str(patient.person_id) not in page
        assert "档案不在本单位" in text(client, url("moves"))

    def test_a_filter_tells_what_it_hides(self, browse, patient):
        declined(announced(patient.person_id))
        page = text(browse("officer"), f"{url('moves')}?stage=taken_over")
        assert "筛选隐藏了全部 1 条" in page

    @pytest.mark.parametrize("name", ["move", "take_over", "decline_move", "withdraw_move"])
    @pytest.mark.parametrize("colleague", ["other_dispenser", "police", "village", "finance"])
    def test_to_others_it_is_not_there(self, browse, patient, name, colleague):
        move_id = announced(patient.person_id)
        assert browse(colleague).get(url(name, move_id)).status_code == 404

    def test_each_side_has_its_own_buttons(self, browse, patient):
        move_id = announced(patient.person_id)
        for colleague, name in (
            ("officer", "take_over"),
            ("officer", "decline_move"),
            ("other_officer", "withdraw_move"),
            ("reviewer", "take_over"),
        ):
            client = browse(colleague)
            assert client.get(url(name, move_id)).status_code == 404
            assert url(name, move_id) not in text(client, url("move", move_id))


class TestReportedEnds:
    def test_reported_from_the_person_and_ended_with_one_click(self, browse, patient):
        township, office = browse("officer"), browse("reviewer")
        address = url("report_end", patient.person_id)
        assert address in text(township, url("person", patient.person_id))
        assert "死亡" in text(township, address)
        empty = township.post(address, {"request_id": uuid4()})
        assert empty.status_code == 422
        typed = {
            "request_id": uuid4(),
            "cause": "left_district",
            "occurred_on": localdate(now()).isoformat(),
            "evidence": "户籍迁移证明",
        }
        answer = township.post(address, typed)
        become("officer")
        report = EndReport.objects.get()
        assert answer["Location"] == url("end_report", report.id)
        assert "等免费服药办公室核实" in text(township, url("end_report", report.id))
        assert address not in text(township, url("person", patient.person_id))

        become("reviewer")
        assert url("end_by_report", report.id) in text(office, "/")
        page = text(office, url("end_by_report", report.id))
        for words in ("户籍迁移证明", "迁出本区", "确认终止"):
            assert words in page
        answer = office.post(url("end_by_report", report.id), {"request_id": uuid4()})
        assert answer["Location"] == url("person", patient.person_id)
        become("reviewer")
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "ended"
        assert "户籍迁移证明" in text(office, url("changes"))

    def test_sent_back_the_township_finds_it_first(self, browse, patient):
        report_id = reported(patient.person_id)
        office = browse("reviewer")
        assert "测试迁居" in text(office, url("end_reports"))
        office.post(
            url("return_end_report", report_id), {"request_id": uuid4(), "because": "没有附件"}
        )
        township = browse("officer")
        home = text(township, "/")
        assert "退回给我" in home
        assert "没有附件" in home
        page = text(township, url("end_report", report_id))
        assert url("report_end", patient.person_id) in page
        answer = township.post(
            url("withdraw_end_report", report_id), {"request_id": uuid4(), "because": "还在"}
        )
        assert answer["Location"] == url("person", patient.person_id)
        assert "没有附件" not in text(township, "/")

    def test_what_was_answered_has_no_button_any_more(self, browse, patient):
        report_id = returned(reported(patient.person_id))
        office = browse("reviewer")
        for name in ("end_by_report", "return_end_report"):
            assert office.get(url(name, report_id)).status_code == 404
            assert url(name, report_id) not in text(office, url("end_report", report_id))

    @pytest.mark.parametrize(
        ("colleague", "name"),
        [
            ("other_officer", "end_report"),
            ("other_officer", "withdraw_end_report"),
            ("officer", "end_by_report"),
            ("officer", "return_end_report"),
            ("reviewer", "withdraw_end_report"),
            ("police", "end_report"),
        ],
    )
    def test_to_others_it_is_not_there(self, browse, patient, colleague, name):
        report_id = reported(patient.person_id)
        assert browse(colleague).get(url(name, report_id)).status_code == 404

    def test_the_office_reports_nothing(self, browse, patient):
        assert browse("reviewer").get(url("report_end", patient.person_id)).status_code == 404
        assert organisation("hc-101").name not in text(browse("reviewer"), url("end_reports"))
