"""What is done on the way from application to card, each verb one business act (5.1)."""

from __future__ import annotations

from anxin.enrolment.services.agreements import sign_agreement
from anxin.enrolment.services.annual_reviews import (
    decide_review,
    keep_all,
    propose_all,
    propose_review,
)
from anxin.enrolment.services.appeals import appeal, is_appealed
from anxin.enrolment.services.applications import (
    ApplicationFilled,
    correct_application,
    submit_application,
    withdraw_application,
)
from anxin.enrolment.services.cards import replace_card, report_loss
from anxin.enrolment.services.clinic_changes import change_clinic
from anxin.enrolment.services.clocks import follow_calendar
from anxin.enrolment.services.copies import receive_materials
from anxin.enrolment.services.decisions import decide
from anxin.enrolment.services.drafts import abandon_draft, save_draft
from anxin.enrolment.services.end_reports import (
    end_as_reported,
    report_end,
    return_end_report,
    withdraw_end_report,
)
from anxin.enrolment.services.ending import end_enrolment, issue_card, undo_end
from anxin.enrolment.services.guardian_changes import change_guardian
from anxin.enrolment.services.guardian_signatures import sign_as_guardian
from anxin.enrolment.services.moving import announce_move, decline_move, withdraw_move
from anxin.enrolment.services.places import (
    answer_offer,
    lapse_offers,
    offer_places,
    set_places,
    take_up_again,
)
from anxin.enrolment.services.renewals import renew_agreement
from anxin.enrolment.services.reviews import (
    MaterialSeen,
    confirm_by_village,
    review_by_township,
)
from anxin.enrolment.services.stays import admit, discharge
from anxin.enrolment.services.taking_over import take_over_mover
from anxin.people.details import GuardianDetails, PersonDetails

__all__ = (
    "ApplicationFilled",
    "GuardianDetails",
    "MaterialSeen",
    "PersonDetails",
    "abandon_draft",
    "admit",
    "announce_move",
    "answer_offer",
    "appeal",
    "change_clinic",
    "change_guardian",
    "confirm_by_village",
    "correct_application",
    "decide",
    "decide_review",
    "decline_move",
    "discharge",
    "end_as_reported",
    "end_enrolment",
    "follow_calendar",
    "is_appealed",
    "issue_card",
    "keep_all",
    "lapse_offers",
    "offer_places",
    "propose_all",
    "propose_review",
    "receive_materials",
    "renew_agreement",
    "replace_card",
    "report_end",
    "report_loss",
    "return_end_report",
    "review_by_township",
    "save_draft",
    "set_places",
    "sign_agreement",
    "sign_as_guardian",
    "submit_application",
    "take_over_mover",
    "take_up_again",
    "undo_end",
    "withdraw_application",
    "withdraw_end_report",
    "withdraw_move",
)
