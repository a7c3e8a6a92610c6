"""Applications on the way to a decision (5.1.2 to 5.1.4, A4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import Organisation
from anxin.people.models import Person


class Application(Recorded):
    """A written application (A4), with the days by which it must be handled (5.1.2, 5.1.3)."""

    class By(models.TextChoices):
        PATIENT = "patient", _("患者本人")
        GUARDIAN = "guardian", _("监护人")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    handed_in_on = models.DateField()
    intake_on = models.DateField()
    first_review_due_on = models.DateField()
    forward_by = models.DateField()
    dates_provisional = models.BooleanField()
    applied_by = models.CharField(max_length=8, choices=By)
    signed_on = models.DateField(help_text=_("申请人或监护人签字日期"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("intake_on", "recorded_at")
        constraints = (
            models.UniqueConstraint(
                "person",
                name="one_open_application_a_person",
                condition=~Q(stage__in=("approved", "refused", "withdrawn")),
            ),
        )
        indexes = (models.Index(fields=["stage", "intake_on"], name="application_by_stage"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.handed_in_on}"


class ApplicationEvent(StateEvent):
    """A move of an application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["application", "recorded_at"], name="application_events"),)

    def __str__(self) -> str:
        return self.move


class MaterialCheck(Recorded):
    """One of the six items of 5.1.3.b as found at a review; the newest row of an item holds."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="materials")
    item = models.PositiveSmallIntegerField(help_text="①–⑥")
    state = models.CharField(max_length=12, help_text="present, not_needed or missing")
    original_seen = models.BooleanField()
    copies = models.PositiveSmallIntegerField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("item", "recorded_at")
        constraints = (
            models.CheckConstraint(name="material_is_one_of_six", condition=Q(item__range=(1, 6))),
            models.UniqueConstraint("act", "item", name="material_once_a_review"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.state}"


class Opinion(Recorded):
    """The opinion of village, township or office; each by another person (A4, security T4)."""

    class Level(models.TextChoices):
        VILLAGE = "village", _("村（社区）委员会")
        TOWNSHIP = "township", _("基层医疗卫生单位")
        OFFICE = "office", _("免费服药办公室")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    level = models.CharField(max_length=8, choices=Level)
    agrees = models.BooleanField()
    resident_confirmed = models.BooleanField(null=True)
    poverty_confirmed = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return f"{self.level} {self.agrees}"


class Decision(Recorded):
    """The office's decision: outcome, criteria with clauses, and the policy that decided (5.1.4, 3.1.e)."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("同意")
        WAITING = "waiting", _("符合条件，候补")
        REFUSED = "refused", _("不同意")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    criteria = models.JSONField(
        help_text="[{clause, met, reason}]; never says whether police listed"
    )
    policy_version = models.CharField(max_length=60)
    decided_on = models.DateField()
    reason = models.TextField(blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return self.outcome


class DecisionFacts(Row):
    """The facts and grounds a decision stood on, police listing among them: few readers (security T17)."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="facts")
    facts = models.JSONField(help_text="the input of rules.eligibility, no identifiers")
    grounds = models.JSONField()

    def __str__(self) -> str:
        return str(self.decision_id)


class Draft(Recorded):
    """A form of annex 4 that is not handed in yet; its content is ciphertext of what was typed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="ciphertext")
    saved_at = models.DateTimeField()
    application = models.ForeignKey(
        Application,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what it became, or the returned application that it corrects",
    )
    closed_on = models.DateField(null=True, help_text=_("已提交或放弃之日"))

    class Meta:
        ordering = ("-saved_at",)
        indexes = (
            models.Index(
                fields=["organisation", "-saved_at"],
                name="open_drafts",
                condition=Q(closed_on__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class MaterialCopy(Recorded):
    """Where one of the two copies of a material is; the newest row of a copy holds (5.1.2.c)."""

    class Place(models.TextChoices):
        CENTRE_FILE = "centre_file", _("初审单位患者个人档案")
        ON_THE_WAY = "on_the_way", _("报送途中")
        OFFICE = "office", _("区精神卫生中心")
        GIVEN_BACK = "given_back", _("已退还申请人")
        HANDED_OVER = "handed_over", _("随迁移移交，现档案所在单位患者个人档案")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="copies")
    item = models.PositiveSmallIntegerField(help_text="①–⑥")
    copy = models.PositiveSmallIntegerField(help_text="1 or 2")
    place = models.CharField(max_length=12, choices=Place)
    moved_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("item", "copy", "recorded_at")
        constraints = (
            models.CheckConstraint(
                name="copy_is_of_one_of_six", condition=Q(item__range=(1, 6), copy__range=(1, 2))
            ),
        )
        indexes = (
            models.Index(fields=["application", "item", "copy"], name="copies_of_application"),
        )

    def __str__(self) -> str:
        return f"{self.item}-{self.copy} {self.place}"
