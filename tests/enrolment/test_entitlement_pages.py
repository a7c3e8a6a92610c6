"""Pages of places, the waiting list, the yearly review and the renewal, through Django's client."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.enrolment import services
from anxin.enrolment.models import (
    Agreement,
    AnnualReview,
    Application,
    Enrolment,
    Offer,
    PlaceCount,
)
from anxin.people.models import Welfare
from tests.enrolment import admitting
from tests.enrolment.test_places import set_places
from tests.world import become

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"enrolment:{name}", args=args)


def posted(client, name, *args, **data):
    return client.post(url(name, *args), {"request_id": str(uuid4()), **data})


def waiting():
    set_places(0, at=now())
    return admitting.decided(at=now())


def due(*, days=340):
    """Somebody who signed almost a year ago, or so many days."""
    at = now() - timedelta(days=days)
    form = admitting.filled(signed_on=localdate(at))
    return Enrolment.objects.get(id=admitting.signed(admitting.approved(form, at=at), at=at))


class TestPlaces:
    def test_the_office_sets_the_number_and_sees_it(self, browse):
        client = browse("reviewer")

        assert "待定" in client.get(url("places")).content.decode()
        sent = posted(client, "places", scope="district", places="7", because="江卫〔2026〕1号")

        assert sent.status_code == 302
        become("reviewer")
        assert PlaceCount.objects.get(name="district").places == 7

    def test_below_what_is_used_it_is_refused_on_the_form(self, browse):
        admitting.approved(at=now())
        sent = posted(browse("reviewer"), "places", scope="district", places="0", because="文件")

        assert sent.status_code == 422
        assert "不能改为 0 个" in sent.content.decode()

    @pytest.mark.parametrize("colleague", ["officer", "commission", "police", "dispenser"])
    def test_nobody_else_opens_it(self, browse, colleague):
        assert browse(colleague).get(url("places")).status_code == 404


class TestTheWaitingList:
    def test_one_click_tells_the_first_and_the_township_writes_the_answer(self, browse):
        found = waiting()
        set_places(1, at=now())
        office = browse("reviewer")
        assert "通知候补（1 名）" in office.get(url("waiting")).content.decode()

        assert posted(office, "offer").status_code == 302
        assert posted(office, "offer").status_code == 422

        officer = browse("officer")
        offer = Offer.objects.get(application_id=found)
        assert url("answer", offer.id) in officer.get(url("waiting")).content.decode()
        assert posted(officer, "answer", offer.id, answer="decline").status_code == 422
        assert posted(officer, "answer", offer.id, answer="accept").status_code == 302
        office = browse("reviewer")
        assert "已接受，等复审确认" in office.get(url("waiting")).content.decode()
        become("officer")
        assert Application.objects.get(id=found).stage == "waiting"

    def test_another_township_sees_and_answers_nothing_of_it(self, browse):
        found = waiting()
        set_places(1, at=now())
        posted(browse("reviewer"), "offer")
        become("officer")
        offer = Offer.objects.get(application_id=found)

        other = browse("other_officer")
        assert "没有人候补" in other.get(url("waiting")).content.decode()
        assert other.get(url("answer", offer.id)).status_code == 404


class TestTheYearlyReview:
    def test_from_the_list_through_both_hands_to_the_renewal(self, browse):
        enrolment = due()
        officer = browse("officer")
        listed = officer.get(url("yearly")).content.decode()
        assert "符合的一并提出" in listed
        assert "各项符合" in listed

        assert posted(officer, "yearly_propose", chosen=str(enrolment.id)).status_code == 302
        office = browse("reviewer")
        review = AnnualReview.objects.get(enrolment=enrolment)
        assert "一并同意继续" in office.get(url("yearly")).content.decode()
        assert posted(office, "yearly_keep", chosen=str(review.id)).status_code == 302
        officer = browse("officer")
        assert "待续签协议" in officer.get(url("yearly") + "?state=renew").content.decode()
        names = {"signed_for_hospital": "测试院长", "signed_for_person": "guardian"}
        assert posted(officer, "yearly_renew", enrolment.id, **names).status_code == 302
        assert Agreement.objects.filter(enrolment=enrolment).count() == 2

    def test_nobody_chosen_and_nobody_of_others_is_refused(self, browse):
        enrolment = due()

        assert posted(browse("officer"), "yearly_propose").status_code == 422
        sent = posted(browse("other_officer"), "yearly_propose", chosen=str(enrolment.id))
        assert sent.status_code == 422
        become("reviewer")
        assert not AnnualReview.objects.exists()

    def test_an_end_is_asked_twice_and_told_with_its_grounds(self, browse):
        enrolment = due()
        become("officer")
        Welfare.objects.filter(person_id=enrolment.person_id).update(poverty=[])
        officer = browse("officer")
        page = officer.get(url("yearly_step", enrolment.id)).content.decode()
        assert "按所见资料看不出，由办公室核定" in page
        assert "不是公安机关列管" not in page
        assert "属于：公安机关列管" not in page
        assert posted(officer, "yearly_step", enrolment.id, keeps="no").status_code == 422
        sent = posted(officer, "yearly_step", enrolment.id, keeps="no", evidence="低保已取消")
        assert sent.status_code == 302

        office = browse("reviewer")
        asked = posted(office, "yearly_decide", enrolment.id, verdict="end", step="check")
        assert "确认取消资格" in asked.content.decode()
        sent = posted(office, "yearly_decide", enrolment.id, verdict="end", step="send")
        assert sent.status_code == 302
        assert Enrolment.objects.get(id=enrolment.id).stage == "ended"

    def test_each_duty_comes_to_its_own_step(self, browse):
        enrolment = due()

        assert (
            url("yearly_step", enrolment.id)
            in browse("officer").get(url("yearly")).content.decode()
        )
        for colleague in ("reviewer", "commission", "auditor"):
            client = browse(colleague)
            assert url("yearly_one", enrolment.id) in client.get(url("yearly")).content.decode()
            assert client.get(url("yearly_one", enrolment.id)).status_code == 200
        for colleague in ("police", "dispenser", "finance"):
            assert browse(colleague).get(url("yearly")).status_code == 404

    def test_a_list_of_forty_asks_no_more_than_a_list_of_one(
        self, browse, django_assert_max_num_queries
    ):
        for _ in range(3):
            due()
        client = browse("officer")
        client.get(url("yearly"))
        with django_assert_max_num_queries(40):
            assert client.get(url("yearly")).status_code == 200

    def test_what_is_over_due_shows_and_can_be_filtered(self, browse):
        due(days=400)

        listed = browse("officer").get(url("yearly") + "?state=late")

        assert listed.status_code == 200
        assert "逾期" in listed.content.decode()


def test_the_command_lets_offers_lapse_and_may_be_repeated(capsys, settings):
    from django.core.management import call_command

    found = waiting()
    set_places(1, at=now())
    services.offer_places(
        request_id=uuid4(), actor=become("reviewer"), at=now() - timedelta(days=15)
    )

    call_command("lapse_offers")
    call_command("lapse_offers")

    assert capsys.readouterr().out.split() == [
        "1",
        "份名额通知逾期失效。",
        "0",
        "份名额通知逾期失效。",
    ]
    become("reviewer")
    offer = Offer.objects.get(application_id=found)
    assert (offer.stage, offer.lapses_on) == ("lapsed", localdate(now()))
