"""The same writes as plain SQL: psycopg, prepared statements, no Django, no rules asked.

With row security it connects as the application does; without it as the superuser. Tables,
constraints, triggers and the signed context are the same in both.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

_CASE = """
SELECT r.person_id, r.prescriber_id, r.content_hash, c.id, a.id, k.guided_by_id, l.id, l.product_id, l.quantity,
    t.substance, v.recorded_by_id
FROM clinics_prescription r JOIN enrolment_card c ON c.person_id = r.person_id AND c.stage = 'issued'
JOIN clinics_visit i ON i.id = r.visit_id JOIN clinics_attendance a ON a.id = i.attendance_id
JOIN clinics_prescriptionline l ON l.prescription_id = r.id JOIN pharmacy_product t ON t.id = l.product_id
JOIN clinics_pharmacistreview v ON v.prescription_id = r.id
JOIN organisations_clinicpoint k ON k.organisation_id = r.organisation_id WHERE r.id = %s::uuid
"""
_LOT = """
SELECT b.lot_id, l.unit_price FROM pharmacy_stockbalance b JOIN pharmacy_lot l ON l.id = b.lot_id
WHERE b.organisation_id = %s::uuid AND l.product_id = %s::uuid AND b.on_hand >= %s AND l.expires_on >= %s
ORDER BY l.expires_on, l.number LIMIT 1
"""
_ACT = """
INSERT INTO acts_act (id, kind, content_hash, result_id, occurred_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""
_ENTRY = """
INSERT INTO ledger_entry (id, kind, business_on, act_id, document_id) VALUES (%s, 'pickup', %s, %s, %s)
"""
_POSTINGS = """
INSERT INTO ledger_posting (entry_id, account_id, lot_id, amount)
SELECT %s, x.account, x.lot, x.amount FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) x (account, lot, amount)
"""

DAYS = 28
"""What every prescription of the bench covers."""


class Client:
    """One connection that prepares and completes pick-ups with bare statements."""

    def __init__(self, *, row_security: bool) -> None:
        import psycopg
        from bench.counter import district
        from tests.world import staff_id

        from anxin.database import addresses
        from anxin.database.server import Server
        from anxin.database.work import ticket

        self.staff = staff_id("dispenser")
        self.ticket = ticket(f"act|{self.staff}")
        app = addresses.conninfo(addresses.app_parameters(district.NAME))
        dsn = app if row_security else Server(district.HOME).superuser_dsn(district.NAME)
        self.connection = psycopg.connect(dsn, prepare_threshold=0)
        self.do = self.connection.execute

    def _enter(self) -> UUID:
        row = self.do(
            "SELECT security.enter_as(%s, NULL, %s)", [self.staff, self.ticket]
        ).fetchone()
        return UUID(row[0]["organisation_id"])

    def run(self, prescriptions: Iterable[str]) -> list[float]:
        """Prepare and complete each; return the seconds that each took."""
        took = []
        for prescription in prescriptions:
            began = time.perf_counter()
            with self.connection.transaction():
                prepared = self._prepare(prescription)
            with self.connection.transaction():
                self._complete(prescription, *prepared)
            took.append(time.perf_counter() - began)
        return took

    def _prepare(self, prescription: str) -> tuple[Any, ...]:
        from bench.counter import district

        from anxin.dispensing import writing

        pickup, act, line, today = uuid4(), uuid4(), uuid4(), district.TODAY
        here = self._enter()
        self.do(_ACT, [act, "pickup.prepare", b"0" * 32, pickup, district.AT])
        self.do("SELECT security.lock_for_preparing(%s, %s)", [prescription, here])
        case = self.do(_CASE, [prescription]).fetchone()
        person, doctor, _, card, attendance, hospital, wanted, product, units, _, reviewer = case
        until = today + timedelta(days=DAYS)
        lot, price = self.do(_LOT, [here, product, units, until]).fetchone()
        fen = units * price
        shares = [0, 0, 0, 0, 0, fen, 0]
        self.do(
            writing.PICKUP,
            [
                *(
                    pickup,
                    person,
                    card,
                    prescription,
                    attendance,
                    here,
                    hospital,
                    today,
                    today,
                    until,
                ),
                *(until - timedelta(days=1), fen, *shares, True, "bench", doctor, reviewer, act),
            ],
        )
        self.do(writing.PICKUP_LINES, [pickup, [line], [wanted], [units], [DAYS], [fen]])
        self.do(writing.ALLOCATIONS, [pickup, [line], [lot], [units], [price]])
        return pickup, here, case, lot, fen

    def _complete(
        self,
        prescription: str,
        pickup: UUID,
        here: UUID,
        case: tuple[Any, ...],
        lot: UUID,
        fen: int,
    ) -> None:
        from bench.counter import district

        from anxin.dispensing import writing
        from anxin.ledger.services import account_id

        act, entry, today, at = uuid4(), uuid4(), district.TODAY, district.AT
        person, doctor, hash_, _, _, hospital, _, product, units, substance, _ = case
        self._enter()
        self.do(_ACT, [act, "pickup.complete", b"0" * 32, pickup, at])
        self.do("SELECT security.lock_pickup(%s)", [pickup])
        self.do(
            writing.SIGNATURES,
            [
                *(pickup, [uuid4() for _ in range(3)], ["doctor", "guardian", "dispenser"]),
                *(["signed_in", "pad", "signed_in"], [doctor, None, self.staff], [hash_] * 3),
                *([None, b"0" * 400, None], ["", "", ""], [at, at, at]),
            ],
        )
        self.do(_ENTRY, [entry, today, act, pickup])
        places = [("store", here, ""), ("patient", here, "")]
        places += [("cost", hospital, "programme"), ("payable", hospital, "programme")]
        accounts = [account_id(*place) for place in places]
        self.do(_POSTINGS, [entry, accounts, [lot, lot, None, None], [-units, units, fen, -fen]])
        months = ["2026-11", "2026-12"]
        parts = [fen // 2, fen - fen // 2]
        self.do(
            writing.MONTH_SHARES,
            [pickup, person, ["programme"] * 2, months, parts, [None, None], [None, None]],
        )
        until = today + timedelta(days=DAYS)
        self.do(
            writing.SUPPLIES,
            [person, here, today, pickup, [substance], [product], [units], [today], [until]],
        )
        moved = ["", "5.3.2.e", today, act]
        self.do(writing.PRESCRIPTION_EVENT, [prescription, "dispense", *moved])
        self.do(writing.PICKUP_EVENT, [pickup, "complete", *moved])
