"""The pages of admission, as the people who use them meet them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from anxin.enrolment import services
from anxin.enrolment.models import Application, Card, Enrolment, HospitalStay
from anxin.people.models import PoliceListing, Welfare
from anxin.people.services import list_by_police
from anxin.privacy.models import AccessRecord
from tests.enrolment import admitting
from tests.enrolment.admitting import NUMBERS, filled, person
from tests.world import become, organisation, village_id

pytestmark = pytest.mark.django_db
NEW = "/admission/new/"


def typed(**changes):
    """Return the form of annex 4 as somebody types it today."""
    form = {
        "request_id": str(uuid4()),
        "name": "测试丙",
        "identity_number": NUMBERS.identity_number(born=admitting.BORN, sex="1"),
        "ethnic_group": "01",
        "phone": NUMBERS.phone(),
        "village": str(village_id()),
        "address": "江津区油溪镇测试村2组3号",
        "resident_since": "2001-01-01",
        "household_register": "agricultural",
        "household_patients": "1",
        "diagnosis": "1",
        "certified_by": "江津区精神康复院",
        "certified_on": "2015-03-02",
        "poverty": ["minimum_living"],
        "insurance_kind": "resident",
        "g1_kind": "person",
        "g1_name": "测试母亲",
        "g1_relation": "parent",
        "g1_born": "1966-01-02",
        "g2_kind": "person",
        "g2_relation": "spouse",
        "applied_by": "guardian",
        "signed_on": localdate().isoformat(),
    }
    return {key: value for key, value in {**form, **changes}.items() if value is not None}


def act(**fields):
    return {"request_id": str(uuid4()), **fields}


REVIEWED = {
    **{f"state_{n}": "present" for n in (1, 2, 3, 4, 6)},
    **{f"original_{n}": "on" for n in (1, 2, 3, 4, 6)},
    **{f"copies_{n}": "2" for n in (1, 2, 3, 4, 6)},
    "agrees": "yes",
}


def test_an_application_goes_through_the_pages_to_a_card(browse):
    officer, village, office = browse("officer"), browse("village"), browse("reviewer")

    answer = officer.post(NEW, typed())
    assert answer.status_code == 302, answer.content.decode()
    page = answer["Location"]
    number = page.rstrip("/").rsplit("/", 1)[1]
    assert "等村（居）委会核实" in officer.get(page).content.decode()

    listed = village.get("/admission/village/").content.decode()
    assert "测试丙" in listed
    assert "000***" not in listed
    confirming = f"/admission/village/{number}/"
    assert village.get(confirming).status_code == 200
    agreed = act(resident="yes", poor="yes", agrees="yes", text="属实")
    assert village.post(confirming, agreed)["Location"] == "/admission/village/"
    assert village.post(confirming, agreed)["Location"] == "/admission/village/"
    assert village.get(confirming).status_code == 404

    review = f"{page}review/"
    assert "⑤残疾人证原件及复印件：不需要" in officer.get(review).content.decode()
    assert officer.post(review, act(**REVIEWED)).status_code == 302

    decide = f"{page}decide/"
    shown = office.get(decide).content.decode()
    assert "全部符合" in shown
    assert all(clause in shown for clause in ("3.1.a", "3.1.b", "3.1.c", "3.1.d"))
    assert office.post(decide, act(verdict="approve")).status_code == 302

    sign = f"{page}sign/"
    assert "油溪（中心）卫生院（默认）" in officer.get(sign).content.decode()
    clinic = str(organisation("hc-101").id)
    answer = officer.post(
        sign, act(clinic=clinic, signed_for_hospital="测试院长", signed_for_person="guardian")
    )
    assert answer.status_code == 302, answer.content.decode()

    card = officer.get(answer["Location"]).content.decode()
    assert 'src="data:image/svg+xml' in card
    assert re.search(r"编号：101-\d\d-\d{5}", card)
    assert "测试丙" in officer.get("/admission/register/").content.decode()


class TestTheForm:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "请填写患者姓名"),
            ({"identity_number": "123"}, "居民身份证号应为18位"),
            ({"identity_number": ""}, "没有身份证号时，请选择性别"),
            ({"sex": "2"}, "与身份证号上的性别不一致"),
            ({"born": "1981-05-17"}, "与身份证号上的出生日期不一致"),
            ({"phone": "123"}, "应为11位手机号"),
            ({"village": ""}, "请选择所在村（居）"),
            ({"resident_since": "昨天"}, "请填写日期"),
            ({"resident_since": "2099-01-01"}, "居住日期不能晚于今天"),
            ({"signed_on": "2099-01-01"}, "签字日期不能晚于今天"),
            ({"diagnosis": ""}, "请选择诊断证明书上的疾病"),
            ({"disability_number": "12"}, "残疾人证号是身份证号后面加2位"),
            ({"insurance_kind": "none", "special_disease": "on"}, "选了“无医疗保险”"),
            ({"g1_born": ""}, "请填写监护人身份证号或出生日期"),
            ({"g1_name": ""}, "却没有填写监护人"),
            ({"certified_on": "2099-01-01"}, "诊断日期不能晚于今天"),
        ],
    )
    def test_wrong_input_is_told_at_its_place_and_nothing_typed_is_lost(
        self, browse, changes, said
    ):
        before = Application.objects.count()
        answer = browse("officer").post(NEW, typed(**changes))
        page = answer.content.decode()

        assert answer.status_code == 422
        assert said in page
        assert "江津区油溪镇测试村2组3号" in page
        assert Application.objects.count() == before

    def test_without_a_number_sex_and_birthday_are_enough(self, browse):
        answer = browse("officer").post(NEW, typed(identity_number="", sex="2", born="1990-01-01"))

        assert answer.status_code == 302

    def test_sent_twice_it_is_one_application(self, browse):
        officer, form = browse("officer"), typed()

        first, second = officer.post(NEW, form), officer.post(NEW, form)

        assert first["Location"] == second["Location"]

    def test_a_second_open_application_is_told_with_its_clause(self, browse):
        officer = browse("officer")
        form = typed()
        officer.post(NEW, form)
        answer = officer.post(NEW, {**form, "request_id": str(uuid4())})

        assert answer.status_code == 422
        assert "已有一份申请正在办理" in answer.content.decode()
        assert "5.1.2.a" in answer.content.decode()

    def test_only_the_villages_of_the_unit_can_be_chosen(self, browse):
        page = browse("officer").get(NEW).content.decode()

        assert str(village_id()) in page
        assert str(village_id("test-other-village")) not in page

    def test_a_certificate_of_another_number_warns_and_goes_on(self, browse):
        officer = browse("officer")
        answer = officer.post(NEW, typed(disability_number=person().identity_number + "62"))

        assert answer.status_code == 302
        assert "残疾人证号与居民身份证号不一致" in officer.get(answer["Location"]).content.decode()

    def test_a_returned_application_opens_with_what_stands_and_the_reason(self, browse):
        application = admitting.submitted()
        services.confirm_by_village(
            request_id=uuid4(),
            application_id=application,
            resident=False,
            poor=None,
            agrees=False,
            text="不在本村居住",
            actor=become("village"),
            at=admitting.AT,
        )
        officer = browse("officer")
        address = f"/admission/{application}/correct/"
        page = officer.get(address).content.decode()
        assert "不在本村居住" in page
        assert "测试母亲" in page

        answer = officer.post(address, typed(name="测试甲"))

        assert answer.status_code == 302, answer.content.decode()
        become("officer")
        assert Application.objects.get(id=application).stage == "submitted"


class TestCheckingBeforeSending:
    """Fill in, look at it once more, send: nothing is kept before (5.1.2.a)."""

    def hidden(self, answer):
        """Return what the check page carries along, as a browser would send it back."""
        found = {}
        for tag in re.findall(r'<input type="hidden"[^>]*>', answer.content.decode()):
            name = re.search(r'name="([^"]*)"', tag)[1]
            value = re.search(r'value="([^"]*)"', tag)
            found.setdefault(name, []).append(value[1] if value else "")
        return {name: values for name, values in found.items() if name in typed() or name == "sex"}

    def test_the_answers_are_shown_and_nothing_is_kept(self, browse):
        form, before = typed(phone=""), Application.objects.count()
        answer = browse("officer").post(NEW, {**form, "step": "check"})
        page = answer.content.decode()

        assert answer.status_code == 200
        for words in ("核对申请", "测试丙", "1980年5月17日", "男", "低保户", "居民"):
            assert words in page, words
        assert "没有填" in page
        assert f'name="request_id" value="{form["request_id"]}"' in page
        become("officer")
        assert Application.objects.count() == before

    def test_what_it_carries_is_sent_as_one_application_with_the_same_request_id(self, browse):
        officer, form = browse("officer"), typed(poverty=["minimum_living", "registered_poor"])
        checked = officer.post(NEW, {**form, "step": "check"})

        sent = officer.post(NEW, {**self.hidden(checked), "step": "send"})
        again = officer.post(NEW, {**self.hidden(checked), "step": "send"})

        assert sent.status_code == 302, sent.content.decode()
        assert again["Location"] == sent["Location"]
        become("officer")
        number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
        person_id = Application.objects.get(id=number).person_id
        assert set(Welfare.objects.get(person_id=person_id).poverty) == set(form["poverty"])

    def test_change_leads_back_to_the_field_with_everything_typed(self, browse):
        answer = browse("officer").post(NEW, {**typed(), "change": "address"})
        page = answer.content.decode()

        assert answer.status_code == 200
        assert 'role="alert"' not in page
        box = re.search(r'<input type="text" name="address"[^>]*>', page)[0]
        assert "autofocus" in box
        assert "江津区油溪镇测试村2组3号" in box

    def test_wrong_input_is_told_before_anything_is_checked(self, browse):
        answer = browse("officer").post(NEW, {**typed(name=""), "step": "check"})

        assert answer.status_code == 422
        assert "请填写患者姓名" in answer.content.decode()


class TestTheListOfApplications:
    def test_the_chip_counts_what_the_filter_hides_and_leads_out_of_it(self, browse):
        admitting.submitted()
        page = browse("officer").get("/admission/?stage=withdrawn&sort=-handed_in").content.decode()

        assert "筛选隐藏了全部 1 条" in page
        assert 'class="chip" href="?sort=-handed_in"' in page

    def test_a_head_orders_the_list_and_says_so(self, browse):
        admitting.submitted()
        officer = browse("officer")

        assert 'aria-sort="descending"' in officer.get("/admission/?sort=-intake").content.decode()
        assert officer.get("/admission/?sort=name%27").status_code == 200


class TestConfirming:
    def test_a_refusal_is_asked_for_once_more_with_what_was_written(self, browse):
        application = admitting.passed()
        office, address = browse("reviewer"), f"/admission/{application}/decide/"
        form = act(verdict="refuse", reason="不在实施范围")
        asked = office.post(address, {**form, "step": "check"})
        page = asked.content.decode()

        assert asked.status_code == 200
        for words in ("确认之前，请看清后果", "不在实施范围", "不能更改", form["request_id"]):
            assert words in page, words
        become("reviewer")
        assert Application.objects.get(id=application).stage == "township_passed"
        assert office.post(address, {**form, "step": "send"}).status_code == 302

    def test_withdrawing_says_what_cannot_be_undone(self, browse):
        application = admitting.submitted()
        page = browse("officer").get(f"/admission/{application}/withdraw/").content.decode()

        assert "撤回后不能恢复" in page
        assert "btn-danger" in page
        assert "取消，不办理" in page


def addresses():
    """Return every address of one person's admission."""
    application = admitting.approved()
    admitting.signed(application)
    become("officer")
    found = Application.objects.get(id=application)
    card = Card.objects.get(person_id=found.person_id)
    root = f"/admission/{application}/"
    return found, [
        *(root, f"{root}withdraw/", f"{root}correct/", f"{root}review/", f"{root}sign/"),
        f"/admission/people/{found.person_id}/",
        *(
            f"/admission/cards/{card.id}/",
            f"/admission/cards/{card.id}/loss/",
            f"/admission/cards/{card.id}/replace/",
        ),
    ]


