"""Locks, in the one written order (decision 0005)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, models

ORDER = (
    "adoption_proposal",
    "imports_importbatch",
    "packs_pack",
    "packs_packentry",
    "enrolment_placecount",
    "enrolment_application",
    "enrolment_offer",
    "enrolment_move",
    "enrolment_endreport",
    "enrolment_enrolment",
    "enrolment_annualreview",
    "enrolment_card",
    "exchange_alert",
    "clinics_clinicday",
    "clinics_prescription",
    "dispensing_pickup",
    "pharmacy_purchaseline",
    "pharmacy_stockbalance",
    "funding_consultation",
    "funding_use",
    "funding_advance",
    "settlement_losscharge",
    "settlement_claim",
    "documents_exportrequest",
    "ledger_account",
)


def lock(model: type[models.Model], *ids: UUID) -> None:
    """Lock rows, in id order, until the caller's transaction ends.

    Read the rows after locking, not before. Tables are locked in ``ORDER`` only.
    """
    assert connection.in_atomic_block
    assert model._meta.db_table in ORDER, f"{model._meta.db_table} has no place in the lock order"
    lock_ids(model._meta.db_table, ids)


def lock_ids(table: str, ids: Iterable[UUID]) -> None:
    """Lock rows of a table by id; for SQL that has no model at hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT security.lock(%s, %s)", [table, list(ids)])
