"""Take in what waits of rosters, in the background, until told to stop."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anxin.imports.worker import work


class Command(BaseCommand):
    """`anxin worker`: started and supervised by `anxin run`."""

    help = "在后台导入表格中等待的行，直到收到停止信号"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one switch."""
        parser.add_argument("--until-empty", action="store_true", help="没有等待的行就结束")

    def handle(self, *_args: Any, until_empty: bool, **_options: Any) -> None:
        """Work; a signal to stop lets the piece under way end first."""
        stopped: list[int] = []

        def stop(number: int, _frame: FrameType | None) -> None:
            stopped.append(number)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        count = work(goes_on=lambda: not stopped, until_empty=until_empty)
        if until_empty:
            self.stdout.write(f"已处理 {count} 行")