class TestWhoSeesWhat:
    def test_another_township_finds_none_of_the_addresses_and_no_line(self, browse):
        found, urls = addresses()
        own, other = browse("officer"), browse("other_officer")

        for url in urls:
            assert own.get(url).status_code == 200, url
            assert other.get(url).status_code == 404, url
            assert other.post(url, act()).status_code in (404, 405), url
        for url in ("/admission/", "/admission/register/"):
            page = other.get(url).content.decode()
            assert "测试甲" not in page
            assert str(found.id) not in page
        assert "全部 <strong>0</strong>" in other.get("/admission/").content.decode()

    @pytest.mark.parametrize(
        "colleague", ["finance", "politics", "civil", "disabled", "accountant", "storekeeper"]
    )
    def test_departments_find_none_of_it(self, browse, colleague):
        _found, urls = addresses()
        client = browse(colleague)

        for url in [
            *urls,
            "/admission/",
            NEW,
            "/admission/register/",
            "/admission/village/",
            "/people/police/",
        ]:
            assert client.get(url).status_code == 404, url

    def test_the_village_sees_no_page_of_the_application(self, browse):
        application = admitting.submitted()
        client = browse("village")

        assert client.get(f"/admission/{application}/").status_code == 404
        assert client.get("/admission/").status_code == 404

    @pytest.mark.parametrize("colleague", ["officer", "reviewer", "commission", "auditor"])
    def test_every_page_that_shows_a_name_has_its_record(self, browse, colleague):
        found, urls = addresses()
        client, seen = browse(colleague), 0
        for url in [*urls, f"/admission/{found.id}/decide/", "/admission/", "/admission/register/"]:
            become(colleague)
            before = AccessRecord.objects.filter(person_ids__contains=[found.person_id]).count()
            answer = client.get(url)
            if answer.status_code == 200 and "测试甲" in answer.content.decode():
                seen += 1
                become(colleague)
                after = AccessRecord.objects.filter(person_ids__contains=[found.person_id]).count()
                assert after > before, url
        assert seen >= 4

    def test_who_has_not_signed_in_is_sent_to_sign_in(self, client, db):
        assert client.get("/admission/")["Location"].startswith("/sign-in/")


