"""Funds, pick-ups and claims."""

from __future__ import annotations

from anxin.database.registry.words import (
    REFERENCE,
    Guard,
    event,
    may,
    person,
    through,
    within,
)

COUNTER: tuple[Guard, ...] = (
    # funding
    Guard(
        table="funding_source",
        read=REFERENCE,
        add=f"{may('budget.write')} OR {may('policy.seed')}",
        stamped=True,
    ),
    Guard(
        table="funding_budget",
        read=may("budget.read"),
        add=may("budget.write"),
        kept=True,
        stamped=True,
    ),
    # A hospital sees the advances to itself alone.
    Guard(
        table="funding_advance",
        read=within("advance.read", "hospital_id"),
        add=may("advance.request"),
        stamped=True,
    ),
    event(
        "funding_advanceevent",
        "advance",
        "funding_advance",
        "advance_id",
        "advance.read",
        "advance.approve",
    ),
    # What the expert group is asked about a plan over the cap: read as prescriptions are (4.2).
    Guard(
        table="funding_consultation",
        read=person("prescription.read"),
        add=f"{person('consultation.ask')} AND {within('consultation.ask', 'organisation_id')}",
        stamped=True,
    ),
    Guard(
        table="funding_consultationline",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.ask", "funding_consultation", "consultation_id"),
        kept=True,
    ),
    Guard(
        table="funding_consultationmonth",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.ask", "funding_consultation", "consultation_id"),
        kept=True,
    ),
    Guard(
        table="funding_expertword",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.record", "funding_consultation", "consultation_id"),
        kept=True,
        stamped=True,
    ),
    event(
        "funding_consultationevent",
        "consultation",
        "funding_consultation",
        "consultation_id",
        "prescription.read",
        "consultation.ask",
        "consultation.record",
        "consultation.confirm",
    ),
    # Written by the trigger on month shares alone.
    Guard(
        table="funding_use",
        read=f"({may('pickup.read')} OR {may('prescription.read')}) AND EXISTS (SELECT 1 FROM people_person scope WHERE scope.id = person_id)",
    ),
    # dispensing
    Guard(
        table="dispensing_settlement",
        read=person("pickup.read"),
        add=person("pickup.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_pickup",
        read=person("pickup.read"),
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        stamped=True,
    ),
    Guard(
        table="dispensing_pickupline",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
    ),
    Guard(
        table="dispensing_allocation",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
    ),
    Guard(
        table="dispensing_monthshare",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        # Given back also where the cost falls on the person (A5.n4).
        add=f"{through('pickup.write', 'dispensing_pickup', 'pickup_id')} OR ({through('loss.decide', 'dispensing_pickup', 'pickup_id')} AND amount < 0 AND EXISTS (SELECT 1 FROM settlement_losscharge lost WHERE lost.pickup_id = dispensing_monthshare.pickup_id AND lost.stage = 'open'))",
        kept=True,
    ),
    Guard(
        table="dispensing_signature",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_slipscan",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_returnedmedicine",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    event(
        "dispensing_pickupevent",
        "pickup",
        "dispensing_pickup",
        "pickup_id",
        "pickup.read",
        "pickup.write",
    ),
    # settlement
    Guard(
        table="settlement_claim",
        read=f"{may('claim.read')} AND ({within('claim.read', 'hospital_id')})",
        add=within("claim.file", "hospital_id"),
        stamped=True,
    ),
    # Written by security.gather_claim alone: no hospital can add a line or name an amount (7.1.c).
    Guard(
        table="settlement_claimline",
        read=through("claim.lines", "settlement_claim", "claim_id"),
        kept=True,
    ),
    # The office gives verdicts, the hospital answers.
    Guard(
        table="settlement_linecheck",
        read=through("claim.lines", "settlement_claim", "claim_id"),
        add=f"({through('claim.check', 'settlement_claim', 'claim_id')} AND verdict <> 'answered') OR ({through('claim.file', 'settlement_claim', 'claim_id')} AND verdict = 'answered')",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="settlement_claimevent",
        read=through("claim.read", "settlement_claim", "claim_id"),
        add=f"({through('claim.check', 'settlement_claim', 'claim_id')} AND move <> 'file') OR ({through('claim.file', 'settlement_claim', 'claim_id')} AND move = 'file')",
        kept=True,
        stamped=True,
        noun="claim",
        parent=("settlement_claim", "claim_id"),
    ),
    # Written by the trigger on a loss report alone (A5.n4).
    Guard(table="settlement_losscharge", read=person("loss.read"), stamped=True),
    event(
        "settlement_losschargeevent",
        "loss_charge",
        "settlement_losscharge",
        "charge_id",
        "loss.read",
        "loss.decide",
    ),
    Guard(
        table="settlement_losspayment",
        read=through("loss.read", "settlement_losscharge", "charge_id"),
        add=through("loss.decide", "settlement_losscharge", "charge_id"),
        kept=True,
        stamped=True,
    ),
)
