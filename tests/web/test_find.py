"""The one box: who is found by what, where it leads, and what nobody learns from it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from anxin.clinics import services as clinics
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import Application, Card, Enrolment
from anxin.people.services import list_by_police
from anxin.privacy.door import Look, Sealed, reveal
from anxin.privacy.models import AccessRecord
from anxin.rules.access import GRANTS
from anxin.web.finding import SHOWN, SUGGESTED
from tests import world
from tests.enrolment import admitting
from tests.enrolment.admitting import NUMBERS, filled, guardian, person
from tests.web.conftest import Browse
from tests.world import become

pytestmark = pytest.mark.django_db
FIND, SUGGEST = "/find/", "/find/suggest/"
NO_BOX = ["finance", "politics", "civil", "disabled", "storekeeper", "accountant"]
NO_BOX += ["system_admin", "security_admin", "audit_admin"]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|(?:id|popovertarget)="clause-[^"]*"')


def ask(client, typed):
    return client.post(FIND, {"text": typed})


def suggested(client, typed):
    return json.loads(client.post(SUGGEST, {"text": typed}).content)


def bare(answer):
    return answer.status_code, TOKEN.sub(b"", answer.content)


@pytest.fixture
def form():
    details = person(name="夏启斌", disability_number="")
    return filled(person=details, guardians=(guardian(phone=NUMBERS.phone()),))


@pytest.fixture
def served(db, form):
    """Return a person with agreement and card, of the point 油溪."""
    enrolment_id = admitting.signed(
        admitting.approved(form, at=admitting.now()), at=admitting.now()
    )
    return Enrolment.objects.get(id=enrolment_id).person_id


def card_of(person_id):
    actor = become("officer")
    card = Card.objects.get(person_id=person_id)
    sealed = Sealed(person_id, "card.code", "enrolment_card", "code", card.id, card.code)
    (code,) = reveal([sealed], look=Look(actor=actor, page="测试"))
    return card, code


class TestWhatFindsWhom:
    @pytest.mark.parametrize("typed", ["夏启斌", "启斌", "xia qi bin", "XQB", "xiaqb"])
    def test_a_name_lists_who_it_finds_with_status_and_next_action(
        self, browse: Browse, served, form, typed
    ):
        answer = ask(browse("reviewer"), typed)
        page = answer.content.decode()

        assert answer.status_code == 200
        assert "夏启斌" in page
        assert "免费服药：享受中" in page
        assert form.person.identity_number not in page
        assert form.person.identity_number[-4:] in page
        assert reverse("enrolment:person", args=[served]) in page

    def test_an_identity_number_a_card_number_and_a_scan_lead_straight_on(
        self, browse: Browse, served, form
    ):
        card, code = card_of(served)
        office = browse("reviewer")
        page = reverse("enrolment:person", args=[served])

        for typed in (form.person.identity_number, card.number, code, code.lower()):
            answer = ask(office, typed)
            assert (answer.status_code, answer["Location"]) == (303, page), typed

    def test_a_telephone_lists_the_person_and_says_where_it_is_the_guardians(
        self, browse: Browse, served, form
    ):
        dispenser = browse("dispenser")

        assert "号码是监护人的" not in ask(dispenser, form.person.phone).content.decode()
        through = ask(dispenser, form.guardians[0].phone).content.decode()
        assert "夏启斌" in through
        assert "号码是监护人的" in through

    @pytest.mark.parametrize(
        ("typed", "said"), [("夏", "至少两个字"), ("138", "号码不完整"), ("", "请输入")]
    )
    def test_too_little_is_told_with_what_to_do(self, browse: Browse, served, typed, said):
        answer = ask(browse("officer"), typed)

        assert answer.status_code == 200
        assert said in answer.content.decode()

    def test_the_page_opens_without_a_question(self, browse: Browse):
        assert "在任何一页上直接扫救助卡" in browse("officer").get(FIND).content.decode()

    def test_more_than_a_page_asks_for_one_more_character(self, browse: Browse):
        for _ in range(SHOWN + 1):
            admitting.submitted(filled(person=person(name="夏启斌")))
        officer = browse("officer")
        page = ask(officer, "xqb").content.decode()

        assert "还有更多，请多输入一个字" in page
        assert page.count('<li class="panel">') == SHOWN
        found = suggested(officer, "xqb")
        assert (len(found["results"]), found["more"]) == (SUGGESTED, True)

    def test_who_has_the_right_stands_before_who_does_not(self, browse: Browse, served):
        for _ in range(3):
            admitting.submitted(filled(person=person(name="夏启斌")))
        found = suggested(browse("officer"), "夏启斌")

        assert [str(served) in one["url"] for one in found["results"]] == [
            True,
            False,
            False,
            False,
        ]

    def test_what_was_typed_stays_in_the_box_and_out_of_every_address(self, browse: Browse, served):
        officer = browse("officer")
        page = ask(officer, "夏启斌").content.decode()

        assert not re.findall(r'(?:href|action)="[^"]*(?:夏|%E5%A4%8F)', page)
        assert officer.get(FIND, {"text": "夏启斌"}).content.decode().count("夏启斌") == 0


class TestTheNextAction:
    """One function decides it; the list, the suggestion and the straight way agree."""

    def next_of(self, browse, colleague, form):
        client = browse(colleague)
        (row,) = suggested(client, form.person.name)["results"]
        assert row["url"] in ask(client, form.person.name).content.decode()
        straight = ask(browse(colleague), form.person.identity_number)
        assert straight["Location"] == row["url"]
        assert client.get(row["url"]).status_code == 200, row
        return row

    @pytest.mark.parametrize(
        ("colleague", "name"),
        [
            ("dispenser", "dispensing:person"),
            ("officer", "enrolment:person"),
            ("reviewer", "enrolment:person"),
            ("pharmacist", "enrolment:person"),
            ("psychiatrist", "enrolment:person"),
            ("checker", "enrolment:person"),
            ("commission", "enrolment:person"),
            ("auditor", "enrolment:person"),
            ("police", "enrolment:stay"),
        ],
    )
    def test_each_duty_goes_where_its_work_is(self, browse: Browse, served, form, colleague, name):
        assert self.next_of(browse, colleague, form)["url"] == reverse(name, args=[served])

    def test_a_scan_at_the_counter_opens_the_pick_up_with_the_card(self, browse: Browse, served):
        card, code = card_of(served)
        answer = ask(browse("dispenser"), code)

        page = reverse("dispensing:person", args=[served])
        assert answer["Location"] == f"{page}?card={card.id}"

    def test_a_psychiatrist_books_today_takes_in_and_then_sees(self, browse: Browse, served, form):
        today, point = localdate(), world.organisation("hc-101").id

        def publish(day):
            return clinics.publish_day(
                request_id=uuid4(),
                organisation_id=point,
                day=day,
                doctor_id=world.staff_id("psychiatrist"),
                actor=become("psychiatrist"),
                at=timezone.now(),
            )

        later = publish(today + timedelta(days=1))
        assert self.next_of(browse, "psychiatrist", form)["url"] == reverse(
            "clinics:book", args=[later, served]
        )
        day = publish(today)
        assert self.next_of(browse, "psychiatrist", form)["url"] == reverse(
            "clinics:arrive", args=[day, served]
        )
        attendance = clinics.arrive(
            request_id=uuid4(),
            clinic_day_id=day,
            person_id=served,
            came="patient",
            shown=["identity", "programme", "insurance"],
            proxy=None,
            walk_in_reason="路过",
            actor=become("officer"),
            at=timezone.now(),
        )
        assert self.next_of(browse, "psychiatrist", form)["url"] == reverse(
            "clinics:visit", args=[attendance]
        )

    def test_an_application_leads_each_to_their_own_step(self, browse: Browse, form):
        application = admitting.submitted(form, at=admitting.now())
        assert self.next_of(browse, "village", form)["url"] == reverse(
            "enrolment:confirm", args=[application]
        )
        admitting.confirmed(application, at=admitting.now())
        assert self.next_of(browse, "officer", form)["url"] == reverse(
            "enrolment:review", args=[application]
        )

    def test_the_office_decides_and_the_township_signs(self, browse: Browse, form):
        application = admitting.passed(
            admitting.submitted(form, at=admitting.now()), at=admitting.now()
        )
        assert self.next_of(browse, "reviewer", form)["url"] == reverse(
            "enrolment:decide", args=[application]
        )
        admitting.decided(application, at=admitting.now())
        assert self.next_of(browse, "officer", form)["url"] == reverse(
            "enrolment:sign", args=[application]
        )

    def test_a_stay_is_told_and_the_police_write_its_end(self, browse: Browse, served, form):
        enrolment.admit(
            request_id=uuid4(),
            person_id=served,
            hospital="江津区精神康复院",
            since=localdate(),
            actor=become("reviewer"),
            at=timezone.now(),
        )

        row = self.next_of(browse, "police", form)
        assert "登记出院" in row["detail"]
        assert "住院中" in row["detail"]
        assert "住院中，暂停领药" in ask(browse("dispenser"), "夏启斌").content.decode()

    def test_a_lost_card_is_told_and_the_officer_replaces_it(self, browse: Browse, served, form):
        card, _code = card_of(served)
        enrolment.report_loss(
            request_id=uuid4(), card_id=card.id, actor=become("officer"), at=timezone.now()
        )

        assert self.next_of(browse, "officer", form)["url"] == reverse(
            "enrolment:replace_card", args=[card.id]
        )
        assert "救助卡已挂失" in ask(browse("reviewer"), "夏启斌").content.decode()

    def test_the_persons_page_shows_the_same_status_and_step(self, browse: Browse, served, form):
        page = browse("officer").get(reverse("enrolment:person", args=[served])).content.decode()
        assert "免费服药：享受中" in page

        page = browse("dispenser").get(reverse("enrolment:person", args=[served])).content.decode()
        assert reverse("dispensing:person", args=[served]) in page
        assert "去发药" in page


class TestWhoLearnsNothing:
    @pytest.mark.parametrize("colleague", NO_BOX)
    def test_a_duty_that_reads_no_names_has_no_box_and_no_address(
        self, browse: Browse, served, colleague
    ):
        client = browse(colleague)

        assert client.get(FIND).status_code == 404
        assert ask(client, "夏启斌").status_code == 404
        assert client.post(SUGGEST, {"text": "夏启斌"}).status_code == 404
        assert b'action="/find/"' not in client.get("/").content

    def test_the_duties_without_a_box_are_those_of_the_rule_file(self):
        without = {world.COLLEAGUES[name].duty for name in NO_BOX}
        assert without.isdisjoint(GRANTS["person.find"])

    @pytest.mark.parametrize(
        "colleague",
        [
            *("other_officer", "other_dispenser", "centre_psychiatrist", "centre_dispenser"),
            *("other_police", "other_village", "centre_pharmacist"),
        ],
    )
    def test_out_of_reach_and_nonexistent_are_the_same_bytes(self, browse: Browse, form, colleague):
        client = browse(colleague)
        phone = form.guardians[0].phone
        number = form.person.identity_number
        texts = ["夏启斌", "xqb", "xiaqibin", number, form.person.phone, phone]

        def answers():
            return [
                (bare(ask(client, text)), bare(client.post(SUGGEST, {"text": text})))
                for text in texts
            ]

        before = answers()
        enrolment_id = admitting.signed(
            admitting.approved(form, at=admitting.now()), at=admitting.now()
        )
        person_id = Enrolment.objects.get(id=enrolment_id).person_id
        card, code = card_of(person_id)

        assert answers() == before
        assert "没有找到" in before[0][0][1].decode()
        assert json.loads(before[0][1][1]) == {"results": [], "more": False}
        unknown = ask(client, "AX" + "2" * 26)
        texts = [card.number, code]
        assert all(
            bare(ask(client, text))[1].replace(text.encode(), b"?")
            == bare(unknown)[1].replace(b"AX" + b"2" * 26, b"?")
            for text in texts
        )

    def test_a_village_finds_only_its_open_tasks_by_name_and_place_alone(
        self, browse: Browse, form
    ):
        application = admitting.submitted(form, at=admitting.now())
        village = browse("village")
        page = ask(village, "夏启斌").content.decode()

        assert reverse("enrolment:confirm", args=[application]) in page
        assert form.person.identity_number[-4:] not in page
        assert "岁" not in page
        record = AccessRecord.objects.filter(page="查找人员").latest("recorded_at")
        assert record.fields == ["name"]

        admitting.confirmed(application, at=admitting.now())
        assert "没有找到" in ask(browse("village"), "夏启斌").content.decode()

    @pytest.mark.parametrize("colleague", ["officer", "village", "dispenser", "auditor", "checker"])
    def test_the_police_flag_changes_no_byte(self, browse: Browse, form, colleague):
        admitting.submitted(form, at=admitting.now())
        client = browse(colleague)
        asked = [form.person.name, "xqb", form.person.phone]

        def answers():
            return [
                (bare(ask(client, text)), client.post(SUGGEST, {"text": text}).content)
                for text in asked
            ]

        before = answers()
        list_by_police(
            request_id=uuid4(),
            identity_number=form.person.identity_number,
            listed=True,
            since=localdate(),
            actor=become("police"),
            at=timezone.now(),
        )

        assert answers() == before

    def test_police_see_no_status_of_the_programme(self, browse: Browse, served):
        page = ask(browse("police"), "夏启斌").content.decode()

        assert "夏启斌" in page
        assert "免费服药：" not in page
        assert "救助卡已" not in page

    def test_it_is_posted_with_the_forms_token(self, browse: Browse, served):
        from django.conf import settings
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.cookies[settings.SESSION_COOKIE] = (
            browse("officer").cookies[settings.SESSION_COOKIE].value
        )
        for address in (FIND, SUGGEST):
            assert strict.post(address, {"text": "夏启斌"}).status_code == 403
        assert strict.get(SUGGEST).status_code == 405


class TestReadingIsRecorded:
    def records(self):
        return AccessRecord.objects.filter(page="查找人员").order_by("-recorded_at")

    def test_whoever_is_shown_is_one_row_with_every_id(self, browse: Browse, served):
        other = Application.objects.get(
            id=admitting.submitted(filled(person=person(name="夏启斌")))
        ).person_id
        client = browse("officer")
        ask(client, "夏启斌")

        become("officer")
        record = self.records()[0]
        assert set(record.person_ids) == {served, other}
        assert record.fields == ["identity_number", "name"]
        assert self.records().count() == 1

    def test_a_suggestion_is_a_reading_too(self, browse: Browse, served):
        suggested(browse("dispenser"), "夏启斌")

        become("dispenser")
        assert [UUID(str(one)) for one in self.records()[0].person_ids] == [served]

    def test_nobody_shown_is_nothing_read(self, browse: Browse, served):
        ask(browse("other_officer"), "夏启斌")

        become("auditor")
        assert not self.records().exists()

    def test_only_who_is_shown_is_read_not_everybody_who_fits(self, browse: Browse):
        for _ in range(SUGGESTED + 2):
            admitting.submitted(filled(person=person(name="夏启斌")))
        suggested(browse("officer"), "夏启斌")

        become("officer")
        assert len(self.records()[0].person_ids) == SUGGESTED


def test_the_box_stands_on_every_page_and_works_without_a_script(browse: Browse, served):
    officer = browse("officer")
    for url in ("/", "/admission/", reverse("enrolment:person", args=[served]), FIND):
        page = officer.get(url).content.decode()
        assert page.count('<form class="find" method="post" action="/find/"') == 1, url
