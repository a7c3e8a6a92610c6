"""Reads of enrolment: what others ask (`standing`, `find_card`), lists, and the pages' facts."""

from __future__ import annotations

from anxin.enrolment.queries.applications import (
    STAGES,
    application_page,
    applications,
    find_application,
    open_counts,
    outlines,
    returned_because,
)
from anxin.enrolment.queries.assessment import assess_application
from anxin.enrolment.queries.cards import CardShown, card_shown, find_card_by_id
from anxin.enrolment.queries.clinics import (
    ClinicOption,
    clinic_options,
    clinic_serving,
    default_clinic_id,
    villages_served,
)
from anxin.enrolment.queries.materials import material_facts, materials_asked
from anxin.enrolment.queries.person import PersonShown, open_stay, person_shown
from anxin.enrolment.queries.places import lock_places, places, waiting_ahead
from anxin.enrolment.queries.register import (
    RegisterRow,
    register_page,
    register_rows,
    register_units,
)
from anxin.enrolment.queries.standing import Standing, find_card, find_person, standing

__all__ = (
    "STAGES",
    "CardShown",
    "ClinicOption",
    "PersonShown",
    "RegisterRow",
    "Standing",
    "application_page",
    "applications",
    "assess_application",
    "card_shown",
    "clinic_options",
    "clinic_serving",
    "default_clinic_id",
    "find_application",
    "find_card",
    "find_card_by_id",
    "find_person",
    "lock_places",
    "material_facts",
    "materials_asked",
    "open_counts",
    "open_stay",
    "outlines",
    "person_shown",
    "places",
    "register_page",
    "register_rows",
    "register_units",
    "returned_because",
    "standing",
    "villages_served",
    "waiting_ahead",
)
