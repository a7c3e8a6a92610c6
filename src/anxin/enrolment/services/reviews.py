"""The village's confirmation and the township's first review (4.3.village, 5.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import Application, MaterialCheck, Opinion
from anxin.enrolment.queries.materials import material_facts
from anxin.enrolment.services import moves
from anxin.enrolment.services.copies import file_copies
from anxin.people.models import Welfare
from anxin.policy.pack import load
from anxin.rules import materials
from anxin.rules.access import Actor
from anxin.rules.application_stages import ApplicationMove
from anxin.rules.decisions import Decision, Refused, condition
from anxin.rules.materials import Material, MaterialState, check_materials

REASON_IS_GIVEN = condition(
    "reason-is-given", "5.1.3.b", met="已写明理由", unmet="退回须写明理由，申请人要凭它补正"
)
RESIDENCE_IS_VERIFIED = condition(
    "residence-is-verified",
    "4.3.village",
    met="已核实为辖区常住居民",
    unmet="没有核实为辖区常住居民，不能同意；请退回并写明情况",
)
POVERTY_IS_VERIFIED = condition(
    "poverty-is-verified",
    "4.3.village",
    met="贫困情况已核实",
    unmet="申请人以贫困身份申请，须核实属实才能同意；不属实请退回并写明情况",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSeen:
    """What the reviewer found of one of the six items."""

    item: int
    state: str
    original_seen: bool = False
    copies: int = 0


def confirm_by_village(
    *,
    request_id: UUID,
    application_id: UUID,
    resident: bool,
    poor: bool | None,
    agrees: bool,
    text: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Give the village's opinion on residence and poverty; what it does not confirm goes back."""
    content = {
        "application": application_id,
        "resident": resident,
        "poor": poor,
        "agrees": agrees,
        "text": text,
    }
    if earlier := begin(
        request_id=request_id,
        kind="application.confirm",
        content=content,
        result_id=application_id,
        at=at,
    ):
        return earlier.result_id
    application = moves.locked(application_id)
    move = ApplicationMove.CONFIRM if agrees else ApplicationMove.RETURN
    moves.require(application, move)
    Refused.unless(
        _village_may(application, resident=resident, poor=poor, agrees=agrees, text=text)
    )
    _opine(
        application,
        Opinion.Level.VILLAGE,
        agrees=agrees,
        text=text,
        actor=actor,
        act_id=request_id,
        resident_confirmed=resident,
        poverty_confirmed=poor,
    )
    on = localdate(at)
    moves.make(application, move, act_id=request_id, on=on, because=text, clause="4.3.village")
    return application_id


def review_by_township(
    *,
    request_id: UUID,
    application_id: UUID,
    materials: Sequence[MaterialSeen],
    agrees: bool,
    text: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Give the first review: the six items one by one, then pass or return for correction (5.1.3)."""
    content = {
        "application": application_id,
        "materials": [asdict(seen) for seen in materials],
        "agrees": agrees,
        "text": text,
    }
    if earlier := begin(
        request_id=request_id,
        kind="application.review",
        content=content,
        result_id=application_id,
        at=at,
    ):
        return earlier.result_id
    on = localdate(at)
    application = moves.locked(application_id)
    move = ApplicationMove.PASS if agrees else ApplicationMove.RETURN
    moves.require(application, move)
    Refused.unless(_township_may(application, materials, agrees=agrees, text=text, on=on))
    _keep(application, materials, act_id=request_id)
    _opine(
        application,
        Opinion.Level.TOWNSHIP,
        agrees=agrees,
        text=text,
        actor=actor,
        act_id=request_id,
    )
    if agrees:
        present = [one.item for one in materials if one.state == MaterialState.PRESENT]
        file_copies(application, present, act_id=request_id, on=on)
    moves.make(application, move, act_id=request_id, on=on, because=text, clause="5.1.3.b")
    return application_id


def _village_may(
    application: Application, *, resident: bool, poor: bool | None, agrees: bool, text: str
) -> Decision:
    claims = Welfare.objects.filter(person_id=application.person_id).values_list(
        "poverty", flat=True
    )
    claims_poverty = any(claims)
    if not agrees:
        return Decision.of(REASON_IS_GIVEN.met_if(bool(text.strip())))
    return Decision.of(
        RESIDENCE_IS_VERIFIED.met_if(resident),
        POVERTY_IS_VERIFIED.met_if(not claims_poverty or poor is True),
    )


def _township_may(
    application: Application,
    seen: Sequence[MaterialSeen],
    *,
    agrees: bool,
    text: str,
    on: date,
) -> Decision:
    if not agrees:
        return Decision.of(REASON_IS_GIVEN.met_if(bool(text.strip())))
    checks = {
        Material(one.item): materials.MaterialCheck(
            state=MaterialState(one.state), original_seen=one.original_seen, copies=one.copies
        )
        for one in seen
    }
    return check_materials(
        checks,
        facts=material_facts(application.person_id),
        copies=load().value("material_copies", on),
    )


def _keep(application: Application, seen: Sequence[MaterialSeen], *, act_id: UUID) -> None:
    MaterialCheck.objects.bulk_create(
        MaterialCheck(
            id=uuid4(),
            application=application,
            item=one.item,
            state=MaterialState(one.state),
            original_seen=one.original_seen,
            copies=one.copies,
            act_id=act_id,
        )
        for one in seen
    )


def _opine(
    application: Application,
    level: Opinion.Level,
    *,
    agrees: bool,
    text: str,
    actor: Actor,
    act_id: UUID,
    resident_confirmed: bool | None = None,
    poverty_confirmed: bool | None = None,
) -> None:
    Opinion.objects.create(
        id=uuid4(),
        application=application,
        level=level,
        agrees=agrees,
        text=text,
        organisation_id=actor.organisation_id,
        resident_confirmed=resident_confirmed,
        poverty_confirmed=poverty_confirmed,
        act_id=act_id,
    )
