"""Moving lots to the clinics, and the last box wanted by two (5.3.1.c, T10)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from anxin.ledger import queries as books
from anxin.ledger.services import Leg, account_id, post
from anxin.pages.guards import refusal_of
from anxin.pharmacy import queries, services
from anxin.pharmacy.models import StockBalance, Transfer
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from tests.pharmacy.deliveries import DAY, EXPIRES, move, on_hand, organisation_id, stocked
from tests.world import as_, become, beijing


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [ground.code for ground in refused.value.unmet]


@pytest.mark.django_db
class TestMoving:
    def test_units_leave_one_store_and_enter_the_other(self) -> None:
        actor = become("storekeeper")
        lot = stocked(actor, quantity=100)
        move(actor, (lot.id, 30))
        assert (on_hand("rehab", lot.id), on_hand("hc-101", lot.id)) == (70, 30)
        assert books.books_agree()

    def test_the_dispenser_sees_the_own_store_only(self) -> None:
        actor = become("storekeeper")
        lot = stocked(actor, quantity=100)
        move(actor, (lot.id, 30))
        become("dispenser")
        assert (on_hand("rehab", lot.id), on_hand("hc-101", lot.id)) == (0, 30)
        become("other_dispenser")
        assert on_hand("hc-101", lot.id) == 0

    def test_a_lot_that_is_short_is_refused_in_units(self) -> None:
        actor = become("storekeeper")
        lot = stocked(actor, quantity=100)
        with pytest.raises(Refused) as refused:
            move(actor, (lot.id, 101))
        assert codes(refused) == ["lot-suffices"]
        assert "可调拨 100，不够 101，缺 1" in refused.value.unmet[0].reason
        assert Transfer.objects.count() == 0

    @pytest.mark.parametrize("target", ["hc-117", "hc-102", "rehab"])
    def test_only_a_clinic_that_the_hospital_guides_is_supplied(self, target: str) -> None:
        actor = become("storekeeper")
        lot = stocked(actor)
        with pytest.raises(Refused) as refused:
            move(actor, (lot.id, 1), target=target)
        assert codes(refused) == ["target-is-guided-point"]

    def test_the_database_refuses_it_too(self) -> None:
        actor = become("storekeeper")
        lot = stocked(actor)
        made = Transfer.objects.get(id=move(actor, (lot.id, 1)))
        with pytest.raises(IntegrityError, match="guided clinic"), transaction.atomic():
            Transfer.objects.create(
                source=made.source,
                target_id=organisation_id("hc-117"),
                moved_on=DAY,
                act_id=made.act_id,
            )

    def test_expired_medicine_does_not_leave(self) -> None:
        actor = become("storekeeper")
        lot = stocked(actor, expires_on=DAY)
        late = beijing(2026, 11, 21)
        with pytest.raises(Refused) as refused:
            services.transfer(
                request_id=uuid4(),
                target_id=organisation_id("hc-101"),
                lines=[(lot.id, 1)],
                moved_on=DAY + timedelta(days=1),
                actor=actor,
                at=late,
            )
        assert codes(refused) == ["lot-is-in-date"]

    def test_another_hospitals_lot_is_not_there_to_move(self) -> None:
        lot = stocked(become("storekeeper"))
        with pytest.raises(Refused) as refused:
            move(become("centre_storekeeper"), (lot.id, 1), target="hc-117")
        assert codes(refused) == ["lot-suffices"]

    def test_the_same_request_twice_moves_once(self) -> None:
        actor, request_id = become("storekeeper"), uuid4()
        lot = stocked(actor, quantity=100)
        first = move(actor, (lot.id, 30), request_id=request_id)
        assert move(actor, (lot.id, 30), request_id=request_id) == first
        assert on_hand("rehab", lot.id) == 70

    def test_the_same_request_with_another_quantity_is_refused(self) -> None:
        actor, request_id = become("storekeeper"), uuid4()
        lot = stocked(actor, quantity=100)
        move(actor, (lot.id, 30), request_id=request_id)
        with pytest.raises(Refused):
            move(actor, (lot.id, 31), request_id=request_id)

    def test_stock_is_listed_first_expiry_first_with_the_days_left(self) -> None:
        actor = become("storekeeper")
        late = stocked(actor, expires_on=EXPIRES)
        early = stocked(actor, expires_on=DAY + timedelta(days=60))
        held = queries.stock_of(organisation_id("rehab"), [late.product_id], on=DAY)
        assert [(lot.lot_id, lot.days_left) for lot in held] == [
            (early.id, 60),
            (late.id, (EXPIRES - DAY).days),
        ]
        near = queries.expiring(organisation_id("rehab"), within_days=90, on=DAY)
        assert [lot.lot_id for lot in near] == [early.id]


def test_what_a_prepared_pickup_has_set_aside_stays(own_database: str) -> None:
    with as_("storekeeper") as actor:
        lot = stocked(actor, quantity=100)
    with connections["owner"].cursor() as owner:
        owner.execute("SET ROLE anxin_security")
        owner.execute(
            "CREATE OR REPLACE FUNCTION security.reserved(organisation uuid, day date) "
            "RETURNS TABLE (lot_id uuid, quantity bigint) LANGUAGE sql STABLE AS "
            f"$$ SELECT '{lot.id}'::uuid, 60::bigint WHERE day = '{DAY}' $$"
        )
        owner.execute("RESET ROLE")
    with as_("storekeeper") as actor:
        (held,) = queries.stock_of(organisation_id("rehab"), on=DAY)
        assert (held.on_hand, held.reserved, held.available) == (100, 60, 40)
        with pytest.raises(Refused) as refused, transaction.atomic():
            move(actor, (lot.id, 41))
        assert "可调拨 40" in refused.value.unmet[0].reason
        move(actor, (lot.id, 40))


def together(*jobs: Callable[[], object]) -> list[object]:
    """Run jobs at one moment, each in a thread with a connection of its own."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = job()
        except (Refused, IntegrityError) as refusal:
            results[index] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def last_box(quantity: int = 20) -> UUID:
    with as_("storekeeper") as actor:
        return stocked(actor, quantity=quantity).id


