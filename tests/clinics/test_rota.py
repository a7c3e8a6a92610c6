"""The clinic days of a month: proposed, refused with every ground, published in one act (5.2.1, A6)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from anxin.acts.models import Act
from anxin.clinics import services
from anxin.clinics.forms.planning import asked_of, sittings
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.rota import Asked, as_last_month, plan_of
from anxin.clinics.services import Sitting
from anxin.pages.guards import refusal_of
from anxin.rules.rota import EVERY, Pattern
from tests import world
from tests.clinics import steps
from tests.clinics.test_attending import refused
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1)
TUESDAYS = Pattern(1, frozenset({2, 4}))
SATURDAY, TUESDAY = date(2026, 12, 5), date(2026, 12, 8)


def sitting(
    day: date = TUESDAY, *, point: str = world.POINT, doctor: str = "psychiatrist"
) -> Sitting:
    world.become("storekeeper")
    return Sitting(day=day, organisation_id=steps.place(point), doctor_id=world.staff_id(doctor))


def published(*wanted: Sitting, by: str = "storekeeper", on_purpose: bool = False, request=None):
    return services.publish_month(
        request_id=request or uuid4(),
        sittings=wanted,
        rest_on_purpose=on_purpose,
        actor=world.become(by),
        at=steps.AT,
    )


def asked(*patterns: Pattern, point: str = world.POINT, doctor: str = "psychiatrist") -> Asked:
    world.become("storekeeper")
    return Asked(steps.place(point), world.staff_id(doctor), patterns)


class TestProposing:
    def plan(self, *lines: Asked, month: date = DECEMBER):
        world.become("storekeeper")
        return plan_of(lines, month=month, on=steps.TODAY)

    def test_the_days_of_a_pattern_are_drawn_and_rests_are_left_out(self):
        [october] = self.plan(asked(Pattern(3, EVERY)), month=date(2026, 10, 1))

        marked = {cell.day: (cell.drawn, cell.works) for cell in october.cells if cell.drawn}
        assert marked[date(2026, 10, 1)] == (True, False)
        assert len(marked) == 5
        assert october.drawn == [], "October is over"

    def test_two_patterns_of_a_point_are_one_month(self):
        [month] = self.plan(asked(TUESDAYS), asked(Pattern(4, frozenset({4}))))

        assert [cell.day.day for cell in month.cells if cell.key in month.drawn] == [8, 22, 25]

    def test_what_stands_and_where_the_doctor_sits_elsewhere_cannot_be_ticked(self):
        steps.clinic_day(day=TUESDAY)
        steps.clinic_day(day=date(2026, 12, 22), point=world.OTHER_POINT)

        [month] = self.plan(asked(TUESDAYS))

        seen = {cell.day.day: (cell.stands, bool(cell.elsewhere)) for cell in month.cells}
        assert (seen[8], seen[22], seen[9]) == ((True, False), (False, True), (False, False))
        assert month.drawn == []

    def test_it_goes_on_as_the_month_before(self):
        published(sitting(TUESDAY), sitting(date(2026, 12, 22)))
        expected = [asked(TUESDAYS)]

        assert as_last_month(month=date(2027, 1, 1)) == expected

    def test_the_weeks_begin_on_monday(self):
        [month] = self.plan(asked())

        assert [len(week) for week in month.weeks] == [7] * 5
        assert month.weeks[0][0] is None
        assert month.weeks[0][1].day == DECEMBER

    def test_another_hospitals_point_is_left_out(self):
        assert self.plan(asked(point=world.CENTRE_POINT, doctor="centre_psychiatrist")) == []


class TestPublishingAMonth:
    def test_all_points_are_published_in_one_act(self):
        act = published(
            sitting(),
            sitting(date(2026, 12, 22)),
            sitting(point=world.OTHER_POINT, doctor="junior_psychiatrist"),
        )

        rows = ClinicDay.objects.filter(act_id=act)
        assert sorted((row.organisation.code, row.day.day) for row in rows) == [
            (world.POINT, 8),
            (world.POINT, 22),
            (world.OTHER_POINT, 8),
        ]

    def test_sent_twice_it_is_published_once(self):
        request = uuid4()

        assert published(sitting(), request=request) == published(sitting(), request=request)
        assert ClinicDay.objects.count() == Act.objects.filter(id=request).count() == 1

    def test_a_day_that_rests_needs_a_word(self):
        with refused(rest_is_on_purpose="working-rules:rota"):
            published(sitting(SATURDAY))

        assert published(sitting(SATURDAY), on_purpose=True)

    def test_a_doctor_at_two_points_of_the_plan_is_stopped(self):
        with refused(doctor_is_at_one_point="working-rules:rota"):
            published(sitting(), sitting(point=world.OTHER_POINT))

        assert not ClinicDay.objects.exists()

    def test_a_doctor_who_sits_elsewhere_that_day_is_stopped(self):
        steps.clinic_day(day=TUESDAY, point=world.OTHER_POINT)

        with refused(doctor_is_at_one_point="working-rules:rota"):
            published(sitting())
        with refused(doctor_is_at_one_point="working-rules:rota"):
            steps.clinic_day(day=TUESDAY)

    def test_nothing_is_published_where_one_day_is_gone(self):
        with refused(day_is_ahead="5.2.1"):
            published(sitting(), sitting(steps.TODAY - timedelta(days=3)))

        assert not ClinicDay.objects.exists()

    def test_what_stands_already_is_told(self):
        steps.clinic_day(day=TUESDAY)

        with refused(clinic_day_is_new="5.2.1"):
            published(sitting(), sitting(date(2026, 12, 22)))

    def test_nothing_ticked_is_told(self):
        with refused(plan_has_days="5.2.1"):
            published()

    def test_a_hospital_plans_only_points_that_it_guides(self):
        theirs = sitting(point=world.CENTRE_POINT, doctor="centre_psychiatrist")

        with refused(point_is_in_reach="5.2.1"):
            published(theirs)
        assert published(theirs, by="centre_storekeeper")

    @pytest.mark.parametrize("colleague", ["officer", "dispenser", "pharmacist", "reviewer"])
    def test_a_duty_that_does_not_plan_is_refused_by_rule_and_database(self, colleague):
        with refused(point_is_in_reach="5.2.1"):
            published(sitting(), by=colleague)

    def test_the_database_holds_a_doctor_to_one_point_a_day(self):
        day = ClinicDay.objects.get(id=steps.clinic_day(day=TUESDAY))
        twin = ClinicDay(
            organisation_id=steps.place(world.OTHER_POINT),
            day=day.day,
            doctor_id=day.doctor_id,
            act_id=day.act_id,
        )

        with pytest.raises(IntegrityError) as error, transaction.atomic():
            twin.save(force_insert=True)
        assert refusal_of(error.value).unmet[0].code == "doctor-stays-free"


class TestThePages:
    def month(self) -> date:
        return (localdate().replace(day=1) + timedelta(days=32)).replace(day=1)

    def ahead(self, nth: int = 2, weekday: int = 1) -> date:
        return Pattern(weekday, frozenset({nth})).days_in(self.month())[0]

    def address(self, *lines: str) -> str:
        query = "&".join(f"line={line}" for line in lines)
        return f"{reverse('clinics:propose')}?month={self.month():%Y-%m}&{query}"

    def line(self, weekday: object = 1, which: str = "2") -> str:
        doctor = world.staff_id("psychiatrist")
        world.become("storekeeper")
        return f"{steps.place(world.POINT)}:{doctor}:{weekday}:{which}"

    def test_a_pattern_leads_to_its_proposal(self, browse: Browse):
        client = browse("storekeeper")
        world.become("storekeeper")
        typed = {
            "request_id": str(uuid4()),
            "line-TOTAL_FORMS": 2,
            "line-INITIAL_FORMS": 0,
            "line-0-point": steps.place(world.POINT),
            "line-0-doctor": world.staff_id("psychiatrist"),
            "line-0-weekday": "1",
            "line-0-which": ["2", "4"],
            "line-1-point": "",
            "line-1-doctor": "",
            "line-1-weekday": "",
        }

        answer = client.post(f"{reverse('clinics:plan')}?month={self.month():%Y-%m}", typed)

        assert answer.status_code == 302
        assert "%3A1%3A2-4" in answer["Location"]
        assert answer["Location"].startswith(
            f"{reverse('clinics:propose')}?month={self.month():%Y-%m}"
        )

    def test_what_is_ticked_and_was_seen_is_published(self, browse: Browse):
        client = browse("storekeeper")
        shown = client.get(self.address(self.line()))
        [key] = shown.context["picked"]
        typed = {"request_id": str(uuid4()), "days": [key], "seen": [key], "step": "send"}

        answer = client.post(self.address(self.line()), typed)

        assert answer["Location"] == f"{reverse('clinics:month')}?month={self.month():%Y-%m}"
        world.become("storekeeper")
        assert ClinicDay.objects.get().day == self.ahead()
        assert "测试psychiatrist" in client.get(answer["Location"]).content.decode()

    def test_a_changed_tick_is_shown_once_more_before_it_is_published(self, browse: Browse):
        client = browse("storekeeper")
        [key] = client.get(self.address(self.line())).context["picked"]
        more = key.replace(str(self.ahead()), str(self.ahead() + timedelta(days=1)))
        typed = {"request_id": str(uuid4()), "days": [key, more], "seen": [key], "step": "send"}

        answer = client.post(self.address(self.line()), typed)

        assert (answer.status_code, answer.context["is_changed"]) == (200, True)
        assert "勾选有改动" in answer.content.decode()
        assert not ClinicDay.objects.exists()

    def test_a_stop_takes_the_button_away(self, browse: Browse):
        own = self.line()
        other = own.replace(str(steps.place(world.POINT)), str(steps.place(world.OTHER_POINT)))
        client = browse("storekeeper")

        answer = client.get(self.address(self.line(), other))

        assert "安排了两个服药点坐诊" in answer.content.decode()
        assert 'value="send"' not in answer.content.decode()

    def test_a_day_that_rests_is_published_after_a_word(self, browse: Browse):
        client = browse("storekeeper")
        saturday = self.ahead(weekday=5)
        world.become("storekeeper")
        key = f"{steps.place(world.POINT)}:{world.staff_id('psychiatrist')}:{saturday}"
        typed = {"request_id": str(uuid4()), "days": [key], "seen": [key], "step": "send"}

        refusal = client.post(self.address(self.line("")), typed)
        made = client.post(self.address(self.line("")), {**typed, "rest_on_purpose": "on"})

        assert (refusal.status_code, made.status_code) == (422, 302)
        assert "不是工作日；特意安排的，请勾选确认" in refusal.content.decode()

    def test_lines_that_name_nothing_in_reach_are_left_out(self):
        world.become("storekeeper")

        assert asked_of(["x", "a:b:c:d", self.line()], points=[], doctors=[]) == []

    def test_a_box_names_point_doctor_and_day(self):
        one = sitting()
        key = f"{one.organisation_id}:{one.doctor_id}:{one.day}"

        assert sittings([key]) == [one]

    @pytest.mark.parametrize("colleague", ["officer", "storekeeper", "reviewer", "psychiatrist"])
    def test_the_month_of_all_points_opens(self, browse: Browse, colleague: str):
        answer = browse(colleague).get(reverse("clinics:month"), {"month": "2026-12"})

        assert answer.status_code == 200
        assert ("珞璜" in answer.content.decode()) == (colleague == "reviewer")

    @pytest.mark.parametrize("colleague", ["officer", "reviewer", "finance", "pharmacist"])
    def test_who_does_not_plan_finds_no_page_to_plan(self, browse: Browse, colleague: str):
        for name in ("plan", "propose"):
            assert browse(colleague).get(reverse(f"clinics:{name}")).status_code == 404

    def test_without_a_line_it_says_where_to_begin(self, browse: Browse):
        answer = browse("psychiatrist").get(reverse("clinics:propose"), {"month": "不对"})

        assert "先写明每个服药点的坐诊医师和规律" in answer.content.decode()
