"""Recompute every promise of the program; exit 1 where one does not hold."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from anxin.upkeep.services import Finding, verify


class Command(BaseCommand):
    help = (
        "Recompute stock, books, shares, stages, signatures and readings; exit 1 where one fails."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        started, looked, broken = monotonic(), 0, 0
        for finding in verify():
            looked += 1
            broken += not finding.holds
            if not quiet or not finding.holds:
                self.stdout.write(_line(finding))
                self.stdout.flush()
        seconds = int(monotonic() - started)
        if broken:
            self.stdout.write(f"{looked} 项中有 {broken} 项不符（{seconds} 秒）。")
            sys.exit(1)
        self.stdout.write(f"{looked} 项全部相符（{seconds} 秒）。")


def _line(finding: Finding) -> str:
    counted = f"{finding.counted} {finding.of}"
    if finding.holds:
        return f"✓ {finding.name}  {counted}（{finding.clause}）"
    examples = "，".join(finding.examples)
    return f"✗ {finding.name}  {counted}中 {finding.broken} 处不符（{finding.clause}）：{examples}"
