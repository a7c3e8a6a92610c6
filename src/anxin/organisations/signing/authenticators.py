"""Second factors that need no browser: codes of an authenticator app, and recovery codes."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pyotp

from anxin.organisations.signing.calls import rows, sealed, value
from anxin.rules.signing_in import RECOVERY_CODES
from anxin.vault.factors import open_secret, recovery_mark, seal_secret

ISSUER = "安心服药"
STEP_SECONDS = 30
_DRIFT_STEPS = (0, -1, 1)
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A second factor as its holder sees it; of recovery codes, ``remaining`` are unused."""

    kind: str
    id: UUID | None
    name: str
    added_at: datetime
    used_at: datetime | None
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A second factor as sign-in compares with it."""

    kind: str
    id: UUID | None
    secret: bytes
    credential_id: bytes
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An authenticator that is being set up: what the app is told."""

    id: UUID
    secret: str

    def address(self, username: str) -> str:
        """Return what the QR code says."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=username, issuer_name=ISSUER)


def own_factors() -> list[Factor]:
    """Return one's own second factors, inside a unit of work."""
    return [
        Factor(kind=kind, id=id_, name=name, added_at=added, used_at=used, remaining=remaining)
        for kind, id_, name, added, used, remaining in rows("own_factors")
    ]


def proofs_of(staff_id: UUID) -> list[Proof]:
    """Return what somebody between password and second factor may prove themselves with."""
    return [
        Proof(
            kind=kind,
            id=id_,
            secret=bytes(secret or b""),
            credential_id=bytes(credential or b""),
            sign_count=count or 0,
        )
        for kind, id_, secret, credential, count in rows(
            "factors_of", staff_id, sealed("factors", staff_id)
        )
    ]


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step whose code this is, now or one before or after; None: of none."""
    now = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for drift in _DRIFT_STEPS:
        if hmac.compare_digest(totp.generate_otp(now + drift).encode(), code.encode()):
            return now + drift
    return None


def use_code(staff_id: UUID, code: str, *, at: datetime) -> bool:
    """Say whether an authenticator shows this code, and use it up: no code opens twice."""
    for proof in proofs_of(staff_id):
        if proof.kind != "totp" or proof.id is None:
            continue
        step = step_of(open_secret(proof.secret, factor_id=proof.id), code, at=at)
        if step is not None:
            return bool(value("use_totp", proof.id, step, sealed("totp", proof.id, step)))
    return False


def begin_authenticator() -> Pending:
    """Return the authenticator that is being set up, the same one for half an hour."""
    if found := rows("pending_totp"):
        [(id_, blob)] = found
        return Pending(id=id_, secret=open_secret(blob, factor_id=id_))
    made = Pending(id=uuid4(), secret=pyotp.random_base32())
    value("add_totp", made.id, "", seal_secret(made.secret, factor_id=made.id))
    return made


def confirm_authenticator(code: str, *, name: str, at: datetime) -> bool:
    """Take the authenticator into use where the app shows the right code, and use that code up."""
    pending = begin_authenticator()
    step = step_of(pending.secret, code, at=at)
    if step is None:
        return False
    seal = sealed("confirm-totp", pending.id, step)
    return bool(value("confirm_totp", pending.id, name, step, seal))


def remove_factor(factor_id: UUID) -> bool:
    """Remove one of one's own second factors; False where there is none of this id."""
    return bool(value("remove_factor", factor_id))


def normal_code(text: str) -> str:
    """Return a recovery code as it is kept: small letters, no dash and no space."""
    return "".join(text.lower().split()).replace("-", "")


def make_recovery_codes(staff_id: UUID) -> list[str]:
    """Make ten new codes in place of the old ones and return them: nobody can read them again."""
    codes = ["".join(secrets.choice(_READABLE) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    marks = [recovery_mark(code, staff_id=staff_id) for code in codes]
    value("put_recovery_codes", marks, sealed("recovery-codes", staff_id))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_recovery_code(staff_id: UUID, text: str) -> bool:
    """Say whether this is one of the unused codes, and use it up."""
    mark = recovery_mark(normal_code(text), staff_id=staff_id)
    return bool(
        value("use_recovery_code", staff_id, mark, sealed("recovery", staff_id, mark.hex()))
    )
