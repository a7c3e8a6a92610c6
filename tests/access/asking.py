"""Asking an address as a colleague, and what an answer gives away."""

from __future__ import annotations

import difflib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from anxin.database.work import enter_as, open_session
from anxin.organisations.models import DutyAssignment
from anxin.privacy.models import AccessRecord
from tests import world
from tests.access.addresses import everyone, may_see, reaches
from tests.access.populated import far, neighbour, ours
from tests.access.sides import Human, Side

SURNAMES = "|".join(side().surname for side in (ours, neighbour, far))
TOKEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-Za-z]{9,}"
    rf"|江津区\w{{3}}村民小组[0-9]+号院|(?:{SURNAMES})(?:母[0-9]+|[^\W\d_]{{2}})"
)
CHANGES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r'|(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=clause-)[0-9a-f]{8}|[0-9]{2}:[0-9]{2}(?= 打印)'
)
TOLD = 20
LOOKS_LIKE_NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``read`` are the people whom the record of readings names for it."""

    status: int
    location: str
    text: str
    read: frozenset[UUID]

    @property
    def same(self) -> tuple[int, str, str]:
        """Return what must be equal for two things that both do not exist for somebody."""
        alike = [CHANGES.sub(LOOKS_LIKE_NOBODY, part) for part in (self.location, self.text)]
        return self.status, alike[0], alike[1]


def words_of(response: HttpResponse) -> str:
    """Return what an answer says: a page's source, or the words on the paper of a form."""
    on_paper = response.headers.get("Content-Type") == "application/pdf" and response.content
    if not on_paper:
        return response.content.decode(errors="replace")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


class Asker:
    """Somebody with a session of their own, or nobody; nothing that they do is kept."""

    def __init__(self, staff: UUID | None, *, checks_tokens: bool = False) -> None:
        self.staff = staff
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=checks_tokens)
        if staff is not None:
            self.client.cookies[settings.SESSION_COOKIE] = self._session(staff)

    @staticmethod
    @transaction.atomic
    def _session(staff: UUID) -> str:
        enter_as(staff)
        duty = DutyAssignment.objects.get(staff_id=staff)
        key, until = secrets.token_urlsafe(16), datetime.now(UTC) + timedelta(hours=1)
        open_session(key, staff_id=staff, assignment_id=duty.id, until=until)
        return key

    def ask(self, method: str, url: str, data: dict[str, str] | None = None) -> Answer:
        """Ask an address, look at the answer, and take back what it did."""
        before = dict(self.client.cookies)
        started = datetime.now(UTC)
        with world.rolled_back():
            response = getattr(self.client, method.lower())(url, data or {})
            text = words_of(response)
            read = self._read_since(started) if TOKEN.search(text) else frozenset()
        self.client.cookies.clear()
        self.client.cookies.update(before)
        location = response.headers.get("Location", "")
        return Answer(response.status_code, location, text, read)

    def _read_since(self, started: datetime) -> frozenset[UUID]:
        own = AccessRecord.objects.filter(recorded_by_id=self.staff, recorded_at__gte=started)
        found = own.values_list("person_ids", flat=True)
        return frozenset(person for people in found for person in people)


class Watch:
    """What a colleague must never be told: whom every string in an answer would give away."""

    def __init__(self, colleague: str, sides: Iterable[Side]) -> None:
        self.names: dict[str, Human] = {}
        self.forbidden: set[str] = set()
        for side in sides:
            for human in side.people:
                self._person(colleague, side, human)
            self._objects(colleague, side)

    def _person(self, colleague: str, side: Side, human: Human) -> None:
        told = (human.name, *human.secrets)
        self.names |= dict.fromkeys((*told, *human.guardian), human)
        if not may_see(colleague, side, human.person_id, "identity.read"):
            self.forbidden |= {*told}
        if not may_see(colleague, side, human.person_id, "guardian.read"):
            self.forbidden |= {*human.guardian}
        card = side.cards.get(human.person_id)
        if card and not may_see(colleague, side, human.person_id, "enrolment.read", "claim.lines"):
            self.forbidden |= {card}
        if not may_see(colleague, side, human.person_id, "registry.read", "claim.lines"):
            self.forbidden |= {str(human.person_id), str(human.application_id)}

    def _objects(self, colleague: str, side: Side) -> None:
        about_people = ("registry.read", "claim.lines")
        about_hospitals = ("stock.read", "claim.read", "advance.read")
        for kind, ids in side.objects.items():
            person = kind.partition(".")[0] not in {"order", "advance", "claim", "line", "day"}
            asked = about_people if person else about_hospitals
            public = kind.startswith(("day", "staff", "proposal"))
            if not public and not any(reaches(colleague, one, side, kind) for one in asked):
                self.forbidden |= {str(one) for one in ids}

    def leaks(self, answer: Answer, *, asked: str) -> set[str]:
        """Return what an answer tells that it must not; the asked address itself is known."""
        told = set(TOKEN.findall(answer.text)) | set(TOKEN.findall(answer.location))
        return (told & self.forbidden) - set(TOKEN.findall(asked))

    def unrecorded(self, answer: Answer) -> set[str]:
        """Return the names in an answer whose reading nobody wrote down (7.2.d, T38)."""
        told = set(TOKEN.findall(answer.text)) & self.names.keys()
        return {one for one in told if self.names[one].person_id not in answer.read}


def watch_of(colleague: str, sides: Iterable[Side]) -> Watch:
    """Return what a colleague of the district must not be told."""
    assert colleague in everyone()
    return Watch(colleague, sides)


def differences(one: tuple[int, str, str], other: tuple[int, str, str]) -> list[str]:
    """Return the lines in which two answers differ, for the words of a failed test."""
    heads = [] if one[:2] == other[:2] else [f"{one[:2]} ≠ {other[:2]}"]
    lines = difflib.unified_diff(one[2].splitlines(), other[2].splitlines(), lineterm="", n=0)
    told = [line[:200] for line in lines if line[:2] not in {"--", "++", "@@"}]
    return [*heads, *told[:TOLD]]
