"""Applications, decisions, enrolments and cards."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import DateSpan, Organisation
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


class PlaceCount(Row):
    """The district's places: how many are set (null: 待定) and how many are taken, kept by trigger."""

    name = models.CharField(max_length=20, unique=True)
    places = models.PositiveIntegerField(null=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="no_place_is_given_twice",
                condition=Q(places__isnull=True) | Q(used__lte=F("places")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.used}/{self.places}"


class ClinicChoice(Recorded):
    """The designated hospital a person chose, from a day until another; one at a time (5.1.5.b)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clinic_choices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField(blank=True, help_text=_("未选默认定点医院的原因"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_designated_hospital_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.organisation_id}"


class Enrolment(Recorded):
    """The right to free medicine, taken up when the agreement is signed (5.1.5)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="enrolment"
    )
    since = models.DateField()
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "person", name="one_live_enrolment_a_person", condition=~Q(stage="ended")
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.stage}"


class EnrolmentEvent(StateEvent):
    """A move of an enrolment: suspended, restored, ended."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["enrolment", "recorded_at"], name="enrolment_events"),)

    def __str__(self) -> str:
        return self.move


class Agreement(Recorded):
    """The service agreement of annex 7, for one year, one copy each (5.1.5.a)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="agreements")
    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    until = models.DateField(help_text=_("不含当日"))
    signed_for_hospital = models.CharField(max_length=40, help_text=_("甲方负责人"))
    signed_for_person = models.CharField(max_length=12, help_text=_("乙方签字：患者或监护人"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-signed_on",)
        constraints = (
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                expressions=[
                    ("enrolment", RangeOperators.EQUAL),
                    (DateSpan("signed_on", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.signed_on}"


class Card(Recorded):
    """The card of annex 5. Its code on paper is random; only its keyed hash and ciphertext are stored."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cards")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="cards")
    number = models.CharField(max_length=24, unique=True)
    code = models.BinaryField(help_text="ciphertext of the code in the QR")
    code_index = models.BinaryField(unique=True)
    issued_on = models.DateField()
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "person", name="one_live_card_a_person", condition=Q(stage="issued")
            ),
        )

    def __str__(self) -> str:
        return self.number


class CardEvent(StateEvent):
    """A move of a card: lost, replaced, cancelled."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["card", "recorded_at"], name="card_events"),)

    def __str__(self) -> str:
        return self.move


class HospitalStay(Recorded):
    """Days in hospital; pick-up is suspended from the first and restored at discharge (5.1.6.1)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hospital_stays")
    hospital = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, help_text=_("出院日，不含当日"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")
    discharge_act = models.ForeignKey(
        "acts.Act", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-since",)
        constraints = (
            models.CheckConstraint(
                name="a_discharge_is_an_act",
                condition=Q(until__isnull=True) | Q(discharge_act__isnull=False),
            ),
            models.CheckConstraint(
                name="stay_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            ExclusionConstraint(
                name="in_one_hospital_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.since}"
