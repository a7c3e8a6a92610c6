"""The registry of row security: what the app role may do with each table, and nothing else.

A table that is not named here, or a command without a predicate, is closed (decision 0003).
``row_security`` makes the SQL from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.access import GRANTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What the app role may do with one table. ``changes`` are the only columns an UPDATE may name."""

    table: str
    read: str
    add: str | None = None
    change: str | None = None
    changes: tuple[str, ...] = ()
    remove: str | None = None
    kept: bool = False
    """Append-only: UPDATE, DELETE and TRUNCATE are refused to everybody by trigger."""
    stamped: bool = False
    """recorded_at, recorded_by_id and recorded_xid are set by the database."""
    noun: str | None = None
    """For a table of state events: the noun whose moves it follows."""
    parent: tuple[str, str] | None = None
    """For a table of state events: parent table and the column that names the parent."""


def may(action: str) -> str:
    """Return the predicate: the duty holds the action."""
    assert action in GRANTS, action
    return f"(SELECT security.may('{action}'))"


def within(action: str, *columns: str) -> str:
    """Return the predicate: one of the columns is in reach of the action."""
    assert action in GRANTS, action
    return (
        "("
        + " OR ".join(f"{c} = ANY ((SELECT security.within('{action}'))::uuid[])" for c in columns)
        + ")"
    )


def person(action: str, column: str = "person_id") -> str:
    """Return the predicate: the duty holds the action and the person is in its reach."""
    return (
        f"({may(action)} AND EXISTS (SELECT 1 FROM people_person scope WHERE scope.id = {column}))"
    )


def through(action: str, parent: str, column: str) -> str:
    """Return the predicate: the duty holds the action and may see the parent row."""
    return f"({may(action)} AND EXISTS (SELECT 1 FROM {parent} scope WHERE scope.id = {column}))"


_REFERENCE = may("reference.read")
_SIGNED_IN = "(SELECT security.actor()) IS NOT NULL"
_PERSON_IN_REACH = (
    within("registry.read", "keeper_id", "clinic_id", "town_id")
    + " OR id = ANY ((SELECT security.village_tasks('registry.read'))::uuid[])"
)


def _event(table: str, noun: str, parent: str, column: str, read: str, *writes: str) -> Guard:
    add = " OR ".join(f"{may(w)}" for w in writes)
    seen = f"EXISTS (SELECT 1 FROM {parent} scope WHERE scope.id = {column})"
    return Guard(
        table=table,
        read=through(read, parent, column),
        add=f"(({add}) AND {seen})",
        kept=True,
        stamped=True,
        noun=noun,
        parent=(parent, column),
    )