class TestTheReviewPages:
    def test_an_incomplete_file_is_told_item_by_item(self, browse):
        application = admitting.confirmed()
        wrong = {**REVIEWED, "state_4": "missing", "copies_2": "1", "original_1": None}
        answer = browse("officer").post(
            f"/admission/{application}/review/", act(**{k: v for k, v in wrong.items() if v})
        )
        page = answer.content.decode()

        assert answer.status_code == 422
        for said in (
            "①服药审批表：未核对原件",
            "应一式 2 份，现有 1 份",
            "④精神疾病诊断证明书原件及复印件：缺少",
            "5.1.3.b",
        ):
            assert said in page

    def test_what_the_rules_refuse_is_not_approved_and_every_ground_stands_there(self, browse):
        application = admitting.passed(
            admitting.submitted(filled(person=person(poverty=(), certified_by="")))
        )
        answer = browse("reviewer").post(
            f"/admission/{application}/decide/", act(verdict="approve")
        )
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "3.1.c" in page
        assert "3.1.d" in page
        assert "有不符合的条件，不能同意" in page

    def test_a_choice_off_the_default_asks_for_its_reason(self, browse):
        application = admitting.approved()
        become("officer")
        other = str(organisation("hc-103").id)
        answer = browse("officer").post(
            f"/admission/{application}/sign/",
            act(clinic=other, signed_for_hospital="测试院长", signed_for_person="guardian"),
        )

        assert answer.status_code == 422
        assert "没有选择默认的定点医院（油溪（中心）卫生院），请写明原因" in answer.content.decode()


