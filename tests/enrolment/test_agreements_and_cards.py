"""From the signature to the card: clinic, enrolment, loss, replacement, stays."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.enrolment import queries, services
from anxin.enrolment.models import (
    Agreement,
    Application,
    Card,
    CardEvent,
    ClinicChoice,
    Enrolment,
    EnrolmentEvent,
    HospitalStay,
)
from anxin.organisations.models import Town
from anxin.people.models import Person
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.cards import CardNumber
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT, approved, signed
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 9)


def sign(application_id, **changes):
    actor = become("officer")
    asked = {
        "request_id": uuid4(),
        "application_id": application_id,
        "clinic_id": organisation("hc-101").id,
        "clinic_reason": "",
        "signed_for_hospital": "测试院长",
        "signed_for_person": "guardian",
        "actor": actor,
        "at": AT,
        **changes,
    }
    return services.sign_agreement(**asked)


def card_of(enrolment_id):
    return Card.objects.filter(enrolment_id=enrolment_id).order_by("-recorded_at")[0]


class TestSigning:
    def test_it_makes_enrolment_agreement_choice_and_card_at_once(self):
        enrolment = Enrolment.objects.get(id=signed())
        agreement = Agreement.objects.get(enrolment=enrolment)

        assert enrolment.stage == "active"
        assert (agreement.signed_on, agreement.until) == (ON, date(2027, 11, 9))
        assert ClinicChoice.objects.get(person=enrolment.person).organisation == organisation(
            "hc-101"
        )
        assert card_of(enrolment.id).stage == "issued"

    def test_the_choice_brings_the_person_into_the_clinic_s_reach(self):
        application = approved()
        person = Application.objects.get(id=application).person_id
        become("other_dispenser")
        assert not Person.objects.filter(id=person).exists()

        signed(application, clinic="hc-103")

        become("other_dispenser")
        assert Person.objects.get(id=person).clinic == organisation("hc-103")

    def test_the_centre_that_keeps_the_file_is_the_default_where_it_has_a_clinic(self):
        person = Application.objects.get(id=approved()).person_id
        become("officer")

        options = queries.clinic_options(person)

        assert options[0].name == "油溪（中心）卫生院"
        assert [option.is_default for option in options].count(True) == 1
        assert len(options) >= 14

    def test_a_choice_off_the_default_needs_its_reason(self):
        application = approved()

        with pytest.raises(Refused, match="choice-has-reason"), transaction.atomic():
            sign(application, clinic_id=organisation("hc-103").id)
        sign(application, clinic_id=organisation("hc-103").id, clinic_reason="在石门镇打工")

        assert ClinicChoice.objects.get(organisation__code="hc-103").reason == "在石门镇打工"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"signed_for_hospital": " "}, "both-sides-signed"),
            ({"signed_for_person": ""}, "both-sides-signed"),
            ({"clinic_id": uuid4()}, "hospital-is-designated"),
        ],
    )
    def test_what_is_missing_is_named(self, changes, code):
        application = approved()

        with pytest.raises(Refused, match=code):
            sign(application, **changes)

    def test_a_place_without_a_clinic_cannot_be_chosen(self):
        application = approved()
        become("officer")

        with pytest.raises(Refused, match="hospital-is-designated"):
            sign(application, clinic_id=organisation("hc-102").id, clinic_reason="近")

    def test_before_the_approval_nothing_is_signed(self):
        with pytest.raises(Refused, match="现在是“初审通过”"):
            sign(admitting.passed())

    def test_the_database_itself_wants_the_approval(self):
        application = Application.objects.get(id=admitting.passed())
        become("officer")

        with pytest.raises(IntegrityError, match="follows an approval"), transaction.atomic():
            Enrolment.objects.create(
                id=uuid4(),
                person_id=application.person_id,
                application=application,
                since=ON,
                act_id=application.act_id,
            )

    def test_it_is_signed_once(self):
        application = approved()
        request_id = uuid4()

        first = sign(application, request_id=request_id)
        assert sign(application, request_id=request_id) == first
        with pytest.raises(Refused, match="agreement-is-new"):
            sign(application)

    def test_who_is_in_hospital_signs_after_discharge(self):
        application = approved()
        person = Application.objects.get(id=application).person_id
        admit(person)

        with pytest.raises(Refused, match="lives-at-home-at-signing"):
            sign(application)


class TestCards:
    def test_its_number_tells_town_and_year_and_passes_its_check(self):
        number = CardNumber.parse(card_of(signed()).number)

        assert number is not None
        assert (number.town, number.year) == ("101", 26)

    def test_two_cards_of_a_town_have_following_numbers(self):
        first, second = (CardNumber.parse(card_of(signed()).number) for _ in range(2))

        assert second.serial == first.serial + 1

    def test_it_is_found_by_number_and_by_scan_within_reach_only(self):
        card = card_of(signed())
        code = code_of(card)

        for text in (card.number, card.number.replace("-", ""), code, f" {code.lower()} "):
            assert queries.find_card(text) == card
        assert queries.find_card("") is None
        assert queries.find_card("AX没有这张卡") is None
        become("other_officer")
        assert queries.find_card(card.number) is None
        assert queries.find_card(code) is None

    def test_the_code_stands_nowhere_in_clear_and_says_nothing_of_the_person(self):
        card = card_of(signed())
        code = code_of(card)

        assert code.encode() not in bytes(card.code)
        assert code.startswith("AX")
        assert len(code) == 28

    def test_a_loss_kills_the_card_at_once(self):
        card = card_of(signed())
        request_id = uuid4()
        asked = {
            "request_id": request_id,
            "card_id": card.id,
            "actor": become("reviewer"),
            "at": AT,
        }

        assert services.report_loss(**asked) == services.report_loss(**asked) == card.id

        assert queries.standing(card.person_id, on=ON).card_stage == "lost"
        event = CardEvent.objects.get(card=card)
        assert (event.clause, event.occurred_on) == ("A5.n4", ON)

    def test_a_loss_lies_between_issue_and_today(self):
        card = card_of(signed())
        actor = become("officer")

        for day in (ON - timedelta(days=1), ON + timedelta(days=1)):
            with pytest.raises(Refused, match="loss-has-come"), transaction.atomic():
                services.report_loss(
                    request_id=uuid4(), card_id=card.id, lost_on=day, actor=actor, at=AT
                )

    def test_a_card_is_lost_once(self):
        card = card_of(signed())
        actor = become("officer")
        services.report_loss(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

        with pytest.raises(Refused, match="move-is-open"):
            services.report_loss(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

    def test_a_new_card_has_another_number_and_the_old_one_stays_dead(self):
        old = card_of(signed())
        code = code_of(old)
        actor = become("officer")
        services.report_loss(request_id=uuid4(), card_id=old.id, actor=actor, at=AT)
        request_id = uuid4()

        new = services.replace_card(request_id=request_id, card_id=old.id, actor=actor, at=AT)

        assert (
            services.replace_card(request_id=request_id, card_id=old.id, actor=actor, at=AT) == new
        )
        assert queries.find_card(code).stage == "replaced"
        now = queries.standing(old.person_id, on=ON)
        assert (now.card_id, now.card_stage) == (new, "issued")
        assert now.card_number != old.number

    def test_nobody_of_another_township_reports_or_replaces(self):
        card = card_of(signed())
        actor = become("other_officer")

        for act in (services.report_loss, services.replace_card):
            with pytest.raises(Card.DoesNotExist), transaction.atomic():
                act(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

    def test_the_office_issues_no_cards(self):
        card = card_of(signed())
        actor = become("reviewer")

        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            services.replace_card(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

    def test_the_office_cannot_slip_in_a_replacement(self):
        card = card_of(signed())
        become("reviewer")

        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            CardEvent.objects.create(
                id=uuid4(), card=card, move="replace", occurred_on=ON, act_id=card.act_id
            )

    def test_a_card_of_an_ended_enrolment_is_dead_and_not_replaced(self):
        enrolment = signed()
        card = card_of(enrolment)
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=enrolment,
            because="迁出",
            clause="A5.n3",
            actor=become("reviewer"),
            at=AT,
        )

        assert queries.standing(card.person_id, on=ON).card_stage == "cancelled"
        with pytest.raises(Refused, match="move-is-open"):
            services.replace_card(
                request_id=uuid4(), card_id=card.id, actor=become("officer"), at=AT
            )


def code_of(card):
    look = Look(actor=become("officer"), page="测试")
    (code,) = reveal(
        [Sealed(card.person_id, "card.code", "enrolment_card", "code", card.id, card.code)],
        look=look,
    )
    return code


def admit(person_id, *, colleague="reviewer", since=ON, **changes):
    return services.admit(
        request_id=uuid4(),
        person_id=person_id,
        actor=become(colleague),
        at=AT,
        **{"hospital": "江津区精神康复院", "since": since, **changes},
    )


class TestStays:
    @pytest.mark.parametrize("colleague", ["reviewer", "psychiatrist", "police"])
    def test_admission_suspends_and_discharge_restores_whoever_wrote_it_down(self, colleague):
        enrolment = Enrolment.objects.get(id=signed())
        stay = admit(enrolment.person_id, colleague=colleague)
        become("officer")
        assert Enrolment.objects.get(id=enrolment.id).stage == "suspended"
        assert queries.standing(enrolment.person_id, on=ON).in_hospital

        services.discharge(
            request_id=uuid4(), stay_id=stay, until=ON, actor=become(colleague), at=AT
        )

        become("officer")
        assert Enrolment.objects.get(id=enrolment.id).stage == "active"
        moves = EnrolmentEvent.objects.filter(enrolment=enrolment).values_list("move", "clause")
        assert list(moves) == [("suspend", "5.1.6.1"), ("restore", "5.1.6.1")]
        assert not queries.standing(enrolment.person_id, on=ON).in_hospital

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"hospital": " "}, "stay-has-hospital"),
            ({"since": ON + timedelta(days=1)}, "stay-has-come"),
        ],
    )
    def test_what_is_wrong_with_an_admission_is_named(self, changes, code):
        enrolment = Enrolment.objects.get(id=signed())

        with pytest.raises(Refused, match=code):
            admit(enrolment.person_id, **changes)

    def test_nobody_is_admitted_twice(self):
        person = Enrolment.objects.get(id=signed()).person_id
        admit(person)

        with pytest.raises(Refused, match="is-at-home"):
            admit(person)

    @pytest.mark.parametrize(
        ("until", "code"),
        [
            (ON + timedelta(days=1), "stay-has-come"),
            (ON - timedelta(days=9), "stay-ends-after-start"),
        ],
    )
    def test_a_discharge_lies_between_admission_and_today(self, until, code):
        stay = admit(Enrolment.objects.get(id=signed()).person_id)

        with pytest.raises(Refused, match=code):
            services.discharge(
                request_id=uuid4(), stay_id=stay, until=until, actor=become("reviewer"), at=AT
            )

    def test_a_discharge_is_written_down_once(self):
        stay = admit(Enrolment.objects.get(id=signed()).person_id)
        actor = become("reviewer")
        asked = {"request_id": uuid4(), "stay_id": stay, "until": ON, "actor": actor, "at": AT}

        assert services.discharge(**asked) == services.discharge(**asked) == stay
        with pytest.raises(Refused, match="is-in-hospital"), transaction.atomic():
            services.discharge(**{**asked, "request_id": uuid4()})
        with pytest.raises(ProgrammingError, match="ended once"), transaction.atomic():
            HospitalStay.objects.filter(id=stay).update(until=ON - timedelta(days=1))

    def test_a_psychiatrist_cannot_end_a_right_nor_move_it_without_a_stay(self):
        enrolment = Enrolment.objects.get(id=signed())
        become("psychiatrist")

        for move, error in (("end", ProgrammingError), ("suspend", IntegrityError)):
            with pytest.raises(error), transaction.atomic():
                EnrolmentEvent.objects.create(
                    id=uuid4(),
                    enrolment=enrolment,
                    move=move,
                    occurred_on=ON,
                    act_id=enrolment.act_id,
                )

    def test_another_town_s_police_admit_nobody_here(self):
        person = Enrolment.objects.get(id=signed()).person_id

        with pytest.raises(Person.DoesNotExist):
            admit(person, colleague="other_police")


class TestTheRegister:
    def test_a_unit_s_lines_are_numbered_in_order_of_signing(self):
        first, second = signed(), signed()
        actor = become("officer")
        page = queries.register_page(actor.organisation_id)

        rows = queries.register_rows(page, look=Look(actor=actor, page="登记名单"))

        assert [one.id for one in page][-2:] == [first, second]
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))
        assert rows[-1].named.masked_number.startswith("000***")
        assert rows[-1].guardian.name == "测试母亲"
        assert rows[-1].address == "江津区油溪镇测试村1组1号"
        assert rows[-1].card_number.startswith("101-26-")

    def test_it_tells_who_is_in_hospital_and_forgets_who_left(self):
        staying, leaving = Enrolment.objects.get(id=signed()), signed()
        admit(staying.person_id)
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=leaving,
            because="迁出",
            clause="A5.n3",
            actor=become("reviewer"),
            at=AT,
        )
        actor = become("officer")

        rows = queries.register_rows(
            queries.register_page(), look=Look(actor=actor, page="登记名单")
        )

        assert [row.remark for row in rows if row.person_id == staying.person_id] == ["暂停"]
        assert not queries.register_page().filter(id=leaving).exists()

    def test_another_township_has_no_line_of_it(self):
        signed()
        become("other_officer")

        assert queries.register_page().count() == 0


def test_a_person_who_never_applied_stands_nowhere():
    found = Application.objects.get(id=admitting.submitted())

    assert queries.standing(found.person_id, on=ON) == queries.Standing(
        enrolment_id=None,
        enrolment_stage=None,
        agreement_until=None,
        card_id=None,
        card_number=None,
        card_stage=None,
        clinic_id=None,
        in_hospital=False,
    )


def test_a_keeper_without_a_clinic_has_the_point_of_annex_6_as_default():
    become("officer")
    town = Town.objects.get(code="500116102")

    found = queries.clinic_serving(keeper_id=organisation("hc-102").id, town_id=town.id)

    assert found == organisation("hc-101").id
