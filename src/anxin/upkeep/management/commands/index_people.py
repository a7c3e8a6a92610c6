"""Make the keyed words and marks by which people are found, for everybody who lacks them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anxin.upkeep.finding import index_people


class Command(BaseCommand):
    help = "Make the keyed words and marks by which people are found; may be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="everybody anew, after readings of names changed"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        count, unopened = index_people(everybody=options["all"])
        if count and options["verbosity"] > 0:
            self.stdout.write(f"已为 {count - len(unopened)} 人建立查找词和查重标记。")
        if unopened:
            self.stderr.write(f"有 {len(unopened)} 人的资料打不开，请运行 anxin verify 查看。")
