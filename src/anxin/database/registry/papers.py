"""Rosters that come in, sheets of clinic days without a line, printed rows and exports."""

from __future__ import annotations

from anxin.database.registry.words import (
    Guard,
    event,
    through,
    within,
)

PAPERS: tuple[Guard, ...] = (
    # imports: a unit's rosters, row by row; the background worker acts as who asked
    Guard(
        table="imports_importbatch",
        read=within("import.write", "organisation_id"),
        add=within("import.write", "organisation_id"),
        change=within("import.write", "organisation_id"),
        changes=("abandoned_on",),
        stamped=True,
    ),
    Guard(
        table="imports_importrun",
        read=within("import.write", "organisation_id"),
        add=within("import.write", "organisation_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="imports_importrow",
        read=within("import.write", "organisation_id"),
        add=within("import.write", "organisation_id"),
        change=within("import.write", "organisation_id"),
        changes=(
            "content",
            "number_index",
            "name_index",
            "mark",
            "findings",
            "lacking",
            "verdict",
            "other_person",
            "stage",
            "grounds",
            "run_id",
            "application_id",
            "draft_id",
        ),
    ),
    # packs: clinic days without a line; a row goes out with its pack's download, and comes back as
    # an entry that the clinic's own hands take in
    Guard(
        table="packs_pack",
        read=within("pack.read", "organisation_id"),
        add=within("pack.ask", "organisation_id"),
        stamped=True,
    ),
    event(
        "packs_packevent",
        "pack",
        "packs_pack",
        "pack_id",
        "pack.read",
        "pack.ask",
        "pack.answer",
    ),
    Guard(
        table="packs_packrow",
        read=within("pack.enter", "organisation_id"),
        add=within("pack.ask", "organisation_id"),
        kept=True,
    ),
    Guard(
        table="packs_packupload",
        read=within("pack.enter", "organisation_id"),
        add=within("pack.upload", "organisation_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="packs_packentry",
        read=within("pack.enter", "organisation_id"),
        add=within("pack.upload", "organisation_id"),
        change=within("pack.upload", "organisation_id"),
        changes=("content", "person_id"),
        stamped=True,
    ),
    event(
        "packs_packentryevent",
        "pack_entry",
        "packs_packentry",
        "entry_id",
        "pack.enter",
        "pack.enter",
    ),
    # documents: which rows stand on a paper card, and requests to take a register out
    Guard(
        table="documents_printedrow",
        read=through("record.print", "enrolment_card", "card_id"),
        add=through("record.print", "enrolment_card", "card_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="documents_exportrequest",
        read=within("export.ask", "unit_id"),
        add=within("export.ask", "unit_id"),
        stamped=True,
    ),
    event(
        "documents_exportevent",
        "export",
        "documents_exportrequest",
        "export_id",
        "export.ask",
        "export.ask",
        "export.answer",
    ),
)
