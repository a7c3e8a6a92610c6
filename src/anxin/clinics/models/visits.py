"""Arrivals, visits, prescriptions and their review."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models.days import ClinicDay
from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import Organisation, Staff
from anxin.people.models import Person
from anxin.pharmacy.models import Product
from anxin.rules.stability import Stability

_HALVES = F("morning") + F("noon") + F("evening") + F("night")
_TIMES = (F("days") + F("every_days") - 1) / F("every_days")


class Attendance(Recorded):
    """Who came and which cards were shown: on a clinic day, or for what is owed on another (5.2.3)."""

    class Came(models.TextChoices):
        PATIENT = "patient", _("患者本人")
        GUARDIAN = "guardian", _("监护人")
        OTHER = "other", _("其他代领人")

    class Shown(models.TextChoices):
        IDENTITY = "identity", _("身份证")
        PROGRAMME = "programme", _("服药卡")
        SPECIAL_DISEASE = "special_disease", _("特病卡")
        INSURANCE = "insurance", _("医保卡")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    clinic_day = models.ForeignKey(
        ClinicDay, null=True, on_delete=models.PROTECT, related_name="attendances"
    )
    owed_on = models.ForeignKey(
        "clinics.Prescription",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("不是门诊日，来领这张处方的欠药"),
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    day = models.DateField()
    came = models.CharField(max_length=8, choices=Came)
    proxy_name = models.BinaryField(null=True, help_text="ciphertext")
    proxy_identity_number = models.BinaryField(null=True, help_text="ciphertext")
    proxy_relation = models.CharField(max_length=20, blank=True)
    shown = ArrayField(models.CharField(max_length=16, choices=Shown))
    walk_in_reason = models.TextField(blank=True)
    seen_on = models.DateField(
        null=True,
        help_text="when the patient was last seen in person, where another came too often",
    )
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint("organisation", "day", "person", name="attended_once_a_day"),
            models.CheckConstraint(
                name="attendance_is_of_a_clinic_day_or_for_what_is_owed",
                condition=Q(clinic_day__isnull=False, owed_on__isnull=True)
                | Q(clinic_day__isnull=True, owed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="another_who_came_is_named",
                condition=~Q(came="other") | Q(proxy_name__isnull=False),
            ),
            models.CheckConstraint(
                name="the_patient_was_seen_before_another_came",
                condition=Q(seen_on__isnull=True) | (~Q(came="patient") & Q(seen_on__lte=F("day"))),
            ),
        )
        indexes = (models.Index(fields=["person", "-day"], name="attendance_by_person"),)

    def __str__(self) -> str:
        return f"{self.day} {self.came}"


class Visit(Recorded):
    """What the psychiatrist found. Prescribing anew on the same day, after a return, is another look."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="visits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    risk_level = models.PositiveSmallIntegerField(help_text="0–5")
    stability = models.CharField(
        max_length=16, blank=True, choices=[(one.value, one.label) for one in Stability]
    )
    findings = models.TextField(blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(name="visit_risk_is_0_to_5", condition=Q(risk_level__lte=5)),
            models.CheckConstraint(
                name="visit_stability_fits_risk",
                condition=Q(stability__in=("", Stability.UNSTABLE))
                | Q(stability=Stability.STABLE, risk_level=0)
                | Q(stability=Stability.FAIRLY_STABLE, risk_level__lte=2),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Prescription(Recorded):
    """A signed prescription; ``recorded_by`` is the prescriber. A change makes a new one."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="prescription")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="prescriptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    prescriber = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    prescriber_title = models.CharField(max_length=20)
    written_on = models.DateField()
    diagnosis = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(help_text="days that the supply covers")
    first_long = models.BooleanField()
    long_signed = models.BooleanField(help_text=_("长期处方评估并由患者签字"))
    self_pay_consent = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="", help_text=_("合用或总量超过常用范围的理由"))
    content_hash = models.BinaryField(help_text="SHA-256 of what the doctor signed")
    policy_version = models.CharField(max_length=60, help_text="the policy whose rules allowed it")
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-written_on",)
        indexes = (
            models.Index(fields=["person", "-written_on"], name="prescription_by_person"),
            models.Index(fields=["organisation", "stage"], name="prescription_by_stage"),
        )

    def __str__(self) -> str:
        return f"{self.written_on} {self.stage}"


class PrescriptionSheet(Recorded):
    """A sheet of a prescription, with a number of its own: 普通, or 精二 for second-class psychotropics.

    One signature covers all sheets of a prescription; each is printed and kept apart (rx-2007:sheet).
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("普通处方")
        PSYCHOTROPIC2 = "psychotropic2", _("精二处方")

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="sheets")
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=24, unique=True)

    class Meta:
        ordering = ("kind",)
        constraints = (
            models.UniqueConstraint("prescription", "kind", name="sheet_once_a_kind"),
            models.CheckConstraint(
                name="sheet_has_its_number",
                condition=Q(kind="ordinary", number__startswith="P")
                | Q(kind="psychotropic2", number__startswith="J"),
            ),
        )

    def __str__(self) -> str:
        return self.number


