"""The one next step of an application, and who takes it: the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.rules.access import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next at a stage: who must, under which clause, on which page.

    ``title`` and ``waits_for`` are lazy texts.
    """

    action: str
    url_name: str
    title: object
    waits_for: object
    clause: str

    def url(self, application_id: UUID) -> str:
        """Return the page's address."""
        return reverse(self.url_name, args=[application_id])


STEPS: dict[str, Step] = {
    "submitted": Step(
        "application.confirm",
        "enrolment:confirm",
        _("村（居）确认"),
        _("等村（居）委会核实常住和贫困情况"),
        "4.3.village",
    ),
    "returned": Step(
        "application.register",
        "enrolment:correct",
        _("补正后重新提交"),
        _("等申请人补正"),
        "5.1.3.b",
    ),
    "village_confirmed": Step(
        "application.review", "enrolment:review", _("初审"), _("等基层医疗机构初审"), "5.1.3.a"
    ),
    "township_passed": Step(
        "application.decide", "enrolment:decide", _("复审"), _("等免费服药办公室复审"), "5.1.4"
    ),
    "waiting": Step(
        "application.decide", "enrolment:decide", _("候补转正"), _("候补：等空余名额"), "5.1.4"
    ),
    "approved": Step(
        "agreement.sign",
        "enrolment:sign",
        _("签订协议"),
        _("等基层医疗机构通知签订协议"),
        "5.1.5.a",
    ),
}


def next_step(stage: str) -> Step | None:
    """Return what happens next at a stage; nothing after the end."""
    return STEPS.get(stage)


def own_step(stage: str, actor: Actor) -> Step | None:
    """Return the next step where this duty takes it."""
    step = STEPS.get(stage)
    return step if step and actor.may(step.action) else None
