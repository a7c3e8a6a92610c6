"""The criteria of 3.1 examined against the facts of an application."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from anxin.enrolment.models import Application, HospitalStay
from anxin.people.queries import applicant, guardian_facts
from anxin.policy.pack import load
from anxin.privacy.door import Look
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision
from anxin.rules.eligibility import Applicant, Living, assess, guardians_are_old


def assess_application(
    application: Application, *, on: date, look: Look
) -> tuple[Applicant, Decision]:
    """Return the facts and the finding; the reading is recorded, police listing included.

    Residence and ages count on the day of application (3.1.a), where and with whom the person lives on
    the day of the decision, under the terms of that day. For duties that may read listings only.
    """
    in_hospital = HospitalStay.objects.filter(person_id=application.person_id, until=None).exists()
    facts = applicant(
        application.person_id,
        living=Living.HOSPITAL if in_hospital else Living.HOME,
        look=look,
        on=on,
    )
    terms = load().eligibility_terms(on)
    return facts, assess(facts, terms=terms, on=application.handed_in_on)


@cites("3.1.c")
def is_weak_by_age(person_id: UUID, *, on: date, look: Look) -> bool:
    """Say whether all present guardians are older than the policy's age on a day, recorded."""
    terms = load().eligibility_terms(on)
    return guardians_are_old(guardian_facts(person_id, look=look), terms=terms, on=on)
