"""A new installation gets its first security administrator by command, and only the first."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from anxin.organisations.models import DutyAssignment
from tests import world

pytestmark = pytest.mark.django_db


def test_where_there_is_one_it_is_refused() -> None:
    with pytest.raises(CommandError, match="已有在任的安全管理员"):
        call_command("first_administrator", "wang.wu", "测试王五")


def test_the_first_signs_in_with_the_password_shown_and_must_change_it() -> None:
    from anxin.database.prepare import SYSTEM_STAFF
    from anxin.database.work import acting_as

    with acting_as(SYSTEM_STAFF):
        held = DutyAssignment.objects.filter(staff_id=world.staff_id("security_admin"))
        held.update(until=date(2020, 1, 1))
    told = StringIO()
    call_command("first_administrator", "Wang.Wu", "测试王五", stdout=told)
    [password] = re.findall(r"初始密码：(\S+)", told.getvalue())
    client = Client()
    client.post("/sign-in/", {"username": "wang.wu", "password": password})
    assert client.get("/")["Location"] == "/account/first/"