class PrescriptionLine(Row):
    """One product of a prescription, for days: half units at the times of a day, or whole ones injected.

    ``units_per_day`` stands only in lines that were signed before doses had their times; those
    signed before there were sheets have none.
    """

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="lines")
    sheet = models.ForeignKey(
        PrescriptionSheet, null=True, on_delete=models.PROTECT, related_name="lines"
    )
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    units_per_day = models.PositiveSmallIntegerField(
        null=True, help_text="units; for an injection units each time"
    )
    morning = models.PositiveSmallIntegerField(default=0, help_text="half units")
    noon = models.PositiveSmallIntegerField(default=0, help_text="half units")
    evening = models.PositiveSmallIntegerField(default=0, help_text="half units")
    night = models.PositiveSmallIntegerField(default=0, help_text="half units")
    every_days = models.PositiveSmallIntegerField(default=1)
    injected = models.PositiveSmallIntegerField(default=0, help_text="units, at the clinic")
    continues = models.BooleanField(
        default=False, help_text=_("长效针已在外院或住院时起始，接着打维持针")
    )
    days = models.PositiveSmallIntegerField()
    quantity = models.PositiveIntegerField(help_text="units")
    directions = models.CharField(max_length=120, help_text=_("用法用量"))
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                name="prescription_line_is_of_something",
                condition=Q(days__gt=0, quantity__gt=0, every_days__gt=0),
            ),
            models.CheckConstraint(
                name="prescription_line_is_enough",
                condition=Q(
                    Exact(_HALVES, 0), units_per_day__isnull=False, units_per_day__gt=0, injected=0
                )
                | Q(Exact(_HALVES, 0), units_per_day=None, injected=F("quantity"))
                | Q(
                    GreaterThan(_HALVES, 0),
                    GreaterThanOrEqual(F("quantity") * 2, _HALVES * _TIMES),
                    units_per_day=None,
                    injected=0,
                ),
            ),
            models.UniqueConstraint("prescription", "product", name="product_once_a_prescription"),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"


class PrescriptionEvent(StateEvent):
    """A move of a prescription."""

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (
            models.Index(fields=["prescription", "recorded_at"], name="prescription_events"),
        )

    def __str__(self) -> str:
        return self.move


class PharmacistReview(Recorded):
    """The review of a prescription by a pharmacist who did not write it (审方)."""

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="reviews")
    passed = models.BooleanField()
    reason = models.TextField(blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return f"{self.passed}"


class LabResult(Recorded):
    """A laboratory result as the sheet has it (5.2.2): one kind, of one day.

    Corrected only by a later row that names it; a correction without a value takes it back.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lab_results")
    kind = models.CharField(max_length=20, help_text="a code of the policy's laboratory.csv")
    value = models.PositiveIntegerField(null=True, help_text="small units, as the kind counts them")
    taken_on = models.DateField()
    laboratory = models.CharField(max_length=60, help_text=_("化验单位"))
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    because = models.TextField(blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-taken_on", "kind")
        constraints = (
            models.CheckConstraint(
                name="lab_result_is_taken_back_by_a_correction",
                condition=Q(value__isnull=False) | Q(corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="lab_correction_says_why", condition=Q(corrects__isnull=True) | ~Q(because="")
            ),
        )
        indexes = (models.Index(fields=["person", "-taken_on"], name="lab_result_by_person"),)

    def __str__(self) -> str:
        return f"{self.taken_on} {self.kind}"
