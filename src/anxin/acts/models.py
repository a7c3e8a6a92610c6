"""One row for each business act."""

from __future__ import annotations

from django.db import models

from anxin.database.records import Recorded


class Act(Recorded):
    """A business act. Its id is the request's UUID; the same id with other content is refused."""

    kind = models.CharField(max_length=40)
    content_hash = models.BinaryField()
    result_id = models.UUIDField(help_text="the row that the act made or moved")
    occurred_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
