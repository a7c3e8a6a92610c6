"""Reads of the journal: balances are derived from postings, never stored (decision 0006)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy

from anxin.database.invariants import Invariant
from anxin.ledger.invariants import INVARIANTS
from anxin.ledger.models import Account, Posting
from anxin.ledger.services import account_id
from anxin.pages.words import in_words
from anxin.rules.cost_sharing import Payer

SOURCES = {
    "district": gettext_lazy("区级财政"),
    "higher": gettext_lazy("上级财政补助"),
    "federation": gettext_lazy("残联资金"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account and what is on it: ``amount`` is positive where more went in than out."""

    kind: str
    organisation: str
    payer: str
    amount: int

    @property
    def name(self) -> str:
        """Return the account's name for people."""
        words = [
            str(Account.Kind(self.kind).label),
            _payer(self.kind, self.payer),
            self.organisation,
        ]
        return " · ".join(word for word in words if word)

    @property
    def debit(self) -> int:
        """Return the balance where it stands on the side of 'in'."""
        return max(self.amount, 0)

    @property
    def credit(self) -> int:
        """Return the balance where it stands on the side of 'out'."""
        return max(-self.amount, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One promise of the journal, recomputed."""

    name: str
    clause: str
    broken: int

    @property
    def holds(self) -> bool:
        """Say whether nothing breaks it."""
        return self.broken == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    """Every money account with its balance; both sides come to the same sum."""

    lines: tuple[Line, ...]

    @property
    def debit(self) -> int:
        """Return the sum of one side."""
        return sum(line.debit for line in self.lines)

    @property
    def credit(self) -> int:
        """Return the sum of the other."""
        return sum(line.credit for line in self.lines)


def balance(kind: str, organisation_id: UUID | None = None, payer: str = "") -> int:
    """Return the fen on a money account."""
    rows = Posting.objects.filter(account_id=account_id(kind, organisation_id, payer), lot=None)
    return sum(rows.values_list("amount", flat=True))


def trial_balance() -> TrialBalance:
    """Return the balance of every money account that anything was posted to."""
    return TrialBalance(lines=_lines("p.lot_id IS NULL"))


def units() -> tuple[Line, ...]:
    """Return the units of medicine on every account, all lots together."""
    return _lines("p.lot_id IS NOT NULL")


def checks() -> tuple[Check, ...]:
    """Recompute what must hold of the journal."""
    return tuple(Check(name=i.name, clause=i.clause, broken=broken(i)) for i in INVARIANTS)


def books_agree() -> bool:
    """Say whether everything that must hold of the journal does."""
    return all(check.holds for check in checks())


def broken(invariant: Invariant) -> int:
    """Return how many rows break a promise."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({invariant.sql_bad}) bad")  # noqa: S608 - text of ours
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def _lines(which: str) -> tuple[Line, ...]:
    statement = (
        "SELECT a.kind, coalesce(o.name, ''), a.payer, s.amount FROM "  # noqa: S608 - text of ours
        f"(SELECT p.account_id, sum(p.amount)::bigint AS amount FROM ledger_posting p WHERE {which} "
        "GROUP BY p.account_id) s JOIN ledger_account a ON a.id = s.account_id "
        "LEFT JOIN organisations_organisation o ON o.id = a.organisation_id "
        "ORDER BY a.kind, o.name, a.payer"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall()
    order = list(Account.Kind.values)
    rows.sort(key=lambda row: order.index(row[0]))
    return tuple(Line(kind=k, organisation=o, payer=p, amount=n) for k, o, p, n in rows)


def _payer(kind: str, code: str) -> str:
    if not code:
        return ""
    return (
        str(SOURCES.get(code, code)) if kind == Account.Kind.SOURCE else in_words(Payer(code).label)
    )
