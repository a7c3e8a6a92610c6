"""Reads of packs, within the reach of who acts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from anxin.packs.models import Pack
from anxin.rules.packs import password_of
from anxin.vault.blind_index import blind


def packs() -> QuerySet[Pack]:
    """Return the packs in reach, newest first."""
    rows = Pack.objects.select_related("organisation", "clinic_day__doctor", "recorded_by")
    return rows.prefetch_related("events__recorded_by").order_by("-recorded_at")


def find_pack(pack_id: UUID) -> Pack | None:
    """Return a pack in reach; None where there is none to see."""
    return packs().filter(id=pack_id).first()


def password_for(event_id: UUID) -> str:
    """Return the password of one download: made anew from the installation's root, kept nowhere."""
    return password_of(blind(str(event_id), purpose="pack-password"))
