"""What must hold across contexts: stages follow events, rows carry their act's hand, readings are
recorded, people stand once. Made from the registry and the tables of stages, so that a new noun or
table is looked at without a line here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps

from anxin.database.invariants import Invariant
from anxin.database.registry import GUARDS
from anxin.rules.stages import TABLES

STOCK_HAS_ITS_DOCUMENT = Invariant(
    name="每笔药品出入库都有收货、调拨、领药或退回单据",
    clause="7.1.c",
    of="笔",
    sql_count="SELECT count(DISTINCT entry_id) FROM ledger_posting WHERE lot_id IS NOT NULL",
    sql_bad=(
        "SELECT DISTINCT e.id::text FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id "
        "WHERE p.lot_id IS NOT NULL AND e.document_id NOT IN (SELECT id FROM pharmacy_receipt "
        "UNION ALL SELECT id FROM pharmacy_transfer UNION ALL SELECT id FROM dispensing_pickup "
        "UNION ALL SELECT id FROM dispensing_returnedmedicine)"
    ),
)
PEOPLE_ARE_WHOLE = Invariant(
    name="每个人都有身份、病情和救助三份资料",
    clause="3.1.e",
    of="人",
    sql_count="SELECT count(*) FROM people_person",
    sql_bad=(
        "SELECT p.id::text FROM people_person p LEFT JOIN people_identity i ON i.person_id = p.id "
        "LEFT JOIN people_clinical c ON c.person_id = p.id LEFT JOIN people_welfare w ON w.person_id = p.id "
        "WHERE i.person_id IS NULL OR c.person_id IS NULL OR w.person_id IS NULL"
    ),
)
PEOPLE_STAND_ONCE = Invariant(
    name="没有两个人登记同一个身份证号",
    clause="5.1.2.a",
    of="个身份证号",
    sql_count="SELECT count(identity_index) FROM people_identity",
    sql_bad=(
        "SELECT string_agg(person_id::text, '=') FROM people_identity WHERE identity_index IS NOT NULL "
        "GROUP BY identity_index HAVING count(*) > 1"
    ),
)
READINGS_ARE_WHOLE = Invariant(
    name="每条查阅记录都写明查阅人、内容和被查阅的人",
    clause="7.2.d",
    of="条",
    sql_count="SELECT count(*) FROM privacy_accessrecord",
    sql_bad=(
        "SELECT r.id::text FROM privacy_accessrecord r LEFT JOIN organisations_staff s "
        "ON s.id = r.recorded_by_id WHERE s.id IS NULL OR cardinality(r.person_ids) = 0 "
        "OR cardinality(r.fields) = 0 OR r.page = '' "
        "UNION ALL SELECT r.id::text FROM (SELECT id, unnest(person_ids) AS person_id "
        "FROM privacy_accessrecord) r LEFT JOIN people_person p ON p.id = r.person_id WHERE p.id IS NULL "
        "AND r.person_id NOT IN (SELECT draft_id FROM security.drafts_held() "
        "UNION SELECT row_id FROM security.import_rows_held() "
        "UNION SELECT batch_id FROM security.import_rows_held())"
    ),
)
READERS_HAD_SIGNED = Invariant(
    name="查阅时查阅人都已签署保密协议",
    clause="7.2.a",
    of="条",
    sql_count="SELECT count(*) FROM privacy_accessrecord WHERE duty <> 'system'",
    sql_bad=(
        "SELECT r.id::text FROM privacy_accessrecord r WHERE r.duty <> 'system' AND NOT EXISTS "
        "(SELECT 1 FROM organisations_confidentialityagreement a WHERE a.staff_id = r.recorded_by_id "
        "AND a.recorded_at <= r.recorded_at "
        "AND a.valid_until > (r.recorded_at AT TIME ZONE 'Asia/Shanghai')::date)"
    ),
)


def _read_first(title: str, rows: str, of: str) -> Invariant:
    """What could not be decided without reading the person has that reading, by the same hand and
    in the same transaction."""
    return Invariant(
        name=f"{title}都留有同一人、同一事务的查阅记录",
        clause="7.2.d",
        of=of,
        sql_count=f"SELECT count(*) FROM ({rows}) d",  # noqa: S608 - text of ours
        sql_bad=(
            f"SELECT d.id::text FROM ({rows}) d WHERE NOT EXISTS (SELECT 1 FROM privacy_accessrecord r "  # noqa: S608 - text of ours
            "WHERE r.recorded_xid = d.recorded_xid AND r.recorded_by_id = d.recorded_by_id "
            "AND d.person_id = ANY (r.person_ids))"
        ),
    )


READ_BEFORE: tuple[Invariant, ...] = (
    _read_first(
        "到诊登记",
        "SELECT id, person_id, recorded_xid, recorded_by_id FROM clinics_attendance",
        "次",
    ),
    _read_first(
        "看诊",
        "SELECT id, person_id, recorded_xid, recorded_by_id FROM clinics_visit",
        "次",
    ),
    _read_first(
        "复审决定",
        "SELECT f.decision_id AS id, a.person_id, d.recorded_xid, d.recorded_by_id "
        "FROM enrolment_decisionfacts f JOIN enrolment_decision d ON d.id = f.decision_id "
        "JOIN enrolment_application a ON a.id = d.application_id",
        "份",
    ),
)


def stages() -> Iterator[Invariant]:
    """Yield one promise for each noun with events: the stage is what its events lead to."""
    for guard in GUARDS:
        if guard.noun and guard.parent:
            yield _stage(guard.noun, guard.table, *guard.parent)


def _stage(noun: str, events: str, parent: str, column: str) -> Invariant:
    table = TABLES[noun]
    moves = ", ".join(f"('{a}', '{move}', '{b}')" for (a, move), b in table.moves.items())
    chain = (
        f"WITH chain AS (SELECT {column} AS parent, from_stage, move, to_stage, "  # noqa: S608 - text of ours
        f"lag(to_stage, 1, '{table.start}') OVER (w ORDER BY recorded_at, id) AS before, "
        f"row_number() OVER (w ORDER BY recorded_at DESC, id DESC) AS back "
        f"FROM {events} WINDOW w AS (PARTITION BY {column})) "
    )
    return Invariant(
        name=f"{table.noun}的状态由其变动逐步推出",
        clause="working-rules:stages",
        of="项",
        sql_count=f"SELECT count(*) FROM {parent}",  # noqa: S608 - text of ours
        sql_bad=(
            f"{chain} SELECT p.id::text FROM {parent} p LEFT JOIN chain c ON c.parent = p.id AND c.back = 1 "  # noqa: S608 - text of ours
            f"WHERE p.stage <> coalesce(c.to_stage, '{table.start}') "
            f"UNION SELECT c.parent::text FROM chain c LEFT JOIN (VALUES {moves}) m (a, move, b) "
            "ON m.a = c.from_stage AND m.move = c.move AND m.b = c.to_stage "
            "WHERE m.a IS NULL OR c.before <> c.from_stage"
        ),
    )


def hands() -> Invariant:
    """Promise that what an act made bears the act's hand, and stands in its transaction."""
    stamped = {guard.table for guard in GUARDS if guard.stamped and guard.table != "acts_act"}
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.db_table in stamped and any(f.name == "act" for f in model._meta.fields)
    ]
    return Invariant(
        name="办理产生的每一行都由办理人本人在同一事务写入",
        clause="5.3.2.e",
        of="行",
        sql_count=_counted(tables),
        sql_bad=" UNION ALL ".join(
            f"SELECT '{table} ' || r.id FROM {table} r LEFT JOIN acts_act a ON a.id = r.act_id "  # noqa: S608 - text of ours
            "WHERE a.id IS NULL OR a.recorded_xid <> r.recorded_xid OR a.recorded_by_id <> r.recorded_by_id"
            for table in tables
        ),
    )


