"""Who may become guardian of somebody whose right lasts (3.1.c, A3)."""

from __future__ import annotations

from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition
from anxin.rules.eligibility import Guardian, GuardianKind, is_older_than

OF_AGE = 18
"""Civil Code, articles 17 and 28: a guardian is of full capacity."""
MOST = 5
"""How many guardians a person has at a time."""

IS_OF_AGE = condition(
    "guardian-of-age", "3.1.c", met="监护人已成年", unmet="新监护人未满{age}周岁，不能担任监护人"
)
HAS_BASIS = condition(
    "guardian-has-basis", "3.1.c", met="已写明监护依据", unmet="请选择新监护人的监护依据"
)
IS_NEW = condition(
    "guardian-is-new", "3.1.c", met="不是现有监护人", unmet="此人已经是监护人，不用再登记"
)
NOT_TOO_MANY = condition(
    "guardians-not-too-many",
    "3.1.c",
    met="监护人人数没有超过上限",
    unmet="监护人最多{most}位，请选择由新监护人接替哪一位",
)
CHANGE_HAS_REASON = condition(
    "guardian-change-has-reason", "3.1.c", met="已写明变更原因", unmet="请写明变更监护人的原因"
)


@cites("3.1.c")
def may_become_guardian(
    new: Guardian, *, basis: str, is_known: bool, count: int, because: str, on: date
) -> Decision:
    """Examine somebody who is to be guardian; ``count`` is of guardians with them.

    Eligibility is not asked: 弱监护 is looked at again in the yearly review (A5.n3).
    """
    of_age = new.kind is not GuardianKind.PERSON or (
        new.born is not None and is_older_than(new.born, OF_AGE - 1, on=on)
    )
    return Decision.of(
        HAS_BASIS.met_if(bool(basis)),
        IS_OF_AGE.met_if(of_age, age=OF_AGE),
        IS_NEW.met_if(not is_known),
        NOT_TOO_MANY.met_if(count <= MOST, most=MOST),
        CHANGE_HAS_REASON.met_if(bool(because.strip())),
    )


SIGNATURE_WAITS = condition(
    "guardian-signature-waits",
    "5.1.5.a",
    met="新监护人还没有在服务协议上签字",
    unmet="不需要补签：已经补签或续签过协议，或此人已不是监护人，或资格已终止",
)
SIGNED_SINCE_CHANGE = condition(
    "guardian-signed-since-the-change",
    "5.1.5.a",
    met="签字日期在变更之后、今天之前",
    unmet="签字日期应在变更监护人之日（{changed}）与今天（{on}）之间",
)
BOTH_COPIES_SIGNED = condition(
    "both-copies-signed",
    "A7",
    met="两份协议都已签字",
    unmet="协议一式两份，请新监护人在两份上都签字",
)


@cites("5.1.5.a", "A7")
def may_sign_for_change(
    *, waits: bool, changed_on: date, signed_on: date, both_copies: bool, on: date
) -> Decision:
    """Examine a new guardian's signature on the agreement that lasts; the right lasts meanwhile."""
    return Decision.of(
        SIGNATURE_WAITS.met_if(waits),
        SIGNED_SINCE_CHANGE.met_if(changed_on <= signed_on <= on, changed=changed_on, on=on),
        BOTH_COPIES_SIGNED.met_if(both_copies),
    )
