"""Steps of an admission, for tests: each is a service called by the colleague whose duty it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

from anxin.demo.numbers import Numbers
from anxin.enrolment import queries, services
from anxin.enrolment.services import ApplicationFilled, GuardianDetails, MaterialSeen, PersonDetails
from anxin.rules.materials import Material
from tests.world import become, beijing, organisation, village_id

NUMBERS = Numbers(Random(20261122))
AT = beijing(2026, 11, 9)
BORN = date(1980, 5, 17)
_ORDER = count(1)


def birthday() -> date:
    """Return the next person's birthday: a day each, or a long run would use one day's numbers up."""
    return BORN - timedelta(days=next(_ORDER) % 3000)


def person(**changes: object) -> PersonDetails:
    """Return a poor, resident, certified person with a number of their own."""
    born = birthday()
    details = PersonDetails(
        name="测试甲",
        sex="1",
        born=born,
        identity_number=NUMBERS.identity_number(born=born, sex="1"),
        phone=NUMBERS.phone(),
        address="江津区油溪镇测试村1组1号",
        diagnosis=1,
        certified_by="江津区精神康复院",
        certified_on=date(2015, 3, 2),
        resident_since=date(2000, 1, 1),
        insurance_kind="resident",
        insurance_number=NUMBERS.insurance_card(),
        poverty=("minimum_living",),
    )
    return replace(details, **changes)


def guardian(**changes: object) -> GuardianDetails:
    """Return a mother aged sixty."""
    details = GuardianDetails(
        kind="person",
        name="测试母亲",
        relation="parent",
        born=date(1966, 1, 2),
        phone=NUMBERS.phone(),
    )
    return replace(details, **changes)


def filled(**changes: object) -> ApplicationFilled:
    """Return a filled-in form of annex 4."""
    form = ApplicationFilled(
        village_id=village_id(),
        person=person(),
        guardians=(guardian(),),
        applied_by="guardian",
        signed_on=date(2026, 11, 9),
    )
    return replace(form, **changes)


def submitted(form: ApplicationFilled | None = None, *, at: datetime = AT) -> UUID:
    """Hand in an application."""
    return services.submit_application(
        request_id=uuid4(), filled=form or filled(), actor=become("officer"), at=at
    )


def confirmed(application_id: UUID | None = None, *, at: datetime = AT) -> UUID:
    """Let the village confirm."""
    application_id = application_id or submitted(at=at)
    return services.confirm_by_village(
        request_id=uuid4(),
        application_id=application_id,
        resident=True,
        poor=True,
        agrees=True,
        text="情况属实",
        actor=become("village"),
        at=at,
    )


def complete(application_id: UUID) -> list[MaterialSeen]:
    """Return the six items as a complete file shows them."""
    found = queries.find_application(application_id)
    assert found is not None
    asked = {one.item: one.needed for one in queries.materials_asked(found.person_id)}
    return [
        MaterialSeen(item=int(item), state="present", original_seen=True, copies=2)
        if asked[item]
        else MaterialSeen(item=int(item), state="not_needed")
        for item in Material
    ]


def passed(application_id: UUID | None = None, *, at: datetime = AT) -> UUID:
    """Let the township pass the first review."""
    application_id = confirmed(application_id, at=at)
    actor = become("officer")
    return services.review_by_township(
        request_id=uuid4(),
        application_id=application_id,
        materials=complete(application_id),
        agrees=True,
        text="材料齐全",
        actor=actor,
        at=at,
    )


def decided(
    application_id: UUID | None = None,
    *,
    verdict: str = "approve",
    reason: str = "",
    colleague: str = "reviewer",
    at: datetime = AT,
) -> UUID:
    """Let the office decide; return the application."""
    application_id = application_id or passed(at=at)
    services.decide(
        request_id=uuid4(),
        application_id=application_id,
        verdict=verdict,
        reason=reason,
        actor=become(colleague),
        at=at,
    )
    return application_id


def approved(form: ApplicationFilled | None = None, *, at: datetime = AT) -> UUID:
    """Bring an application to its approval."""
    return decided(passed(submitted(form, at=at), at=at), at=at)


def signed(
    application_id: UUID | None = None, *, clinic: str = "hc-101", at: datetime = AT
) -> UUID:
    """Sign the agreement; return the enrolment."""
    application_id = application_id or approved(at=at)
    actor = become("officer")
    return services.sign_agreement(
        request_id=uuid4(),
        application_id=application_id,
        clinic_id=organisation(clinic).id,
        clinic_reason="" if clinic == "hc-101" else "离家更近",
        signed_for_hospital="测试院长",
        signed_for_person="guardian",
        actor=actor,
        at=at,
    )


def now() -> datetime:
    """Return the moment, for what must lie within three days."""
    return datetime.now(UTC)
