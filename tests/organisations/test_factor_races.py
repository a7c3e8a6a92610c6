"""The same code sent twice at once: the database lets one in (two connections, real commits)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from django.db import connections, transaction
from django.utils import timezone

from anxin.organisations.signing import authenticators, sessions
from tests import world

STAFF = world.staff_id("officer")


def at_once(act: Callable[[], bool], *, times: int = 6) -> list[bool]:
    """Do something on several connections at the same moment; return what each was told."""
    together, told = threading.Barrier(times), []

    def run() -> None:
        together.wait()
        with transaction.atomic():
            told.append(act())
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


@pytest.fixture
def prepared(own_database: str) -> tuple[str, list[str]]:
    """Give the officer an authenticator and recovery codes, committed."""
    at = timezone.now() - timedelta(minutes=5)
    with world.as_("officer"):
        secret = authenticators.begin_authenticator().secret
        assert authenticators.confirm_authenticator(pyotp.TOTP(secret).at(at), name="x", at=at)
        codes = authenticators.make_recovery_codes(STAFF)
    return secret, codes


def test_one_of_six_gets_in_with_the_same_code(prepared: tuple[str, list[str]]) -> None:
    at = timezone.now()
    shown = pyotp.TOTP(prepared[0]).at(at)
    told = at_once(lambda: authenticators.use_code(STAFF, shown, at=at))
    assert sorted(told) == [False] * 5 + [True]


def test_one_of_six_gets_in_with_the_same_recovery_code(prepared: tuple[str, list[str]]) -> None:
    told = at_once(lambda: authenticators.use_recovery_code(STAFF, prepared[1][0]))
    assert sorted(told) == [False] * 5 + [True]


def test_one_of_six_uses_the_half_way_ticket(prepared: tuple[str, list[str]]) -> None:
    with transaction.atomic():
        until = timezone.now() + timedelta(minutes=5)
        sessions.open_half("the key", staff_id=STAFF, until=until)
    told = at_once(lambda: sessions.use_half("the key"))
    assert sorted(told) == [False] * 5 + [True]


def test_one_of_six_takes_the_challenge(prepared: tuple[str, list[str]]) -> None:
    from anxin.organisations.signing.calls import value

    with transaction.atomic():
        until = timezone.now() + timedelta(minutes=5)
        value("put_challenge", "the key", b"challenge", until)
    told = at_once(lambda: value("take_challenge", "the key") is not None)
    assert sorted(told) == [False] * 5 + [True]
