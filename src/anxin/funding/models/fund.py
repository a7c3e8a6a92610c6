"""Sources, budgets, advances and use."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import Organisation
from anxin.people.models import Person


class Source(Recorded):
    """Where the programme fund's money comes from (5.4)."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("区级财政")
        HIGHER = "higher", _("上级补助")
        FEDERATION = "federation", _("残联资金")

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Budget(Recorded):
    """Money of a source for a year, paid into the fund (7.1.a)."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField(help_text="fen")
    document = models.CharField(max_length=80, help_text=_("下达文件"))
    paid_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-year", "source")
        constraints = (
            models.CheckConstraint(name="budget_is_of_something", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.source}"


class Advance(Recorded):
    """An advance to a specialist hospital; its quota is approved by the health commission (5.5.a)."""

    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="advances")
    quarter = models.CharField(max_length=6, help_text="2026Q4")
    amount = models.BigIntegerField(help_text="fen")
    estimate = models.TextField(help_text=_("测算依据"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-quarter", "hospital")
        constraints = (
            models.CheckConstraint(name="advance_is_of_something", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.quarter} {self.hospital}"


class AdvanceEvent(StateEvent):
    """A move of an advance: approved or refused by another person than who asked."""

    advance = models.ForeignKey(Advance, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        pass

    def __str__(self) -> str:
        return self.move


class Use(Row):
    """What a payer with a limit has borne for a person in a month or year; kept by trigger (5.1.5.e)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=24)
    period = models.CharField(max_length=7, help_text="2026-11, or 2026")
    used = models.BigIntegerField(default=0, help_text="fen")
    limit = models.BigIntegerField(null=True, help_text="fen; null: 待定")

    class Meta:
        constraints = (
            models.UniqueConstraint("person", "payer", "period", name="one_use_a_period"),
            models.CheckConstraint(
                name="no_payer_bears_more_than_its_limit",
                condition=Q(used__gte=0) & (Q(limit__isnull=True) | Q(used__lte=F("limit"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.payer} {self.period} {self.used}"
