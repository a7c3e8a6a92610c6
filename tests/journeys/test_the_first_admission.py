"""A story of an admission, whole: from the meeting in the village to the card in the hand (5.1, A4, A5, A7).

A household hears of the programme, two guardians apply, the form waits a day as a draft; three levels
give their word within their days; the township notifies, the agreement is signed, the card is issued.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from anxin.enrolment import queries, services
from anxin.enrolment.models import Agreement, Application, Card, ClinicChoice, Draft, Enrolment
from anxin.enrolment.tasks import tasks_for
from anxin.people.models import Guardian
from anxin.privacy.door import Look
from anxin.publicity.models import Publicity
from tests.enrolment import admitting
from tests.journeys.spine import committed, everything_holds
from tests.publicity.steps import hold
from tests.world import as_, beijing, organisation

TOLD, PUT_ASIDE, HANDED_IN = beijing(2026, 6, 2), beijing(2026, 6, 8), beijing(2026, 6, 9)
CONFIRMED, PASSED = beijing(2026, 6, 11), beijing(2026, 6, 16)
RECEIVED, DECIDED, SIGNED = beijing(2026, 6, 18), beijing(2026, 6, 23), beijing(2026, 6, 26)


@pytest.mark.usefixtures("own_database")
class TestTheFirstAdmission:
    def test_from_publicity_to_the_signed_card(self):
        self.given_a_meeting_at_which_the_programme_was_made_known()
        self.when_the_family_begins_the_form_and_goes_home_for_a_certificate()
        self.then_the_form_waits_for_them_and_nobody_is_registered()

        self.when_two_guardians_hand_it_in_the_next_day()
        self.then_it_is_taken_in_on_the_tenth_and_the_village_is_asked()
        self.when_the_village_confirms()
        self.then_the_township_is_asked_within_its_five_working_days()
        self.when_the_township_passes_it_and_sends_one_copy_of_each_paper()
        self.then_the_office_is_told_what_is_on_the_way()
        self.when_the_office_receives_the_papers_and_approves()
        self.then_the_township_is_asked_to_notify_and_nobody_is_served_yet()

        self.when_the_agreement_is_signed_by_both_sides()
        self.then_the_right_lasts_a_year_at_the_default_hospital()
        self.then_there_is_one_card_that_says_who_and_nothing_in_its_code()
        self.then_the_register_has_its_row_and_the_story_is_told_in_order()
        everything_holds()

    # ---- 5.1.1 ----

    def given_a_meeting_at_which_the_programme_was_made_known(self):
        committed(hold)(at=TOLD, people_reached=42)
        with as_("reviewer"):
            assert Publicity.objects.get().held_on == date(2026, 6, 2)

    # ---- 5.1.2 ----

    def when_the_family_begins_the_form_and_goes_home_for_a_certificate(self):
        with as_("officer") as officer:
            self.draft = services.save_draft(
                request_id=uuid4(),
                content={"name": ["测试甲"], "g1_name": ["测试母亲"], "certified_by": [""]},
                actor=officer,
                at=PUT_ASIDE,
            )

    def then_the_form_waits_for_them_and_nobody_is_registered(self):
        assert self.asked_of("officer", PUT_ASIDE) == ["继续填写 1 份申请草稿"]
        with as_("officer"):
            assert not Application.objects.exists()

    def when_two_guardians_hand_it_in_the_next_day(self):
        form = admitting.filled(
            guardians=(
                admitting.guardian(basis="parent"),
                admitting.guardian(
                    kind="organisation",
                    name="测试村村民委员会",
                    relation="committee",
                    basis="appointed",
                    born=None,
                ),
            ),
            signed_on=date(2026, 6, 9),
        )
        with as_("officer") as officer:
            self.application = services.submit_application(
                request_id=uuid4(),
                filled=form,
                draft_id=self.draft,
                actor=officer,
                at=HANDED_IN,
            )
            self.person = Application.objects.get(id=self.application).person_id

    def then_it_is_taken_in_on_the_tenth_and_the_village_is_asked(self):
        with as_("officer"):
            found = Application.objects.get(id=self.application)
            assert (found.intake_on, found.first_review_due_on) == (
                date(2026, 6, 10),
                date(2026, 6, 17),
            )
            assert bytes(Draft.objects.get().content) == b""
            assert Guardian.objects.filter(person_id=self.person).count() == 2
        assert self.asked_of("village", HANDED_IN) == ["核实 1 份申请：是否常住、是否贫困"]

    # ---- 5.1.3 ----

    def when_the_village_confirms(self):
        with as_("village") as village:
            services.confirm_by_village(
                request_id=uuid4(),
                application_id=self.application,
                resident=True,
                poor=True,
                agrees=True,
                text="情况属实",
                actor=village,
                at=CONFIRMED,
            )

    def then_the_township_is_asked_within_its_five_working_days(self):
        with as_("officer") as officer:
            (task,) = tasks_for(officer, on=date(2026, 6, 11))
        assert (task.title, task.due_on) == ("初审 1 份申请", date(2026, 6, 17))

    def when_the_township_passes_it_and_sends_one_copy_of_each_paper(self):
        with as_("officer") as officer:
            services.review_by_township(
                request_id=uuid4(),
                application_id=self.application,
                materials=admitting.complete(self.application),
                agrees=True,
                text="材料齐全",
                actor=officer,
                at=PASSED,
            )

    def then_the_office_is_told_what_is_on_the_way(self):
        assert self.asked_of("reviewer", PASSED) == ["登记收到 1 份报送材料", "复审 1 份申请"]

    # ---- 5.1.4 ----

    def when_the_office_receives_the_papers_and_approves(self):
        with as_("reviewer") as reviewer:
            services.receive_materials(
                request_id=uuid4(), application_ids=[self.application], actor=reviewer, at=RECEIVED
            )
            services_decide = {
                "application_id": self.application,
                "verdict": "approve",
                "reason": "",
                "actor": reviewer,
                "at": DECIDED,
            }
            services.decide(request_id=uuid4(), **services_decide)
            decision = Application.objects.get(id=self.application).decisions.get()
        assert all(one["met"] for one in decision.criteria)

    def then_the_township_is_asked_to_notify_and_nobody_is_served_yet(self):
        assert self.asked_of("officer", DECIDED) == ["通知 1 人签订协议"]
        with as_("officer"):
            assert not Enrolment.objects.exists()

    # ---- 5.1.5 ----

    def when_the_agreement_is_signed_by_both_sides(self):
        with as_("officer") as officer:
            self.hospital = queries.clinic_options(self.person)[0].id
            services.sign_agreement(
                request_id=uuid4(),
                application_id=self.application,
                clinic_id=self.hospital,
                clinic_reason="",
                signed_for_hospital="测试院长",
                signed_for_person="guardian",
                actor=officer,
                at=SIGNED,
            )

    def then_the_right_lasts_a_year_at_the_default_hospital(self):
        with as_("officer"):
            agreement = Agreement.objects.get()
            assert (agreement.signed_on, agreement.until) == (
                date(2026, 6, 26),
                date(2027, 6, 26),
            )
            assert self.hospital == organisation("hc-101").id == agreement.hospital_id
            assert ClinicChoice.objects.get(until=None).organisation_id == self.hospital
            assert Enrolment.objects.get().stage == "active"
            assert not queries.unsigned_changes().exists()
        assert self.asked_of("officer", SIGNED) == []

    def then_there_is_one_card_that_says_who_and_nothing_in_its_code(self):
        with as_("officer") as officer:
            card = Card.objects.get()
            shown = queries.card_shown(card, look=Look(actor=officer, page="救助卡"))
        assert (card.stage, card.issued_on) == ("issued", date(2026, 6, 26))
        assert card.number.startswith("101-26-")
        assert (shown.named.name, shown.guardian.name) == ("测试甲", "测试母亲")
        assert shown.code.isascii()
        assert card.number not in shown.code

    def then_the_register_has_its_row_and_the_story_is_told_in_order(self):
        with as_("officer") as officer:
            rows = queries.register_rows(
                queries.register_page(officer.organisation_id),
                look=Look(actor=officer, page="登记名单"),
            )
            told = [str(one.title) for one in reversed(queries.history(self.person))]
        assert [(row.position, row.person_id) for row in rows] == [(1, self.person)]
        assert told[0] == "申请 · 提交"
        assert told.index("申请 · 提交") < told.index("核发救助卡")
        assert {"签订服务协议", "核发救助卡"} <= set(told)

    def asked_of(self, colleague, at) -> list[str]:
        """Return what a colleague is asked to do about admission on a day."""
        with as_(colleague) as actor:
            return [task.title for task in tasks_for(actor, on=at.date())]
