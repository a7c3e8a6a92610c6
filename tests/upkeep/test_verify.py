"""`verify` holds on what the services made, and tells each tampering by name."""

from __future__ import annotations

from io import StringIO

import psycopg
import pytest
from django.core.management import call_command

from anxin.upkeep.guards import checks
from anxin.upkeep.services import Finding, invariants, verify
from tests.conftest import SERVER

STOCK = "库存等于出入库之和"
TRIGGERS, POLICIES = "数据库触发器齐全、启用", "行级权限齐全、与登记表一致"
FUNCTIONS, RIGHTS = "守护函数与程序逐字一致", "各账号的表权限与登记表一致"
RULES, CONSTRAINTS = "职责、互斥职责和状态表与程序一致", "数据库约束齐全、有效"
HANDS = "办理产生的每一行都由办理人本人在同一事务写入"
OFFICER = "(SELECT id FROM organisations_staff WHERE username = 't-officer')"

FOUND = "每个人都能按现在的姓名、拼音和电话查到、查重，按从前的查不到"

TAMPERINGS: tuple[tuple[str, str], ...] = (
    # Stock and books.
    ("UPDATE pharmacy_stockbalance SET on_hand = on_hand + 1", STOCK),
    ("DELETE FROM pharmacy_stockbalance", STOCK),
    (
        "UPDATE ledger_posting SET amount = amount + 1 WHERE amount > 0",
        "每笔账借贷相等（金额按分、药品按批号）",
    ),
    ("DELETE FROM ledger_posting", "每笔账至少有两条分录"),
    (
        (
            "UPDATE ledger_posting p SET amount = amount * 2 FROM ledger_entry e "
            "WHERE e.id = p.entry_id AND e.reverses_id IS NOT NULL"
        ),
        "每笔冲销与原账逐条相反，每笔只冲销一次",
    ),
    (
        "UPDATE ledger_posting SET lot_id = NULL WHERE lot_id IS NOT NULL",
        "金额只记资金账户，药品只记药品账户",
    ),
    (
        (
            "UPDATE ledger_posting SET id = -id WHERE amount > 0 AND lot_id IS NOT NULL; "
            "UPDATE ledger_posting SET id = -id - 1000 WHERE amount < 0 AND lot_id IS NOT NULL"
        ),
        "每个批次的库存在任何一笔之后都不为负",
    ),
    (
        "UPDATE pharmacy_lot SET quantity = quantity + 1",
        "每个批次：收货数量 = 各药品库在库 + 患者领用 + 损耗",
    ),
    (
        "UPDATE pharmacy_lot SET unit_price = unit_price + 1",
        "每个批次的品种、进价与订单一致（零差价）",
    ),
    ("UPDATE pharmacy_purchaseline SET quantity = 1", "收货不超过订单，订单只由精神专科医院下"),
    ("DELETE FROM pharmacy_lot", "每次收货的批次与入库分录一致"),
    (
        "UPDATE pharmacy_transferline SET quantity = quantity + 1",
        "每次调拨的批次、数量与出入库分录一致，只调到指导的领药点，没有过期药品",
    ),
    (
        "UPDATE ledger_entry SET document_id = gen_random_uuid()",
        "每笔药品出入库都有收货、调拨、领药或退回单据",
    ),
    # Stages and hands.
    ("UPDATE dispensing_pickup SET stage = 'prepared'", "领药的状态由其变动逐步推出"),
    ("DELETE FROM funding_advanceevent", "预拨经费的状态由其变动逐步推出"),
    ("UPDATE enrolment_applicationevent SET from_stage = 'approved'", "申请的状态由其变动逐步推出"),
    ("UPDATE clinics_prescriptionevent SET move = 'expire'", "处方的状态由其变动逐步推出"),
    (f"UPDATE ledger_entry SET recorded_by_id = {OFFICER}", HANDS),
    ("UPDATE clinics_visit SET recorded_xid = recorded_xid + 1", HANDS),
    (
        "UPDATE pharmacy_lot SET recorded_at = now() + interval '1 day'",
        "每一行都有数据库写入的时间、经办人和事务号",
    ),
    # People and the record of reading.
    ("DELETE FROM people_welfare", "每个人都有身份、病情和救助三份资料"),
    (
        (
            "ALTER TABLE people_identity DROP CONSTRAINT people_identity_identity_index_key; "
            "UPDATE people_identity SET identity_index = '\\x00'"
        ),
        "没有两个人登记同一个身份证号",
    ),
    (
        "UPDATE privacy_accessrecord SET person_ids = '{}'",
        "每条查阅记录都写明查阅人、内容和被查阅的人",
    ),
    ("DELETE FROM people_person", "每条查阅记录都写明查阅人、内容和被查阅的人"),
    ("DELETE FROM organisations_confidentialityagreement", "查阅时查阅人都已签署保密协议"),
    ("DELETE FROM privacy_accessrecord", "到诊登记都留有同一人、同一事务的查阅记录"),
    ("DELETE FROM privacy_accessrecord", "看诊都留有同一人、同一事务的查阅记录"),
    ("DELETE FROM privacy_accessrecord", "复审决定都留有同一人、同一事务的查阅记录"),
    # The words by which people are found.
    ("DELETE FROM people_findtoken", FOUND),
    ("DELETE FROM people_findtoken WHERE through_guardian", FOUND),
    (
        (
            "INSERT INTO people_findtoken (person_id, token, through_guardian) "
            "SELECT id, sha256(convert_to('曾用名', 'UTF8')), false FROM people_person"
        ),
        FOUND,
    ),
    ("UPDATE people_findtoken SET through_guardian = NOT through_guardian", FOUND),
    ("UPDATE people_identity SET name = set_byte(name, 30, (get_byte(name, 30) + 1) % 256)", FOUND),
    # The guards themselves.
    ("ALTER TABLE ledger_posting DISABLE TRIGGER b_balance", TRIGGERS),
    ("DROP TRIGGER a_keep ON ledger_entry", TRIGGERS),
    (
        (
            "DROP TRIGGER a_keep ON ledger_entry; CREATE TRIGGER a_keep BEFORE DELETE ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION security.keep()"
        ),
        TRIGGERS,
    ),
    ("ALTER POLICY app_select ON people_identity USING (true)", POLICIES),
    ("CREATE POLICY backdoor ON people_clinical TO anxin_app USING (true)", POLICIES),
    ("DROP POLICY app_select ON ledger_entry", POLICIES),
    ("ALTER TABLE people_policelisting NO FORCE ROW LEVEL SECURITY", POLICIES),
    (
        (
            "CREATE OR REPLACE FUNCTION security.keep() RETURNS trigger LANGUAGE plpgsql "
            "AS $$BEGIN RETURN NEW; END$$"
        ),
        FUNCTIONS,
    ),
    ("GRANT DELETE ON ledger_entry TO anxin_app", RIGHTS),
    ("GRANT UPDATE (amount) ON ledger_posting TO anxin_jobs", RIGHTS),
    ("GRANT SELECT ON people_identity TO PUBLIC", RIGHTS),
    ("INSERT INTO security.allowed VALUES ('finance', 'clinical.read', 'district')", RULES),
    ("DELETE FROM security.incompatible WHERE duty = 'psychiatrist'", RULES),
    ("UPDATE security.move SET to_stage = 'approved' WHERE noun = 'application'", RULES),
    ("ALTER TABLE pharmacy_stockbalance DROP CONSTRAINT stock_is_never_negative", CONSTRAINTS),
)


