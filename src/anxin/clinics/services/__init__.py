"""What is written on a clinic day, from the rota to the reviewed prescription."""

from anxin.clinics.services.attendance import ProxySeen, arrive
from anxin.clinics.services.booking import book
from anxin.clinics.services.injections import end_injections
from anxin.clinics.services.planning import typed_plan
from anxin.clinics.services.prescribing import Prescribed, prescribe
from anxin.clinics.services.review import review
from anxin.clinics.services.rota import publish_day
from anxin.clinics.services.supply import end_supply

__all__ = [
    "Prescribed",
    "ProxySeen",
    "arrive",
    "book",
    "end_injections",
    "end_supply",
    "prescribe",
    "publish_day",
    "review",
    "typed_plan",
]
