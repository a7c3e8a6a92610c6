"""Reads of enrolment: what others ask (`standing`, `find_card`), lists, and the pages' facts."""

from __future__ import annotations

from anxin.enrolment.queries.applications import (
    STAGES,
    appealed,
    application_page,
    applications,
    decisions_of,
    find_application,
    open_counts,
    outlines,
    returned_because,
)
from anxin.enrolment.queries.assessment import assess_application, is_weak_by_age
from anxin.enrolment.queries.cards import (
    CardShown,
    RunUp,
    card_shown,
    find_card_by_id,
    run_up_with,
)
from anxin.enrolment.queries.changes import (
    changes,
    changes_of,
    changes_seen,
    end_to_undo,
    units_of_changes,
    waits_for_a_card,
    without_card,
)
from anxin.enrolment.queries.clinics import (
    ClinicOption,
    clinic_options,
    clinic_serving,
    default_clinic_id,
    town_of,
    villages_served,
)
from anxin.enrolment.queries.clocks import late, late_at_the_office, late_in_townships
from anxin.enrolment.queries.copies import batch, copies_of, forwarded, on_the_way
from anxin.enrolment.queries.drafts import (
    DraftShown,
    draft_of,
    drafts_shown,
    find_draft,
    open_drafts,
    typed_in,
)
from anxin.enrolment.queries.guardian_signatures import (
    SignatureLine,
    find_unsigned,
    signature_lines,
    unsigned_changes,
)
from anxin.enrolment.queries.history import Happened, history
from anxin.enrolment.queries.materials import material_facts, materials_asked
from anxin.enrolment.queries.person import PersonShown, open_stay, person_shown
from anxin.enrolment.queries.places import (
    lock_places,
    next_in_line,
    places,
    returning,
    rooms_shown,
    suspended_rule,
    waiting_ahead,
    waiting_line,
)
from anxin.enrolment.queries.register import (
    RegisterRow,
    register_page,
    register_rows,
    register_units,
)
from anxin.enrolment.queries.reviews import (
    due_of,
    find_review,
    found_today,
    review_shown,
    review_terms,
    worklist,
)
from anxin.enrolment.queries.standing import Standing, find_card, find_person, standing

__all__ = [
    "STAGES",
    "CardShown",
    "ClinicOption",
    "DraftShown",
    "Happened",
    "PersonShown",
    "RegisterRow",
    "RunUp",
    "SignatureLine",
    "Standing",
    "appealed",
    "application_page",
    "applications",
    "assess_application",
    "batch",
    "card_shown",
    "changes",
    "changes_of",
    "changes_seen",
    "clinic_options",
    "clinic_serving",
    "copies_of",
    "decisions_of",
    "default_clinic_id",
    "draft_of",
    "drafts_shown",
    "due_of",
    "end_to_undo",
    "find_application",
    "find_card",
    "find_card_by_id",
    "find_draft",
    "find_person",
    "find_review",
    "find_unsigned",
    "forwarded",
    "found_today",
    "history",
    "is_weak_by_age",
    "late",
    "late_at_the_office",
    "late_in_townships",
    "lock_places",
    "material_facts",
    "materials_asked",
    "next_in_line",
    "on_the_way",
    "open_counts",
    "open_drafts",
    "open_stay",
    "outlines",
    "person_shown",
    "places",
    "register_page",
    "register_rows",
    "register_units",
    "returned_because",
    "returning",
    "review_shown",
    "review_terms",
    "rooms_shown",
    "run_up_with",
    "signature_lines",
    "standing",
    "suspended_rule",
    "town_of",
    "typed_in",
    "units_of_changes",
    "unsigned_changes",
    "villages_served",
    "waiting_ahead",
    "waiting_line",
    "waits_for_a_card",
    "without_card",
    "worklist",
]
