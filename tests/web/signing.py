"""Steps of signing in, for the tests of it."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pyotp
from django.test import Client

from tests import world

SECRET = re.compile(r"密钥 <code>([A-Z2-7 ]+)</code>")
CODE = re.compile(r"<li><code>([a-z2-9]{5}-[a-z2-9]{5})</code></li>")
OPTIONS = re.compile(r'<script id="passkey-options" type="application/json">(.*?)</script>')


def text_of(response) -> str:
    """Return an answer's page."""
    return html.unescape(response.content.decode())


def give_password(client: Client, colleague: str, password: str = world.PASSWORD, **extra):
    """Send name and password."""
    given = {"username": world.username(colleague), "password": password}
    return client.post("/sign-in/", given, **extra)


def set_up_authenticator(
    client: Client, *, at: datetime, password: str = ""
) -> tuple[str, list[str]]:
    """Set up an authenticator through its page; return its secret and the recovery codes shown."""
    found = SECRET.search(text_of(client.get("/account/authenticator/")))
    assert found
    secret = found[1].replace(" ", "")
    given = {"request_id": str(uuid4()), "name": "我的手机", "code": pyotp.TOTP(secret).at(at)}
    answer = client.post("/account/authenticator/", {**given, "current": password})
    assert answer.status_code in {200, 302}, text_of(answer)
    return secret, CODE.findall(text_of(answer))


def code(secret: str, at: datetime, *, steps: int = 0) -> str:
    """Return what an authenticator shows at a moment."""
    return pyotp.TOTP(secret).at(at + timedelta(seconds=30 * steps))


def options_of(response) -> dict:
    """Return what a page asks of the browser's passkeys."""
    found = OPTIONS.search(response.content.decode())
    assert found, "no passkey is asked for"
    return json.loads(found[1])
