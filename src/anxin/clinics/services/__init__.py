"""What is written on a clinic day, from the rota to the reviewed prescription."""

from anxin.clinics.services.absences import record_absence
from anxin.clinics.services.attendance import ProxySeen, arrive
from anxin.clinics.services.booking import book
from anxin.clinics.services.calls import record_call
from anxin.clinics.services.changes import call_off
from anxin.clinics.services.injections import end_injections
from anxin.clinics.services.laboratory import correct_result, record_results
from anxin.clinics.services.owed import arrive_for_owed, end_owed, lapse_owed
from anxin.clinics.services.planning import typed_plan
from anxin.clinics.services.prescribing import Prescribed, prescribe
from anxin.clinics.services.review import review
from anxin.clinics.services.rota import Sitting, about_month, publish_day, publish_month
from anxin.clinics.services.supply import end_supply

__all__ = [
    "Prescribed",
    "ProxySeen",
    "Sitting",
    "about_month",
    "arrive",
    "arrive_for_owed",
    "book",
    "call_off",
    "correct_result",
    "end_injections",
    "end_owed",
    "end_supply",
    "lapse_owed",
    "prescribe",
    "publish_day",
    "publish_month",
    "record_absence",
    "record_call",
    "record_results",
    "review",
    "typed_plan",
]
