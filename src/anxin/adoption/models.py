"""Proposals of policy values and calendars, and what-if runs (7.4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent


class Proposal(Recorded):
    """A value from a day, or a year's working days, with the document that sets it.

    ``number`` is its place in the order of adoption, given by the database as it is adopted; every
    unit of work sees the policy up to one number (``anxin.policy.overlay``).
    """

    subject = models.CharField(
        max_length=60, help_text="a parameter's name, or calendar: and the year"
    )
    since = models.DateField()
    value = models.BigIntegerField(null=True, help_text="in the parameter's unit; null: 待定")
    pending = models.BooleanField(default=False)
    days = models.JSONField(
        default=dict, help_text="for a calendar: {day: worked}, only days off the week"
    )
    document_number = models.CharField(max_length=60, blank=True)
    document_title = models.CharField(max_length=120)
    issued_on = models.DateField()
    words = models.TextField(help_text=_("规定这个数值的原文"))
    late_reason = models.TextField(blank=True, help_text=_("生效日已过的，补发原因"))
    number = models.PositiveIntegerField(null=True, unique=True, editable=False)
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="proposal_is_a_value_pending_or_days",
                condition=Q(value__isnull=False, pending=False, days={})
                | Q(value__isnull=True, pending=True, days={})
                | Q(value__isnull=True, pending=False, subject__startswith="calendar:"),
            ),
            models.CheckConstraint(
                name="adopted_proposals_are_numbered",
                condition=Q(stage="adopted", number__isnull=False)
                | (~Q(stage="adopted") & Q(number__isnull=True)),
            ),
        )
        indexes = (models.Index(fields=["subject", "since"], name="proposals_of_subject"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.since}"


class ProposalEvent(StateEvent):
    """A move of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["proposal", "recorded_at"], name="proposal_events"),)

    def __str__(self) -> str:
        return self.move


class WhatIfRun(Recorded):
    """Other values tried on the register before adoption; only totals are kept.

    Numbers by name, flat: the trigger ``keeps_totals`` takes nothing else (``rules.what_if_totals``).
    """

    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.PROTECT, related_name="what_ifs"
    )
    values = models.JSONField(help_text="{parameter: value}")
    on = models.DateField()
    totals = models.JSONField()
    told = models.JSONField(
        default=dict, help_text="totals without what points at few people, for the commission"
    )
    policy_version = models.CharField(max_length=60)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        indexes = (models.Index(fields=["proposal", "-recorded_at"], name="what_ifs_of_proposal"),)

    def __str__(self) -> str:
        return f"{self.on}"
