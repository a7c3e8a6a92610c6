"""The people who work in the tests' district: one or two of each duty, made once in the template.

``as_("dispenser")`` opens the unit of work of a colleague; inside it services can be called.
Places: point hc-101 油溪 (guided by rehab), other point hc-103 石门 (rehab), hc-117 珞璜 (centre).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction

from anxin.database.prepare import NAMESPACE, SYSTEM_STAFF
from anxin.database.work import acting_as, enter_as
from anxin.organisations import services
from anxin.organisations.models import DutyAssignment, Organisation, Village
from anxin.rules.access import Actor, Duty

PASSWORD = "秋天的药香-2026"
TOWN, OTHER_TOWN = "500116101", "500116103"
POINT, OTHER_POINT, CENTRE_POINT = "hc-101", "hc-103", "hc-117"
VILLAGE, OTHER_VILLAGE = "test-village", "test-other-village"


@dataclass(frozen=True, slots=True)
class Place:
    """A colleague: duty, organisation's code and professional title."""

    duty: Duty
    organisation: str
    title: str = ""


COLLEAGUES: dict[str, Place] = {
    "village": Place(Duty.VILLAGE_CLERK, VILLAGE),
    "other_village": Place(Duty.VILLAGE_CLERK, OTHER_VILLAGE),
    "officer": Place(Duty.TOWNSHIP_OFFICER, POINT),
    "second_officer": Place(Duty.TOWNSHIP_OFFICER, POINT),
    "other_officer": Place(Duty.TOWNSHIP_OFFICER, OTHER_POINT),
    "reviewer": Place(Duty.OFFICE_REVIEWER, "office"),
    "second_reviewer": Place(Duty.OFFICE_REVIEWER, "office"),
    "checker": Place(Duty.CLAIM_CHECKER, "office"),
    "second_checker": Place(Duty.CLAIM_CHECKER, "office"),
    "psychiatrist": Place(Duty.PSYCHIATRIST, "rehab", "主治医师"),
    "junior_psychiatrist": Place(Duty.PSYCHIATRIST, "rehab", "医师"),
    "centre_psychiatrist": Place(Duty.PSYCHIATRIST, "centre", "主治医师"),
    "pharmacist": Place(Duty.PHARMACIST, "rehab"),
    "centre_pharmacist": Place(Duty.PHARMACIST, "centre"),
    "dispenser": Place(Duty.DISPENSER, POINT),
    "second_dispenser": Place(Duty.DISPENSER, POINT),
    "other_dispenser": Place(Duty.DISPENSER, OTHER_POINT),
    "hospital_dispenser": Place(Duty.DISPENSER, "rehab"),
    "centre_dispenser": Place(Duty.DISPENSER, CENTRE_POINT),
    "storekeeper": Place(Duty.STOREKEEPER, "rehab"),
    "centre_storekeeper": Place(Duty.STOREKEEPER, "centre"),
    "accountant": Place(Duty.ACCOUNTANT, "rehab"),
    "centre_accountant": Place(Duty.ACCOUNTANT, "centre"),
    "commission": Place(Duty.COMMISSION, "commission"),
    "second_commission": Place(Duty.COMMISSION, "commission"),
    "finance": Place(Duty.FINANCE, "finance"),
    "politics": Place(Duty.POLITICS, "politics"),
    "civil": Place(Duty.CIVIL, "civil"),
    "disabled": Place(Duty.DISABLED, "disabled"),
    "police": Place(Duty.POLICE, "ps-101"),
    "other_police": Place(Duty.POLICE, "ps-103"),
    "auditor": Place(Duty.AUDITOR, "commission"),
    "system_admin": Place(Duty.SYSTEM_ADMIN, "office"),
    "security_admin": Place(Duty.SECURITY_ADMIN, "office"),
    "audit_admin": Place(Duty.AUDIT_ADMIN, "office"),
}


def staff_id(colleague: str) -> UUID:
    """Return the account's id."""
    return uuid5(NAMESPACE, f"test-staff:{colleague}")


def username(colleague: str) -> str:
    """Return the account's name; the password of all is ``PASSWORD``."""
    return f"t-{colleague}"


def organisation(code: str) -> Organisation:
    """Return an organisation by code, inside a unit of work."""
    return Organisation.objects.get(code=code)


@contextmanager
def as_(colleague: str) -> Iterator[Actor]:
    """Open a unit of work as a colleague; commits, or rolls back on an exception."""
    with acting_as(staff_id(colleague)) as actor:
        yield actor


def become(colleague: str) -> Actor:
    """Go on as a colleague inside the test's own transaction."""
    return enter_as(staff_id(colleague))


def beijing(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment given in local time, as the UTC moment that production passes."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def build() -> None:
    """Make the colleagues, and let each sign the confidentiality agreement."""
    encoded = make_password(PASSWORD)
    with acting_as(SYSTEM_STAFF):
        _villages()
        for name, place in COLLEAGUES.items():
            made = services.add_staff(
                staff_id=staff_id(name),
                username=username(name),
                name=f"测试{name}",
                title=place.title,
                encoded=encoded,
            )
            services.give_duty(
                made,
                duty=place.duty,
                organisation=organisation(place.organisation),
                since=date(2019, 3, 18),
            )
    for name in COLLEAGUES:
        with as_(name) as actor:
            services.sign_agreement(
                request_id=uuid5(NAMESPACE, f"test-agreement:{name}"),
                actor=actor,
                at=datetime.now(UTC),
            )


def _villages() -> None:
    for code, town in ((VILLAGE, TOWN), (OTHER_VILLAGE, OTHER_TOWN)):
        village = Village.objects.create(
            id=uuid5(NAMESPACE, f"test:{code}"),
            town_id=uuid5(NAMESPACE, f"town:{town}"),
            name=f"测试村{code}",
        )
        Organisation.objects.create(
            id=uuid5(NAMESPACE, f"organisation:{code}"),
            code=code,
            name=f"测试村委会{code}",
            kind=Organisation.Kind.VILLAGE_COMMITTEE,
            village=village,
        )


def village_id(code: str = VILLAGE) -> UUID:
    """Return the id of a test village."""
    return uuid5(NAMESPACE, f"test:{code}")


def duties_held(colleague: str) -> list[DutyAssignment]:
    """Return a colleague's duties, inside a unit of work."""
    return list(DutyAssignment.objects.filter(staff_id=staff_id(colleague)))


@contextmanager
def rolled_back() -> Iterator[None]:
    """Do something and take it back: for negative controls."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
