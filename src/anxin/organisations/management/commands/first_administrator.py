"""Make the first security administrator of an installation, who opens every other account."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from anxin.database.prepare import OFFICE, SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.organisations import services
from anxin.organisations.models import Organisation, Staff
from anxin.organisations.signing.calls import value
from anxin.organisations.signing.passwords import initial_password
from anxin.rules.access import Duty


class Command(BaseCommand):
    """Open the account and show its initial password; refused where somebody holds the duty already."""

    help = (
        "开设第一位安全管理员的账号，并显示初始密码。以后的账号由安全管理员在“账号与职责”中开设。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take account and name."""
        parser.add_argument("username", help="账号，例如 zhang.san")
        parser.add_argument("name", help="姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account under the system's own duty."""
        username = str(options["username"]).lower()
        password, since = initial_password(), localdate()
        with acting_as(SYSTEM_STAFF):
            if value("is_held", Duty.SECURITY_ADMIN):
                raise CommandError("已有在任的安全管理员，请由他在“账号与职责”中开设账号。")
            if Staff.objects.filter(username__iexact=username).exists():
                raise CommandError(f"账号“{username}”已有人使用。")
            self._open(username, str(options["name"]), password, OFFICE, since)
        self.stdout.write(
            f"账号：{username}\n初始密码：{password}\n首次登录时必须修改，并设置第二重验证。"
        )

    def _open(
        self, username: str, name: str, password: str, organisation_id: UUID, since: date
    ) -> None:
        made = services.add_staff(username=username, name=name, password=password, change_next=True)
        services.give_duty(
            made,
            duty=Duty.SECURITY_ADMIN,
            organisation=Organisation.objects.get(id=organisation_id),
            since=since,
        )
