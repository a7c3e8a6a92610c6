"""A higher guardian age is tried on the register before anybody adopts it (7.4, 3.1.c, 7.2.d)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.utils.timezone import localdate, now

from anxin.adoption.models import WhatIfRun
from anxin.enrolment.models import Enrolment
from anxin.policy.pack import use
from tests import world
from tests.adoption.steps import draft
from tests.enrolment import admitting
from tests.web.conftest import browse

__all__ = ["browse"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_pack_alone_afterwards():
    yield
    use(None)


def text(response) -> str:
    return response.content.decode()


def served(*, mother_aged: int, poverty: tuple[str, ...] = ()):
    newcomer = admitting.person(resident_since=date(2025, 1, 5), poverty=poverty)
    mother = admitting.guardian(born=date(localdate().year - mother_aged, 1, 2))
    form = admitting.filled(person=newcomer, guardians=(mother,))
    return admitting.signed(admitting.approved(form))


def test_what_if_before_adoption(browse):
    # Two are served: one for the mother's age alone, one for poverty beside it.
    served(mother_aged=70)
    served(mother_aged=70, poverty=("minimum_living",))
    proposal = f"/policy/proposals/{draft('guardian_age', 75, at=now())}/"

    # The office follows the link of the proposal, tries the value and sees who would fall out.
    office = browse("reviewer")
    assert f'href="{proposal}what-if/"' in text(office.get(proposal))
    assert office.post(f"{proposal}what-if/run/", {"request_id": uuid4()}).status_code == 302
    assert "推演结果" in text(office.get(f"{proposal}what-if/"))
    world.become("reviewer")
    run = WhatIfRun.objects.get()
    assert run.totals["leaving.guardian_age"] == 1
    assert (run.totals["now.served"], run.totals["then.served"]) == (2, 1)
    # Nobody's right changed by it.
    assert set(Enrolment.objects.values_list("stage", flat=True)) == {"active"}

    # The commission comes by the same link, reads no number of few people, and answers.
    commission = browse("commission")
    assert f'href="{proposal}what-if/"' in text(commission.get(proposal))
    assert "人数少于5的" in text(commission.get(f"{proposal}what-if/"))
    answered = commission.post(
        f"{proposal}answer/", {"request_id": uuid4(), "answer": "adopt", "because": ""}
    )
    assert answered.status_code == 302

    # What is adopted is tried no more; the run stays to be read.
    late = office.post(f"{proposal}what-if/run/", {"request_id": uuid4()})
    assert late.status_code == 422
    assert "只在审批以前推演" in text(late)
    assert "推演结果" in text(office.get(f"{proposal}what-if/"))
