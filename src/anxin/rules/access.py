"""Who may do what, to whom: the one rule file of rights.

duty × action × reach. An action names a group of fields and a verb (``clinical.read``).
Menus, views, row security in the database and the test matrix are all made from
``GRANTS``; an action that stands in no grant is open to nobody. Clauses 4.3, 7.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Duty(StrEnum):
    """The part a staff member plays while signed in; one at a time (decision 0002)."""

    VILLAGE_CLERK = "village_clerk"
    TOWNSHIP_OFFICER = "township_officer"
    OFFICE_REVIEWER = "office_reviewer"
    CLAIM_CHECKER = "claim_checker"
    PSYCHIATRIST = "psychiatrist"
    PHARMACIST = "pharmacist"
    DISPENSER = "dispenser"
    STOREKEEPER = "storekeeper"
    ACCOUNTANT = "accountant"
    COMMISSION = "commission"
    FINANCE = "finance"
    POLITICS = "politics"
    CIVIL = "civil"
    DISABLED = "disabled"
    POLICE = "police"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


DUTY_NAMES: dict[Duty, str] = {
    Duty.VILLAGE_CLERK: "村（居）委会干部",
    Duty.TOWNSHIP_OFFICER: "镇街精防人员",
    Duty.OFFICE_REVIEWER: "免费服药办公室复审人",
    Duty.CLAIM_CHECKER: "免费服药办公室经费核对人",
    Duty.PSYCHIATRIST: "精神科医师",
    Duty.PHARMACIST: "审方药师",
    Duty.DISPENSER: "发药人",
    Duty.STOREKEEPER: "药库管理员",
    Duty.ACCOUNTANT: "专科医院会计",
    Duty.COMMISSION: "区卫生健康委",
    Duty.FINANCE: "区财政局",
    Duty.POLITICS: "区委政法委",
    Duty.CIVIL: "区民政局",
    Duty.DISABLED: "区残联",
    Duty.POLICE: "公安派出所",
    Duty.AUDITOR: "审计人员",
    Duty.SYSTEM_ADMIN: "系统管理员",
    Duty.SECURITY_ADMIN: "安全管理员",
    Duty.AUDIT_ADMIN: "审计管理员",
    Duty.SYSTEM: "系统任务",
}


class Reach(StrEnum):
    """How far a right goes: which rows a duty touches with an action."""

    DISTRICT = "district"
    UNIT = "unit"
    TOWN = "town"
    VILLAGE = "village"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a staff member under one duty at one organisation."""

    staff_id: UUID
    name: str
    duty: Duty
    organisation_id: UUID
    organisation_name: str
    agreement_signed: bool
    assignment_id: UUID
    waits_for: str = ""
    """What must be done before anything else: ``password``, ``factor`` or nothing (decision 0008)."""

    @property
    def ready(self) -> bool:
        """Say whether there is nothing left to do before the work."""
        return self.agreement_signed and not self.waits_for

    def may(self, action: str) -> bool:
        """Say whether the duty holds the action, wherever its reach ends."""
        return self.duty in GRANTS[action]


_D, _U, _T, _V, _O = Reach.DISTRICT, Reach.UNIT, Reach.TOWN, Reach.VILLAGE, Reach.OWN

_OFFICE = {Duty.OFFICE_REVIEWER: _D}
_OVERSEERS = {Duty.COMMISSION: _D, Duty.AUDITOR: _D, Duty.SYSTEM: _D}
_TOWNSHIP = {Duty.TOWNSHIP_OFFICER: _U}
_CLINIC = {Duty.PSYCHIATRIST: _U, Duty.PHARMACIST: _U, Duty.DISPENSER: _U}
_HOSPITAL_MONEY = {Duty.ACCOUNTANT: _U}
_STORES = {Duty.STOREKEEPER: _U, Duty.DISPENSER: _U}
_EVERYBODY = dict.fromkeys(Duty, _D)

