"""Every request sent twice at the same moment: three hundred are carried out, none is doubled (T11, T46)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from queue import Empty, SimpleQueue
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from anxin.funding import services as funding
from anxin.funding.models import Source
from anxin.pharmacy import services as pharmacy
from tests.dispensing import steps
from tests.journeys.spine import everything_holds, fen_on, on_hand
from tests.pharmacy import deliveries
from tests.world import become, organisation

MOVES, PAYMENTS = 150, 150
FEN = 100
CLIENTS = 8
Request = Callable[[UUID], UUID]


def move_one_unit(lot_id: UUID, request_id: UUID) -> UUID:
    storekeeper = become("storekeeper")
    return pharmacy.transfer(
        request_id=request_id,
        target_id=organisation("hc-103").id,
        lines=[(lot_id, 1)],
        moved_on=steps.TODAY,
        actor=storekeeper,
        at=steps.AT,
    )


def pay_one_yuan(request_id: UUID) -> UUID:
    finance = become("finance")
    return funding.add_budget(
        request_id=request_id,
        source_id=Source.objects.get(code="district").id,
        year=2026,
        amount=FEN,
        document="江津财社〔2026〕1号",
        paid_on=date(2026, 1, 15),
        actor=finance,
        at=steps.AT,
    )


def client(waiting: SimpleQueue[tuple[int, Request, UUID]], answers: list[UUID | None]) -> None:
    """Send what waits, one after the other, over a connection of its own."""
    try:
        while True:
            place, request, request_id = waiting.get_nowait()
            with transaction.atomic():
                answers[place] = request(request_id)
    except Empty:
        return
    finally:
        connection.close()


def sent_twice(requests: Sequence[tuple[Request, UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """Send each request under its two ids, side by side; return what the two answers name."""
    waiting: SimpleQueue[tuple[int, Request, UUID]] = SimpleQueue()
    for place, (request, first, second) in enumerate(requests):
        waiting.put((2 * place, request, first))
        waiting.put((2 * place + 1, request, second))
    answers: list[UUID | None] = [None] * waiting.qsize()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(client, waiting, answers) for _ in range(CLIENTS)]:
            done.result()
    return list(zip(answers[::2], answers[1::2], strict=True))


@pytest.fixture
def lot_id(own_database) -> UUID:
    """Return a lot that lies in the hospital's store."""
    with transaction.atomic():
        return deliveries.stocked(become("storekeeper"), quantity=1000).id


def requests(lot_id: UUID) -> list[Request]:
    """Return three hundred requests, in turn a unit moved to the point and a yuan paid in."""
    moves: list[Request] = [partial(move_one_unit, lot_id)] * MOVES
    payments: list[Request] = [pay_one_yuan] * PAYMENTS
    return [request for both in zip(moves, payments, strict=True) for request in both]


def test_a_request_sent_twice_at_once_is_carried_out_once(lot_id):
    ids = [uuid4() for _ in range(MOVES + PAYMENTS)]

    answers = sent_twice(list(zip(requests(lot_id), ids, ids, strict=True)))

    assert all(first == second for first, second in answers)
    assert len(set(answers)) == MOVES + PAYMENTS
    assert on_hand(lot_id, "rehab", "hc-103") == [1000 - MOVES, MOVES]
    assert fen_on("fund") == PAYMENTS * FEN
    everything_holds()


def test_without_the_same_id_twice_they_double(lot_id):
    """Negative control: the same three hundred, each copy under an id of its own."""
    sent = [(request, uuid4(), uuid4()) for request in requests(lot_id)]

    answers = sent_twice(sent)

    assert len({one for both in answers for one in both}) == 2 * (MOVES + PAYMENTS)
    assert on_hand(lot_id, "rehab", "hc-103") == [1000 - 2 * MOVES, 2 * MOVES]
    assert fen_on("fund") == 2 * PAYMENTS * FEN
