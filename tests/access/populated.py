"""A populated district: three sides with every noun, and one colleague of each duty unsigned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from anxin.database.prepare import NAMESPACE, SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.organisations import services as organisations
from anxin.organisations.models import Organisation, Village
from anxin.rules.access import Duty
from tests import world
from tests.access import admitted, treated
from tests.access.admitted import OUTSIDE, clock
from tests.access.sides import Side
from tests.adoption import steps as adoption
from tests.funding import steps as fund
from tests.world import Place, as_, staff_id

FAR_TOWN, FAR_POINT, FAR_VILLAGE = "500116117", "hc-117", "test-far-village"
FAR_COLLEAGUES = {
    "far_village": Place(Duty.VILLAGE_CLERK, FAR_VILLAGE),
    "far_officer": Place(Duty.TOWNSHIP_OFFICER, FAR_POINT),
    **{
        name: place
        for hospital, (_town, point) in OUTSIDE.items()
        for name, place in {
            f"second_village_of_{hospital}": Place(Duty.VILLAGE_CLERK, f"test-outside-{hospital}"),
            f"second_officer_of_{hospital}": Place(Duty.TOWNSHIP_OFFICER, point),
        }.items()
    },
}
UNSIGNED = "unsigned_"


def ours() -> Side:
    """Return our side: 油溪, guided by the rehabilitation hospital."""
    return Side(
        name="油溪镇",
        surname="欧阳",
        officer="officer",
        village_clerk="village",
        village=world.VILLAGE,
        town=world.TOWN,
        keeper=world.POINT,
        doctor="psychiatrist",
        pharmacist="pharmacist",
        dispenser="dispenser",
        storekeeper="storekeeper",
        accountant="accountant",
        hospital="rehab",
    )


def neighbour() -> Side:
    """Return the neighbouring township: 石门, guided by the same hospital."""
    return Side(
        name="石门镇",
        surname="司马",
        officer="other_officer",
        village_clerk="other_village",
        village=world.OTHER_VILLAGE,
        town=world.OTHER_TOWN,
        keeper=world.OTHER_POINT,
        doctor="junior_psychiatrist",
        pharmacist="pharmacist",
        dispenser="other_dispenser",
        storekeeper="storekeeper",
        accountant="accountant",
        hospital="rehab",
        quarters_back=4,
    )


def far() -> Side:
    """Return the far side: 珞璜, guided by the other hospital."""
    return Side(
        name="珞璜镇",
        surname="诸葛",
        officer="far_officer",
        village_clerk="far_village",
        village=FAR_VILLAGE,
        town=FAR_TOWN,
        keeper=FAR_POINT,
        doctor="centre_psychiatrist",
        pharmacist="centre_pharmacist",
        dispenser="centre_dispenser",
        storekeeper="centre_storekeeper",
        accountant="centre_accountant",
        hospital="centre",
    )


@transaction.atomic
def hire() -> None:
    """Bring in the far side's people, and one colleague of each duty who has signed nothing."""
    unsigned: dict[Duty, Place] = {}
    for place in world.COLLEAGUES.values():
        unsigned.setdefault(place.duty, place)
    with acting_as(SYSTEM_STAFF):
        _village(FAR_VILLAGE, FAR_TOWN)
        for hospital, (town, _point) in OUTSIDE.items():
            _village(f"test-outside-{hospital}", town)
        for name, place in FAR_COLLEAGUES.items():
            _colleague(name, place)
        for duty, place in unsigned.items():
            _colleague(f"{UNSIGNED}{duty}", place)
    for name in FAR_COLLEAGUES:
        with as_(name) as actor:
            organisations.sign_agreement(
                request_id=uuid5(NAMESPACE, f"test-agreement:{name}"), actor=actor, at=clock()
            )


def _colleague(name: str, place: Place) -> None:
    made = organisations.add_staff(
        staff_id=staff_id(name),
        username=world.username(name),
        name=f"测试{name}",
        title=place.title,
        encoded=make_password(world.PASSWORD),
    )
    organisations.give_duty(
        made,
        duty=place.duty,
        organisation=world.organisation(place.organisation),
        since=date(2019, 3, 18),
    )


def _village(code: str, town: str) -> None:
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


@transaction.atomic
def begin() -> dict[str, UUID]:
    """Make what is the whole district's: money in the fund, a value that is proposed."""
    fund.pay_in(at=clock(), year=localdate().year)
    return {"proposal": adoption.draft(at=clock())}


def populate(side: Side, shared: Mapping[str, UUID], *, at: datetime) -> Side:
    """Make every noun of a side."""
    for kind, found in shared.items():
        side.keep(kind, found)
    steps: tuple[Callable[..., None], ...] = (
        treated.claimed_pickups,
        admitted.applications,
        admitted.cards_and_stays,
        treated.clinic_days,
        admitted.lost_cards,
        admitted.new_guardian,
        treated.experts,
        treated.money,
        treated.words_and_files,
        admitted.waiting,
        admitted.yearly,
        treated.rosters,
        treated.sheets_of_days,
        admitted.leaving,
    )
    for step in steps:
        with transaction.atomic():
            step(side, at=at)
    return side


def unsigned() -> dict[Duty, UUID]:
    """Return the staff of each duty who signed no confidentiality agreement."""
    duties = {place.duty for place in world.COLLEAGUES.values()}
    return {duty: staff_id(f"{UNSIGNED}{duty}") for duty in duties}
