"""``verify`` looks at every pick-up, and notices each promise that is broken behind its back."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections, transaction

from anxin.clinics.models import Supply
from anxin.database.invariants import Invariant
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.dispensing.invariants import INVARIANTS
from anxin.dispensing.models import Pickup
from tests.conftest import SERVER
from tests.dispensing import steps
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")
BROKEN = {
    "费用合计等于各行之和，也等于各方承担之和": "UPDATE dispensing_pickupline SET amount = amount + 1",
    "每行金额和数量等于所发批号之和，单价等于采购价": "UPDATE dispensing_allocation SET unit_price = unit_price + 1",
    "完成的领药三方签字齐全，医师签的是这张处方": "UPDATE dispensing_signature SET content_hash = '\\x00' WHERE role = 'doctor'",
    "监护人和发药人签的是同一内容": "UPDATE dispensing_signature SET content_hash = '\\x00' WHERE role = 'guardian'",
    "完成的领药恰有一笔账；冲销的领药，账也冲销；没有完成的，没有账": "UPDATE dispensing_pickup SET stage = 'completed' WHERE stage = 'prepared'",
    "每次领药出库的批号和数量与所发一致": "UPDATE ledger_posting SET amount = amount * 2 WHERE lot_id IS NOT NULL",
    "每次领药的应付账与各方承担一致": "UPDATE ledger_posting SET amount = amount - 1 WHERE lot_id IS NULL",
    "各方按月、按年的使用额等于各次领药之和，不超过限额": "UPDATE funding_use SET used = used + 1",
    "项目承担额按月分摊，合计不差一分": "UPDATE dispensing_monthshare SET amount = amount + 1",
    "供药期与所发药品一致：完成的有效，冲销的失效": "UPDATE clinics_supply SET until = until - 1",
    "患者个人不支付一分钱": "ALTER TABLE dispensing_pickup DROP CONSTRAINT no_share_is_negative_and_the_person_pays_nothing; UPDATE dispensing_pickup SET person_share = 1, programme = programme - 1",
    "开方、审方、发药由三个不同的人办理": "UPDATE dispensing_signature s SET staff_id = p.reviewer_id FROM dispensing_pickup p WHERE p.id = s.pickup_id AND s.role = 'dispenser'",
    "住院登记以后，住院期间没有发药": "INSERT INTO enrolment_hospitalstay (id, person_id, hospital, since, recorded_at, recorded_by_id, recorded_xid, act_id) SELECT gen_random_uuid(), person_id, '', prepared_on, '2019-03-18', recorded_by_id, 1, act_id FROM dispensing_pickup LIMIT 1",
    "有完成的领药的处方即为已发药或部分发药；没有的，都不是": "UPDATE clinics_prescription SET stage = 'reviewed'",
    "完成的领药中每支针剂都有注射记录，带回家的药没有；冲销的，注射记录也失效": "UPDATE clinics_injection SET units = units + 1",
    "离开过窗口又收回的药品，批号和数量与所发一致，已作损耗": "INSERT INTO dispensing_returnedmedicine (id, pickup_id, act_id, recorded_at, recorded_by_id, recorded_xid) SELECT gen_random_uuid(), id, act_id, recorded_at, recorded_by_id, 1 FROM dispensing_pickup WHERE stage = 'reversed'",
    "每行各次发药之和不超过处方，发给的加欠的等于处方": "UPDATE dispensing_pickupline SET quantity = quantity + 1",
}


@pytest.fixture
def district(own_database: str) -> str:
    """One pick-up completed, one with an injection, one reversed, one only prepared."""
    with transaction.atomic():
        steps.stocked(product=steps.PALIPERIDONE_150, units=10, price=100)
        needle = steps.prepared(
            steps.reviewed(steps.enrolled(), steps.needle(steps.PALIPERIDONE_150))
        )
        steps.completed(needle, injections=steps.injected(needle))
        steps.handed_over()
        _, reversed_one = steps.handed_over()
        steps.reversed_(reversed_one.id)
        steps.prepared(steps.reviewed(steps.enrolled()))
    connections["default"].close()
    return own_database


def as_verify_sees(promise: Invariant) -> tuple[int, list[str]]:
    """Return how many were looked at and which broke the promise, under the system's account."""
    with acting_as(SYSTEM_STAFF), connections["default"].cursor() as cursor:
        cursor.execute(promise.sql_count)
        row = cursor.fetchone()
        cursor.execute(promise.sql_bad)
        return (row[0] if row else 0), [bad for (bad,) in cursor.fetchall()]


@pytest.mark.slow
def test_every_promise_holds_and_looks_at_something(district):
    with as_("auditor"):
        stages = set(Pickup.objects.values_list("stage", flat=True))
        assert stages == {"completed", "reversed", "prepared"}
        assert Supply.objects.count() == 3
    for promise in INVARIANTS:
        count, bad = as_verify_sees(promise)
        assert count > 0, promise.name
        assert bad == [], promise.name


def test_every_promise_has_its_break():
    assert set(BROKEN) == {promise.name for promise in INVARIANTS}


@pytest.mark.slow
def test_each_break_is_noticed(district):
    """A superuser switches the guards off; verify still sees it (security: facts met)."""
    for promise in INVARIANTS:
        with psycopg.connect(SERVER.superuser_dsn(district)) as database:
            database.execute("SET LOCAL session_replication_role = replica")
            database.execute(BROKEN[promise.name])
            bad = database.execute(promise.sql_bad).fetchall()
            assert bad, promise.name
            database.rollback()
