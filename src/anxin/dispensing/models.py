"""The pick-up and what hangs on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import Attendance, Prescription, PrescriptionLine
from anxin.database.records import Recorded, Row, StateEvent
from anxin.enrolment.models import Card
from anxin.funding.models import Consultation
from anxin.organisations.models import Organisation, Staff
from anxin.people.models import Person
from anxin.pharmacy.models import Lot


class Settlement(Recorded):
    """The special-disease bill brought along before a pick-up, or the word that its quota is used up (5.3.2.b)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="settlements")
    prescription = models.OneToOneField(
        Prescription, on_delete=models.PROTECT, related_name="settlement"
    )
    exhausted = models.BooleanField(help_text=_("特病额度已用完"))
    hospital = models.CharField(max_length=80, blank=True)
    invoice_number = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - absent is not empty: unique
    total = models.BigIntegerField(default=0, help_text="fen")
    reimbursed = models.BigIntegerField(default=0, help_text="fen")
    settled_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="settlement_is_a_bill_or_a_statement",
                condition=Q(exhausted=True, invoice_number__isnull=True, reimbursed=0)
                | Q(
                    exhausted=False,
                    invoice_number__isnull=False,
                    reimbursed__gte=0,
                    total__gte=F("reimbursed"),
                ),
            ),
        )

    def __str__(self) -> str:
        return self.invoice_number or "exhausted"


class Pickup(Recorded):
    """One handing-over of medicine: prepared today, completed today or lapsed. Never edited."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pickups")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="pickups")
    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="pickups")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="pickups")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pickups")
    hospital = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text=_("结算的专科医院")
    )
    prepared_on = models.DateField()
    starts_on = models.DateField()
    until = models.DateField(help_text=_("供药期止，不含当日"))
    next_pickup_on = models.DateField()
    total = models.BigIntegerField(help_text="fen")
    basic_insurance = models.BigIntegerField(help_text="fen")
    special_disease = models.BigIntegerField(help_text="fen")
    civil_assistance = models.BigIntegerField(help_text="fen")
    federation = models.BigIntegerField(help_text="fen")
    disorder_project = models.BigIntegerField(help_text="fen")
    programme = models.BigIntegerField(help_text="fen")
    person_share = models.BigIntegerField(help_text="fen; always 0 (7.1.a)")
    cap_pending = models.BooleanField()
    policy_version = models.CharField(max_length=60)
    prescriber = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-prepared_on",)
        constraints = (
            models.CheckConstraint(
                name="shares_add_up_to_the_total",
                condition=Q(
                    total=F("basic_insurance")
                    + F("special_disease")
                    + F("civil_assistance")
                    + F("federation")
                    + F("disorder_project")
                    + F("programme")
                    + F("person_share")
                ),
            ),
            models.CheckConstraint(
                name="no_share_is_negative_and_the_person_pays_nothing",
                condition=Q(
                    basic_insurance__gte=0,
                    special_disease__gte=0,
                    civil_assistance__gte=0,
                    federation__gte=0,
                    disorder_project__gte=0,
                    programme__gte=0,
                    person_share=0,
                ),
            ),
            models.CheckConstraint(
                name="prescriber_reviewer_and_dispenser_differ",
                condition=~Q(prescriber=F("reviewer"))
                & ~Q(prescriber=F("recorded_by"))
                & ~Q(reviewer=F("recorded_by")),
            ),
            models.UniqueConstraint(
                "prescription",
                name="one_prepared_pickup_a_prescription",
                condition=Q(stage="prepared"),
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "-prepared_on"], name="pickup_by_point"),
            models.Index(fields=["person", "-prepared_on"], name="pickup_by_person"),
            models.Index(fields=["hospital", "prepared_on"], name="pickup_by_hospital"),
        )

    def __str__(self) -> str:
        return f"{self.prepared_on} {self.stage}"


class PickupLine(Row):
    """One product of a pick-up: all that was prescribed of it, or the part that was there."""

    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="lines")
    prescription_line = models.ForeignKey(
        PrescriptionLine, on_delete=models.PROTECT, related_name="+"
    )
    quantity = models.PositiveIntegerField(help_text="units")
    days = models.PositiveSmallIntegerField(help_text="days that they cover")
    amount = models.BigIntegerField(help_text="fen")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="pickup_line_is_of_something", condition=Q(quantity__gt=0, days__gt=0)
            ),
            models.UniqueConstraint("pickup", "prescription_line", name="line_once_a_pickup"),
        )

    def __str__(self) -> str:
        return f"{self.quantity}"


class Allocation(Row):
    """Units of a lot set aside for a line, at the lot's price (5.3.1.b). They lapse with the day."""

    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="allocations")
    line = models.ForeignKey(PickupLine, on_delete=models.PROTECT, related_name="allocations")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="allocations")
    quantity = models.PositiveIntegerField(help_text="units")
    unit_price = models.BigIntegerField(help_text="fen a unit")

    class Meta:
        constraints = (
            models.CheckConstraint(name="allocation_is_of_something", condition=Q(quantity__gt=0)),
            models.UniqueConstraint("line", "lot", name="lot_once_a_line"),
        )

    def __str__(self) -> str:
        return f"{self.lot} {self.quantity}"


