"""Every address of the program, what its parameters name, and who reaches that: the matrix's axes.

The addresses come from the resolver. A new one whose parameters nothing is known for fails a test.
What is in reach is said here anew, from the rule file and the sides, not asked of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anxin.rules.access import GRANTS, Duty, Reach
from tests import world
from tests.access.populated import FAR_COLLEAGUES
from tests.access.sides import Side

# What a parameter names where nothing else is said, as a kind of ``Side.objects``.
OBJECTS: Mapping[str, str] = {
    "application_id": "application.approved",
    "person_id": "person",
    "draft_id": "draft",
    "card_id": "card",
    "enrolment_id": "enrolment.due",
    "offer_id": "offer",
    "day_id": "day.today",
    "attendance_id": "attendance",
    "result_id": "lab_result",
    "call_id": "call",
    "booking_id": "booking.missed",
    "prescription_id": "prescription.signed",
    "sheet_id": "sheet",
    "pickup_id": "pickup.completed",
    "order_id": "order.open",
    "advance_id": "advance.asked",
    "consultation_id": "consultation.asked",
    "claim_id": "claim",
    "line_id": "line",
    "charge_id": "charge.open",
    "change_id": "change.guardian",
    "publicity_id": "publicity",
    "alert_id": "alert",
    "export_id": "export",
    "file_id": "file",
    "staff_id": "staff",
    "proposal_id": "proposal",
    "other_id": "person.came_back",
    "merge_id": "merge",
    "batch_id": "batch",
    "row_id": "row.wrong",
    "pack_id": "pack.asked",
    "entry_id": "pack.entry",
    "move_id": "move.away",
    "report_id": "report.open",
}
# What it names at an address that is about one stage.
AT_ADDRESS: Mapping[tuple[str, str], str] = {
    ("enrolment:confirm", "application_id"): "application.submitted",
    ("enrolment:review", "application_id"): "application.village_confirmed",
    ("enrolment:decide", "application_id"): "application.township_passed",
    ("enrolment:correct", "application_id"): "application.returned",
    ("enrolment:appeal", "application_id"): "application.refused",
    ("enrolment:replace_card", "card_id"): "card.lost",
    ("enrolment:yearly_decide", "enrolment_id"): "enrolment.proposed",
    ("enrolment:yearly_renew", "enrolment_id"): "enrolment.kept",
    ("enrolment:undo_end", "person_id"): "person.ended",
    ("enrolment:sign_as_guardian", "person_id"): "person.new_guardian",
    ("enrolment:new_card", "person_id"): "person.came_back",
    ("people:leave_household", "person_id"): "person.at_home",
    ("settlement:pay_back_loss", "charge_id"): "charge.owed",
    ("enrolment:take_over", "move_id"): "move.here",
    ("enrolment:decline_move", "move_id"): "move.here",
    ("settlement:finish", "claim_id"): "claim.decided",
    ("clinics:change", "day_id"): "day.ahead",
    ("clinics:calls", "day_id"): "day.called_off",
    ("documents:calls", "day_id"): "day.called_off",
    ("settlement:accept", "claim_id"): "claim.checked",
    ("imports:apart", "row_id"): "row.alike",
    ("packs:take", "pack_id"): "pack.taken",
    ("clinics:arrive_for_owed", "prescription_id"): "prescription.owed",
    ("packs:upload", "pack_id"): "pack.taken",
    ("packs:rows", "pack_id"): "pack.taken",
    ("packs:resume", "entry_id"): "pack.entry.aside",
    ("funding:conclude", "consultation_id"): "consultation.advised",
    ("funding:paper", "consultation_id"): "consultation.advised",
    ("dispensing:person", "person_id"): "person.waiting",
    ("dispensing:settle", "prescription_id"): "prescription.reviewed",
    ("dispensing:sign", "pickup_id"): "pickup.prepared",
    ("dispensing:release", "pickup_id"): "pickup.prepared",
    ("dispensing:scan", "pickup_id"): "pickup.on_paper",
}
# Parameters that name no row, or one's own.
WORDS: Mapping[str, str] = {
    "field": "phone",
    "what": "disable",
    "section": "served",
    "name": "material_copies",
    "year": "2026",
    "assignment_id": str(uuid4()),
    "session_id": str(uuid4()),
    "factor_id": str(uuid4()),
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its full name, the action it stands behind (None: public), its parameters."""

    name: str
    action: str | None
    parameters: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Say whether it is known what every parameter names; one test fails where it is not."""
        return all(one in WORDS or one in OBJECTS for one in self.parameters)

    @property
    def objects(self) -> tuple[str, ...]:
        """Return the parameters that name a row of somebody's."""
        return tuple(one for one in self.parameters if one not in WORDS)

    def kind(self, parameter: str) -> str:
        """Return which kind of object a parameter names here."""
        return AT_ADDRESS.get((self.name, parameter)) or OBJECTS[parameter]

    def url(self, side: Side, **others: Side | None) -> str:
        """Return the address of a side's objects; ``others`` name another side's, or None: nobody's."""
        named: dict[str, object] = {one: WORDS[one] for one in self.parameters if one in WORDS}
        for parameter in self.objects:
            owner = others.get(parameter, side)
            named[parameter] = owner.objects[self.kind(parameter)][0] if owner else uuid4()
        return reverse(self.name, kwargs=named)


