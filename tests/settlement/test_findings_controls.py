"""Negative controls of the findings and of the invariants: rows that no service can write.

The owner switches the triggers off inside the test's own database and spoils one row; what the
checker sees and what ``verify`` asks must both say so (7.1.c).
"""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from django.db import connections, transaction

from anxin.database import addresses
from anxin.funding.invariants import INVARIANTS as OF_FUNDS
from anxin.policy import trying
from anxin.settlement import queries
from anxin.settlement.invariants import INVARIANTS as OF_CLAIMS
from tests.conftest import SERVER
from tests.dispensing import steps as counter
from tests.funding import consulting
from tests.funding import steps as fund
from tests.settlement import losing, steps
from tests.world import become

PROMISES = {promise.name: promise for promise in (*OF_FUNDS, *OF_CLAIMS)}


def settled() -> tuple[UUID, UUID]:
    """Bring two pick-ups through a whole claim, one rejected; return the claim and the accepted one."""
    with transaction.atomic():
        counter.stocked()
        fund.pay_in(1_000_000)
        fund.answer(fund.ask(8_000))
        _, kept = steps.given()
        _, rejected = steps.given()
        loser, lost = steps.given()
        claim = steps.filed()
        steps.checked(rejected, "rejected", reason="数量不符")
        steps.rest_accepted(claim)
        steps.finished(claim)
        steps.accepted(claim)
        losing.reported(loser, at=steps.AT)
        losing.decided(lost, at=steps.AT)
        above_the_cap()
    return claim, kept


def above_the_cap() -> None:
    """Hand over above the monthly cap, under an expert's confirmed opinion."""
    with trying(monthly_cap_fen=2500):
        patient = counter.enrolled()
        attendance = counter.arrived(patient)
        consulting.confirmed(attendance, {"2026-12": 3060})
        prescription = counter.reviewed(patient, attendance_id=attendance)
        counter.completed(counter.prepared(prescription))


def as_superuser(*statements: str) -> list[tuple[str, ...]]:
    """Run statements past every trigger and policy; return what the last one found."""
    name = connections["default"].settings_dict["NAME"]
    assert addresses.home()
    with psycopg.connect(SERVER.superuser_dsn(name), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in statements:
            found = admin.execute(statement)
        return found.fetchall() if found.description else []


def broken() -> set[str]:
    """Return the names of the promises that the rows break."""
    return {name for name, promise in PROMISES.items() if as_superuser(promise.sql_bad)}


def facts(claim: UUID, pickup: UUID):
    with transaction.atomic():
        become("checker")
        return queries.line_of(queries.find_claim(claim), steps.line_of(pickup)).facts


SPOILED = {
    "signed": "DELETE FROM dispensing_signature WHERE role = 'guardian'",
    "prescribed": "UPDATE clinics_pharmacistreview SET passed = false",
    "left_the_store": "UPDATE dispensing_allocation SET quantity = quantity - 1",
    "stands": "UPDATE dispensing_pickup SET stage = 'reversed'",
}


def test_every_finding_is_found_and_every_promise_can_be_broken(own_database):
    claim, pickup = settled()
    assert broken() == set()
    for promise in PROMISES.values():
        assert as_superuser(promise.sql_count)[0][0] > 0, promise.name
    assert facts(claim, pickup).is_clean

    for fact, statement in SPOILED.items():
        as_superuser(statement)
        assert not getattr(facts(claim, pickup), fact), fact


BREAKS = {
    "每条结算明细与领药的项目资金份额、医院和完成日一致": "UPDATE settlement_claimline SET amount = amount + 1",
    "没有三方签字的领药不在结算内，纸质签名单已补扫描件": "DELETE FROM dispensing_signature WHERE role = 'doctor'",
    "结算内的领药都已完成；上报以后冲销的，原条不改": "UPDATE dispensing_pickup SET stage = 'reversed'",
    "冲减的明细与原明细金额相反、意见相同，合计为零": (
        "INSERT INTO settlement_claimline (id, claim_id, pickup_id, completed_on, amount, takes_back_id) "
        "SELECT gen_random_uuid(), claim_id, pickup_id, completed_on, -1, id FROM settlement_claimline LIMIT 1"
    ),
    "核对完毕的结算，每条都认可或剔除": "UPDATE settlement_linecheck SET verdict = 'queried', reason = 'x'",
    "核定的结算与入账一致：认可冲减预拨，剔除记入核减，未核定的没有入账": (
        "UPDATE settlement_claim SET stage = 'checked'"
    ),
    "核对人不是上报人，也没有经手那次领药": (
        "UPDATE settlement_linecheck k SET recorded_by_id = c.recorded_by_id FROM settlement_claim c"
    ),
    "项目资金在任何一笔之后都不为负": (
        "UPDATE ledger_posting p SET amount = -1 FROM ledger_account a WHERE a.id = p.account_id "
        "AND a.kind = 'fund' AND p.amount > 0"
    ),
    "每笔预算到账与资金入账一致，可追溯到来源": "UPDATE funding_budget SET amount = amount + 1",
    "已批准的预拨各有一笔等额入账，未批准的没有": "UPDATE funding_advance SET stage = 'requested'",
    "遗失之日起用该卡完成的领药都登记为遗失期间费用，金额不差一分": (
        "DELETE FROM settlement_losscharge"
    ),
    "由本人承担的，各方承担的费用全部冲回，没有归还的记为本人应付；其他的没有入账": (
        "DELETE FROM ledger_entry WHERE kind = 'loss_charge'"
    ),
    "由本人承担的，项目资金的份额退回原处：未结算的不再应付，已认可的退回预拨，已剔除的冲减核减": (
        "UPDATE ledger_posting p SET account_id = b.id FROM ledger_account a, ledger_account b, ledger_entry e "
        "WHERE a.id = p.account_id AND e.id = p.entry_id AND e.kind = 'loss_charge' AND a.kind = 'advance' "
        "AND b.kind = 'disallowed' AND b.organisation_id = a.organisation_id"
    ),
    "由本人承担的领药不占用每月兜底限额": "DELETE FROM dispensing_monthshare WHERE amount < 0",
    "遗失期间费用由登记挂失以外的人认定；不由本人承担的写明理由": (
        "UPDATE settlement_losscharge c SET recorded_by_id = e.recorded_by_id FROM settlement_losschargeevent e"
    ),
    "已归还的都有等额的收款登记和收据号，没有归还的没有": (
        "UPDATE settlement_losscharge SET stage = 'paid'"
    ),
    "确认的专家意见由三个不同的人提出、登记、确认，专家不是提出的医师": (
        "UPDATE funding_expertword SET agrees = false"
    ),
    "超过限额的费用都有这名患者、这个月的已确认意见，不超过意见的金额": (
        "UPDATE funding_consultationmonth SET amount = amount - 1"
    ),
    "预拨的申请人与审批人不是同一人": (
        "UPDATE funding_advanceevent e SET recorded_by_id = v.recorded_by_id FROM funding_advance v"
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_promise_is_told(own_database, name):
    settled()
    as_superuser(BREAKS[name])

    assert name in broken()


def test_every_promise_has_its_control():
    """The one left out is a unique index: the same pick-up cannot be written twice by anybody."""
    assert set(PROMISES) - set(BREAKS) == {"每次领药只结算一次"}
