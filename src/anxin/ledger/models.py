"""The immutable double-entry journal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row
from anxin.organisations.models import Organisation


class Account(Row):
    """A place where money or medicine can be. Money in fen, medicine in units of a lot."""

    class Kind(models.TextChoices):
        SOURCE = "source", _("资金来源")
        FUND = "fund", _("项目资金")
        ADVANCE = "advance", _("预拨经费")
        COST = "cost", _("药品费用")
        PAYABLE = "payable", _("应付药品费用")
        DISALLOWED = "disallowed", _("核减费用")
        RECEIVABLE = "receivable", _("应收本人费用")
        SUPPLIER = "supplier", _("供应商")
        STORE = "store", _("药品库")
        PATIENT = "patient", _("患者领用")
        WASTE = "waste", _("损耗")

    kind = models.CharField(max_length=12, choices=Kind)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    payer = models.CharField(
        max_length=24, blank=True, help_text="a payer of rules.cost_sharing, or a source"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "kind", "organisation", "payer", name="account_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id} {self.payer}"


class Entry(Recorded):
    """One balanced entry. A mistake is undone by one later entry that names it."""

    kind = models.CharField(max_length=24)
    business_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")
    document_id = models.UUIDField(help_text="pick-up, receipt, transfer, advance or claim")
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        indexes = (models.Index(fields=["document_id"], name="entry_by_document"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.business_on}"


class Posting(models.Model):
    """One leg of an entry: fen where ``lot`` is null, units of that lot otherwise. In is positive."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    lot = models.ForeignKey("pharmacy.Lot", null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField(help_text="fen, or units of the lot")

    class Meta:
        constraints = (
            models.CheckConstraint(name="posting_moves_something", condition=~Q(amount=0)),
            models.UniqueConstraint(
                "entry", "account", "lot", name="posting_once_an_account", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=["account", "lot"], name="posting_by_account"),)

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
