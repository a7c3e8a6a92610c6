"""Make the demonstration district: made-up people and a year of their business."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anxin.database import addresses
from anxin.demo.installation import OWNER, State, being_made, start_afresh, state
from anxin.demo.making import make
from anxin.demo.progress import Progress
from anxin.demo.world import World
from anxin.organisations.queries import DEMONSTRATION_PASSWORD

_DEFAULT_PEOPLE, _DEFAULT_MONTHS, _DEFAULT_SEED = 200, 12, 2019
_LEAST_MONTHS, _MOST_MONTHS = 2, 36


class Command(BaseCommand):
    """``demo``: does nothing where the demonstration is there already."""

    help = "生成演示区县：虚构人员和到今天为止一年的业务。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=_DEFAULT_PEOPLE, help="虚构人员人数")
        parser.add_argument("--months", type=int, default=_DEFAULT_MONTHS, help="业务历史的月数")
        parser.add_argument("--seed", type=int, default=_DEFAULT_SEED, help="随机数种子")
        parser.add_argument(
            "--if-empty", action="store_true", help="数据库里已有人员时不生成，也不报错"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if OWNER not in settings.DATABASES:
            raise CommandError(
                "生成演示数据要用数据库所有者的身份：请用 anxin demo，或设置 ANXIN_AS_OWNER=1。"
            )
        if options["people"] < 1:
            raise CommandError("人数至少是 1。")
        if not _LEAST_MONTHS <= options["months"] <= _MOST_MONTHS:
            raise CommandError(f"月数应在 {_LEAST_MONTHS} 到 {_MOST_MONTHS} 之间。")
        if self._is_needed(if_empty=options["if_empty"], verbosity=options["verbosity"]):
            self._make(options)

    def _is_needed(self, *, if_empty: bool, verbosity: int) -> bool:
        match state():
            case State.WHOLE:
                self._say("演示区县已经建好。", verbosity)
                return False
            case State.IN_USE if if_empty:
                self._say("数据库里已有人员档案，没有生成演示数据。", verbosity)
                return False
            case State.IN_USE:
                raise CommandError("数据库里已有人员档案，不能在其中生成演示数据。")
            case State.HALF_MADE if addresses.is_embedded():
                self._say("上次生成演示数据中途停止，现在清空演示数据库，重新生成。", verbosity)
                start_afresh()
            case State.HALF_MADE:
                raise CommandError(
                    f"上次生成演示数据中途停止，请清空数据库 {addresses.database_name()} 后再试。"
                )
        return True

    def _make(self, options: dict[str, Any]) -> None:
        began, verbosity = time.monotonic(), options["verbosity"]
        progress = Progress(quiet=verbosity == 0)
        self._say(
            f"正在生成演示区县：{options['people']} 名虚构人员，{options['months']} 个月的业务。",
            verbosity,
        )
        with being_made():
            world = make(
                count=options["people"],
                months=options["months"],
                seed=options["seed"],
                now=timezone.now(),
                processes=os.cpu_count() or 1,
                progress=progress,
            )
        progress.end()
        self._sum_up(world, seconds=time.monotonic() - began, verbosity=verbosity)

    def _sum_up(self, world: World, *, seconds: float, verbosity: int) -> None:
        lines = "，".join(f"{what} {number}" for what, number in world.made.items() if number)
        self._say(f"演示区县已建好，用时 {seconds:.0f} 秒：{lines}。", verbosity)
        if world.refused:
            reasons = "，".join(
                f"{code} {number}" for code, number in sorted(world.refused.items())
            )
            self._say(f"其中按规定被拒绝的办理：{reasons}。", verbosity)
        self._say(f"登录页列出各职责的演示账号，密码都是 {DEMONSTRATION_PASSWORD}。", verbosity)

    def _say(self, sentence: str, verbosity: int) -> None:
        if verbosity > 0:
            self.stdout.write(sentence)
