"""What the counter does: settle, prepare, complete, reverse."""

from anxin.dispensing.injecting import InjectionGiven
from anxin.dispensing.services.completing import complete
from anxin.dispensing.services.preparing import prepare, release
from anxin.dispensing.services.proposing import Proposal, propose
from anxin.dispensing.services.reversing import reverse
from anxin.dispensing.services.scans import file_scan
from anxin.dispensing.services.settle import settle_special_disease
from anxin.dispensing.signing import GuardianSigned

__all__ = [
    "GuardianSigned",
    "InjectionGiven",
    "Proposal",
    "complete",
    "file_scan",
    "prepare",
    "propose",
    "release",
    "reverse",
    "settle_special_disease",
]
