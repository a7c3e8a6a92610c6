"""Two approvals that meet on the fund's last fen: one is paid, the other is told (5.4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connection, transaction

from anxin.funding import queries
from anxin.rules.decisions import Refused
from tests import world
from tests.funding.steps import answer, ask, pay_in


def committed(step, *arguments, **named):
    with transaction.atomic():
        return step(*arguments, **named)


def approve(advance_id: UUID, by: str, barrier: Barrier) -> str:
    try:
        with transaction.atomic():
            world.become(by)
            barrier.wait(timeout=10)
            answer(advance_id, by=by)
        return "paid"
    except Refused as refusal:
        return refusal.unmet[0].code
    finally:
        connection.close()


def outcomes(*advances: UUID) -> list[str]:
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        tried = [
            pool.submit(approve, advance, by, barrier)
            for advance, by in zip(advances, ("commission", "second_commission"), strict=True)
        ]
        return sorted(future.result() for future in tried)


def test_two_approvals_cannot_draw_the_same_fen(own_database):
    committed(pay_in, 1_000)
    first, second = committed(ask, 600), committed(ask, 600, hospital="centre")

    assert outcomes(first, second) == ["fund-suffices", "paid"]
    with world.as_("finance"):
        assert queries.fund_balance() == 400


def test_one_advance_approved_by_two_is_paid_once(own_database):
    committed(pay_in, 1_000)
    advance = committed(ask, 300)

    assert outcomes(advance, advance) == ["move-is-open", "paid"]
    with world.as_("finance"):
        assert queries.fund_balance() == 700
