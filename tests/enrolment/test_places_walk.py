"""Whatever happens in whatever order: the counts are their holders, and no limit is exceeded in silence."""

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import enter_as
from anxin.enrolment import services
from anxin.enrolment.invariants import INVARIANTS
from anxin.enrolment.models import Application, Enrolment, HospitalStay, Offer, PlaceCount
from anxin.policy.pack import trying
from anxin.rules.decisions import Refused
from anxin.upkeep.services import _recomputed
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import become

pytestmark = pytest.mark.django_db


class Walk:
    """One thing after another, each by the colleague whose duty it is; a refusal is an answer."""

    def __init__(self, seed):
        self.random, self.day = Random(seed), 0
        self.steps = (
            self.apply, self.apply, self.sign, self.admit, self.discharge,
            self.end, self.set, self.offer, self.answer, self.approve,
        )  # fmt: skip

    @property
    def at(self):
        return AT + timedelta(days=self.day)

    def one(self, rows):
        found = list(rows.order_by("id"))
        return self.random.choice(found) if found else None

    def act(self, service, colleague, **arguments):
        service(request_id=uuid4(), actor=become(colleague), at=self.at, **arguments)

    def apply(self):
        admitting.decided(admitting.passed(at=self.at), at=self.at)

    def sign(self):
        become("officer")
        found = self.one(Application.objects.filter(stage="approved", enrolment=None))
        if found:
            admitting.signed(found.id, at=self.at)

    def admit(self):
        become("reviewer")
        found = self.one(Enrolment.objects.filter(stage="active"))
        if found:
            self.act(
                services.admit,
                "reviewer",
                person_id=found.person_id,
                hospital="江津区精神康复院",
                since=date(2026, 11, 9),
            )

    def discharge(self):
        become("reviewer")
        found = self.one(HospitalStay.objects.filter(until=None))
        if found:
            self.act(services.discharge, "reviewer", stay_id=found.id, until=date(2026, 11, 9))

    def end(self):
        become("reviewer")
        found = self.one(Enrolment.objects.exclude(stage="ended"))
        if found:
            self.act(
                services.end_enrolment,
                "reviewer",
                enrolment_id=found.id,
                because="迁出",
                clause="A5.n3",
            )

    def set(self):
        self.act(services.set_places, "reviewer", places=self.random.randint(0, 6), because="文件")

    def offer(self):
        self.day += self.random.choice((0, 1, 15))
        self.act(services.offer_places, "reviewer")

    def answer(self):
        become("officer")
        found = self.one(Offer.objects.filter(stage="open"))
        if found:
            accepts = self.random.random() < 0.7
            self.act(
                services.answer_offer,
                "officer",
                offer_id=found.id,
                accepts=accepts,
                because="电话答复",
            )

    def approve(self):
        become("reviewer")
        found = self.one(Application.objects.filter(stage="waiting"))
        if found:
            admitting.decided(found.id, at=self.at)

    def step(self):
        try:
            with transaction.atomic():
                self.random.choice(self.steps)()
        except Refused:
            return


@pytest.mark.parametrize("rule", [1, 2, 3])
@pytest.mark.parametrize("seed", [2026, 11])
def test_the_counts_are_always_their_holders(rule, seed):
    walk = Walk(seed)
    walk.set()
    with trying(suspended_place=rule):
        for _ in range(40):
            walk.step()
    enter_as(SYSTEM_STAFF)
    broken = [found for one in INVARIANTS if not (found := _recomputed(one)).holds]
    assert [(one.name, one.examples) for one in broken] == []
    count = PlaceCount.objects.get(name="district")
    assert count.places is not None
    assert count.used <= count.places
