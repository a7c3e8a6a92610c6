"""Applications, decisions, enrolments and cards."""

from __future__ import annotations

from anxin.enrolment.models.applications import (
    Application,
    ApplicationEvent,
    Decision,
    DecisionFacts,
    Draft,
    MaterialCheck,
    MaterialCopy,
    Opinion,
)
from anxin.enrolment.models.cards import Card, CardEvent
from anxin.enrolment.models.changes import (
    Change,
    EndReport,
    EndReportEvent,
    Move,
    MoveEvent,
)
from anxin.enrolment.models.places import Offer, OfferEvent, PlaceCount
from anxin.enrolment.models.reviews import AnnualReview, AnnualReviewEvent, ReviewAssessment
from anxin.enrolment.models.rights import (
    Agreement,
    ClinicChoice,
    Enrolment,
    EnrolmentEvent,
    GuardianSignature,
)
from anxin.enrolment.models.stays import HospitalStay

__all__ = [
    "Agreement",
    "AnnualReview",
    "AnnualReviewEvent",
    "Application",
    "ApplicationEvent",
    "Card",
    "CardEvent",
    "Change",
    "ClinicChoice",
    "Decision",
    "DecisionFacts",
    "Draft",
    "EndReport",
    "EndReportEvent",
    "Enrolment",
    "EnrolmentEvent",
    "GuardianSignature",
    "HospitalStay",
    "MaterialCheck",
    "MaterialCopy",
    "Move",
    "MoveEvent",
    "Offer",
    "OfferEvent",
    "Opinion",
    "PlaceCount",
    "ReviewAssessment",
]
