"""Admission to hospital, as the counter and the day board show it: sound on a desk and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser

from tests.browser.crowd import Crowd
from tests.browser.visitor import Visitor
from tests.conftest import RUN_DATABASE, _point
from tests.dispensing import steps
from tests.dispensing.test_stays import admit, booked


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody admitted to hospital today, with what was prepared and booked for them."""

    pickup_id: UUID
    day_id: UUID


@pytest.fixture(scope="module")
def away(crowd: Crowd, django_db_blocker) -> Away:
    """Admit somebody of the crowd's district."""
    at = now()
    with django_db_blocker.unblock():
        _point(crowd.site_database)
        try:
            with transaction.atomic():
                return _admitted(at)
        finally:
            connections.close_all()
            _point(RUN_DATABASE)


def _admitted(at: datetime) -> Away:
    patient = steps.enrolled(at=at - timedelta(days=14))
    steps.stocked(at=at)
    pickup_id = steps.prepared(steps.reviewed(patient, at=at), at=at)
    day = booked(patient, localdate(at) + timedelta(days=3), at=at)
    admit(patient.person_id, since=localdate(at), at=at)
    return Away(pickup_id=pickup_id, day_id=day.id)


def test_the_stay_is_told(browser: Browser, crowd: Crowd, away: Away):
    dispenser = Visitor(browser, crowd.site, "dispenser").sign_in()
    assert dispenser.open(reverse("dispensing:counter")) == 200
    dispenser.checked("stay-counter")
    assert dispenser.open(reverse("dispensing:pickup", args=[away.pickup_id])) == 200
    dispenser.checked("stay-pickup")
    dispenser.context.close()
    officer = Visitor(browser, crowd.site, "officer").sign_in()
    address = reverse("clinics:day", args=[away.day_id]) + "?step=in_hospital"
    assert officer.open(address) == 200
    officer.checked("stay-board")
    officer.context.close()
