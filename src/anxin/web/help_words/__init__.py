"""The words of every page's help, by full name of its address."""

from __future__ import annotations

from anxin.web.help_words import (
    accounts,
    admission,
    adoption,
    clinic,
    counter,
    documents,
    exchange,
    frame,
    medicines,
    money,
    overview,
    packs,
    publicity,
    rosters,
)
from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    **frame.HELP,
    **accounts.HELP,
    **adoption.HELP,
    **publicity.HELP,
    **admission.HELP,
    **clinic.HELP,
    **counter.HELP,
    **medicines.HELP,
    **money.HELP,
    **overview.HELP,
    **documents.HELP,
    **rosters.HELP,
    **exchange.HELP,
    **packs.HELP,
}

# Addresses that only take an act; opened as a page they say that there is none.
ACTS_ONLY: frozenset[str] = frozenset(
    {
        "web:sign_out",
        "web:change_duty",
        "web:language",
        "web:end_everywhere",
        "web:end_others",
        "web:end_session",
        "web:find_suggest",
        "privacy:reveal",
        "dispensing:release",
        "funding:answer",
        "funding:withdraw_question",
        "settlement:accept_rest",
        "settlement:finish",
        "settlement:accept",
        "settlement:check",
        "settlement:decide_loss",
        "settlement:pay_back_loss",
        "settlement:reply",
        "documents:take",
        "packs:take",
        "packs:arrive",
        "packs:sign",
        "packs:review",
        "packs:give",
        "enrolment:offer",
        "enrolment:take_up",
        "enrolment:yearly_propose",
        "enrolment:yearly_keep",
        "adoption:answer",
        "adoption:withdraw",
        "adoption:try",
    }
)
# Addresses that answer with data or a file.
DATA: frozenset[str] = frozenset(
    {
        "web:palette",
        "adoption:this_year",
        "files:content",
        "files:thumbnail",
        "documents:approval",
        "documents:notice",
        "documents:agreement",
        "documents:card",
        "documents:label",
        "documents:register",
        "documents:sheet",
        "documents:calls",
        "imports:template",
        "imports:result",
        "funding:paper",
    }
)

ADDRESSES_WITHOUT: frozenset[str] = ACTS_ONLY | DATA
