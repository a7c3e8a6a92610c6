"""The counter's pages in one flow, and what each says when something stands against it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.dispensing.models import Pickup, Settlement, SlipScan
from anxin.dispensing.tasks import tasks_for
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import Card
from anxin.people.models import Identity
from anxin.privacy.models import AccessRecord
from tests.dispensing import steps
from tests.files.sent import picture
from tests.world import PASSWORD, become

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return now()


@pytest.fixture
def patient(at) -> steps.Patient:
    """Somebody with a reviewed prescription of today."""
    steps.stocked(at=at)
    return _ready(at=at)


def _ready(*, at, **details) -> steps.Patient:
    patient = steps.enrolled(at=at, **details)
    steps.reviewed(patient, at=at)
    return patient


def typed(**words: object) -> dict[str, object]:
    return {"request_id": str(uuid4()), **words}


def signed(**changes: object) -> dict[str, object]:
    words = {"explained": "on", "way": "pad", "drawing": steps.STROKES, "password": PASSWORD}
    return typed(**(words | changes))


def prepare(client, patient, at) -> UUID:
    """Prepare through the page; return the pick-up."""
    day = localdate(at) + timedelta(days=27)
    page = reverse("dispensing:person", args=[patient.person_id])
    become("dispenser")
    words = typed(prescription_id=patient_prescription(patient), next_pickup_on=day.isoformat())
    answer = client.post(page, words)
    assert answer.status_code == 302, answer.content.decode()
    become("dispenser")
    return Pickup.objects.get(person_id=patient.person_id).id


def test_from_card_to_label_in_one_flow(browse, patient, at):
    client = browse("dispenser")
    number = Card.objects.get(id=patient.card_id).number
    answer = client.post(reverse("dispensing:counter"), {"text": number})
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.status_code == 200
    words = page.content.decode()
    for expected in ("利培酮片", "50.40", "待定", "身份证", "备药", "个人"):
        assert expected in words
    pickup_id = prepare(client, patient, at)
    sign = reverse("dispensing:sign", args=[pickup_id])
    assert "医师签字" in client.get(sign).content.decode()
    done = client.post(sign, signed())
    assert done.status_code == 302
    label = client.get(done.url).content.decode()
    assert "下次领药" in label
    assert "早1片、晚1片" in label
    assert "已完成" in label
    become("dispenser")
    assert Pickup.objects.get(id=pickup_id).stage == "completed"


class TestFinding:
    def test_by_identity_number_and_by_nobodys(self, browse, at):
        from tests.enrolment.admitting import NUMBERS

        born = steps.date(1980, 5, 17)
        number = NUMBERS.identity_number(born=born, sex="1")
        patient = _ready(at=at, identity_number=number, born=born)
        client = browse("dispenser")
        page = reverse("dispensing:counter")
        assert str(patient.person_id) in client.post(page, {"text": number}).url
        answer = client.post(page, {"text": "000000198001010010"})
        assert answer.status_code == 422
        assert "查无此人" in answer.content.decode()

    def test_nothing_typed(self, browse):
        answer = browse("dispenser").post(reverse("dispensing:counter"), {"text": ""})
        assert answer.status_code == 422
        assert "请扫描服药卡" in answer.content.decode()

    def test_who_has_no_prescription_is_told_what_to_do(self, browse, at):
        patient = steps.enrolled(at=at)
        page = reverse("dispensing:person", args=[patient.person_id])
        assert "没有可以发药的处方" in browse("dispenser").get(page).content.decode()


class TestRefusals:
    def test_every_ground_stands_on_the_page_with_its_clause(self, browse, patient, at):
        actor = become("officer")
        enrolment.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=at)
        enrolment.admit(
            request_id=uuid4(),
            person_id=patient.person_id,
            hospital="江津区精神卫生中心",
            since=localdate(at),
            actor=become("psychiatrist"),
            at=at,
        )
        page = reverse("dispensing:person", args=[patient.person_id])
        words = browse("dispenser").get(page).content.decode()
        for expected in ("正在住院", "5.1.6.1", "救助卡无效", "A5.n4", "5.3.2.a"):
            assert expected in words
        assert "约定下次领药日" not in words

    def test_a_next_day_too_late_keeps_the_form(self, browse, patient, at):
        page = reverse("dispensing:person", args=[patient.person_id])
        late = localdate(at) + timedelta(days=40)
        become("dispenser")
        prescription_id = patient_prescription(patient)
        words = typed(prescription_id=prescription_id, next_pickup_on=late.isoformat())
        answer = browse("dispenser").post(page, words)
        assert answer.status_code == 422
        assert "下次领药日应在" in answer.content.decode()
        assert late.isoformat() in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"explained": ""}, "请先讲解用法用量"),
            ({"drawing": ""}, "手写屏上还没有签字"),
            ({"way": "paper", "slip_number": ""}, "请填写签名单号"),
            ({"password": "不对的密码"}, "密码不对"),
            ({"password": ""}, "请输入您的登录密码"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field_and_nothing_is_taken(
        self, browse, patient, at, changes, word
    ):
        client = browse("dispenser")
        pickup_id = prepare(client, patient, at)
        answer = client.post(reverse("dispensing:sign", args=[pickup_id]), signed(**changes))
        assert answer.status_code == 422
        assert word in answer.content.decode()
        become("dispenser")
        assert Pickup.objects.get(id=pickup_id).stage == "prepared"


class TestSpecialDisease:
    def bill(self, **changes: object) -> dict[str, object]:
        words = {
            "hospital": "江津区中心医院",
            "invoice_number": "TB-9",
            "total": "60.00",
            "reimbursed": "20.00",
            "settled_on": localdate(now()).isoformat(),
        }
        return typed(**(words | changes))

    def page(self, patient) -> str:
        become("dispenser")
        prescription_id = patient_prescription(patient)
        return reverse("dispensing:settle", args=[prescription_id])

    def test_the_bill_comes_first_and_the_page_leads_there(self, browse, at):
        steps.stocked(at=at)
        patient = _ready(at=at, special_disease=True)
        client = browse("dispenser")
        settle = self.page(patient)
        person = reverse("dispensing:person", args=[patient.person_id])
        assert settle in client.get(person).content.decode()
        assert client.post(settle, self.bill()).status_code == 302
        words = client.get(person).content.decode()
        assert "30.40" in words
        become("dispenser")
        assert Settlement.objects.get(person_id=patient.person_id).reimbursed == 2000

    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"invoice_number": ""}, "请填写发票号"),
            ({"reimbursed": "60.01"}, "已报销金额不能超过费用总额"),
            ({"total": "六十"}, "请填写金额"),
            ({"settled_on": ""}, "请填写结算日期"),
            ({"settled_on": "2099-01-01"}, "特病定点医院"),
        ],
    )
    def test_a_wrong_bill_is_told(self, browse, at, changes, word):
        patient = _ready(at=at, special_disease=True)
        answer = browse("dispenser").post(self.page(patient), self.bill(**changes))
        assert answer.status_code == 422
        assert word in answer.content.decode()

    def test_a_quota_used_up_asks_for_nothing_else(self, browse, at):
        patient = _ready(at=at, special_disease=True)
        words = self.bill(exhausted="on", hospital="", invoice_number="", total="", reimbursed="")
        assert browse("dispenser").post(self.page(patient), words).status_code == 302


def patient_prescription(patient) -> UUID:
    from anxin.clinics.models import Prescription

    return Prescription.objects.get(person_id=patient.person_id).id


class TestAfterwards:
    @pytest.fixture
    def done(self, patient, at) -> Pickup:
        prescription_id = patient_prescription(patient)
        return Pickup.objects.get(id=steps.completed(steps.prepared(prescription_id, at=at), at=at))

    def test_a_pickup_is_released_by_a_button(self, browse, patient, at):
        client = browse("dispenser")
        pickup_id = prepare(client, patient, at)
        answer = client.post(reverse("dispensing:release", args=[pickup_id]), typed())
        assert answer.status_code == 302
        become("dispenser")
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"

    def test_a_completed_one_is_not_released(self, browse, done):
        answer = browse("dispenser").post(reverse("dispensing:release", args=[done.id]), typed())
        assert answer.status_code == 422
        assert "不能失效" in answer.content.decode()

    def test_a_reversal_asks_for_a_reason_and_that_it_is_meant(self, browse, done):
        client = browse("dispenser")
        page = reverse("dispensing:reverse", args=[done.id])
        answer = client.post(page, typed(reason=""))
        assert answer.status_code == 422
        for word in ("请写明冲销原因", "请说明药品是否离开过发药窗口", "请确认药品已全部收回"):
            assert word in answer.content.decode()
        told = typed(reason="发错药", left_counter="no", meant="on")
        assert client.post(page, told).status_code == 302
        shown = client.get(reverse("dispensing:pickup", args=[done.id])).content.decode()
        assert "已冲销" in shown
        assert "发错药" in shown

    def test_the_days_list_shows_every_pickup(self, browse, done):
        client = browse("dispenser")
        assert "已完成" in client.get(reverse("dispensing:pickups")).content.decode()
        empty = client.get(reverse("dispensing:pickups") + "?day=2019-03-18")
        assert "这一天没有领药" in empty.content.decode()

    def test_the_list_takes_a_day_as_it_is_typed_and_tells_what_its_filter_hides(
        self, browse, done
    ):
        asked = {"day": f"{done.prepared_on:%Y%m%d}", "stage": "prepared"}
        page = browse("dispenser").get(reverse("dispensing:pickups"), asked).content.decode()

        assert f'value="{done.prepared_on.isoformat()}"' in page
        assert "筛选隐藏了全部 1 条" in page

    def test_a_slip_is_scanned_later(self, browse, patient, at):
        client = browse("dispenser")
        pickup_id = prepare(client, patient, at)
        words = signed(way="paper", slip_number="QM-77", drawing="")
        assert client.post(reverse("dispensing:sign", args=[pickup_id]), words).status_code == 302
        assert "QM-77" in client.get(reverse("dispensing:slips")).content.decode()
        page = reverse("dispensing:scan", args=[pickup_id])
        wrong = SimpleUploadedFile("slip.exe", b"MZ")
        assert client.post(page, typed(scan=wrong)).status_code == 422
        right = SimpleUploadedFile("slip.png", picture("PNG"))
        assert client.post(page, typed(scan=right)).status_code == 302
        become("dispenser")
        assert SlipScan.objects.get(pickup_id=pickup_id).content_type == "image/jpeg"


class TestReachAndReading:
    PAGES = ("dispensing:sign", "dispensing:pickup", "dispensing:reverse", "dispensing:scan")

    def test_another_counters_pickup_does_not_exist(self, browse, patient, at):
        prescription_id = patient_prescription(patient)
        pickup_id = steps.completed(steps.prepared(prescription_id, at=at), at=at)
        for colleague in ("other_dispenser", "hospital_dispenser"):
            client = browse(colleague)
            for name in self.PAGES:
                assert client.get(reverse(name, args=[pickup_id])).status_code == 404
        person = reverse("dispensing:person", args=[patient.person_id])
        assert browse("other_dispenser").get(person).status_code == 404

    @pytest.mark.parametrize("colleague", ["psychiatrist", "accountant", "officer", "auditor"])
    def test_other_duties_have_no_counter(self, browse, colleague):
        assert browse(colleague).get(reverse("dispensing:counter")).status_code == 404

    def test_opening_the_page_is_recorded_before_anything_is_shown(self, browse, patient):
        browse("dispenser").get(reverse("dispensing:person", args=[patient.person_id]))
        become("auditor")
        rows = AccessRecord.objects.filter(page="备药", person_ids__contains=[patient.person_id])
        read = {field for row in rows for field in row.fields}
        assert {"name", "identity_number", "prescription", "welfare"} <= read

    def test_the_identity_number_is_masked(self, browse, patient):
        page = reverse("dispensing:person", args=[patient.person_id])
        words = browse("dispenser").get(page).content.decode()
        assert "********" in words
        assert Identity.objects.filter(person_id=patient.person_id).exists()


class TestTasks:
    def test_what_waits_is_counted_from_the_facts(self, patient, at):
        actor, today = become("dispenser"), localdate(at)
        assert [task.title for task in tasks_for(actor, on=today)] == ["已审方，等待备药发药"]
        pickup_id = steps.prepared(patient_prescription(patient), at=at)
        titles = [task.title for task in tasks_for(become("dispenser"), on=today)]
        assert titles == ["已备药，今天还没有完成"]
        slip = steps.services.GuardianSigned(way="paper", slip_number="QM-5")
        steps.completed(pickup_id, guardian=slip, at=at)
        titles = [task.title for task in tasks_for(become("dispenser"), on=today)]
        assert titles == ["纸质签名单欠扫描件"]

    def test_other_duties_have_none(self, patient, at):
        assert tasks_for(become("psychiatrist"), on=localdate(at)) == []