def known_addresses() -> list[Address]:
    """Return the addresses that can be asked."""
    return [address for address in addresses() if address.known]


def addresses(
    resolver: URLResolver | None = None, space: str = "", before: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Yield every address of the program."""
    for entry in (resolver or get_resolver()).url_patterns:
        parameters = before + tuple(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner, parameters)
        elif isinstance(entry, URLPattern):
            action: str | None = getattr(entry.callback, "action", None)
            yield Address(f"{space}{entry.name}", action, parameters)


def everyone() -> dict[str, world.Place]:
    """Return who asks: a colleague of each duty at each place."""
    left_out = ("second_", "junior_")
    hired = {**world.COLLEAGUES, **FAR_COLLEAGUES}
    return {name: place for name, place in hired.items() if not name.startswith(left_out)}


def one_of_each() -> dict[Duty, str]:
    """Return one colleague of each duty."""
    found: dict[Duty, str] = {}
    for name, place in everyone().items():
        found.setdefault(place.duty, name)
    return found


# Which organisations, towns and villages a colleague's unit is made of.
GUIDES = {"rehab": {"rehab", "hc-101", "hc-103"}, "centre": {"centre", "hc-117"}}
STATIONS = {"ps-101": {world.TOWN}, "ps-103": {world.OTHER_TOWN}}


def reaches(colleague: str, action: str, side: Side, kind: str) -> bool:
    """Say whether a colleague's action reaches a side's objects of a kind."""
    place = everyone()[colleague]
    reach = GRANTS[action].get(place.duty)
    if reach is None:
        return False
    if reach is Reach.DISTRICT:
        return True
    return bool(_unit(place, reach) & _where(side, kind))


def _unit(place: world.Place, reach: Reach) -> set[str]:
    if reach is Reach.TOWN:
        return STATIONS[place.organisation]
    return GUIDES.get(place.organisation, {place.organisation})


def _where(side: Side, kind: str) -> set[str]:
    """Return the places that objects of a kind belong to; a village sees only what waits for it."""
    if kind.partition(".")[0] in {"order", "advance", "claim", "line"}:
        return {side.hospital}
    if kind.startswith(("day", "draft", "publicity", "export", "batch", "row", "pack")):
        return {side.keeper}
    waits = {side.village} if kind == "application.submitted" else set()
    return {side.keeper, side.town, *waits}


def may_see(colleague: str, side: Side, human_is: UUID, *actions: str) -> bool:
    """Say whether one of the actions reaches a side's person."""
    waits = human_is == _who_waits_for_the_village(side)
    kind = "application.submitted" if waits else "person"
    return any(reaches(colleague, action, side, kind) for action in actions)


def _who_waits_for_the_village(side: Side) -> UUID | None:
    application = side.objects["application.submitted"][0]
    return next((one.person_id for one in side.people if one.application_id == application), None)