GRANTS: dict[str, dict[Duty, Reach]] = {
    # What any signed-in person may read: towns, organisations, products, policy, colleagues.
    "reference.read": _EVERYBODY,
    "home.open": _EVERYBODY,
    # The five tables of a person, by sensitivity (7.2, security item 4).
    "registry.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        **_CLINIC,
        **_HOSPITAL_MONEY,
        Duty.CLAIM_CHECKER: _D,
        Duty.POLICE: _T,
        Duty.VILLAGE_CLERK: _V,
    },
    "identity.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        **_CLINIC,
        Duty.CLAIM_CHECKER: _D,
        Duty.POLICE: _T,
        Duty.VILLAGE_CLERK: _V,
    },
    "identity.reveal": {**_OFFICE, **_TOWNSHIP, **_CLINIC, Duty.AUDITOR: _D},
    "guardian.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC},
    "clinical.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC},
    "police.read": {**_OFFICE, Duty.COMMISSION: _D, Duty.POLICE: _T, Duty.SYSTEM: _D},
    "police.write": {Duty.POLICE: _T, Duty.SYSTEM: _D},
    "welfare.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC, Duty.VILLAGE_CLERK: _V},
    "person.write": {**_TOWNSHIP},
    # The one box: who may read a name may look for it. Its keyed words are kept with the name.
    "person.find": {
        **_OFFICE,
        **_TOWNSHIP,
        **_CLINIC,
        Duty.COMMISSION: _D,
        Duty.AUDITOR: _D,
        Duty.CLAIM_CHECKER: _D,
        Duty.POLICE: _T,
        Duty.VILLAGE_CLERK: _V,
    },
    "person.index": {**_TOWNSHIP, Duty.SYSTEM: _D},
    # Who lives together (3.1.c), and one person registered twice (security T52).
    "household.write": {**_OFFICE, **_TOWNSHIP},
    "person.merge": {**_OFFICE},
    # Making the programme known (5.1.1): counts of people, no patient.
    "publicity.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        Duty.VILLAGE_CLERK: _V,
        Duty.POLITICS: _D,
    },
    "publicity.write": {**_OFFICE, **_TOWNSHIP, Duty.VILLAGE_CLERK: _V},
    # Admission (5.1).
    "application.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, Duty.VILLAGE_CLERK: _V},
    "application.register": {**_TOWNSHIP},
    "application.confirm": {Duty.VILLAGE_CLERK: _V},
    "application.review": {**_TOWNSHIP},
    "application.decide": {**_OFFICE},
    "decision.facts": {**_OFFICE, Duty.COMMISSION: _D, Duty.SYSTEM: _D},
    "enrolment.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC, Duty.CLAIM_CHECKER: _D},
    "agreement.sign": {**_TOWNSHIP},
    "places.write": {**_OFFICE, Duty.SYSTEM: _D},
    # Photos and scans of a person's papers (A4, 5.1.3.b).
    "file.read": {**_OFFICE, **_TOWNSHIP, Duty.AUDITOR: _D, Duty.SYSTEM: _D},
    "file.add": {**_TOWNSHIP},
    # After admission: the yearly review, and what changes a right (5.1.6, A5.n3).
    "review.propose": {**_TOWNSHIP},
    "review.decide": {**_OFFICE},
    "review.oversee": {Duty.COMMISSION: _D},
    "change.write": {**_TOWNSHIP, **_OFFICE},
    # A move is handed over from township to township; other ends than a death are reported to the office.
    "move.write": {**_TOWNSHIP},
    "change.report": {**_TOWNSHIP},
    "card.issue": {**_TOWNSHIP},
    "card.report_loss": {**_OFFICE, **_TOWNSHIP},
    "register.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP},
    "hospital_stay.write": {**_OFFICE, Duty.PSYCHIATRIST: _U, Duty.POLICE: _T},
    "hospital_stay.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC, Duty.POLICE: _T},
    # Worsening seen at a clinic, told to the centre that keeps the file (6.1).
    "alert.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        Duty.PSYCHIATRIST: _U,
        Duty.DISPENSER: _U,
    },
    "alert.raise": {Duty.PSYCHIATRIST: _U, Duty.DISPENSER: _U},
    "alert.receive": {**_TOWNSHIP},
    "alert.oversee": {**_OFFICE},
    # The clinic (5.2).
    "clinic.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, **_CLINIC},
    "rota.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        **_CLINIC,
        Duty.STOREKEEPER: _U,
    },
    "clinic.plan": {Duty.PSYCHIATRIST: _U, Duty.STOREKEEPER: _U},
    # A clinic day is moved or cancelled by who knows the people; the centre calls them.
    "clinic.change": {Duty.PSYCHIATRIST: _U},
    "call.read": {**_TOWNSHIP, Duty.PSYCHIATRIST: _U},
    "call.write": {**_TOWNSHIP},
    "call.print": {**_TOWNSHIP, Duty.PSYCHIATRIST: _U},
    # Who was booked and did not come (7.3.c).
    "absence.read": {**_OFFICE, **_TOWNSHIP, Duty.PSYCHIATRIST: _U},
    "absence.write": {**_TOWNSHIP},
    "clinic.book": {**_TOWNSHIP, **_CLINIC},
    "clinic.attend": {**_TOWNSHIP, Duty.DISPENSER: _U, Duty.PSYCHIATRIST: _U},
    "prescription.read": {**_OFFICE, **_OVERSEERS, **_CLINIC, Duty.CLAIM_CHECKER: _D},
    "prescription.write": {Duty.PSYCHIATRIST: _U},
    "prescription.review": {Duty.PHARMACIST: _U},
    # Medicine the store had not: seen by who hands out and by who keeps the store, lapsed by the day.
    "owed.read": {**_CLINIC, Duty.STOREKEEPER: _U},
    "owed.stock": {Duty.STOREKEEPER: _U},
    "owed.lapse": {Duty.PSYCHIATRIST: _U, Duty.SYSTEM: _D},
    # Laboratory results (5.2.2): who holds the sheet, who prescribes, who reviews.
    "lab.read": {
        **_TOWNSHIP,
        Duty.PSYCHIATRIST: _U,
        Duty.PHARMACIST: _U,
        Duty.AUDITOR: _D,
        Duty.SYSTEM: _D,
    },
    "lab.write": {**_TOWNSHIP, Duty.PSYCHIATRIST: _U},
    "prescription.print": {**_CLINIC},
    # Over the monthly cap: the doctor asks, the office writes the expert's signed word down, another
    # of the office confirms (4.2, A2). Read as prescriptions are.
    "consultation.ask": {Duty.PSYCHIATRIST: _U},
    "consultation.record": {**_OFFICE},
    "consultation.confirm": {**_OFFICE},
    # Medicines (5.3).
    "stock.read": {**_STORES, **_OFFICE, **_OVERSEERS, Duty.PHARMACIST: _U, Duty.PSYCHIATRIST: _U},
    "purchase.write": {Duty.STOREKEEPER: _U},
    "stock.transfer": {Duty.STOREKEEPER: _U},
    "pickup.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        **_CLINIC,
        **_HOSPITAL_MONEY,
        Duty.CLAIM_CHECKER: _D,
    },
    "pickup.write": {Duty.DISPENSER: _U},
    # Money (5.4, 5.5, 7.1).
    "ledger.read": {
        **_OVERSEERS,
        **_HOSPITAL_MONEY,
        Duty.CLAIM_CHECKER: _D,
        Duty.FINANCE: _D,
        **_STORES,
    },
    "books.read": {**_OVERSEERS, Duty.CLAIM_CHECKER: _D, Duty.FINANCE: _D},
    "ledger.post": {
        **_STORES,
        Duty.CLAIM_CHECKER: _D,
        Duty.COMMISSION: _D,
        Duty.FINANCE: _D,
    },
    "budget.read": {**_OVERSEERS, Duty.FINANCE: _D, Duty.CLAIM_CHECKER: _D},
    "budget.write": {Duty.FINANCE: _D},
    "advance.read": {**_OVERSEERS, **_HOSPITAL_MONEY, Duty.FINANCE: _D, Duty.CLAIM_CHECKER: _D},
    "advance.request": {Duty.CLAIM_CHECKER: _D},
    "advance.approve": {Duty.COMMISSION: _D},
    "claim.read": {**_OVERSEERS, **_HOSPITAL_MONEY, Duty.CLAIM_CHECKER: _D, Duty.FINANCE: _D},
    "claim.lines": {**_HOSPITAL_MONEY, Duty.CLAIM_CHECKER: _D, Duty.AUDITOR: _D, Duty.SYSTEM: _D},
    "claim.file": {**_HOSPITAL_MONEY},
    "claim.check": {Duty.CLAIM_CHECKER: _D},
    # What ran up with a lost card (A5.n4): seen by who reports it, decided where the money is checked.
    "loss.read": {**_OFFICE, **_OVERSEERS, **_TOWNSHIP, Duty.CLAIM_CHECKER: _D},
    "loss.decide": {Duty.CLAIM_CHECKER: _D},
    "totals.read": {
        **_OFFICE,
        **_OVERSEERS,
        Duty.CLAIM_CHECKER: _D,
        Duty.FINANCE: _D,
        Duty.POLITICS: _D,
        Duty.CIVIL: _D,
        Duty.DISABLED: _D,
    },
    # The home of who leads: within reach where the duty reaches people, else totals alone (7.2.d).
    "overview.read": {
        **_OFFICE,
        **_OVERSEERS,
        **_TOWNSHIP,
        **_HOSPITAL_MONEY,
        Duty.CLAIM_CHECKER: _D,
        Duty.FINANCE: _D,
        Duty.POLITICS: _D,
        Duty.CIVIL: _D,
        Duty.DISABLED: _D,
    },
    # Paper and files: official forms in full, rows over a paper card, the register as a spreadsheet.
    "form.print": {**_OFFICE, **_TOWNSHIP},
    "record.print": {Duty.DISPENSER: _U},
    "export.ask": {**_OFFICE, **_TOWNSHIP},
    "export.answer": {**_OFFICE, **_TOWNSHIP},
    # A clinic day without a line: its people as an encrypted sheet, for who may read prescriptions.
    "pack.read": {**_OFFICE, **_CLINIC},
    "pack.ask": {Duty.PSYCHIATRIST: _U, Duty.DISPENSER: _U},
    "pack.answer": {**_OFFICE, **_CLINIC},
    "pack.enter": {**_CLINIC},
    "pack.upload": {Duty.PSYCHIATRIST: _U, Duty.DISPENSER: _U},
    # A unit's roster as a spreadsheet, read in as drafts and applications of its own (A8).
    "import.write": {**_TOWNSHIP},
    # Accounts and the record of reading (7.2.a, 7.2.d).
    "staff.write": {Duty.SECURITY_ADMIN: _D, Duty.SYSTEM: _D},
    "access_record.read": {Duty.AUDIT_ADMIN: _D, Duty.AUDITOR: _D, Duty.SYSTEM: _D},
    "organisation.write": {Duty.SYSTEM_ADMIN: _D, Duty.SYSTEM: _D},
    # The catalogue's products and what else the policy pack names: written by its seed alone.
    "product.write": {Duty.SYSTEM: _D},
    "policy.seed": {Duty.SYSTEM: _D},
    # Policy in the program: the office drafts and tries, the health commission adopts (7.4).
    "policy.draft": {**_OFFICE},
    "policy.try": {**_OFFICE},
    "what_if.read": {**_OFFICE, Duty.COMMISSION: _D},
    "policy.approve": {Duty.COMMISSION: _D},
    "verify.run": {Duty.SYSTEM: _D, Duty.AUDITOR: _D},
}

