"""`verify` holds on what the services made, and tells each tampering by name."""

from __future__ import annotations

from io import StringIO

import psycopg
import pytest
from django.core.management import call_command

from anxin.upkeep.services import Finding, invariants, verify
from tests.conftest import SERVER
from tests.pharmacy.deliveries import move, stocked
from tests.world import as_


def medicine() -> None:
    with as_("storekeeper") as actor:
        lot = stocked(actor, quantity=100)
        move(actor, (lot.id, 30))


def broken() -> dict[str, Finding]:
    return {finding.name: finding for finding in verify() if not finding.holds}


def run() -> tuple[int, str]:
    told, status = StringIO(), 0
    try:
        call_command("verify", stdout=told)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, told.getvalue()


def test_everything_holds_after_the_services_worked(own_database: str) -> None:
    medicine()
    status, text = run()
    assert status == 0, text
    assert "✓ 库存等于出入库之和  2 个批次库位（5.3.1.c）" in text
    assert "✗" not in text
    assert text.strip().splitlines()[-1].startswith(f"{len(invariants()) + 6} 项全部相符")


def test_every_promise_has_a_name_of_its_own(own_database: str) -> None:
    names = [finding.name for finding in verify()]
    assert len(set(names)) == len(names)
    assert len(names) > 40


SABOTAGE = (
    ("UPDATE pharmacy_stockbalance SET on_hand = on_hand - 1", "库存等于出入库之和", 2),
    ("UPDATE ledger_posting SET amount = amount + 1 WHERE amount > 0", "每笔账借贷相等（金额按分、药品按批号）", 2),
    ("DELETE FROM ledger_posting", "每笔账至少有两条分录", 2),
    ("UPDATE pharmacy_lot SET unit_price = unit_price + 1", "每个批次的品种、进价与订单一致（零差价）", 1),
    ("UPDATE pharmacy_lot SET quantity = 1000", "收货不超过订单，订单只由精神专科医院下", 1),
    ("UPDATE pharmacy_transferline SET quantity = 31", "每次调拨的批次、数量与出入库分录一致，只调到指导的领药点，没有过期药品", 1),
    ("UPDATE ledger_entry SET document_id = gen_random_uuid()", "每笔药品出入库都有收货、调拨或领药单据", 2),
    ("UPDATE ledger_entry SET recorded_by_id = (SELECT id FROM organisations_staff WHERE username = 't-officer')", "办理产生的每一行都由办理人本人在同一事务写入", 2),
    ("UPDATE pharmacy_lot SET recorded_at = now() + interval '1 day'", "每一行都有数据库写入的时间、经办人和事务号", 1),
    ("ALTER TABLE ledger_posting DISABLE TRIGGER b_balance", "数据库触发器齐全、启用", 1),
    ("DROP TRIGGER a_keep ON ledger_entry", "数据库触发器齐全、启用", 1),
    ("ALTER POLICY app_select ON people_identity USING (true)", "行级权限齐全、与登记表一致", 2),
    ("CREATE POLICY backdoor ON people_clinical TO anxin_app USING (true)", "行级权限齐全、与登记表一致", 1),
    ("ALTER TABLE people_policelisting NO FORCE ROW LEVEL SECURITY", "行级权限齐全、与登记表一致", 1),
    ("CREATE OR REPLACE FUNCTION security.keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$", "守护函数与程序逐字一致", 2),
    ("GRANT DELETE ON ledger_entry TO anxin_app", "应用账号的表权限与登记表一致", 1),
    ("GRANT UPDATE (amount) ON ledger_posting TO anxin_jobs", "应用账号的表权限与登记表一致", 1),
    ("INSERT INTO security.allowed VALUES ('finance', 'clinical.read', 'district')", "职责、互斥职责和状态表与程序一致", 1),
    ("DELETE FROM security.incompatible WHERE duty = 'psychiatrist'", "职责、互斥职责和状态表与程序一致", 2),
    ("ALTER TABLE pharmacy_stockbalance DROP CONSTRAINT stock_is_never_negative", "数据库约束齐全、有效", 1),
)


@pytest.mark.parametrize(("statement", "name", "least"), SABOTAGE, ids=[s[0][:60] for s in SABOTAGE])
def test_what_a_superuser_changes_is_told(statement: str, name: str, least: int, own_database: str) -> None:
    medicine()
    with psycopg.connect(SERVER.superuser_dsn(own_database)) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(statement)
    found = broken()
    assert name in found
    assert found[name].broken >= least
    assert found[name].examples
    status, text = run()
    assert status == 1
    assert f"✗ {name}" in text
