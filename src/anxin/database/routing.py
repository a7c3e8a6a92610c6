"""Migrations go through the owner's connection; nothing else does."""

from __future__ import annotations

from typing import Any


class MigrationsByOwner:
    """Let only the owner alias change the schema."""

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Say whether a migration may run on an alias."""
        del app_label
        return db == "owner"
