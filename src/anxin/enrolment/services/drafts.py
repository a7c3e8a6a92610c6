"""A form of annex 4 that is put aside before it is handed in; what is closed holds nothing (5.1.2.a)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import Draft
from anxin.enrolment.services import moves
from anxin.rules.access import Actor
from anxin.rules.application_stages import ApplicationMove
from anxin.rules.decisions import condition
from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

LONGEST = 20_000
"""Characters a form of annex 4 can't reach by honest typing."""
DRAFT_IS_OPEN = condition(
    "draft-is-open", "5.1.2.a", met="草稿还没有提交", unmet="这份草稿已提交或放弃，请从申请列表查看"
)
DRAFT_IS_SHORT = condition(
    "draft-is-short", "A4", met="内容长度合适", unmet="填写的内容过长，没有保存；请删去多余的内容"
)

Typed = Mapping[str, Sequence[str]]
"""What stood in each box, as typed, right or wrong."""


def save_draft(
    *,
    request_id: UUID,
    content: Typed,
    draft_id: UUID | None = None,
    application_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Put a form aside as it is; return the draft's id.

    ``draft_id`` goes on with a draft. ``application_id`` is the returned application that the form
    corrects: it has one draft, whoever of the unit saves it. Nothing but the length is looked at.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    kept_in = draft_id or _of_application(application_id)
    new = kept_in or uuid4()
    if earlier := begin(
        request_id=request_id,
        kind="draft.save",
        content={
            "draft": draft_id,
            "application": application_id,
            "typed": blind(text, purpose="request").hex(),
        },
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    if len(text) > LONGEST:
        raise DRAFT_IS_SHORT.refused()
    if application_id:
        moves.require(moves.locked(application_id), ApplicationMove.SUBMIT)
        kept_in = _of_application(application_id)
    if kept_in:
        return _save_again(kept_in, text, at=at)
    Draft.objects.create(
        id=new,
        organisation_id=actor.organisation_id,
        content=_sealed(new, text),
        saved_at=at,
        application_id=application_id,
    )
    return new


def abandon_draft(*, request_id: UUID, draft_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Give a draft up; what was typed is erased."""
    del actor
    if begin(
        request_id=request_id,
        kind="draft.abandon",
        content={"draft": draft_id},
        result_id=draft_id,
        at=at,
    ):
        return draft_id
    _met(
        Draft.objects.filter(id=draft_id, closed_on__isnull=True).update(
            content=b"", closed_on=localdate(at)
        )
    )
    return draft_id


def hand_in_draft(draft_id: UUID, *, application_id: UUID, on: date) -> None:
    """Close the draft that became an application, inside the caller's act."""
    _met(
        Draft.objects.filter(id=draft_id, closed_on__isnull=True).update(
            content=b"", closed_on=on, application_id=application_id
        )
    )


def close_drafts_of(application_id: UUID, *, on: date) -> None:
    """Close what was put aside of a correction that is handed in or no longer wanted."""
    Draft.objects.filter(application_id=application_id, closed_on__isnull=True).update(
        content=b"", closed_on=on
    )


def _of_application(application_id: UUID | None) -> UUID | None:
    if application_id is None:
        return None
    open_ones = Draft.objects.filter(application_id=application_id, closed_on__isnull=True)
    return open_ones.values_list("id", flat=True).first()


def _save_again(draft_id: UUID, text: str, *, at: datetime) -> UUID:
    _met(
        Draft.objects.filter(id=draft_id, closed_on__isnull=True).update(
            content=_sealed(draft_id, text), saved_at=at
        )
    )
    return draft_id


def _met(changed: int) -> None:
    """Refuse where no open draft was met: a colleague was faster."""
    if not changed:
        raise DRAFT_IS_OPEN.refused()


def _sealed(draft_id: UUID, text: str) -> bytes:
    return seal(text, table="enrolment_draft", column="content", row_id=draft_id)