GUARDS: tuple[Guard, ...] = (
    # organisations
    *(
        Guard(table=f"organisations_{t}", read=_REFERENCE, add=may("organisation.write"))
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
        read=_REFERENCE,
        add=may("staff.write"),
        change=may("staff.write"),
        changes=("name", "title", "is_active"),
    ),
    Guard(
        table="organisations_dutyassignment",
        read=_REFERENCE,
        add=may("staff.write"),
        change=may("staff.write"),
        changes=("until",),
        stamped=True,
    ),
    Guard(
        table="organisations_confidentialityagreement",
        read=_REFERENCE,
        add="staff_id = (SELECT security.actor())",
        kept=True,
        stamped=True,
    ),
    # acts: one row for each business act, by its author
    Guard(
        table="acts_act",
        read=f"recorded_by_id = (SELECT security.actor()) OR {may('verify.run')}",
        add=_SIGNED_IN,
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
        read=_REFERENCE,
        add=may("policy.draft"),
        stamped=True,
    ),
    Guard(
        table="adoption_proposalevent",
        read=_REFERENCE,
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
        add=_SIGNED_IN,
        kept=True,
        stamped=True,
    ),
    # people: five tables by sensitivity
    Guard(
        table="people_person",
        read=_PERSON_IN_REACH,
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
    # ledger
    Guard(
        table="ledger_account",
        read=_REFERENCE,
        add=f"{may('budget.write')} OR {may('policy.seed')}",
        kept=True,
    ),
    Guard(
        table="ledger_entry",
        read=may("ledger.read"),
        add=may("ledger.post"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="ledger_posting",
        read=may("ledger.read"),
        add=may("ledger.post"),
        kept=True,
    ),
    # pharmacy
    Guard(table="pharmacy_product", read=_REFERENCE, add=may("product.write")),
    Guard(
        table="pharmacy_purchaseorder",
        read=within("stock.read", "hospital_id"),
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_purchaseline",
        read=through("stock.read", "pharmacy_purchaseorder", "order_id"),
        add=through("purchase.write", "pharmacy_purchaseorder", "order_id"),
        kept=True,
    ),
    Guard(
        table="pharmacy_receipt",
        read=within("stock.read", "hospital_id"),
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_lot",
        read=_REFERENCE,
        add=within("purchase.write", "hospital_id"),
        kept=True,
        stamped=True,
    ),
    # A transfer goes out of a hospital's store to one that the hospital guides.
    Guard(
        table="pharmacy_transfer",
        read=within("stock.read", "source_id", "target_id"),
        add=within("stock.transfer", "source_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="pharmacy_transferline",
        read=through("stock.read", "pharmacy_transfer", "transfer_id"),
        add=through("stock.transfer", "pharmacy_transfer", "transfer_id"),
        kept=True,
    ),
    # Written by the trigger on postings alone.
    Guard(table="pharmacy_stockbalance", read=within("stock.read", "organisation_id")),
    # exchange: what one body must tell another about a person
    Guard(
        table="exchange_alert",
        read=person("alert.read"),
        add=person("alert.raise"),
        stamped=True,
    ),
    _event(
        "exchange_alertevent",
        "alert",
        "exchange_alert",
        "alert_id",
        "alert.read",
        "alert.receive",
    ),
    # enrolment
    Guard(
        table="enrolment_application",
        read=person("application.read"),
        add=person("application.register"),
        stamped=True,
    ),
    _event(
        "enrolment_applicationevent",
        "application",
        "enrolment_application",
        "application_id",
        "application.read",
        "application.register",
        "application.confirm",
        "application.review",
        "application.decide",
    ),
    Guard(
        table="enrolment_materialcheck",
        read=through("application.read", "enrolment_application", "application_id"),
        add=through("application.review", "enrolment_application", "application_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_opinion",
        read=through("application.read", "enrolment_application", "application_id"),
        add=f"({may('application.confirm')} OR {may('application.review')} OR {may('application.decide')}) AND EXISTS (SELECT 1 FROM enrolment_application scope WHERE scope.id = application_id)",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_decision",
        read=through("application.read", "enrolment_application", "application_id"),
        add=through("application.decide", "enrolment_application", "application_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_decisionfacts",
        read=f"{may('decision.facts')} AND EXISTS (SELECT 1 FROM enrolment_decision scope WHERE scope.id = decision_id)",
        add=through("application.decide", "enrolment_decision", "decision_id"),
        kept=True,
    ),
    Guard(
        table="enrolment_placecount",
        read=_REFERENCE,
        add=may("places.write"),
        change=may("places.write"),
        changes=("places",),
    ),
    Guard(
        table="enrolment_offer",
        read=through("application.read", "enrolment_application", "application_id"),
        add=through("application.decide", "enrolment_application", "application_id"),
        stamped=True,
    ),
    _event(
        "enrolment_offerevent",
        "offer",
        "enrolment_offer",
        "offer_id",
        "application.read",
        "places.write",
        "agreement.sign",
    ),
    Guard(
        table="enrolment_draft",
        read=within("application.register", "organisation_id"),
        add=within("application.register", "organisation_id"),
        change=within("application.register", "organisation_id"),
        changes=("content", "saved_at", "application_id", "closed_on"),
        stamped=True,
    ),
    Guard(
        table="enrolment_materialcopy",
        read=through("application.read", "enrolment_application", "application_id"),
        add=f"({may('application.review')} OR {may('application.decide')}) AND EXISTS (SELECT 1 FROM enrolment_application scope WHERE scope.id = application_id)",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_annualreview",
        read=person("enrolment.read"),
        add=person("review.propose"),
        stamped=True,
    ),
    _event(
        "enrolment_annualreviewevent",
        "annual_review",
        "enrolment_annualreview",
        "review_id",
        "enrolment.read",
        "review.propose",
        "review.decide",
    ),
    Guard(
        table="enrolment_reviewassessment",
        read=through("enrolment.read", "enrolment_annualreview", "review_id"),
        add=f"({may('review.propose')} OR {may('review.decide')}) AND EXISTS (SELECT 1 FROM enrolment_annualreview scope WHERE scope.id = review_id)",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_change",
        read=person("enrolment.read"),
        add=person("change.write"),
        kept=True,
        stamped=True,
    ),
    # Who is to take somebody over sees the move while it waits for them; who announced it sees what came
    # of it; afterwards it goes with the person. The mover's name: security.announced_to_us alone.
    Guard(
        table="enrolment_move",
        read=(
            f"{person('enrolment.read')} OR {within('move.write', 'from_keeper_id')} "
            f"OR (stage = 'announced' AND {within('move.write', 'to_keeper_id')})"
        ),
        add=f"{person('move.write')} AND {within('move.write', 'from_keeper_id')}",
        stamped=True,
    ),
    _event(
        "enrolment_moveevent",
        "move",
        "enrolment_move",
        "moving_id",
        "enrolment.read",
        "move.write",
    ),
    Guard(
        table="enrolment_endreport",
        read=person("enrolment.read"),
        add=person("change.report"),
        stamped=True,
    ),
    _event(
        "enrolment_endreportevent",
        "end_report",
        "enrolment_endreport",
        "report_id",
        "enrolment.read",
        "change.report",
        "application.decide",
    ),
    Guard(
        table="enrolment_clinicchoice",
        read=person("enrolment.read"),
        add=person("agreement.sign"),
        change=person("agreement.sign"),
        changes=("until",),
        stamped=True,
    ),
    Guard(
        table="enrolment_enrolment",
        read=person("enrolment.read"),
        add=person("agreement.sign"),
        stamped=True,
    ),
    _event(
        "enrolment_enrolmentevent",
        "enrolment",
        "enrolment_enrolment",
        "enrolment_id",
        "enrolment.read",
        "agreement.sign",
        "hospital_stay.write",
        "application.decide",
    ),
    Guard(
        table="enrolment_agreement",
        read=person("enrolment.read"),
        add=person("agreement.sign"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_guardiansignature",
        read=person("enrolment.read"),
        add=person("agreement.sign"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="enrolment_card",
        read=person("enrolment.read"),
        add=person("card.issue"),
        stamped=True,
    ),
    _event(
        "enrolment_cardevent",
        "card",
        "enrolment_card",
        "card_id",
        "enrolment.read",
        "card.issue",
        "card.report_loss",
    ),
    Guard(
        table="enrolment_hospitalstay",
        read=person("hospital_stay.read"),
        add=person("hospital_stay.write"),
        change=person("hospital_stay.write"),
        changes=("until", "discharge_act_id"),
        stamped=True,
    ),
    # clinics
    Guard(
        table="clinics_clinicday",
        read=_REFERENCE,
        add=within("clinic.plan", "organisation_id"),
        stamped=True,
    ),
    _event(
        "clinics_clinicdayevent",
        "clinic_day",
        "clinics_clinicday",
        "clinic_day_id",
        "rota.read",
        "clinic.change",
    ),
    # Whom to call when a day is moved; what came of it tells whether the new booking stands.
    Guard(
        table="clinics_call",
        read=person("clinic.read"),
        add=person("clinic.change"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_calloutcome",
        read=through("clinic.read", "clinics_call", "call_id"),
        add=through("call.write", "clinics_call", "call_id"),
        kept=True,
        stamped=True,
    ),
    # Why somebody did not come: written by who looks after them.
    Guard(
        table="clinics_absence",
        read=person("clinic.read"),
        add=person("absence.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_booking",
        read=person("clinic.read"),
        add=f"{person('clinic.book')} AND {within('clinic.book', 'organisation_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_attendance",
        read=person("clinic.read"),
        add=f"{person('clinic.attend')} AND {within('clinic.attend', 'organisation_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_visit",
        read=person("clinic.read"),
        add=person("prescription.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_prescription",
        read=person("prescription.read"),
        add=person("prescription.write"),
        stamped=True,
    ),
    Guard(
        table="clinics_prescriptionsheet",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.write", "clinics_prescription", "prescription_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_prescriptionline",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.write", "clinics_prescription", "prescription_id"),
        kept=True,
    ),
    _event(
        "clinics_prescriptionevent",
        "prescription",
        "clinics_prescription",
        "prescription_id",
        "prescription.read",
        "prescription.write",
        "prescription.review",
        "pickup.write",
        "owed.lapse",
    ),
    Guard(
        table="clinics_pharmacistreview",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.review", "clinics_prescription", "prescription_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_labresult",
        read=person("lab.read"),
        add=person("lab.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_supply",
        read=person("clinic.read"),
        add=person("pickup.write"),
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
    Guard(
        table="clinics_injection",
        read=person("clinic.read"),
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
    # The store sees what it owes of which medicine; who waits for it is told to those who treat the person.
    Guard(
        table="clinics_owed",
        read=f"{person('prescription.read')} OR {within('owed.stock', 'organisation_id')}",
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
    # funding
    Guard(
        table="funding_source",
        read=_REFERENCE,
        add=f"{may('budget.write')} OR {may('policy.seed')}",
        stamped=True,
    ),
    Guard(
        table="funding_budget",
        read=may("budget.read"),
        add=may("budget.write"),
        kept=True,
        stamped=True,
    ),
    # A hospital sees the advances to itself alone.
    Guard(
        table="funding_advance",
        read=within("advance.read", "hospital_id"),
        add=may("advance.request"),
        stamped=True,
    ),
    _event(
        "funding_advanceevent",
        "advance",
        "funding_advance",
        "advance_id",
        "advance.read",
        "advance.approve",
    ),
    # What the expert group is asked about a plan over the cap: read as prescriptions are (4.2).
    Guard(
        table="funding_consultation",
        read=person("prescription.read"),
        add=f"{person('consultation.ask')} AND {within('consultation.ask', 'organisation_id')}",
        stamped=True,
    ),
    Guard(
        table="funding_consultationline",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.ask", "funding_consultation", "consultation_id"),
        kept=True,
    ),
    Guard(
        table="funding_consultationmonth",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.ask", "funding_consultation", "consultation_id"),
        kept=True,
    ),
    Guard(
        table="funding_expertword",
        read=through("prescription.read", "funding_consultation", "consultation_id"),
        add=through("consultation.record", "funding_consultation", "consultation_id"),
        kept=True,
        stamped=True,
    ),
    _event(
        "funding_consultationevent",
        "consultation",
        "funding_consultation",
        "consultation_id",
        "prescription.read",
        "consultation.ask",
        "consultation.record",
        "consultation.confirm",
    ),
    # Written by the trigger on month shares alone.
    Guard(
        table="funding_use",
        read=f"({may('pickup.read')} OR {may('prescription.read')}) AND EXISTS (SELECT 1 FROM people_person scope WHERE scope.id = person_id)",
    ),
    # dispensing
    Guard(
        table="dispensing_settlement",
        read=person("pickup.read"),
        add=person("pickup.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_pickup",
        read=person("pickup.read"),
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        stamped=True,
    ),
    Guard(
        table="dispensing_pickupline",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
    ),
    Guard(
        table="dispensing_allocation",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
    ),
    Guard(
        table="dispensing_monthshare",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        # Given back also where the cost falls on the person (A5.n4).
        add=f"{through('pickup.write', 'dispensing_pickup', 'pickup_id')} OR ({through('loss.decide', 'dispensing_pickup', 'pickup_id')} AND amount < 0 AND EXISTS (SELECT 1 FROM settlement_losscharge lost WHERE lost.pickup_id = dispensing_monthshare.pickup_id AND lost.stage = 'open'))",
        kept=True,
    ),
    Guard(
        table="dispensing_signature",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_slipscan",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="dispensing_returnedmedicine",
        read=through("pickup.read", "dispensing_pickup", "pickup_id"),
        add=through("pickup.write", "dispensing_pickup", "pickup_id"),
        kept=True,
        stamped=True,
    ),
    _event(
        "dispensing_pickupevent",
        "pickup",
        "dispensing_pickup",
        "pickup_id",
        "pickup.read",
        "pickup.write",
    ),
    # settlement
    Guard(
        table="settlement_claim",
        read=f"{may('claim.read')} AND ({within('claim.read', 'hospital_id')})",
        add=within("claim.file", "hospital_id"),
        stamped=True,
    ),
    # Written by security.gather_claim alone: no hospital can add a line or name an amount (7.1.c).
    Guard(
        table="settlement_claimline",
        read=through("claim.lines", "settlement_claim", "claim_id"),
        kept=True,
    ),
    # The office gives verdicts, the hospital answers.
    Guard(
        table="settlement_linecheck",
        read=through("claim.lines", "settlement_claim", "claim_id"),
        add=f"({through('claim.check', 'settlement_claim', 'claim_id')} AND verdict <> 'answered') OR ({through('claim.file', 'settlement_claim', 'claim_id')} AND verdict = 'answered')",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="settlement_claimevent",
        read=through("claim.read", "settlement_claim", "claim_id"),
        add=f"({through('claim.check', 'settlement_claim', 'claim_id')} AND move <> 'file') OR ({through('claim.file', 'settlement_claim', 'claim_id')} AND move = 'file')",
        kept=True,
        stamped=True,
        noun="claim",
        parent=("settlement_claim", "claim_id"),
    ),
    # Written by the trigger on a loss report alone (A5.n4).
    Guard(table="settlement_losscharge", read=person("loss.read"), stamped=True),
    _event(
        "settlement_losschargeevent",
        "loss_charge",
        "settlement_losscharge",
        "charge_id",
        "loss.read",
        "loss.decide",
    ),
    Guard(
        table="settlement_losspayment",
        read=through("loss.read", "settlement_losscharge", "charge_id"),
        add=through("loss.decide", "settlement_losscharge", "charge_id"),
        kept=True,
        stamped=True,
    ),
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
    _event(
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
    _event(
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
    _event(
        "documents_exportevent",
        "export",
        "documents_exportrequest",
        "export_id",
        "export.ask",
        "export.ask",
        "export.answer",
    ),
)
