"""What changes a person's right after it began (5.1.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent
from anxin.enrolment.models.rights import Enrolment
from anxin.organisations.models import Organisation, Town, Village
from anxin.people.models import Person


class Change(Recorded):
    """Something that changed a person's right, with its cause; undone only by a later row (5.1.6).

    ``details`` holds ids of what changed from and to, never a name or a number.
    """

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("变更就诊定点医院")
        MOVED = "moved", _("迁往其他镇街")
        GUARDIAN = "guardian", _("变更监护人")
        DIED = "died", _("死亡")
        LEFT_DISTRICT = "left_district", _("迁出本区")
        NOT_ELIGIBLE = "not_eligible", _("不再符合条件")
        REFUSED = "refused", _("本人或监护人放弃")
        UNDONE = "undone", _("撤销变更")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    occurred_on = models.DateField()
    because = models.TextField()
    clause = models.CharField(max_length=24)
    details = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="what_undoes_names_what_it_undoes",
                condition=Q(kind="undone", undoes__isnull=False)
                | (~Q(kind="undone") & Q(undoes__isnull=True)),
            ),
        )
        indexes = (models.Index(fields=["person", "recorded_at"], name="changes_of_person"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"


class Move(Recorded):
    """A person moving to another town: announced by one centre, taken over by the other (5.1.2.a)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="moves")
    from_keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+")
    to_village = models.ForeignKey(Village, on_delete=models.PROTECT, related_name="+")
    announced_on = models.DateField()
    handed_over = models.TextField(help_text=_("交接内容：档案、救助卡、尚存药量"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-announced_on",)
        constraints = (
            models.UniqueConstraint(
                "person", name="one_open_move_a_person", condition=Q(stage="announced")
            ),
            models.CheckConstraint(
                name="a_move_leads_elsewhere", condition=~Q(from_keeper=F("to_keeper"))
            ),
        )
        indexes = (models.Index(fields=["to_keeper", "stage"], name="moves_to_take_over"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.announced_on}"


class MoveEvent(StateEvent):
    """A move of a move: taken over, declined, withdrawn."""

    moving = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["moving", "recorded_at"], name="move_events"),)

    def __str__(self) -> str:
        return self.move


class EndReport(Recorded):
    """A township's report that a right should end; nothing ends by it, the office answers (A5.n3)."""

    class Cause(models.TextChoices):
        LEFT_DISTRICT = "left_district", _("迁出本区")
        REFUSED = "refused", _("本人或监护人放弃")
        NOT_ELIGIBLE = "not_eligible", _("不再符合条件")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="end_reports")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="end_reports")
    cause = models.CharField(max_length=16, choices=Cause)
    occurred_on = models.DateField()
    evidence = models.TextField(help_text=_("由谁、凭什么材料得知"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                "enrolment", name="one_open_end_report_a_right", condition=Q(stage="reported")
            ),
            models.CheckConstraint(
                name="a_township_reports_these_causes",
                condition=Q(cause__in=("left_district", "refused", "not_eligible")),
            ),
        )
        indexes = (models.Index(fields=["stage", "recorded_at"], name="end_reports_by_stage"),)

    def __str__(self) -> str:
        return f"{self.cause} {self.occurred_on}"


class EndReportEvent(StateEvent):
    """A move of an end report: the right ended by it, returned, withdrawn."""

    report = models.ForeignKey(EndReport, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["report", "recorded_at"], name="end_report_events"),)

    def __str__(self) -> str:
        return self.move
