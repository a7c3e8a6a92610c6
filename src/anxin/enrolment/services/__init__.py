"""What is done on the way from application to card, each verb one business act (5.1)."""

from __future__ import annotations

from anxin.enrolment.services.agreements import end_enrolment, sign_agreement
from anxin.enrolment.services.applications import (
    ApplicationFilled,
    correct_application,
    submit_application,
    withdraw_application,
)
from anxin.enrolment.services.cards import replace_card, report_loss
from anxin.enrolment.services.decisions import decide
from anxin.enrolment.services.reviews import (
    MaterialSeen,
    confirm_by_village,
    review_by_township,
)
from anxin.enrolment.services.stays import admit, discharge
from anxin.people.details import GuardianDetails, PersonDetails

__all__ = (
    "ApplicationFilled",
    "GuardianDetails",
    "MaterialSeen",
    "PersonDetails",
    "admit",
    "confirm_by_village",
    "correct_application",
    "decide",
    "discharge",
    "end_enrolment",
    "replace_card",
    "report_loss",
    "review_by_township",
    "sign_agreement",
    "submit_application",
    "withdraw_application",
)
