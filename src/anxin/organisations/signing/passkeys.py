"""Passkeys (WebAuthn): a key in a phone, a computer or a token; bound to this site's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import webauthn
from webauthn.helpers import options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from anxin.organisations.signing.authenticators import ISSUER, Proof, proofs_of
from anxin.organisations.signing.calls import sealed, value

_PREFERRED = UserVerificationRequirement.PREFERRED
CHALLENGE_LASTS = timedelta(minutes=5)
_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError)
"""What an answer that is no answer raises: the browser sends it, so anything may stand in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site as the browser names it: the name that keys are bound to, and where pages come from."""

    name: str
    origins: Sequence[str]


def creation_options(
    staff_id: UUID, *, username: str, name: str, site: Site, bound_to: str, at: datetime
) -> dict[str, Any]:
    """Return what the browser is asked for to make a passkey; its challenge holds for this session, once."""
    made = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=ISSUER,
        user_id=staff_id.bytes,
        user_name=username,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_PREFERRED
        ),
        exclude_credentials=_descriptors(proofs_of(staff_id)),
    )
    value("put_challenge", bound_to, made.challenge, at + CHALLENGE_LASTS)
    return dict(json.loads(options_to_json(made)))


def register(answer: str, *, staff_id: UUID, name: str, site: Site, bound_to: str) -> bool:
    """Keep the passkey that the browser made for the challenge; False where the answer does not hold."""
    challenge = value("take_challenge", bound_to)
    if challenge is None:
        return False
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
        )
    except _UNREADABLE:
        return False
    new = uuid4()
    told = (new, made.credential_id, made.credential_public_key, made.sign_count, name)
    return bool(value("add_passkey", *told, sealed("add-passkey", new, staff_id)))


def request_options(
    proofs: Sequence[Proof], *, site: Site, bound_to: str, at: datetime
) -> dict[str, Any]:
    """Return what the browser is asked for to sign in; its challenge holds for this half-open sign-in, once."""
    asked = webauthn.generate_authentication_options(
        rp_id=site.name,
        allow_credentials=_descriptors(proofs),
        user_verification=_PREFERRED,
    )
    value("put_challenge", bound_to, asked.challenge, at + CHALLENGE_LASTS)
    return dict(json.loads(options_to_json(asked)))


def use_passkey(answer: str, *, staff_id: UUID, site: Site, bound_to: str) -> bool:
    """Say whether one of the passkeys signed the challenge, and count its use."""
    challenge = value("take_challenge", bound_to)
    proof = _named(answer, proofs_of(staff_id))
    if challenge is None or proof is None:
        return False
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
            credential_public_key=proof.secret,
            credential_current_sign_count=proof.sign_count,
        )
    except _UNREADABLE:
        return False
    counted = shown.new_sign_count
    return bool(value("use_passkey", proof.id, counted, sealed("passkey", proof.id, counted)))


def _descriptors(proofs: Sequence[Proof]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=proof.credential_id)
        for proof in proofs
        if proof.kind == "passkey"
    ]


def _named(answer: str, proofs: Sequence[Proof]) -> Proof | None:
    """Return the passkey that an answer names."""
    try:
        named = webauthn.base64url_to_bytes(str(json.loads(answer)["rawId"]))
    except _UNREADABLE:
        return None
    return next((p for p in proofs if p.kind == "passkey" and p.credential_id == named), None)
