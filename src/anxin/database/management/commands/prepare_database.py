"""Migrate as the owner, then bring rights and guards up to date."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from anxin.database import prepare


class Command(BaseCommand):
    help = "Migrate the database as its owner and apply row security and guards."

    def handle(self, *_args: Any, **_options: Any) -> None:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        if prepare.apply(connections["owner"]):
            self.stdout.write("数据库结构、权限和守护规则已更新。")
