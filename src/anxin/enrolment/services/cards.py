"""Issuing, losing and replacing the card of annex 5."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection
from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Card, CardEvent, Enrolment
from anxin.rules.access import Actor
from anxin.rules.cards import CARD, CardMove, CardNumber, CardStage
from anxin.rules.decisions import Decision, Refused, condition
from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

CODE_PREFIX = "AX"
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 26

ENROLMENT_LASTS = condition(
    "enrolment-lasts", "A5.n3", met="仍在享受免费服药", unmet="免费服药资格已终止，不能换发救助卡"
)
LOSS_HAS_COME = condition(
    "loss-has-come",
    "A5.n4",
    met="遗失日期在发卡之后、今天之前",
    unmet="遗失日期应在发卡日（{issued}）与今天（{on}）之间",
)


def issue(enrolment: Enrolment, *, card_id: UUID, act_id: UUID, on: date) -> UUID:
    """Issue a card inside the caller's act: the town's next number and a random code (A5).

    The code says nothing of its holder; only its keyed hash and its ciphertext are stored.
    """
    code = new_code()
    Card.objects.create(
        id=card_id,
        person_id=enrolment.person_id,
        enrolment=enrolment,
        number=str(_next_number(enrolment.person.town.code, on=on)),
        code=seal(code, table="enrolment_card", column="code", row_id=card_id),
        code_index=blind(code, purpose="card"),
        issued_on=on,
        stage=CardStage.ISSUED,
        act_id=act_id,
    )
    return card_id


def new_code() -> str:
    """Return a code of 130 random bits that a scanner reads and a person can type."""
    return CODE_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def report_loss(
    *,
    request_id: UUID,
    card_id: UUID,
    actor: Actor,
    at: datetime,
    lost_on: date | None = None,
) -> UUID:
    """Report a card lost; it is dead at once (A5.n4). Return the card's id.

    The event happened on the day of the loss where it is known, else today; costs run up
    from that day fall on the person.
    """
    del actor
    on = localdate(at)
    content = {"card": card_id, "lost_on": lost_on}
    if earlier := begin(
        request_id=request_id, kind="card.report_loss", content=content, result_id=card_id, at=at
    ):
        return earlier.result_id
    card = _locked(card_id)
    CARD.after(CardStage(card.stage), CardMove.REPORT_LOSS)
    day = lost_on or on
    Refused.unless(
        Decision.of(LOSS_HAS_COME.met_if(card.issued_on <= day <= on, issued=card.issued_on, on=on))
    )
    move(card, CardMove.REPORT_LOSS, act_id=request_id, on=day, because="遗失", clause="A5.n4")
    return card_id


def replace_card(*, request_id: UUID, card_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Replace a lost or worn card by a new one with another number and code; return the new id."""
    del actor
    new, on = uuid4(), localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="card.replace",
        content={"card": card_id},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    card = _locked(card_id)
    CARD.after(CardStage(card.stage), CardMove.REPLACE)
    Refused.unless(Decision.of(ENROLMENT_LASTS.met_if(card.enrolment.stage != "ended")))
    move(card, CardMove.REPLACE, act_id=request_id, on=on, because="换发", clause="A5.n4")
    return issue(card.enrolment, card_id=new, act_id=request_id, on=on)


def _locked(card_id: UUID) -> Card:
    """Lock the right and its card, in the written order: an end cancels the card too."""
    lock(Enrolment, Card.objects.values_list("enrolment_id", flat=True).get(id=card_id))
    lock(Card, card_id)
    return Card.objects.select_related("enrolment__person__town").get(id=card_id)


def _next_number(town_code: str, *, on: date) -> CardNumber:
    with connection.cursor() as cursor:
        cursor.execute("SELECT security.next_card_serial(%s, %s)", [town_code, on.year])
        row = cursor.fetchone()
    assert row is not None
    return CardNumber.make(town_code=town_code, serial=row[0], on=on)


def move(card: Card, made: CardMove, *, act_id: UUID, on: date, because: str, clause: str) -> None:
    """Make a move of a card, inside the caller's act."""
    CARD.after(CardStage(card.stage), made)
    CardEvent.objects.create(
        id=uuid4(),
        card=card,
        move=made,
        because=because,
        clause=clause,
        occurred_on=on,
        act_id=act_id,
    )