class TestCardAndStayPages:
    def test_the_office_reports_a_loss_and_the_township_replaces(self, browse):
        enrolment = admitting.signed(at=admitting.now())
        card = Card.objects.get(enrolment_id=enrolment)
        office, officer = browse("reviewer"), browse("officer")

        lost_on = localdate().isoformat()
        assert (
            office.post(f"/admission/cards/{card.id}/loss/", act(lost_on=lost_on)).status_code
            == 302
        )
        lost = officer.get(f"/admission/cards/{card.id}/").content.decode()
        assert "已挂失" in lost
        assert "data:image" not in lost
        assert "为挂失的救助卡换发新卡" in officer.get("/").content.decode()

        answer = officer.post(f"/admission/cards/{card.id}/replace/", act())

        assert answer.status_code == 302
        assert "data:image" in officer.get(answer["Location"]).content.decode()

    def test_the_police_find_by_number_admit_and_discharge(self, browse):
        form = filled(signed_on=localdate())
        admitting.signed(admitting.approved(form, at=admitting.now()), at=admitting.now())
        become("officer")
        found = Enrolment.objects.order_by("-recorded_at")[0]
        police = browse("police")

        answer = police.post("/find/", {"text": form.person.identity_number})
        assert answer["Location"] == f"/admission/people/{found.person_id}/stay/"
        stay = answer["Location"]
        admitted = act(hospital="江津区精神康复院", since=localdate().isoformat())
        assert police.post(stay, admitted).status_code == 302
        become("officer")
        assert Enrolment.objects.get(id=found.id).stage == "suspended"
        assert "登记出院" in police.get(stay).content.decode()
        assert police.post(stay, act(until=localdate().isoformat())).status_code == 302

        become("officer")
        assert Enrolment.objects.get(id=found.id).stage == "active"
        assert HospitalStay.objects.get(person_id=found.person_id).until == localdate()

    def test_who_is_not_found_is_one_sentence(self, browse):
        answer = browse("police").post("/find/", {"text": "000000198005170997"})

        assert answer.status_code == 200
        assert "可能写错了，或不在您的辖区" in answer.content.decode()

    def test_an_admission_of_tomorrow_is_refused(self, browse):
        enrolment = admitting.signed(at=admitting.now())
        found = Enrolment.objects.get(id=enrolment)
        tomorrow = (localdate() + timedelta(days=1)).isoformat()

        answer = browse("reviewer").post(
            f"/admission/people/{found.person_id}/stay/",
            act(hospital="江津区精神康复院", since=tomorrow),
        )

        assert answer.status_code == 422
        assert "入院日期不能晚于今天" in answer.content.decode()


