"""Migrate as the owner, then bring rights and guards up to date."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from anxin.database import prepare


class Command(BaseCommand):
    help = "Migrate the database as its owner and apply row security and guards."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not prepare.keys_fit(connections["owner"]):
            message = "密钥文件与数据库不符：请放回这个数据库原来的 keys/master.json，再启动。"
            raise CommandError(message)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        if prepare.apply(connections["owner"]):
            self.stdout.write("数据库结构、权限和守护规则已更新。")
