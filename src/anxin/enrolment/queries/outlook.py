"""Where many people stand at a glance: one computed status each, the same everywhere (lessons 1).

Nothing is stored and nothing is opened; what a duty may not read is absent here, by row security.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.database.statements import run
from anxin.enrolment.queries.applications import SIGNED, STAGES
from anxin.rules.access import Actor
from anxin.rules.application_stages import ApplicationStage
from anxin.rules.cards import CardStage
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentStage

# The first rows are chosen before anything else of them is read: hits can be many, rows are few.
_OUTLOOKS = """
WITH first AS MATERIALIZED (
    SELECT p.id, p.town_id, p.village_id, p.clinic_id,
        coalesce(p.keeper_id = %(organisation)s OR p.clinic_id = %(organisation)s, false) AS own,
        EXISTS (SELECT 1 FROM enrolment_enrolment l WHERE l.person_id = p.id AND l.stage <> 'ended') AS live
    FROM people_person p WHERE p.id = ANY (%(people)s::uuid[])
    ORDER BY own DESC, live DESC, p.id LIMIT %(most)s
)
SELECT f.id, t.name, v.name, f.clinic_id, f.own, e.stage, a.until, c.id, c.stage, h.since, x.id, x.stage
FROM first f
JOIN organisations_town t ON t.id = f.town_id
JOIN organisations_village v ON v.id = f.village_id
LEFT JOIN LATERAL (SELECT y.id, y.stage, y.application_id FROM enrolment_enrolment y
    WHERE y.person_id = f.id ORDER BY y.recorded_at DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT y.until FROM enrolment_agreement y WHERE y.enrolment_id = e.id
    AND y.signed_on <= %(on)s::date ORDER BY y.signed_on DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT y.id, y.stage FROM enrolment_card y WHERE y.enrolment_id = e.id
    ORDER BY y.recorded_at DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT y.since FROM enrolment_hospitalstay y
    WHERE y.person_id = f.id AND y.until IS NULL LIMIT 1) h ON true
LEFT JOIN LATERAL (SELECT y.id, y.stage FROM enrolment_application y
    WHERE y.person_id = f.id AND y.stage <> 'draft'
    ORDER BY y.recorded_at DESC LIMIT 1) x ON x.id IS DISTINCT FROM e.application_id
ORDER BY f.own DESC, e.stage IS NOT NULL AND e.stage <> 'ended' DESC, f.id
"""
_OPEN = frozenset(STAGES) - {SIGNED, ApplicationStage.REFUSED, ApplicationStage.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One status in words, its kind (good, wait, bad, plain) and its clause."""

    words: str
    kind: str
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of a person without opening anything; None where there is none to see.

    ``application_*`` is the newest application, unless it led to the enrolment shown.
    """

    person_id: UUID
    town: str
    village: str
    clinic_id: UUID | None
    own: bool
    enrolment_stage: str | None
    agreement_until: date | None
    card_id: UUID | None
    card_stage: str | None
    in_hospital_since: date | None
    application_id: UUID | None
    application_stage: str | None

    @property
    def live(self) -> bool:
        """Say whether the person has the right, in use or suspended."""
        return self.enrolment_stage not in (None, EnrolmentStage.ENDED)

    @property
    def open_application(self) -> str | None:
        """Return the stage of an application under way; None where there is none."""
        return self.application_stage if self.application_stage in _OPEN else None


def outlooks(
    person_ids: Iterable[UUID], *, organisation_id: UUID, most: int, on: date
) -> list[Outlook]:
    """Return the first so many people in reach: the organisation's own, then who has the right."""
    rows = run(
        _OUTLOOKS,
        {"people": list(person_ids), "organisation": organisation_id, "most": most, "on": on},
    )
    return [Outlook(**dict(zip(Outlook.__slots__, row, strict=True))) for row in rows]


def status_of(outlook: Outlook, *, actor: Actor, on: date) -> Status | None:
    """Return the one status of a person for who looks; None for a duty that reads nothing of it."""
    if outlook.in_hospital_since:
        return Status(words=_("住院中，暂停领药"), kind="wait", clause="5.1.6.1")
    if outlook.live:
        return _of_right(outlook, on=on)
    if outlook.open_application:
        return _of_application(outlook.open_application)
    if not actor.may("enrolment.read"):
        return None
    if outlook.enrolment_stage:
        return Status(words=_("免费服药已终止"), kind="bad")
    if outlook.application_stage:
        return _of_application(outlook.application_stage)
    return Status(words=_("未列入免费服药名单"), kind="plain")


def _of_right(outlook: Outlook, *, on: date) -> Status:
    if outlook.enrolment_stage == EnrolmentStage.SUSPENDED:
        return Status(words=_("暂停领药"), kind="wait", clause="5.1.6.1")
    if outlook.agreement_until and outlook.agreement_until <= on:
        return Status(words=_("协议已到期"), kind="bad", clause="5.1.5.a")
    if outlook.card_stage == CardStage.LOST:
        return Status(words=_("救助卡已挂失"), kind="bad", clause="A5.n4")
    stage = EnrolmentStage(str(outlook.enrolment_stage))
    return Status(
        words=_("免费服药：%(stage)s") % {"stage": _(ENROLMENT.stages[stage])}, kind="good"
    )


def _of_application(stage: str) -> Status:
    bad = {ApplicationStage.RETURNED, ApplicationStage.REFUSED}
    kind = "bad" if stage in bad else "plain" if stage == ApplicationStage.WITHDRAWN else "wait"
    return Status(words=_("申请：%(stage)s") % {"stage": _(STAGES.get(stage, stage))}, kind=kind)
