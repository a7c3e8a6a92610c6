"""Photos and scans (A4, 5.1.3.b)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.database.records import Recorded
from anxin.people.models import Person
from anxin.rules.files import MOST_MEGABYTES, Purpose


class Attachment(Recorded):
    """One photo or scan, as the cleaner made it. Never changed; a mistake is withdrawn.

    The file is in the row itself: with it in the database, backup, replay after a crash and
    the scope of reading are those of every other row, and nothing half done can be left.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField(max_length=16, choices=[(p.value, p.label) for p in Purpose])
    application_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=4, choices=[("jpeg", "JPEG"), ("pdf", "PDF")])
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    content = models.BinaryField(help_text="ciphertext of the file")
    thumbnail = models.BinaryField(null=True, help_text="ciphertext of a small picture")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="file_has_its_size",
                condition=Q(size__range=(1, MOST_MEGABYTES * 2**20), pages__gte=1),
            ),
            models.CheckConstraint(
                name="picture_has_a_thumbnail",
                condition=Q(kind="jpeg", thumbnail__isnull=False)
                | Q(kind="pdf", thumbnail__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["person", "recorded_at"], name="files_of_person"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.kind}"

    @property
    def purpose_name(self) -> str:
        """Return what it is of, in the notice's words."""
        return Purpose(self.purpose).label


class Withdrawal(Recorded):
    """The end of a file: it was put in by mistake. It is kept and shown to nobody any more."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="withdrawn")
    because = models.CharField(max_length=100)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attachment"], name="file_withdrawn_once"),)

    def __str__(self) -> str:
        return self.because
