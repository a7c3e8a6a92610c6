"""Reads of clinic days without a line, within the reach of who acts."""

from anxin.documents.queries import approved_at, happened, shown
from anxin.packs.queries.asking import find_pack, packs, password_for
from anxin.packs.queries.entries import (
    EntryShown,
    NotTaken,
    bill_owed,
    entries_of,
    find_entry,
    find_upload,
    next_entry,
    not_taken,
    pickup_of,
    read_texts,
    shown_entries,
    uploads_of,
    waiting_uploads,
)

__all__ = [
    "EntryShown",
    "NotTaken",
    "approved_at",
    "bill_owed",
    "entries_of",
    "find_entry",
    "find_pack",
    "find_upload",
    "happened",
    "next_entry",
    "not_taken",
    "packs",
    "password_for",
    "pickup_of",
    "read_texts",
    "shown",
    "shown_entries",
    "uploads_of",
    "waiting_uploads",
]
