"""What is bought, which lot it came in, and where it lies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row
from anxin.organisations.models import Organisation


class Product(Row):
    """One purchasable presentation of a catalogue row: 利培酮片 1mg×20 (A3)."""

    code = models.CharField(max_length=40, unique=True)
    drug = models.CharField(max_length=40, help_text=_("目录药品名称；苯二氮卓类为品种名"))
    form = models.CharField(max_length=4, help_text=_("片或针"))
    specification = models.CharField(max_length=60)
    strength_ug = models.PositiveIntegerField(help_text="micrograms of substance in one unit")
    pack_units = models.PositiveSmallIntegerField(help_text="units in a box")
    unit_name = models.CharField(max_length=4)
    substance = models.CharField(
        max_length=10, help_text="ATC code; one supply of a substance at a time"
    )
    insurance_class = models.CharField(max_length=12)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.drug}{self.form} {self.specification}"


class PurchaseOrder(Recorded):
    """An order of a specialist hospital on the government platform (5.3.1.a)."""

    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    platform_number = models.CharField(max_length=40, unique=True)
    supplier = models.CharField(max_length=80)
    ordered_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-ordered_on", "platform_number")
        indexes = (models.Index(fields=["hospital", "-ordered_on"], name="order_by_hospital"),)

    def __str__(self) -> str:
        return self.platform_number


class PurchaseLine(Row):
    """A product of an order, at its price."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(help_text="units")
    unit_price = models.BigIntegerField(help_text="fen a unit")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="order_line_is_of_something", condition=Q(quantity__gt=0, unit_price__gte=0)
            ),
            models.UniqueConstraint("order", "product", name="order_line_once_a_product"),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"


class Receipt(Recorded):
    """A delivery taken in and accepted, with its invoice."""

    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    invoice_number = models.CharField(max_length=40)
    received_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_on",)
        constraints = (
            models.UniqueConstraint("order", "invoice_number", name="invoice_once_an_order"),
        )

    def __str__(self) -> str:
        return self.invoice_number


class Lot(Recorded):
    """A lot as bought: its price is what a dispensed unit costs (5.3.1.b). Programme stock only."""

    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, help_text=_("采购医院"))
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lots")
    line = models.ForeignKey(PurchaseLine, on_delete=models.PROTECT, related_name="lots")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    number = models.CharField(max_length=40)
    maker = models.CharField(max_length=80)
    expires_on = models.DateField(help_text=_("有效期至，含当日"))
    quantity = models.PositiveIntegerField(help_text="units received")
    unit_price = models.BigIntegerField(help_text="fen a unit")

    class Meta:
        ordering = ("expires_on", "number")
        constraints = (
            models.CheckConstraint(
                name="lot_is_of_something", condition=Q(quantity__gt=0, unit_price__gte=0)
            ),
            models.UniqueConstraint("receipt", "product", "number", name="lot_once_a_receipt"),
        )
        indexes = (models.Index(fields=["product", "expires_on"], name="lot_first_expiry"),)

    def __str__(self) -> str:
        return f"{self.product} {self.number}"


class Transfer(Recorded):
    """Medicine moved from a hospital's store to a clinic's."""

    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    moved_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-moved_on",)
        constraints = (
            models.CheckConstraint(
                name="transfer_goes_elsewhere", condition=~Q(source=F("target"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class TransferLine(Row):
    """Units of a lot in a transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(help_text="units")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="transfer_line_is_of_something", condition=Q(quantity__gt=0)
            ),
            models.UniqueConstraint("transfer", "lot", name="transfer_line_once_a_lot"),
        )

    def __str__(self) -> str:
        return f"{self.lot} {self.quantity}"


class StockBalance(Row):
    """Units of a lot on hand in an organisation's programme store; kept by trigger, never below zero."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="balances")
    on_hand = models.BigIntegerField(help_text="units")

    class Meta:
        constraints = (
            models.CheckConstraint(name="stock_is_never_negative", condition=Q(on_hand__gte=0)),
            models.UniqueConstraint("organisation", "lot", name="one_balance_a_store_and_lot"),
        )

    def __str__(self) -> str:
        return f"{self.lot} {self.on_hand}"