def taker(
    lot: UUID, target: str, take: Callable[[Actor, UUID, str], object]
) -> Callable[[], object]:
    def job() -> object:
        with as_("storekeeper") as actor:
            return take(actor, lot, target)

    return job


def by_service(actor: Actor, lot: UUID, target: str) -> object:
    return move(actor, (lot, 20), target=target)


def by_hand(actor: Actor, lot: UUID, target: str) -> object:
    """Post without looking first: nothing but the database stands between two."""
    del actor
    act = Transfer.objects.values_list("act_id", flat=True).first() or uuid4()
    return post(
        kind="transfer",
        business_on=DAY,
        act_id=act,
        document_id=uuid4(),
        legs=[
            Leg(account_id=account_id("store", organisation_id("rehab")), lot_id=lot, amount=-20),
            Leg(account_id=account_id("store", organisation_id(target)), lot_id=lot, amount=20),
        ],
    )


class TestTheLastBox:
    def test_one_gets_it_and_the_other_a_clear_refusal(self, own_database: str) -> None:
        lot = last_box()
        results = together(taker(lot, "hc-101", by_service), taker(lot, "hc-103", by_service))
        refusals = [r for r in results if isinstance(r, Refused)]
        assert len(refusals) == 1
        assert refusals[0].unmet[0].code == "lot-suffices"
        assert "缺 20" in refusals[0].unmet[0].reason
        self._nothing_was_made(lot)

    def test_many_at_once_never_take_more_than_there_is(self, own_database: str) -> None:
        lot = last_box(60)
        targets = ["hc-101", "hc-103", "hc-105", "hc-116"] * 2
        results = together(*(taker(lot, target, by_service) for target in targets))
        assert sum(isinstance(r, Refused) for r in results) == 5
        self._nothing_was_made(lot, total=60)

    def test_without_the_look_the_database_still_refuses_the_second(
        self, own_database: str
    ) -> None:
        lot = self._with_an_act()
        results = together(taker(lot, "hc-101", by_hand), taker(lot, "hc-103", by_hand))
        refusals = [r for r in results if isinstance(r, IntegrityError)]
        assert len(refusals) == 1
        told = refusal_of(refusals[0])
        assert told.unmet[0].code == "stock-suffices"
        self._nothing_was_made(lot)

    def test_with_that_check_dropped_the_stock_would_be_oversold(self, own_database: str) -> None:
        lot = self._with_an_act()
        with connections["owner"].cursor() as owner:
            owner.execute(
                "ALTER TABLE pharmacy_stockbalance DROP CONSTRAINT stock_is_never_negative"
            )
        results = together(taker(lot, "hc-101", by_hand), taker(lot, "hc-103", by_hand))
        assert not any(isinstance(r, IntegrityError) for r in results)
        with as_("storekeeper"):
            assert StockBalance.objects.filter(lot_id=lot, on_hand__lt=0).count() == 1

    def _with_an_act(self) -> UUID:
        with as_("storekeeper") as actor:
            other = stocked(actor)
            move(actor, (other.id, 1))
            return stocked(actor, quantity=20).id

    def _nothing_was_made(self, lot: UUID, *, total: int = 20) -> None:
        with as_("storekeeper"):
            held = StockBalance.objects.filter(lot_id=lot).values_list("on_hand", flat=True)
            assert sum(held) == total
            assert min(held) >= 0
            assert books.books_agree()
