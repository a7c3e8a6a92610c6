"""One person registered twice: told apart, merged without destroying either record, un-merged (T52)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.database.statements import one
from anxin.people.models import NotSame, Person, PersonMerge, PersonSplit
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused, condition

BOTH_STAND = condition(
    "both-records-stand",
    "5.1.3.b",
    met="两份档案都没有合并过",
    unmet="没有查到这两份档案，或其中一份已经合并过，请先撤销那次合并",
)
HAS_REASON = condition("merge-has-reason", "5.1.3.b", met="已写明理由", unmet="没有写明理由")
NOTHING_LEFT = condition(
    "no-right-left-behind",
    "5.1.5.a",
    met="要并入的档案没有在办或有效的事项",
    unmet="要并入的档案还有{what}；请改为保留它，或先办结",
)
IS_MERGED = condition("is-merged", "5.1.3.b", met="合并有效", unmet="没有查到这次合并，或已经撤销")
WHAT_LIVES = {
    "enrolment": gettext_noop("有效的免费服药资格"),
    "card": gettext_noop("有效的救助卡"),
    "application": gettext_noop("正在办理的申请"),
    "stay": gettext_noop("没有登记出院的住院"),
    "pickup": gettext_noop("已备药、未签收的领药"),
    "prescription": gettext_noop("未发药的处方"),
    "household": gettext_noop("同户登记"),
}


def kept_of(person_id: UUID) -> UUID:
    """Return the record to go on with: the kept one where this was merged, else this one."""
    kept = Person.objects.filter(id=person_id).values_list("merged_into_id", flat=True).first()
    return kept or person_id


def ids_of(person_id: UUID) -> list[UUID]:
    """Return a person's record and those merged into it, as far as they are in reach."""
    gone = Person.objects.filter(merged_into_id=person_id).order_by("id")
    return [person_id, *gone.values_list("id", flat=True)]


def merge_people(
    *, request_id: UUID, kept_id: UUID, gone_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Go on with one of two records of a person; the other stays as it is. Return the merge."""
    del actor
    new = uuid4()
    content = {"kept": kept_id, "gone": gone_id, "because": because}
    if earlier := begin(
        request_id=request_id, kind="person.merge", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    both = Person.objects.filter(id__in=[kept_id, gone_id], merged_into=None).count() > 1
    stand = both and not Person.objects.filter(merged_into_id=gone_id).exists()
    found = one("SELECT security.left_behind(%(person)s::uuid)", {"person": gone_id})
    left = found[0] if found else None
    Refused.unless(
        Decision.of(
            HAS_REASON.met_if(bool(because.strip())),
            BOTH_STAND.met_if(stand),
            NOTHING_LEFT.met_if(left is None, what=WHAT_LIVES.get(left or "", "")),
        )
    )
    PersonMerge.objects.create(
        id=new, kept_id=kept_id, gone_id=gone_id, because=because, act_id=request_id
    )
    return new


def split_people(
    *, request_id: UUID, merge_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Take a merge back: both records stand for themselves again; return the split."""
    del actor
    new = uuid4()
    content = {"merge": merge_id, "because": because}
    if earlier := begin(
        request_id=request_id, kind="person.split", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    stands = PersonMerge.objects.filter(id=merge_id, split=None).exists()
    Refused.unless(Decision.of(HAS_REASON.met_if(bool(because.strip())), IS_MERGED.met_if(stands)))
    PersonSplit.objects.create(id=new, merge_id=merge_id, because=because, act_id=request_id)
    return new


def tell_apart(
    *, request_id: UUID, one_id: UUID, other_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Write down that two alike records are of two people, so that they are not asked about again."""
    del actor
    new = uuid4()
    first, second = sorted((one_id, other_id))
    content = {"first": first, "second": second, "because": because}
    if earlier := begin(
        request_id=request_id, kind="person.tell_apart", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    both = Person.objects.filter(id__in=[first, second]).count() > 1
    Refused.unless(Decision.of(HAS_REASON.met_if(bool(because.strip())), BOTH_STAND.met_if(both)))
    NotSame.objects.create(
        id=new, first_id=first, second_id=second, because=because, act_id=request_id
    )
    return new
