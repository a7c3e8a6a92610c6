"""Money into the fund and out to the hospitals; an expert's word that raises one person's cap."""

from anxin.funding.services.asking import AskedMedicine, ask_expert, withdraw_question
from anxin.funding.services.fund import add_budget, add_source, answer_advance, request_advance
from anxin.funding.services.words import conclude, record_word

__all__ = [
    "AskedMedicine",
    "add_budget",
    "add_source",
    "answer_advance",
    "ask_expert",
    "conclude",
    "record_word",
    "request_advance",
    "withdraw_question",
]
