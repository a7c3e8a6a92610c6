"""Let offers of a place lapse that nobody answered in time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.enrolment.services import lapse_offers


class Command(BaseCommand):
    help = (
        "Let offers of a place lapse that nobody answered in time; safe to repeat, for a daily job."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        with acting_as(SYSTEM_STAFF) as actor:
            count = lapse_offers(request_id=uuid4(), actor=actor, at=now())
        if options["verbosity"] > 0:
            self.stdout.write(f"{count} 份名额通知逾期失效。")
