"""The five tables of a person, who lives together, and photos and scans of papers."""

from __future__ import annotations

from anxin.database.registry.words import (
    PERSON_IN_REACH,
    Guard,
    may,
    person,
    through,
    within,
)

PEOPLE: tuple[Guard, ...] = (
    # people: five tables by sensitivity
    Guard(
        table="people_person",
        read=PERSON_IN_REACH,
        add=within("person.write", "keeper_id"),
    ),
    Guard(
        table="people_identity",
        read=person("identity.read"),
        add=person("person.write"),
        change=person("person.write"),
        changes=(
            "name",
            "name_key",
            "identity_number",
            "identity_index",
            "phone",
            "address",
            "insurance_number",
            "disability_number",
            "sex",
            "born",
            "ethnic_group",
            "postal_code",
        ),
    ),
    Guard(
        table="people_guardian",
        read=person("guardian.read"),
        add=person("person.write"),
        change=person("person.write"),
        changes=("until",),
        stamped=True,
    ),
    # Written and taken back with the name; a guardian's telephone finds for who may read guardians.
    Guard(
        table="people_findtoken",
        read=f"{person('identity.read')} AND (NOT through_guardian OR {may('guardian.read')})",
        add=person("person.index"),
        remove=person("person.index"),
    ),
    Guard(
        table="people_clinical",
        read=person("clinical.read"),
        add=person("person.write"),
        change=person("person.write"),
        changes=("diagnosis", "icd10", "certified_by", "certified_on", "risk_level"),
    ),
    Guard(
        table="people_welfare",
        read=person("welfare.read"),
        add=person("person.write"),
        change=person("person.write"),
        changes=(
            "resident_since",
            "poverty",
            "subsidies",
            "insurance_kind",
            "special_disease",
            "household_register",
            "household_patients",
            "household_evidence",
            "medical_assistance",
            "disability_level",
        ),
    ),
    # Marks that two records share; made of names and guardians, so for who may read both.
    Guard(
        table="people_likeness",
        read=f"{person('identity.read')} AND {may('guardian.read')}",
        add=person("person.index"),
        remove=person("person.index"),
    ),
    # A household is its members: who sees none of them, sees nothing of it.
    Guard(
        table="people_household",
        read=may("guardian.read"),
        add=may("household.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="people_householdmember",
        read=person("guardian.read"),
        add=person("household.write"),
        change=person("household.write"),
        changes=("until", "end_act_id"),
        stamped=True,
    ),
    Guard(
        table="people_notsame",
        read=may("person.merge"),
        add=f"{person('person.merge', 'first_id')} AND {person('person.merge', 'second_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="people_personmerge",
        read=f"{may('person.merge')} OR {may('verify.run')}",
        add=f"{person('person.merge', 'kept_id')} AND {person('person.merge', 'gone_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="people_personsplit",
        read=f"{may('person.merge')} OR {may('verify.run')}",
        add=through("person.merge", "people_personmerge", "merge_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="people_policelisting",
        read=person("police.read"),
        add=person("police.write"),
        kept=True,
        stamped=True,
    ),
    # What was handed in as photo or scan
    Guard(
        table="files_attachment",
        read=person("file.read"),
        add=person("file.add"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="files_withdrawal",
        read=through("file.read", "files_attachment", "attachment_id"),
        add=through("file.add", "files_attachment", "attachment_id"),
        kept=True,
        stamped=True,
    ),
)