def stamps() -> Invariant:
    """Promise that time, hand and transaction are there: somebody known, nothing from the future."""
    tables = [guard.table for guard in GUARDS if guard.stamped]
    return Invariant(
        name="每一行都有数据库写入的时间、经办人和事务号",
        clause="7.2.d",
        of="行",
        sql_count=_counted(tables),
        sql_bad=" UNION ALL ".join(
            f"SELECT '{table} ' || r.id FROM {table} r LEFT JOIN organisations_staff s "  # noqa: S608 - text of ours
            "ON s.id = r.recorded_by_id WHERE s.id IS NULL OR r.recorded_at > clock_timestamp() "
            "OR r.recorded_xid < 1"
            for table in tables
        ),
    )


def _counted(tables: Iterable[str]) -> str:
    counts = " UNION ALL ".join(f"SELECT count(*) AS n FROM {table}" for table in tables)  # noqa: S608 - text of ours
    return f"SELECT sum(n) FROM ({counts}) counted"  # noqa: S608 - text of ours


def across() -> tuple[Invariant, ...]:
    """Return every promise that no single context can make."""
    return (
        STOCK_HAS_ITS_DOCUMENT,
        PEOPLE_ARE_WHOLE,
        PEOPLE_STAND_ONCE,
        READINGS_ARE_WHOLE,
        READERS_HAD_SIGNED,
        *READ_BEFORE,
        *stages(),
        hands(),
        stamps(),
    )