def run() -> tuple[int, str]:
    told, status = StringIO(), 0
    try:
        call_command("verify", stdout=told)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, told.getvalue()


def tamper(database: str, statement: str) -> None:
    with psycopg.connect(SERVER.superuser_dsn(database)) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(statement)


def broken() -> dict[str, Finding]:
    return {finding.name: finding for finding in verify() if not finding.holds}


def test_everything_holds_after_the_services_worked(copy: str) -> None:
    status, text = run()
    assert "✗" not in text
    assert status == 0
    assert f"✓ {STOCK}  " in text
    assert text.splitlines()[-1].startswith(f"{len(invariants()) + len(checks()) + 1} 项全部相符")


def test_every_promise_has_a_name_of_its_own_and_looks_at_something(copy: str) -> None:
    findings = list(verify())
    names = [finding.name for finding in findings]
    assert len(set(names)) == len(names)
    looked = {finding.name for finding in findings if finding.counted}
    assert {name for _, name in TAMPERINGS} <= looked


@pytest.mark.parametrize(
    ("statement", "name"), TAMPERINGS, ids=[f"{name} {s[:40]}" for s, name in TAMPERINGS]
)
def test_what_a_superuser_changes_is_told(statement: str, name: str, copy: str) -> None:
    tamper(copy, statement)
    found = broken()
    assert name in found
    assert found[name].examples


def test_the_command_ends_with_1_and_names_what_is_broken(copy: str) -> None:
    tamper(copy, "UPDATE pharmacy_stockbalance SET on_hand = on_hand + 1")
    status, text = run()
    assert status == 1
    assert f"✗ {STOCK}  " in text
    assert "处不符（5.3.1.c）：" in text
