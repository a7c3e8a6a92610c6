"""Opens accounts, posts balanced entries, and undoes them with one that names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4, uuid5

from django.db import connection

from anxin.database.prepare import NAMESPACE
from anxin.database.statements import run
from anxin.ledger.models import Account, Entry, Posting
from anxin.rules.clauses import cites
from anxin.rules.decisions import condition

REVERSED_ONCE = condition(
    "entry-is-reversed-once", "5.3.1.c", met="这笔账未冲销过", unmet="这笔账已经冲销过，不能再冲销"
)


_ENTRY = """
INSERT INTO ledger_entry (id, kind, business_on, act_id, document_id, reverses_id)
VALUES (%s, %s, %s, %s, %s, %s)
"""
_POSTINGS = """
INSERT INTO ledger_posting (entry_id, account_id, lot_id, amount)
SELECT %s::uuid, x.account, x.lot, x.amount
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) x (account, lot, amount)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of an entry: fen where there is no lot, units of the lot otherwise. In is positive."""

    account_id: UUID
    amount: int
    lot_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOf:
    """What tells an account from every other."""

    kind: str
    organisation_id: UUID | None = None
    payer: str = ""

    @property
    def id(self) -> UUID:
        """Return the account's id, the same in every installation."""
        return account_id(self.kind, self.organisation_id, self.payer)


def account_id(kind: str, organisation_id: UUID | None = None, payer: str = "") -> UUID:
    """Return the id of an account without asking the database."""
    return uuid5(NAMESPACE, f"account:{Account.Kind(kind)}:{organisation_id or ''}:{payer}")


def open_accounts(wanted: Iterable[AccountOf]) -> int:
    """Open the accounts that are not there yet; return how many were. Inside the caller's transaction."""
    rows = {account.id: account for account in wanted}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_account (id, kind, organisation_id, payer) "
            "SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[]) "
            "ON CONFLICT DO NOTHING",
            [
                list(rows),
                [account.kind for account in rows.values()],
                [account.organisation_id for account in rows.values()],
                [account.payer for account in rows.values()],
            ],
        )
        return int(cursor.rowcount)


@cites("5.4", "5.3.1.c")
def post(
    *,
    kind: str,
    business_on: date,
    act_id: UUID,
    document_id: UUID,
    legs: Sequence[Leg],
    reverses: UUID | None = None,
) -> UUID:
    """Post one entry and return its id, inside the caller's transaction.

    Legs of one account and lot are added up; those that come to nothing are left out. All
    postings go in one statement: the guard ``b_balance`` looks at whole statements.
    """
    together = _together(legs)
    entry_id = uuid4()
    run(_ENTRY, entry_id, kind, business_on, act_id, document_id, reverses)
    run(
        _POSTINGS,
        entry_id,
        [account for account, _ in together],
        [lot for _, lot in together],
        list(together.values()),
    )
    return entry_id


def reverse(entry_id: UUID, *, business_on: date, act_id: UUID, document_id: UUID) -> UUID:
    """Undo an entry leg by leg with a new one that names it; refused where it was undone before."""
    if Entry.objects.filter(reverses_id=entry_id).exists():
        raise REVERSED_ONCE.refused()
    kind = Entry.objects.values_list("kind", flat=True).get(id=entry_id)
    legs = [
        Leg(account_id=account, lot_id=lot, amount=-amount)
        for account, lot, amount in Posting.objects.filter(entry_id=entry_id).values_list(
            "account_id", "lot_id", "amount"
        )
    ]
    return post(
        kind=kind,
        business_on=business_on,
        act_id=act_id,
        document_id=document_id,
        legs=legs,
        reverses=entry_id,
    )


def _together(legs: Sequence[Leg]) -> dict[tuple[UUID, UUID | None], int]:
    sums: dict[tuple[UUID, UUID | None], int] = {}
    for leg in legs:
        place = (leg.account_id, leg.lot_id)
        sums[place] = sums.get(place, 0) + leg.amount
    return {place: amount for place, amount in sums.items() if amount}
