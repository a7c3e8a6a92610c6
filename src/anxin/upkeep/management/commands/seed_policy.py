"""Add to the database whatever of the policy pack is missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.policy import load
from anxin.policy.locations import find_pack
from anxin.upkeep.seed import seed


class Command(BaseCommand):
    help = "Add towns, organisations, points, products and accounts of the policy pack."

    def handle(self, *_args: Any, **options: Any) -> None:
        policy, folder = load(), find_pack()

        def say(title: str, count: int) -> None:
            if options["verbosity"] > 0:
                self.stdout.write(f"  {title}  {count}")

        if options["verbosity"] > 0:
            self.stdout.write(f"写入政策包 {policy.version}（{policy.district}）")
        with acting_as(SYSTEM_STAFF):
            seed(policy, folder, say=say)
