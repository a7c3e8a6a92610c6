"""What is written about a clinic day without a line: its sheet going out, and its rows coming back."""

from anxin.packs.services.asking import answer, ask, take
from anxin.packs.services.entering import arrive, give, review, sign
from anxin.packs.services.settling import correct, resume, set_aside
from anxin.packs.services.uploading import upload

__all__ = [
    "answer",
    "arrive",
    "ask",
    "correct",
    "give",
    "resume",
    "review",
    "set_aside",
    "sign",
    "take",
    "upload",
]
