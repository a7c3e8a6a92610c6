"""Give everybody an account, a duty and the signed confidentiality agreement (7.2.a)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.demo.staff import SINCE, Colleague
from anxin.demo.world import World
from anxin.organisations import services
from anxin.organisations.models import Organisation
from anxin.organisations.queries import DEMONSTRATION_PASSWORD


def hire(world: World, *, tell: Callable[[float], None]) -> None:
    """Make all accounts under one hash of the shared password; each signs for themselves."""
    encoded = make_password(DEMONSTRATION_PASSWORD)
    with acting_as(SYSTEM_STAFF):
        organisations = {one.code: one for one in Organisation.objects.all()}
        for one in world.roll.all:
            staff = services.add_staff(
                username=one.username,
                name=one.name,
                title=one.title,
                encoded=encoded,
                staff_id=one.staff_id,
            )
            services.give_duty(
                staff, duty=one.duty, organisation=organisations[one.organisation], since=SINCE
            )
    for number, one in enumerate(world.roll.all):
        tell(number / len(world.roll.all))
        _sign(world, one)
    world.made["工作人员"] = len(world.roll.all)


def _sign(world: World, one: Colleague) -> None:
    for day in one.signs_on(world.start, today=world.today):
        with world.acting(one) as actor:
            services.sign_agreement(
                request_id=world.request("agreement", one.username, day),
                actor=actor,
                at=world.moment(day, 9),
            )