RANDOM = re.compile(
    rb'name="(?:csrfmiddlewaretoken|request_id)" value="[^"]*"|id="clause-[^"]*"|popovertarget="[^"]*"'
)


def bare(answer):
    return answer.status_code, RANDOM.sub(b"", answer.content)


class TestThePoliceListing:
    def test_the_police_list_by_exact_number(self, browse):
        form = filled()
        admitting.submitted(form)
        police = browse("police")

        answer = police.post(
            "/people/police/",
            act(identity_number=form.person.identity_number, listed="yes", since="2026-01-01"),
        )

        assert answer.status_code == 302
        become("police")
        assert PoliceListing.objects.count() == 1

    def test_nothing_found_is_one_neutral_sentence(self, browse):
        number = NUMBERS.identity_number(born=admitting.BORN, sex="2")
        answer = browse("police").post(
            "/people/police/", act(identity_number=number, listed="yes", since="2026-01-01")
        )

        assert answer.status_code == 422
        assert "没有查到这个身份证号" in answer.content.decode()

    @pytest.mark.parametrize(
        "colleague", ["officer", "village", "auditor", "dispenser", "psychiatrist", "checker"]
    )
    def test_flipping_it_changes_no_byte_for_a_duty_without_the_right(self, browse, colleague):
        waiting = filled()
        application = admitting.submitted(waiting)
        served = filled()
        admitting.signed(admitting.approved(served))
        become("officer")
        people = [
            Application.objects.get(id=application).person_id,
            Enrolment.objects.order_by("-recorded_at")[0].person_id,
        ]
        urls = [
            *(
                "/",
                "/admission/",
                "/admission/register/",
                "/admission/village/",
                "/find/",
            ),
            *(f"/admission/{application}/", f"/admission/village/{application}/"),
            *(f"/admission/people/{one}/" for one in people),
        ]
        client = browse(colleague)
        before = [bare(client.get(url)) for url in urls]
        assert [bare(client.get(url)) for url in urls] == before

        for form in (waiting, served):
            list_by_police(
                request_id=uuid4(),
                identity_number=form.person.identity_number,
                listed=True,
                since=localdate(),
                actor=become("police"),
                at=timezone.now(),
            )

        assert [bare(client.get(url)) for url in urls] == before
        assert any(status == 200 for status, _ in before)
