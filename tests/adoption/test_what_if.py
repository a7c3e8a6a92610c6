"""A drafted value tried on the register: totals alone are kept, once, before the answer (7.4, 7.2.d)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.adoption import what_if
from anxin.adoption.models import WhatIfRun
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from tests import world
from tests.adoption.steps import answer, draft
from tests.enrolment import admitting

pytestmark = pytest.mark.django_db
AT = now()


def tried(proposal_id, *, colleague="reviewer", request_id=None):
    actor = world.become(colleague)
    return what_if.try_proposal(
        request_id=request_id or uuid4(),
        proposal_id=proposal_id,
        look=Look(actor=actor, page=what_if.PAGE),
        actor=actor,
        at=AT,
    )


@pytest.fixture
def served():
    """Return the application of somebody approved whose only ground is a mother of seventy."""
    newcomer = admitting.person(resident_since=date(2025, 1, 5), poverty=())
    mother = admitting.guardian(born=date(localdate().year - 70, 1, 2))
    return admitting.approved(admitting.filled(person=newcomer, guardians=(mother,)))


def text(response):
    return response.content.decode()


class TestRunning:
    def test_who_would_fall_out_is_counted_and_nobody_is_kept(self, served):
        made = WhatIfRun.objects.get(id=tried(draft("guardian_age", 75, at=AT)))
        assert made.totals["leaving.guardian_age"] == 1
        assert made.totals["then.served"] == made.totals["now.served"] - 1
        assert all(one is None or type(one) is int for one in made.totals.values())
        assert made.told["leaving.guardian_age"] is None
        assert made.on == localdate(AT)

    def test_it_is_recorded_as_one_reading(self, served):
        proposal = draft("guardian_age", 75, at=AT)
        before = AccessRecord.objects.filter(page=what_if.PAGE).count()
        run = WhatIfRun.objects.get(id=tried(proposal))
        world.become("auditor")
        found = AccessRecord.objects.filter(page=what_if.PAGE)
        assert found.count() == before + 1
        assert len(found.first().person_ids) == run.totals["people"]

    def test_the_same_request_runs_once(self, served):
        proposal, request = draft("guardian_age", 75, at=AT), uuid4()
        assert tried(proposal, request_id=request) == tried(proposal, request_id=request)
        assert WhatIfRun.objects.count() == 1

    def test_what_is_answered_or_says_nothing_is_refused(self):
        adopted = draft("guardian_age", 75, at=AT)
        answer(adopted, at=AT)
        with pytest.raises(Refused, match="只在审批以前推演"):
            tried(adopted)
        with pytest.raises(Refused, match="不改变谁符合条件"):
            tried(draft("intake_day", 12, at=AT))


class TestTheDatabase:
    def store(self, **changes):
        WhatIfRun.objects.create(
            **{
                "proposal_id": changes.pop("proposal"),
                "values": {"guardian_age": 75},
                "on": localdate(AT),
                "totals": {"people": 1},
                "told": {},
                "policy_version": "x",
                "act_id": uuid4(),
                **changes,
            }
        )

    @pytest.mark.parametrize(
        ("changes", "promise"),
        [
            ({"totals": {"people": ["a"]}}, "a_run_keeps_totals_alone"),
            ({"totals": {"name": "张三"}}, "a_run_keeps_totals_alone"),
            ({"totals": {str(uuid4()): 1}}, "a_run_keeps_totals_alone"),
            ({"told": {"people": 2}}, "a_run_tells_what_it_keeps"),
            ({"values": {"guardian_age": 70}}, "a_value_is_tried_before_it_is_answered"),
        ],
    )
    def test_it_keeps_numbers_of_its_own_proposal_alone(self, changes, promise):
        proposal = draft("guardian_age", 75, at=AT)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            self.store(proposal=proposal, **changes)
        assert refused.value.__cause__.diag.constraint_name == promise

    def test_no_run_is_changed_or_taken_away(self, served):
        made = tried(draft("guardian_age", 75, at=AT))
        for act in (
            lambda: WhatIfRun.objects.filter(id=made).update(totals={}),
            lambda: WhatIfRun.objects.filter(id=made).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_the_commission_reads_what_may_be_told_and_others_nothing(self, served):
        proposal = draft("guardian_age", 75, at=AT)
        tried(proposal)
        told = what_if.runs_of(proposal, actor=world.become("commission"))
        assert not told[0].exact
        assert told[0].totals["leaving.guardian_age"] is None
        assert not WhatIfRun.objects.exists()
        assert what_if.runs_of(proposal, actor=world.become("officer")) == []


class TestThePage:
    def test_the_office_runs_it_and_the_commission_sees_it(self, browse, served):
        url = reverse("adoption:what_if", args=[draft("guardian_age", 75, at=AT)])
        office = browse("reviewer")
        assert "还没有推演过" in text(office.get(url))
        done = office.post(f"{url}run/", {"request_id": uuid4()})
        assert done.status_code == 302
        assert "推演结果" in text(office.get(url))
        commission = browse("commission")
        assert "人数少于5的" in text(commission.get(url))
        assert commission.post(f"{url}run/", {"request_id": uuid4()}).status_code == 404
        assert browse("officer").get(url).status_code == 404

    def test_a_cap_says_that_it_moves_nobody(self, browse, served):
        url = reverse("adoption:what_if", args=[draft(at=AT)])
        assert browse("reviewer").post(f"{url}run/", {"request_id": uuid4()}).status_code == 302
        assert "这个数值不改变谁符合条件" in text(browse("reviewer").get(url))

    def test_a_value_that_says_nothing_has_the_reason_and_no_button(self, browse):
        url = reverse("adoption:what_if", args=[draft("intake_day", 12, at=AT)])
        page = text(browse("reviewer").get(url))
        assert "不能推演" in page
        assert f'action="{url}run/"' not in page
        refused = browse("reviewer").post(f"{url}run/", {"request_id": uuid4()})
        assert refused.status_code == 422
        assert "不改变谁符合条件" in text(refused)
