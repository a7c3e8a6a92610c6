"""Every table of states by its name, for the drawings and the database's guards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anxin.rules.advance_stages import ADVANCE
from anxin.rules.alert_stages import ALERT
from anxin.rules.annual_review_stages import ANNUAL_REVIEW
from anxin.rules.application_stages import APPLICATION
from anxin.rules.cards import CARD
from anxin.rules.claim_stages import CLAIM, CLAIM_LINE
from anxin.rules.clinic_day_stages import CLINIC_DAY
from anxin.rules.consultation_stages import CONSULTATION
from anxin.rules.end_report_stages import END_REPORT
from anxin.rules.enrolment_stages import ENROLMENT
from anxin.rules.export_stages import EXPORT, PACK
from anxin.rules.loss_charge_stages import LOSS_CHARGE
from anxin.rules.move_stages import MOVE
from anxin.rules.offer_stages import OFFER
from anxin.rules.pack_entry_stages import PACK_ENTRY
from anxin.rules.pickup_stages import PICKUP
from anxin.rules.prescription_stages import PRESCRIPTION
from anxin.rules.proposal_stages import PROPOSAL
from anxin.rules.transitions import Transitions

TABLES: Mapping[str, Transitions[Any, Any]] = {
    "application": APPLICATION,
    "enrolment": ENROLMENT,
    "card": CARD,
    "offer": OFFER,
    "annual_review": ANNUAL_REVIEW,
    "move": MOVE,
    "alert": ALERT,
    "end_report": END_REPORT,
    "clinic_day": CLINIC_DAY,
    "prescription": PRESCRIPTION,
    "pickup": PICKUP,
    "consultation": CONSULTATION,
    "advance": ADVANCE,
    "proposal": PROPOSAL,
    "claim": CLAIM,
    "claim_line": CLAIM_LINE,
    "loss_charge": LOSS_CHARGE,
    "export": EXPORT,
    "pack": PACK,
    "pack_entry": PACK_ENTRY,
}
