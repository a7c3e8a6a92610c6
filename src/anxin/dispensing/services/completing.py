"""Complete a pick-up: one act, one transaction, three signatures, or nothing (5.3.2.e)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.statements import run, together
from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, Line, read_case, read_lines, read_purse
from anxin.dispensing.injecting import (
    InjectionGiven,
    about_injections,
    to_inject,
    write_injections,
)
from anxin.dispensing.owing import leave_owed
from anxin.dispensing.plan import LineGiven, Plan, assess, different, make_plan, periods
from anxin.dispensing.prepared import (
    LotSetAside,
    Prepared,
    about_stock,
    given_from,
    owed_after,
    read_lots,
    read_prepared,
)
from anxin.dispensing.signing import GuardianSigned, signatures, signed_content, signers
from anxin.dispensing.writing import (
    move_pickup,
    write_month_shares,
    write_signatures,
    write_supplies,
)
from anxin.ledger.services import Leg, account_id, post
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Condition, Refused
from anxin.rules.dispensing import Signer
from anxin.rules.pickup_stages import PICKUP, PickupMove

ENTRY_KIND = "pickup"
CLAUSE = "5.3.2.e"


@cites("5.3.2.e", "5.3.2.a", "5.3.2.c", "2.1", "5.1.5.e")
def complete(
    *,
    request_id: UUID,
    pickup_id: UUID,
    guardian: GuardianSigned,
    dispenser_confirmed: bool,
    explained: bool,
    injections: Sequence[InjectionGiven] = (),
    actor: Actor,
    at: datetime,
) -> UUID:
    """Hand over a prepared pick-up, under locks in the written order (decision 0005).

    All that was decided at preparing is asked again. Nothing is taken without all three
    signatures: the doctor's of the prescription, the guardian's or patient's, the dispenser's.
    What is injected was injected here: ``injections`` tell how, and are signed too.
    """
    content = {
        "pickup": pickup_id,
        "way": guardian.way,
        "drawing": sha256(guardian.drawing.encode()).hexdigest(),
        "slip": guardian.slip_number.strip(),
        "confirmed": dispenser_confirmed,
        "explained": explained,
        "injections": [one.signed for one in injections],
    }
    if earlier := begin(
        request_id=request_id, kind="pickup.complete", content=content, result_id=pickup_id, at=at
    ):
        return earlier.result_id
    run("SELECT security.lock_pickup(%s)", pickup_id)
    pickup, today = _find(pickup_id, actor=actor), localdate(at)
    case, lines, lots = _read_again(pickup, on=today)
    if not case.in_hospital:  # an admission let it lapse: every ground is told below (5.1.6.1)
        PICKUP.after(pickup.stage, PickupMove.COMPLETE)
    signed = signers(
        guardian, doctor_hash=case.doctor_hash, dispenser_confirmed=dispenser_confirmed
    )
    injected = to_inject(pickup.id, person_id=pickup.person_id, on=today)
    plan = _examine(
        pickup,
        case,
        lines,
        lots,
        signed=signed,
        more=(
            grounds.USE_IS_EXPLAINED.met_if(explained),
            *about_injections(injected, injections, at=at),
        ),
        actor=actor,
        on=today,
    )
    owed = owed_after(lines, plan.lines)
    rows = signatures(
        guardian,
        content=content_of(pickup, case.doctor_hash, lots, injections, owed=owed),
        doctor_hash=case.doctor_hash,
        prescriber_id=pickup.prescriber_id,
        prescribed_at=pickup.prescribed_at,
        actor=actor,
        at=at,
    )
    with together():
        write_signatures(pickup.id, rows)
        write_injections(pickup, injected, injections, on=today)
        _take(pickup, plan, act_id=request_id, on=today)
        leave_owed(pickup, case, owed, act_id=request_id, on=today)
        move_pickup(
            pickup.id,
            PickupMove.COMPLETE,
            because="三方已签字，已讲解用法用量",
            clause=CLAUSE,
            act_id=request_id,
            on=today,
        )
    return pickup.id


def _find(pickup_id: UUID, *, actor: Actor) -> Prepared:
    pickup = read_prepared(pickup_id)
    if pickup is None or pickup.organisation_id != actor.organisation_id:
        raise grounds.PICKUP_IS_FOUND.refused()
    return pickup


def _examine(
    pickup: Prepared,
    case: Case,
    lines: tuple[Line, ...],
    lots: tuple[LotSetAside, ...],
    *,
    signed: frozenset[Signer],
    more: tuple[Condition, ...],
    actor: Actor,
    on: date,
) -> Plan:
    """Ask again for everything; return the plan as it stands, or refuse with every ground."""
    policy, given = load(), given_from(lots, lines)
    taken, in_part = [one.line for one in given], bool(owed_after(lines, given))
    purse = read_purse(
        pickup.person_id,
        disability_certified=case.disability_certified,
        periods=periods(taken, on=on),
        policy=policy,
        on=on,
    )
    plan, cost = make_plan(case, given, purse=purse, in_part=in_part)
    store_id = pickup.organisation_id
    asked = assess(case, taken, given, store_id=store_id, signatures=signed, policy=policy, on=on)
    Refused.unless(
        different(
            *_about_today(pickup, plan, actor=actor, on=on),
            *asked.conditions,
            *more,
            *about_stock(lots, lines),
            *cost.conditions,
        )
    )
    assert plan is not None
    return plan


def content_of(
    pickup: Prepared,
    doctor_hash: bytes,
    lots: Sequence[LotSetAside],
    injections: Sequence[InjectionGiven] = (),
    *,
    owed: Sequence[Line] = (),
) -> dict[str, object]:
    """Return what guardian and dispenser sign of a pick-up, what is owed with it."""
    return signed_content(
        pickup.id,
        doctor_hash=doctor_hash,
        prepared_on=pickup.prepared_on,
        starts_on=pickup.starts_on,
        until=pickup.until,
        next_pickup_on=pickup.next_pickup_on,
        shares=[pickup.shares[payer] for payer in Payer],
        lots=lots,
        injections=[one.signed for one in injections],
        owed=owed,
    )


def _read_again(
    pickup: Prepared, *, on: date
) -> tuple[Case, tuple[Line, ...], tuple[LotSetAside, ...]]:
    case = read_case(
        pickup.prescription_id, store_id=pickup.organisation_id, card_id=pickup.card_id, on=on
    )
    assert case is not None, "a pick-up in reach has its prescription in reach"
    return case, read_lines(case, on=on), read_lots(pickup)


def _about_today(
    pickup: Prepared, plan: Plan | None, *, actor: Actor, on: date
) -> tuple[Condition, ...]:
    its_day = pickup.prepared_on == on
    stands = plan is not None and (
        (plan.starts_on, plan.until, dict(plan.shares))
        == (pickup.starts_on, pickup.until, dict(pickup.shares))
    )
    return (
        grounds.IS_ITS_DAY.met_if(its_day, prepared_on=pickup.prepared_on),
        grounds.PLAN_STANDS.met_if(stands or not its_day),
        grounds.DISPENSER_IS_ANOTHER.met_if(
            actor.staff_id not in {pickup.prescriber_id, pickup.reviewer_id}
        ),
    )


def _take(pickup: Prepared, plan: Plan, *, act_id: UUID, on: date) -> None:
    """Take stock, money, limits and days."""
    post(
        kind=ENTRY_KIND,
        business_on=on,
        act_id=act_id,
        document_id=pickup.id,
        legs=[*_stock_legs(pickup, plan.lines), *_money_legs(pickup)],
    )
    write_month_shares(pickup.id, pickup.person_id, plan.limited)
    write_supplies(
        pickup.id, pickup.person_id, plan.lines, organisation_id=pickup.organisation_id, on=on
    )


def _stock_legs(pickup: Prepared, given: Sequence[LineGiven]) -> Iterator[Leg]:
    store = account_id("store", pickup.organisation_id)
    patient = account_id("patient", pickup.organisation_id)
    for one in given:
        for lot in one.lots:
            yield Leg(account_id=store, lot_id=lot.lot_id, amount=-lot.quantity)
            yield Leg(account_id=patient, lot_id=lot.lot_id, amount=lot.quantity)


def _money_legs(pickup: Prepared) -> Iterator[Leg]:
    for payer, fen in pickup.shares.items():
        if fen:
            cost = account_id("cost", pickup.hospital_id, payer.value)
            payable = account_id("payable", pickup.hospital_id, payer.value)
            yield Leg(account_id=cost, amount=fen)
            yield Leg(account_id=payable, amount=-fen)
