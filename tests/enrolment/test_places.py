"""Places: counted where people are, offered in the order of approval, never more than there are."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Enrolment, Offer, PlaceCount
from anxin.enrolment.queries.places import rooms
from anxin.organisations.models import Town
from anxin.policy.pack import trying
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT, approved, decided, signed
from tests.world import TOWN, become, organisation

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=15)


def set_places(number, *, at=AT, **scope):
    actor = become("reviewer")
    return services.set_places(
        request_id=uuid4(), places=number, because="江卫〔2026〕1号", **scope, actor=actor, at=at
    )


def district():
    become("reviewer")
    found = PlaceCount.objects.get(name="district")
    return found.places, found.used, found.held


def over():
    become("reviewer")
    return next(one.over for one in rooms().values() if not one.name)


def offer(at=AT):
    services.offer_places(request_id=uuid4(), actor=become("reviewer"), at=at)


def answer(application_id, *, accepts=True, because="", at=AT):
    become("officer")
    found = Offer.objects.filter(application_id=application_id).latest("recorded_at")
    return services.answer_offer(
        request_id=uuid4(),
        offer_id=found.id,
        accepts=accepts,
        because=because,
        actor=become("officer"),
        at=at,
    )


def stage(application_id):
    become("reviewer")
    return Application.objects.get(id=application_id).stage


def enrolled():
    return Enrolment.objects.get(id=signed())


def into_hospital(enrolment):
    return services.admit(
        request_id=uuid4(),
        person_id=enrolment.person_id,
        hospital="江津区精神康复院",
        since=date(2026, 11, 9),
        actor=become("reviewer"),
        at=AT,
    )


def out_of_hospital(stay):
    services.discharge(
        request_id=uuid4(), stay_id=stay, until=date(2026, 11, 9), actor=become("reviewer"), at=AT
    )


def right(enrolment):
    become("reviewer")
    return Enrolment.objects.get(id=enrolment.id).stage


class TestSettingTheNumber:
    def test_below_what_is_used_is_refused_in_words(self):
        approved()
        used = district()[1]

        with pytest.raises(Refused, match=f"已用 {used} 个名额，不能改为 {used - 1} 个"):
            set_places(used - 1)

    def test_it_needs_its_document(self):
        actor = become("reviewer")

        with pytest.raises(Refused, match="请写明依据"):
            services.set_places(request_id=uuid4(), places=9, because=" ", actor=actor, at=AT)

    def test_a_town_gets_a_row_that_takes_in_who_lives_there(self):
        signed()
        town = Town.objects.get(code=TOWN)

        set_places(5, town_id=town.id)

        found = PlaceCount.objects.get(town=town)
        assert (found.places, found.used) == (5, 1)
        approved()
        become("reviewer")
        assert PlaceCount.objects.get(town=town).used == 2

    def test_the_guiding_hospital_counts_its_points(self):
        rehab = organisation("rehab") if become("reviewer") else None
        set_places(3, organisation_id=rehab.id)
        signed()

        become("reviewer")
        assert PlaceCount.objects.get(organisation=rehab).used == 1

    def test_a_full_town_waits_while_the_district_has_places(self):
        become("reviewer")
        town = Town.objects.get(code=TOWN)
        set_places(0, town_id=town.id)
        set_places(district()[1] + 5)

        found = decided()

        assert stage(found) == "waiting"
        become("reviewer")
        assert "油溪镇共 0 个" in Application.objects.get(id=found).decisions.get().reason


class TestOffers:
    def test_a_free_place_is_offered_in_the_order_of_approval_and_kept(self):
        set_places(district()[1])
        first, second = decided(), decided()
        used = district()[1]
        set_places(used + 1)

        offer()

        become("reviewer")
        assert [one.application_id for one in Offer.objects.all()] == [first]
        assert district()[1] == used + 1
        assert stage(decided()) == "waiting"
        with pytest.raises(Refused, match="已通知候补"), transaction.atomic():
            decided(first)
        with pytest.raises(Refused, match="没有可以通知的候补"), transaction.atomic():
            offer()
        answer(first)
        assert stage(decided(first)) == "approved"
        assert district()[1] == used + 1
        assert stage(second) == "waiting"

    def test_who_declines_is_out_and_the_next_is_told(self):
        set_places(district()[1])
        first, second = decided(), decided()
        set_places(district()[1] + 1)
        offer()

        with pytest.raises(Refused, match="请写明"), transaction.atomic():
            answer(first, accepts=False)
        answer(first, accepts=False, because="已外出务工")
        offer()

        assert stage(first) == "withdrawn"
        become("reviewer")
        assert Offer.objects.get(stage="open").application_id == second

    def test_an_offer_is_good_to_the_day_before_and_lapses_on_its_day(self):
        set_places(district()[1])
        first, second = decided(), decided()
        set_places(district()[1] + 1)
        offer()

        with pytest.raises(Refused, match="答复期限已过"), transaction.atomic():
            answer(first, at=LATER)
        actor = become("reviewer")
        early = services.lapse_offers(request_id=uuid4(), actor=actor, at=LATER - timedelta(days=1))
        assert early == 0
        assert services.lapse_offers(request_id=uuid4(), actor=actor, at=LATER) == 1
        assert services.lapse_offers(request_id=uuid4(), actor=actor, at=LATER) == 0
        offer(LATER)

        become("reviewer")
        assert Offer.objects.get(stage="open").application_id == second
        assert [one.application_id for one in queries.waiting_line()] == [second, first]

    def test_offering_lets_lapse_first(self):
        set_places(district()[1])
        first, second = decided(), decided()
        set_places(district()[1] + 1)
        offer()

        offer(LATER)

        become("reviewer")
        assert Offer.objects.get(application_id=first).stage == "lapsed"
        assert Offer.objects.get(application_id=second).stage == "open"

    def test_the_database_lets_no_offer_lapse_early(self):
        set_places(district()[1])
        decided()
        set_places(district()[1] + 1)
        offer()
        found = Offer.objects.get()

        with pytest.raises(IntegrityError, match="answered before its day"), transaction.atomic():
            found.events.create(
                id=uuid4(), move="lapse", occurred_on=date(2026, 11, 10), act_id=found.act_id
            )


class TestInHospital:
    def test_kept_the_place_is_held_and_nobody_else_has_it(self):
        enrolment = enrolled()
        used = district()[1]
        set_places(used)
        stay = into_hospital(enrolment)

        assert district() == (used, used, 1)
        assert stage(decided()) == "waiting"
        out_of_hospital(stay)
        assert district() == (used, used, 0)

    def test_lent_another_has_it_and_who_returns_stands_beyond_the_number(self):
        with trying(suspended_place=2):
            enrolment = enrolled()
            used = district()[1]
            set_places(used)
            stay = into_hospital(enrolment)
            assert district() == (used, used - 1, 0)
            assert stage(decided()) == "approved"

            out_of_hospital(stay)

            assert right(enrolment) == "active"
            assert (district()[1], over()) == (used, 1)
            third = decided()
            assert stage(third) == "waiting"
            services.end_enrolment(
                request_id=uuid4(),
                enrolment_id=enrolment.id,
                because="迁出",
                clause="5.1.6.2",
                actor=become("reviewer"),
                at=AT,
            )
            assert (district()[1], over()) == (used, 0)
            with pytest.raises(Refused, match="服药名额不足"), transaction.atomic():
                decided(third)

    def test_a_higher_number_makes_up_for_who_stands_beyond_it(self):
        with trying(suspended_place=2):
            enrolment = enrolled()
            used = district()[1]
            set_places(used)
            stay = into_hospital(enrolment)
            decided()
            out_of_hospital(stay)

            set_places(used + 3)

            assert (district()[1], over()) == (used + 1, 0)

    def test_released_who_returns_waits_first_in_line(self):
        with trying(suspended_place=3):
            enrolment = enrolled()
            used = district()[1]
            set_places(used)
            stay = into_hospital(enrolment)
            other = decided()
            assert stage(other) == "approved"
            out_of_hospital(stay)
            assert right(enrolment) == "suspended"
            waiting = decided()
            take = {"enrolment_id": enrolment.id, "at": AT}
            with pytest.raises(Refused, match="服药名额不足"), transaction.atomic():
                services.take_up_again(request_id=uuid4(), actor=become("reviewer"), **take)

            set_places(used + 1)
            with pytest.raises(Refused, match="没有可以通知的候补"), transaction.atomic():
                offer()
            services.take_up_again(request_id=uuid4(), actor=become("reviewer"), **take)

            assert right(enrolment) == "active"
            assert stage(waiting) == "waiting"

    def test_a_change_of_the_rule_is_followed_when_places_are_next_handled(self):
        enrolment = enrolled()
        used = district()[1]
        set_places(used)
        into_hospital(enrolment)

        with trying(suspended_place=2):
            assert stage(decided()) == "approved"
        set_places(used)

        assert (district(), over()) == ((used, used, 1), 1)


def test_the_counts_agree_with_who_holds_a_place():
    admitting.approved()
    signed()
    _, used, _ = district()

    become("reviewer")
    approved_now = Application.objects.filter(stage="approved").exclude(enrolment__stage="ended")
    assert used == approved_now.count()
