"""Put past decisions to today's rules; exit 1 where one would be found otherwise."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anxin.adoption.replaying import ReplayedDecision, replay_decisions
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as

_WORDS = {True: "符合", False: "不符合", None: "未审查"}


class Command(BaseCommand):
    help = (
        "Run past decisions through today's rules and list differences; exit 1 where one differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--terms-of",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the policy values of this day instead of the day of each decision",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        looked = differing = 0
        with acting_as(SYSTEM_STAFF):
            for one in replay_decisions(terms_of=options["terms_of"]):
                looked += 1
                if not one.found.agrees:
                    differing += 1
                    self.stdout.write(_line(one))
        self.stdout.write(f"重演 {looked} 项决定，{differing} 项与当时不同。")
        if differing:
            sys.exit(1)


def _line(one: ReplayedDecision) -> str:
    told = "；".join(
        f"{d.clause} 当时{_WORDS[d.was_met]}，现在{_WORDS[d.is_met]}" for d in one.found.differences
    )
    return f"✗ {one.decision_id} {one.decided_on} {one.outcome} {one.policy_version}：{told}"
