"""Sources, budgets, advances and use; and what an expert says of a plan over the cap."""

from anxin.funding.models.consultations import (
    Consultation,
    ConsultationEvent,
    ConsultationLine,
    ConsultationMonth,
    ExpertWord,
)
from anxin.funding.models.fund import Advance, AdvanceEvent, Budget, Source, Use

__all__ = [
    "Advance",
    "AdvanceEvent",
    "Budget",
    "Consultation",
    "ConsultationEvent",
    "ConsultationLine",
    "ConsultationMonth",
    "ExpertWord",
    "Source",
    "Use",
]
