"""Who is late is told to the next level: the townships to the office, the office to the commission."""

from datetime import date
from uuid import uuid4

import pytest

from anxin.enrolment import queries, services
from anxin.enrolment.tasks import tasks_for
from anxin.privacy.door import Look
from tests.enrolment.admitting import AT, confirmed, decided, filled, passed, submitted
from tests.web.conftest import browse
from tests.world import become, beijing

__all__ = ("browse",)
pytestmark = pytest.mark.django_db
# Handed in on Monday 9 November 2026: intake on the 10th, review by the 17th, forwarded by the 20th.
REVIEW_DUE, FORWARD_BY = date(2026, 11, 17), date(2026, 11, 20)
# Received on the 12th, the office's clock starts on the 20th: ten working days to 4 December.
DECIDE_BY = date(2026, 12, 4)


def late(on, *, colleague="reviewer"):
    become(colleague)
    return queries.late(on).count()


def tasks(colleague, on):
    return [one.title for one in tasks_for(become(colleague), on=on)]


def received(application_id, at=None):
    services.receive_materials(
        request_id=uuid4(),
        application_ids=[application_id],
        actor=become("reviewer"),
        at=at or beijing(2026, 11, 12),
    )
    return application_id


def day_after(day):
    return date.fromordinal(day.toordinal() + 1)


@pytest.mark.parametrize("made", [submitted, confirmed])
def test_a_review_is_late_the_day_after_its_last(made):
    made()

    assert late(REVIEW_DUE) == 0
    assert late(day_after(REVIEW_DUE)) == 1


def test_what_waits_for_the_applicant_is_nobody_s_delay():
    decided(passed(), verdict="return", reason="补一张证明")

    assert late(date(2027, 3, 1)) == 0


def test_what_is_reviewed_and_not_received_is_late_after_the_twentieth():
    found = passed()

    assert late(FORWARD_BY) == 0
    assert late(day_after(FORWARD_BY)) == 1
    received(found)
    assert late(day_after(FORWARD_BY)) == 0


def test_the_office_is_late_after_ten_working_days():
    received(passed())

    assert late(DECIDE_BY) == 0
    assert late(day_after(DECIDE_BY)) == 1


def test_what_comes_late_gives_the_office_its_whole_time():
    received(passed(), at=beijing(2026, 11, 25))

    # 26 27 30 November, 1 to 4, 7 8 9 December.
    assert late(date(2026, 12, 9)) == 0
    assert late(date(2026, 12, 10)) == 1


def test_the_row_shows_the_clock_that_runs():
    found = received(passed())
    actor = become("reviewer")
    (row,) = queries.outlines(
        [queries.find_application(found)], look=Look(actor=actor, page="测试")
    )

    assert (row.due_on, row.due_clause) == (DECIDE_BY, "working-rules:decide-on-time")


def test_each_level_tells_the_next_and_no_other():
    submitted(at=AT)
    received(passed())
    on = day_after(DECIDE_BY)

    assert "1 份申请在镇（街）逾期，请催办" in tasks("reviewer", on)
    assert "1 份申请复审逾期，请督办" in tasks("commission", on)
    assert not [one for one in tasks("officer", on) if "逾期" in one]
    assert not [one for one in tasks("commission", REVIEW_DUE) if "逾期" in one]


def test_a_township_is_told_of_nobody_else_s_delay():
    submitted()

    assert late(day_after(REVIEW_DUE), colleague="officer") == 1
    assert late(day_after(REVIEW_DUE), colleague="other_officer") == 0


def test_the_list_shows_what_is_late_alone(browse):
    early = filled(signed_on=date(2026, 3, 2))
    old, new = submitted(early, at=beijing(2026, 3, 2)), submitted(at=beijing(2030, 3, 1))

    shown = browse("reviewer").get("/admission/?late=1").content.decode()

    assert str(old) in shown
    assert str(new) not in shown
