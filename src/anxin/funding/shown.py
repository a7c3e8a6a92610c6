"""A consultation as its pages show it, and what who looks may do next."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.funding.models import Consultation
from anxin.pages.asking import Confirmation
from anxin.pages.words import money_words
from anxin.people.queries import Named
from anxin.rules.access import Actor
from anxin.rules.consultation_stages import ConsultationStage as Stage


def may_do(found: Consultation, *, actor: Actor) -> dict[str, bool]:
    """Return which of the next steps are the actor's."""
    word = getattr(found, "word", None)
    hands = {found.recorded_by_id, word.recorded_by_id if word else None}
    stage = Stage(found.stage)
    return {
        "record": stage is Stage.ASKED and actor.may("consultation.record"),
        "confirm": stage is Stage.ADVISED
        and actor.may("consultation.confirm")
        and actor.staff_id not in hands,
        "withdraw": stage in {Stage.ASKED, Stage.ADVISED}
        and actor.may("consultation.ask")
        and actor.staff_id == found.recorded_by_id,
    }


def confirmation(found: Consultation, *, person: Named) -> Confirmation:
    """Return what is asked once more before the cap is raised."""
    return Confirmation(
        title=_("确认专家意见"),
        person=person,
        what=[
            _("%(month)s 的兜底限额，由 %(cap)s提高到 %(amount)s")
            % {
                "month": one.month,
                "cap": money_words(one.cap),
                "amount": money_words(one.amount),
            }
            for one in found.months.all()
        ]
        + [_("只对这名患者、只在所列月份有效，其他不变")],
        final=_("确认后不能撤销"),
        submit=_("确认，提高限额"),
        back=reverse("funding:consultation", args=[found.id]),
        clause="4.2",
        typed_before=True,
    )
