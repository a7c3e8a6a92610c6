"""A browser without a window, signed in as a colleague of the tests' district."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from anxin.database.work import open_session
from anxin.organisations.models import DutyAssignment
from tests import world

Browse = Callable[[str], Client]


@pytest.fixture
def browse(db: None) -> Browse:
    """Return a function that gives a client with a colleague's session, past the password page."""

    def signed_in(colleague: str) -> Client:
        world.become(colleague)
        duty = DutyAssignment.objects.get(staff_id=world.staff_id(colleague))
        key = secrets.token_urlsafe(16)
        until = timezone.now() + timedelta(hours=1)
        open_session(key, staff_id=duty.staff_id, assignment_id=duty.id, until=until)
        client = Client()
        client.cookies[settings.SESSION_COOKIE] = key
        return client

    return signed_in
