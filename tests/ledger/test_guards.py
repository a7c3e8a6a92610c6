"""The journal's guards, each attacked through the app role and each shown to be what refuses (T13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from anxin.acts.services import begin
from anxin.database.prepare import NAMESPACE
from anxin.ledger.models import Entry
from anxin.ledger.services import Leg, account_id, post, reverse
from anxin.rules.decisions import Refused
from tests.conftest import SERVER
from tests.pharmacy.deliveries import AT, DAY, organisation_id, stocked
from tests.world import as_

REHAB, CENTRE = (uuid5(NAMESPACE, f"organisation:{code}") for code in ("rehab", "centre"))
COST, PAYABLE = (account_id(kind, REHAB, "programme") for kind in ("cost", "payable"))
OTHER_COST, OTHER_PAYABLE = (account_id(kind, CENTRE, "programme") for kind in ("cost", "payable"))


def act() -> UUID:
    made = uuid4()
    begin(request_id=made, kind="test", content={}, result_id=made, at=AT)
    return made


def entry(*, reverses: UUID | None = None) -> UUID:
    made = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (id, kind, business_on, act_id, document_id, reverses_id) "
            "VALUES (%s, 'test', %s, %s, %s, %s)",
            [made, DAY, act(), uuid4(), reverses],
        )
    return made


def legs(entry_id: UUID, *rows: tuple[UUID, UUID | None, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_posting (entry_id, account_id, lot_id, amount) "
            "SELECT %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[])",
            [entry_id, *(list(column) for column in zip(*rows, strict=True))],
        )


def owed(amount: int = 500) -> UUID:
    return post(
        kind="test",
        business_on=DAY,
        act_id=act(),
        document_id=uuid4(),
        legs=[Leg(account_id=COST, amount=amount), Leg(account_id=PAYABLE, amount=-amount)],
    )


def unbalanced() -> None:
    with as_("storekeeper"):
        legs(entry(), (COST, None, 500), (PAYABLE, None, -499))


def balanced_only_across_commodities() -> None:
    with as_("storekeeper") as actor:
        lot, store = stocked(actor).id, account_id("store", organisation_id("rehab"))
        legs(entry(), (store, lot, 5), (COST, None, -5))


def late_legs() -> None:
    with as_("storekeeper"):
        old = owed()
    with as_("storekeeper"):
        legs(old, (OTHER_COST, None, 7), (OTHER_PAYABLE, None, -7))


def no_legs() -> None:
    with as_("storekeeper"):
        entry()


def one_leg() -> None:
    with as_("storekeeper"):
        legs(entry(), (COST, None, 1))


def money_among_medicine() -> None:
    with as_("storekeeper"):
        store = account_id("store", organisation_id("rehab"))
        legs(entry(), (store, None, 5), (COST, None, -5))


def a_crooked_reversal() -> None:
    with as_("storekeeper"):
        old = owed()
        legs(entry(reverses=old), (COST, None, -400), (PAYABLE, None, 400))


def second_reversal() -> None:
    with as_("storekeeper"):
        old = owed()
        reverse(old, business_on=DAY, act_id=act(), document_id=uuid4())
    with as_("storekeeper"):
        legs(entry(reverses=old), (COST, None, -500), (PAYABLE, None, 500))


def legs_after_an_early_look() -> None:
    """SET CONSTRAINTS brings the look at the legs forward; what comes after must be refused all the same."""
    with as_("storekeeper"):
        made = owed()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        legs(made, (OTHER_COST, None, 3))


def mirror_broken_after_an_early_look() -> None:
    with as_("storekeeper"):
        old = owed()
        made = reverse(old, business_on=DAY, act_id=act(), document_id=uuid4())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        legs(made, (OTHER_COST, None, 3), (OTHER_PAYABLE, None, -3))


def stock_from_nothing() -> None:
    with as_("storekeeper") as actor:
        lot = stocked(actor, quantity=10).id
        rehab, clinic = (account_id("store", organisation_id(o)) for o in ("rehab", "hc-101"))
        legs(entry(), (rehab, lot, 5), (clinic, lot, -5))


@dataclass(frozen=True)
class Attack:
    do: Callable[[], None]
    guard: str
    off: str
    """What an owner would have to do for the attack to pass."""


BALANCE_OFF = "ALTER TABLE ledger_posting DISABLE TRIGGER b_balance"
LEGS_OFF = "ALTER TABLE ledger_entry DISABLE TRIGGER b_legs"
STOCK_OFF = "ALTER TABLE ledger_posting DISABLE TRIGGER c_stock"
ATTACKS = (
    Attack(unbalanced, "an entry does not balance", BALANCE_OFF),
    Attack(balanced_only_across_commodities, "an entry does not balance", BALANCE_OFF),
    Attack(late_legs, "closed when its transaction ends", BALANCE_OFF),
    Attack(no_legs, "at least two legs", LEGS_OFF),
    Attack(one_leg, "an entry does not balance", f"{BALANCE_OFF}; {LEGS_OFF}"),
    Attack(money_among_medicine, "accounts of their own", BALANCE_OFF),
    Attack(a_crooked_reversal, "mirror of its entry", BALANCE_OFF),
    Attack(
        second_reversal,
        "ledger_entry_reverses_id",
        "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_reverses_id_key",
    ),
    Attack(legs_after_an_early_look, "an entry does not balance", BALANCE_OFF),
    Attack(mirror_broken_after_an_early_look, "mirror of its entry", BALANCE_OFF),
    Attack(stock_from_nothing, "nothing of this lot is in the store", STOCK_OFF),
)


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.do.__name__)
class TestEachGuard:
    def test_the_attack_is_refused_and_leaves_nothing(
        self, attack: Attack, own_database: str
    ) -> None:
        with pytest.raises(DatabaseError, match=attack.guard):
            attack.do()

    def test_with_the_guard_off_the_attack_would_pass(
        self, attack: Attack, own_database: str
    ) -> None:
        as_owner(attack.off)
        attack.do()


WRITES = (
    "UPDATE ledger_entry SET business_on = '2020-01-01'",
    "UPDATE ledger_posting SET amount = amount + 1",
    "UPDATE ledger_account SET payer = payer || 'x'",
    "DELETE FROM ledger_posting",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_posting",
    "TRUNCATE ledger_entry CASCADE",
)


@pytest.mark.parametrize("statement", WRITES)
class TestTheJournalIsKeptAsWritten:
    def test_the_program_has_no_right_to_change_it(self, statement: str, own_database: str) -> None:
        with as_("storekeeper"):
            owed()
        refused = pytest.raises(DatabaseError, match="permission denied")
        with refused, as_("storekeeper"), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_a_superuser_is_refused_by_trigger(self, statement: str, own_database: str) -> None:
        with as_("storekeeper"):
            owed()
        refused = pytest.raises(psycopg.Error, match="kept as written")
        with psycopg.connect(SERVER.superuser_dsn(own_database)) as superuser, refused:
            superuser.execute(statement)

    def test_with_the_trigger_off_it_would_be_changed(
        self, statement: str, own_database: str
    ) -> None:
        with as_("storekeeper"):
            owed()
        with psycopg.connect(SERVER.superuser_dsn(own_database)) as superuser:
            superuser.execute("SET session_replication_role = replica")
            assert superuser.execute(statement).statusmessage not in {"UPDATE 0", "DELETE 0"}
            superuser.rollback()


class TestReversing:
    def test_a_reversal_takes_everything_back_once(self, own_database: str) -> None:
        with as_("storekeeper"):
            old = owed()
            made = reverse(old, business_on=DAY, act_id=act(), document_id=uuid4())
            assert Entry.objects.get(id=made).reverses_id == old
            with pytest.raises(Refused, match="已经冲销过"):
                reverse(old, business_on=DAY, act_id=act(), document_id=uuid4())

    def test_the_hand_and_the_transaction_are_the_databases(self, own_database: str) -> None:
        with as_("storekeeper") as actor:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO ledger_entry (id, kind, business_on, act_id, document_id, recorded_by_id, recorded_xid) "
                    "VALUES (%s, 'test', %s, %s, %s, %s, 1)",
                    [made := uuid4(), DAY, act(), uuid4(), uuid4()],
                )
            legs(made, (COST, None, 5), (PAYABLE, None, -5))
            row = Entry.objects.get(id=made)
            assert row.recorded_by_id == actor.staff_id
            assert row.recorded_xid != 1
