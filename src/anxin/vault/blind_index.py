"""Make a number findable without storing it: a full keyed hash, compared for equality only.

The bare hash of a district's identity numbers is undone in seconds, so it is always keyed, and
each purpose has a key of its own: a phone and an identity number never share an index.
"""

import hmac
import os
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from anxin.vault.keys import provider

_NAMES = ("HMAC-SHA256", "HMAC-SM3")


def blind(value: str, *, purpose: str) -> bytes:
    """Return the 32 bytes under which this value is found for this purpose.

    An empty value has none: everyone without an identity number would be the same person.
    `ANXIN_BLIND_INDEX` is chosen when an installation begins; after a change no old row is found.
    """
    text = normalised(value)
    if not text or not purpose:
        raise ValueError("A blind index needs a value and a purpose.")
    key = provider().index_key(f"{purpose}|{_chosen()}")
    if _chosen() == "HMAC-SM3":
        return _hmac_sm3(key, text.encode())
    return hmac.digest(key, text.encode(), "sha256")


def normalised(value: str) -> str:
    """Return the one spelling of a value: half-width, upper case, without unseen characters.

    Invisible marks come along when a number is copied out of a chat or a spreadsheet; kept,
    they would let one person be registered twice.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def _chosen() -> str:
    name = os.environ.get("ANXIN_BLIND_INDEX") or _NAMES[0]
    if name not in _NAMES:
        raise ValueError(f"ANXIN_BLIND_INDEX 只能是 {' 或 '.join(_NAMES)}，现在是“{name}”。")
    return name


def _hmac_sm3(key: bytes, text: bytes) -> bytes:
    mac = _keyed_sm3(key).copy()
    mac.update(text)
    return mac.finalize()


@lru_cache(maxsize=64)
def _keyed_sm3(key: bytes) -> HMAC:
    return HMAC(key, SM3())
