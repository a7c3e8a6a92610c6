"""What must hold of the journal."""

from __future__ import annotations

from anxin.database.invariants import Invariant

BALANCED = Invariant(
    name="每笔账借贷相等（金额按分、药品按批号）",
    clause="5.4",
    of="笔",
    sql_count="SELECT count(*) FROM ledger_entry",
    sql_bad="SELECT entry_id::text FROM ledger_posting GROUP BY entry_id, lot_id HAVING sum(amount) <> 0",
)
TWO_LEGS = Invariant(
    name="每笔账至少有两条分录",
    clause="5.4",
    of="笔",
    sql_count="SELECT count(*) FROM ledger_entry",
    sql_bad=(
        "SELECT e.id::text FROM ledger_entry e LEFT JOIN "
        "(SELECT entry_id, count(*) AS legs FROM ledger_posting GROUP BY entry_id) p "
        "ON p.entry_id = e.id WHERE coalesce(p.legs, 0) < 2"
    ),
)
MIRRORED = Invariant(
    name="每笔冲销与原账逐条相反，每笔只冲销一次",
    clause="5.3.1.c",
    of="笔",
    sql_count="SELECT count(*) FROM ledger_entry WHERE reverses_id IS NOT NULL",
    sql_bad=(
        "SELECT DISTINCT undone::text FROM ("
        "SELECT e.reverses_id AS undone, p.account_id, p.lot_id, p.amount FROM ledger_entry e "
        "JOIN ledger_posting p ON p.entry_id = e.id WHERE e.reverses_id IS NOT NULL UNION ALL "
        "SELECT e.reverses_id, p.account_id, p.lot_id, p.amount FROM ledger_entry e "
        "JOIN ledger_posting p ON p.entry_id = e.reverses_id) both_ways "
        "GROUP BY undone, account_id, lot_id HAVING sum(amount) <> 0"
    ),
)
OWN_ACCOUNTS = Invariant(
    name="金额只记资金账户，药品只记药品账户",
    clause="5.4",
    of="条分录",
    sql_count="SELECT count(*) FROM ledger_posting",
    sql_bad=(
        "SELECT p.id::text FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id "
        "WHERE (p.lot_id IS NOT NULL) <> (a.kind IN ('supplier', 'store', 'patient', 'waste'))"
    ),
)
INVARIANTS: tuple[Invariant, ...] = (BALANCED, TWO_LEGS, MIRRORED, OWN_ACCOUNTS)
