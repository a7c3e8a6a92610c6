"""The journal of money and medicine, and the stores."""

from __future__ import annotations

from anxin.database.registry.words import (
    REFERENCE,
    Guard,
    may,
    through,
    within,
)

BOOKS: tuple[Guard, ...] = (
    # ledger
    Guard(
        table="ledger_account",
        read=REFERENCE,
        add=f"{may('budget.write')} OR {may('policy.seed')}",
        kept=True,
    ),
    Guard(
        table="ledger_entry",
        read=may("ledger.read"),
        add=may("ledger.post"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="ledger_posting",
        read=may("ledger.read"),
        add=may("ledger.post"),
        kept=True,
    ),
    # pharmacy
    Guard(table="pharmacy_product", read=REFERENCE, add=may("product.write")),
    Guard(
        table="pharmacy_purchaseorder",
        read=within("stock.read", "hospital_id"),
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_purchaseline",
        read=through("stock.read", "pharmacy_purchaseorder", "order_id"),
        add=through("purchase.write", "pharmacy_purchaseorder", "order_id"),
        kept=True,
    ),
    Guard(
        table="pharmacy_receipt",
        read=within("stock.read", "hospital_id"),
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_lot",
        read=REFERENCE,
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    # A transfer goes out of a hospital's store to one that the hospital guides.
    Guard(
        table="pharmacy_transfer",
        read=within("stock.read", "source_id", "target_id"),
        add=within("stock.transfer", "source_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_transferline",
        read=through("stock.read", "pharmacy_transfer", "transfer_id"),
        add=through("stock.transfer", "pharmacy_transfer", "transfer_id"),
        kept=True,
    ),
    # Written by the trigger on postings alone.
    Guard(table="pharmacy_stockbalance", read=within("stock.read", "organisation_id")),
)