# Who does the one must not do the other (7.1.c; security T5). Checked when a duty is given.
INCOMPATIBLE: frozenset[frozenset[Duty]] = frozenset(
    {
        frozenset({Duty.PSYCHIATRIST, Duty.PHARMACIST}),
        frozenset({Duty.PSYCHIATRIST, Duty.DISPENSER}),
        frozenset({Duty.PHARMACIST, Duty.DISPENSER}),
        frozenset({Duty.DISPENSER, Duty.ACCOUNTANT}),
        frozenset({Duty.DISPENSER, Duty.CLAIM_CHECKER}),
        frozenset({Duty.ACCOUNTANT, Duty.CLAIM_CHECKER}),
        frozenset({Duty.STOREKEEPER, Duty.CLAIM_CHECKER}),
        frozenset({Duty.TOWNSHIP_OFFICER, Duty.OFFICE_REVIEWER}),
        frozenset({Duty.VILLAGE_CLERK, Duty.TOWNSHIP_OFFICER}),
        frozenset({Duty.VILLAGE_CLERK, Duty.OFFICE_REVIEWER}),
        frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN}),
        frozenset({Duty.SYSTEM_ADMIN, Duty.AUDIT_ADMIN}),
        frozenset({Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN}),
    }
)


def incompatible_with(duty: Duty) -> frozenset[Duty]:
    """Return the duties that nobody who holds this one may hold."""
    pairs = (pair for pair in INCOMPATIBLE if duty in pair)
    return frozenset(other for pair in pairs for other in pair if other is not duty)
