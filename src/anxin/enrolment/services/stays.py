"""Days in hospital: pick-up is suspended from admission and restored at discharge (5.1.6.1, 6.3.b)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import HospitalStay
from anxin.people.models import Person
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused, condition

HAS_HOSPITAL = condition(
    "stay-has-hospital", "5.1.6.1", met="已写明收治医院", unmet="请写明收治医院"
)
STAY_HAS_COME = condition(
    "stay-has-come", "5.1.6.1", met="日期不晚于今天", unmet="{what}不能晚于今天（{on}）"
)
IS_AT_HOME = condition(
    "is-at-home",
    "5.1.6.1",
    met="没有未出院的住院记录",
    unmet="已登记住院（{hospital}，{since} 起），尚未出院",
)
IS_IN_HOSPITAL = condition(
    "is-in-hospital", "5.1.6.1", met="正在住院", unmet="这次住院已登记出院（{until}）"
)
ENDS_AFTER_START = condition(
    "stay-ends-after-start",
    "5.1.6.1",
    met="出院不早于入院",
    unmet="出院日期早于入院日期（{since}）",
)


def admit(
    *,
    request_id: UUID,
    person_id: UUID,
    hospital: str,
    since: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down an admission; the enrolment is suspended by a trigger in the same transaction."""
    del actor
    new, on = uuid4(), localdate(at)
    content = {"person": person_id, "hospital": hospital, "since": since}
    if earlier := begin(
        request_id=request_id, kind="stay.admit", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    person = Person.objects.get(id=person_id)
    here = HospitalStay.objects.filter(person=person, until=None).first()
    if here:
        raise IS_AT_HOME.refused(hospital=here.hospital, since=here.since)
    Refused.unless(
        Decision.of(
            HAS_HOSPITAL.met_if(bool(hospital.strip())),
            STAY_HAS_COME.met_if(since <= on, what="入院日期", on=on),
        )
    )
    HospitalStay.objects.create(
        id=new, person=person, hospital=hospital.strip(), since=since, act_id=request_id
    )
    return new


def discharge(*, request_id: UUID, stay_id: UUID, until: date, actor: Actor, at: datetime) -> UUID:
    """Write down a discharge; the enrolment is restored by a trigger in the same transaction."""
    del actor
    on = localdate(at)
    content = {"stay": stay_id, "until": until}
    if earlier := begin(
        request_id=request_id, kind="stay.discharge", content=content, result_id=stay_id, at=at
    ):
        return earlier.result_id
    stay = HospitalStay.objects.get(id=stay_id)
    if stay.until is not None:
        raise IS_IN_HOSPITAL.refused(until=stay.until)
    Refused.unless(
        Decision.of(
            STAY_HAS_COME.met_if(until <= on, what="出院日期", on=on),
            ENDS_AFTER_START.met_if(stay.since <= until, since=stay.since),
        )
    )
    HospitalStay.objects.filter(id=stay_id).update(until=until, discharge_act_id=request_id)
    return stay_id
