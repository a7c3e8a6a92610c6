"""The right to free medicine, its designated hospital and its agreements (5.1.5, A7)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent
from anxin.enrolment.models.applications import Application
from anxin.organisations.models import DateSpan, Organisation
from anxin.people.models import Guardian, Person


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
    review = models.OneToOneField(
        "AnnualReview",
        null=True,
        on_delete=models.PROTECT,
        related_name="agreement",
        help_text=_("续签所依据的年度审核"),
    )
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


class GuardianSignature(Recorded):
    """A new guardian's signature on both copies of the agreement that lasts, on paper (5.1.5.a, A7)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="guardian_signatures"
    )
    change = models.OneToOneField(
        "Change",
        on_delete=models.PROTECT,
        related_name="guardian_signature",
        help_text=_("因哪次变更监护人"),
    )
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    copies = models.PositiveSmallIntegerField(help_text=_("签了几份；协议一式两份"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_guardian_signs_both_copies", condition=Q(copies=2)),
        )

    def __str__(self) -> str:
        return f"{self.signed_on}"
