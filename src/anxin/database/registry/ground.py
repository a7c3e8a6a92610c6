"""What everybody stands on: organisations, acts, publicity, policy values, the record of reading."""

from __future__ import annotations

from anxin.database.registry.words import (
    REFERENCE,
    SIGNED_IN,
    Guard,
    may,
    within,
)

GROUND: tuple[Guard, ...] = (
    # organisations
    *(
        Guard(table=f"organisations_{t}", read=REFERENCE, add=may("organisation.write"))
        for t in (
            "town",
            "village",
            "organisation",
            "organisationtown",
            "clinicpoint",
            "coverage",
            "groupmember",
        )
    ),
    Guard(
        table="organisations_staff",
        read=REFERENCE,
        add=may("staff.write"),
        change=may("staff.write"),
        changes=("name", "title", "is_active"),
    ),
    Guard(
        table="organisations_dutyassignment",
        read=REFERENCE,
        add=may("staff.write"),
        change=may("staff.write"),
        changes=("until",),
        stamped=True,
    ),
    Guard(
        table="organisations_confidentialityagreement",
        read=REFERENCE,
        add="staff_id = (SELECT security.actor())",
        kept=True,
        stamped=True,
    ),
    # acts: one row for each business act, by its author
    Guard(
        table="acts_act",
        read=f"recorded_by_id = (SELECT security.actor()) OR {may('verify.run')}",
        add=SIGNED_IN,
        kept=True,
        stamped=True,
    ),
    # publicity
    Guard(
        table="publicity_publicity",
        read=within("publicity.read", "organisation_id", "keeper_id", "village_id"),
        add=may("publicity.write"),
        kept=True,
        stamped=True,
    ),
    # adoption: policy values proposed, adopted, tried
    Guard(
        table="adoption_proposal",
        read=REFERENCE,
        add=may("policy.draft"),
        stamped=True,
    ),
    Guard(
        table="adoption_proposalevent",
        read=REFERENCE,
        add=f"{may('policy.draft')} OR {may('policy.approve')}",
        kept=True,
        stamped=True,
        noun="proposal",
        parent=("adoption_proposal", "proposal_id"),
    ),
    Guard(
        table="adoption_whatifrun",
        read=may("policy.try"),
        add=may("policy.try"),
        kept=True,
        stamped=True,
    ),
    # privacy
    Guard(
        table="privacy_accessrecord",
        read=f"{may('access_record.read')} OR recorded_by_id = (SELECT security.actor())",
        add=SIGNED_IN,
        kept=True,
        stamped=True,
    ),
)