class MonthShare(Row):
    """What a payer with a limit bears for a pick-up in a period; negative in a reversal (5.1.5.e)."""

    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="month_shares")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=24)
    period = models.CharField(max_length=7)
    amount = models.BigIntegerField(help_text="fen")
    limit = models.BigIntegerField(null=True, help_text="fen; the limit of the day, null: 待定")
    consultation = models.ForeignKey(
        Consultation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("超过限额所依据的专家意见"),
    )

    class Meta:
        constraints = (
            models.CheckConstraint(name="month_share_moves_something", condition=~Q(amount=0)),
        )

    def __str__(self) -> str:
        return f"{self.payer} {self.period} {self.amount}"


class Signature(Recorded):
    """One of the three signatures of a pick-up, bound to what was signed (5.3.2.e)."""

    class Role(models.TextChoices):
        DOCTOR = "doctor", _("医师")
        GUARDIAN = "guardian", _("监护人或患者")
        DISPENSER = "dispenser", _("发药人")

    class Way(models.TextChoices):
        SIGNED_IN = "signed_in", _("登录确认")
        PAD = "pad", _("手写屏")
        PAPER = "paper", _("纸质签名单")

    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=12, choices=Role)
    way = models.CharField(max_length=12, choices=Way)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    content_hash = models.BinaryField(help_text="SHA-256 of the content that was signed")
    drawing = models.BinaryField(null=True, help_text="ciphertext of the strokes")
    slip_number = models.CharField(max_length=20, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("pickup", "role", name="each_signs_once"),
            models.CheckConstraint(
                name="a_signature_is_by_somebody",
                condition=(Q(way="signed_in") & Q(staff__isnull=False))
                | (Q(way="pad") & Q(drawing__isnull=False))
                | (Q(way="paper") & ~Q(slip_number="")),
            ),
            models.UniqueConstraint(
                "slip_number", name="slip_number_once", condition=~Q(slip_number="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.way}"


class SlipScan(Recorded):
    """The scan of a paper slip, handed in later; until then the slip is owed and not claimed (5.3.2.e)."""

    pickup = models.OneToOneField(Pickup, on_delete=models.PROTECT, related_name="slip_scan")
    content = models.BinaryField(help_text="ciphertext of the file, base64")
    content_type = models.CharField(max_length=20)
    content_hash = models.BinaryField(help_text="SHA-256 of the file")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.content_type


class ReturnedMedicine(Recorded):
    """Medicine of a reversed pick-up that had left the counter: never handed out again (working-rules:taken-back)."""

    pickup = models.OneToOneField(Pickup, on_delete=models.PROTECT, related_name="returned")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pickup_id)


class PickupEvent(StateEvent):
    """A move of a pick-up: completed, reversed."""

    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["pickup", "recorded_at"], name="pickup_events"),)

    def __str__(self) -> str:
        return self.move
