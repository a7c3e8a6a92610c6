"""Reads of enrolment: what others ask (`standing`, `find_card`), lists, and the pages' facts."""

from __future__ import annotations

from anxin.enrolment.queries.applications import (
    application_page,
    find_application,
    open_counts,
    outlines,
)
from anxin.enrolment.queries.clinics import (
    ClinicOption,
    clinic_options,
    clinic_serving,
    default_clinic_id,
)
from anxin.enrolment.queries.materials import material_facts, materials_asked
from anxin.enrolment.queries.places import lock_places, waiting_ahead
from anxin.enrolment.queries.register import register_page, register_rows
from anxin.enrolment.queries.standing import Standing, find_card, find_person, standing

__all__ = (
    "ClinicOption",
    "Standing",
    "application_page",
    "clinic_options",
    "clinic_serving",
    "default_clinic_id",
    "find_application",
    "find_card",
    "find_person",
    "lock_places",
    "material_facts",
    "materials_asked",
    "open_counts",
    "outlines",
    "register_page",
    "register_rows",
    "standing",
    "waiting_ahead",
)
