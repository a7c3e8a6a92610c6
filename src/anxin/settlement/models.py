"""Claims and their check, and what ran up with a card while it was lost."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.dispensing.models import Pickup
from anxin.enrolment.models import Card
from anxin.organisations.models import Organisation
from anxin.people.models import Person


class Claim(Recorded):
    """A hospital's claim for a quarter, with its invoices (5.5.c)."""

    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    quarter = models.CharField(max_length=6, help_text="2026Q3")
    invoice_number = models.CharField(max_length=40, blank=True)
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-quarter", "hospital")
        constraints = (models.UniqueConstraint("hospital", "quarter", name="one_claim_a_quarter"),)

    def __str__(self) -> str:
        return f"{self.hospital} {self.quarter}"


class ClaimLine(Row):
    """One completed pick-up claimed, or an earlier line taken back after its pick-up was reversed.

    A pick-up is claimed once, and taken back once. Written by ``security.gather_claim`` alone: the app
    role cannot add one.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="claim_lines")
    takes_back = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="taken_back_by",
        help_text=_("冲减的明细"),
    )
    completed_on = models.DateField(help_text=_("领药完成日，冲减的为冲销日；早于本季度的为补报"))
    amount = models.BigIntegerField(help_text="fen; the programme's share, negative: taken back")

    class Meta:
        indexes = (models.Index(fields=["claim", "completed_on", "id"], name="claim_lines"),)
        constraints = (
            models.CheckConstraint(
                name="only_what_is_taken_back_is_negative",
                condition=Q(amount__gte=0, takes_back__isnull=True)
                | Q(amount__lte=0, takes_back__isnull=False),
            ),
            models.UniqueConstraint(
                "pickup", name="a_pickup_is_claimed_once", condition=Q(takes_back__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount}"


class LineCheck(Recorded):
    """The office's word on a line, or the hospital's answer to a query; the newest holds (5.5.c)."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("认可")
        QUERIED = "queried", _("存疑")
        REJECTED = "rejected", _("剔除")
        ANSWERED = "answered", _("已答复")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="checks")
    line = models.ForeignKey(ClaimLine, on_delete=models.PROTECT, related_name="checks")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="a_query_or_rejection_gives_its_reason",
                condition=Q(verdict="accepted") | ~Q(reason=""),
            ),
        )
        indexes = (models.Index(fields=["line", "-recorded_at"], name="line_checks"),)

    def __str__(self) -> str:
        return self.verdict


class ClaimEvent(StateEvent):
    """A move of a claim: filed, check finished, accepted."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        pass

    def __str__(self) -> str:
        return self.move


class LossCharge(Recorded):
    """A pick-up completed with a card between the day it was lost and the report of it (A5.n4).

    Written with the report, by trigger; the hand is that of who reported. Who bears it is decided by another.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="loss_charges")
    pickup = models.OneToOneField(Pickup, on_delete=models.PROTECT, related_name="loss_charge")
    lost_on = models.DateField()
    reported_on = models.DateField()
    amount = models.BigIntegerField(help_text="fen; all that the payers bore")
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at", "id")
        constraints = (
            models.CheckConstraint(name="a_loss_charge_is_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="a_loss_is_reported_after_it", condition=Q(reported_on__gte=F("lost_on"))
            ),
        )
        indexes = (models.Index(fields=["stage", "recorded_at"], name="loss_charges_by_stage"),)

    def __str__(self) -> str:
        return f"{self.amount} {self.stage}"


class LossChargeEvent(StateEvent):
    """A move of a loss charge: falls on the person, set aside, paid back."""

    charge = models.ForeignKey(LossCharge, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        pass

    def __str__(self) -> str:
        return self.move


class LossPayment(Recorded):
    """What the person paid back, whole, with the number of the receipt (A5.n4)."""

    charge = models.OneToOneField(LossCharge, on_delete=models.PROTECT, related_name="payment")
    amount = models.BigIntegerField(help_text="fen")
    paid_on = models.DateField()
    receipt_number = models.CharField(max_length=40, unique=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_loss_payment_has_its_receipt",
                condition=Q(amount__gt=0) & ~Q(receipt_number=""),
            ),
        )

    def __str__(self) -> str:
        return self.receipt_number
