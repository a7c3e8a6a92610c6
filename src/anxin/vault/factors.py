"""Seal the shared secret of an authenticator app, and mark recovery codes so that none can be guessed back.

Only this place is opened here: a secret is no patient's field, so it does not go through the door of ``privacy``.
"""

import hashlib
import hmac
from uuid import UUID

from anxin.vault.ciphertext import open_sealed, seal
from anxin.vault.keys import provider

_TABLE, _COLUMN = "security.totp", "sealed"


def seal_secret(secret: str, *, factor_id: UUID) -> bytes:
    """Return an authenticator's secret sealed for its row."""
    return seal(secret, table=_TABLE, column=_COLUMN, row_id=factor_id)


def open_secret(blob: bytes | memoryview, *, factor_id: UUID) -> str:
    """Return the secret of this row, to compare one code with."""
    return open_sealed(blob, table=_TABLE, column=_COLUMN, row_id=factor_id)


def recovery_mark(code: str, *, staff_id: UUID) -> bytes:
    """Return the keyed hash under which a recovery code is kept: nothing to guess at in a stolen dump."""
    key = provider().signing_key("recovery-code")
    return hmac.digest(key, f"{staff_id}|{code}".encode(), hashlib.sha256)
