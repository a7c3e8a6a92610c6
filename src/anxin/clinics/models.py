"""Clinic days, visits, prescriptions and supply at home."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import DateSpan, Organisation, Staff
from anxin.people.models import Person
from anxin.pharmacy.models import Product
from anxin.rules.stability import Stability

_HALVES = F("morning") + F("noon") + F("evening") + F("night")
_TIMES = (F("days") + F("every_days") - 1) / F("every_days")


class ClinicDay(Recorded):
    """A day on which a psychiatrist is at a point (5.2.1)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="clinic_days"
    )
    day = models.DateField()
    doctor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint("day", "doctor", name="doctor_at_one_point_a_day"),)
        indexes = (models.Index(fields=["organisation", "day"], name="clinic_day_by_point"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.day}"


class Booking(Recorded):
    """A person expected on a clinic day of their designated hospital."""

    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint("clinic_day", "person", name="booked_once_a_clinic_day"),
        )

    def __str__(self) -> str:
        return f"{self.clinic_day} {self.person_id}"


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


class Supply(Recorded):
    """Days of a substance given to a person, from a day until (not including) another.

    Two supplies of one substance never overlap: a refill starts when the last one ends (5.3.2.d, T2).
    A reversed supply names the reversal in ``ended_by_id`` and no longer counts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supplies")
    substance = models.CharField(max_length=10)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(help_text="units")
    given_on = models.DateField()
    since = models.DateField()
    until = models.DateField()
    pickup_id = models.UUIDField(db_index=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("since",)
        constraints = (
            models.CheckConstraint(name="supply_covers_days", condition=Q(until__gt=F("since"))),
            ExclusionConstraint(
                name="no_substance_supplied_twice_for_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("substance", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_by_id__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["until"], name="supply_by_end"),)

    def __str__(self) -> str:
        return f"{self.substance} {self.since}–{self.until}"


class Injection(Recorded):
    """One injection given at the clinic: which one, where, by whom and when (working-rules:injections).

    Written with the pick-up that hands it over; never a quantity taken home. A reversed one names
    the reversal in ``ended_by_id``: it stays as history and no longer counts.
    """

    class StepName(models.TextChoices):
        FIRST = "first", _("起始第一针")
        SECOND = "second", _("起始第二针")
        AGAIN_FIRST = "again_first", _("补打第一针")
        AGAIN_SECOND = "again_second", _("补打第二针")
        REGULAR = "regular", _("维持针")
        ONCE = "once", _("单次注射")

    class SiteName(models.TextChoices):
        DELTOID_LEFT = "deltoid_left", _("左上臂三角肌")
        DELTOID_RIGHT = "deltoid_right", _("右上臂三角肌")
        GLUTEAL_LEFT = "gluteal_left", _("左侧臀部")
        GLUTEAL_RIGHT = "gluteal_right", _("右侧臀部")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="injections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    prescription_line = models.ForeignKey(
        PrescriptionLine, on_delete=models.PROTECT, related_name="injections"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    pickup_id = models.UUIDField(db_index=True)
    units = models.PositiveSmallIntegerField()
    micrograms = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=StepName)
    site = models.CharField(max_length=16, choices=SiteName)
    injected_by = models.CharField(max_length=40, help_text=_("注射人"))
    injected_at = models.DateTimeField()
    given_on = models.DateField()
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("given_on", "injected_at")
        constraints = (
            models.UniqueConstraint(
                "pickup_id", "prescription_line", name="injected_once_a_pickup_line"
            ),
            models.CheckConstraint(
                name="injection_is_of_something_by_somebody",
                condition=Q(units__gt=0, micrograms__gt=0) & ~Q(injected_by=""),
            ),
        )
        indexes = (models.Index(fields=["person", "given_on"], name="injection_by_person"),)

    def __str__(self) -> str:
        return f"{self.step} {self.given_on}"


class Owed(Recorded):
    """Units of a prescription's line that the store had not, to be handed over later (working-rules:owed).

    They end by an act: handed over, lapsed with the prescription's days, or their pick-up reversed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="owed")
    line = models.ForeignKey(PrescriptionLine, on_delete=models.PROTECT, related_name="owed")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(help_text="units")
    days = models.PositiveSmallIntegerField(help_text="days that they cover")
    reason = models.CharField(max_length=20, help_text=_("原因"))
    since = models.DateField(help_text=_("从哪天起欠"))
    last_day = models.DateField(help_text=_("可以补发的最后一天"))
    pickup_id = models.UUIDField(db_index=True, help_text="the pick-up after which it is owed")
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("since", "recorded_at")
        constraints = (
            models.CheckConstraint(
                name="owed_is_of_something", condition=Q(quantity__gt=0, days__gt=0)
            ),
            models.UniqueConstraint(
                "line", name="a_line_is_owed_once", condition=Q(ended_by_id__isnull=True)
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "since"],
                name="owed_by_point",
                condition=Q(ended_by_id__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"
