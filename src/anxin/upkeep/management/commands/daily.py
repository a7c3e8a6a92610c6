"""Do what begins with a day; `anxin run` asks for it by itself, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from anxin.upkeep.daily import begin_day


class Command(BaseCommand):
    help = "Do what begins with a day: unanswered offers lapse, open applications follow the calendar. Safe to repeat, also at once."

    def handle(self, *_args: Any, **options: Any) -> None:
        begun = begin_day(at=now())
        if begun.lapsed and options["verbosity"] > 0:
            self.stdout.write(f"{begun.lapsed} 份名额通知逾期失效。")
        if begun.moved and options["verbosity"] > 0:
            self.stdout.write(f"{begun.moved} 份在办申请的期限已按新的工作日历重新计算。")
