"""Rewrite a PDF with its pages alone. Runs in the cleaner alone."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name, Object, Pdf

MOST_PAGES = 20
MOST_UNPACKED = 200_000_000
MOST_PIXELS = 100_000_000
# What a page needs in order to be seen; actions, notes, forms and attachments hang on other keys.
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit"}
    | {"/Group"}
)
# What a picture or drawing inside a page may carry along and does not need.
STREAM_EXTRAS = ("/Metadata", "/PieceInfo", "/AF", "/LastModified", "/OPI", "/Alternates", "/Ref")
_CHUNK = 1_000_000
_START_OF_SCAN, _ADOBE, _COMMENT = 0xDA, 0xEE, 0xFE
_APPLICATION = range(0xE1, 0xF0)


class Encrypted(ValueError):  # noqa: N818 (what is wrong with the file)
    """The file asks for a password or forbids something."""


class TooManyPages(ValueError):  # noqa: N818
    """The file has more pages than a paper of the application."""


class TooLarge(ValueError):  # noqa: N818
    """The file unpacks to more than a reader should be asked to hold."""


def rewrite(sent: bytes) -> tuple[bytes, int]:
    """Return the file with its pages alone, and how many there are."""
    try:
        source = Pdf.open(BytesIO(sent), attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise Encrypted from error
    with source, Pdf.new() as made:
        if source.is_encrypted:
            raise Encrypted
        if len(source.pages) > MOST_PAGES:
            raise TooManyPages
        # Stamps and filled-in fields are drawn onto the page before their objects are dropped.
        source.flatten_annotations("print")
        for page in source.pages:
            for key in set(page.obj.keys()) - PAGE_KEYS:
                del page.obj[key]
            made.pages.append(page)
        _clean_streams(made)
        for key in set(made.Root.keys()) - {"/Type", "/Pages"}:
            del made.Root[key]
        into = BytesIO()
        made.save(into, deterministic_id=True, fix_metadata_version=False)
        return into.getvalue(), len(made.pages)


def _clean_streams(made: Pdf) -> None:
    unpacked = 0
    for found in made.objects:
        if not isinstance(found, pikepdf.Stream):
            continue
        for key in STREAM_EXTRAS:
            if key in found:
                del found[key]
        if int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > MOST_PIXELS:
            raise TooLarge
        unpacked += _clean(found, most=MOST_UNPACKED - unpacked)


def _clean(stream: Object, *, most: int) -> int:
    """Take the camera's marks out of a picture; return how much the stream unpacks to."""
    filters: Any = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, Name) else list(filters)
    if not names:
        return len(stream.read_raw_bytes())
    raw, left = stream.read_raw_bytes(), names
    unpacked = len(raw)
    while left and left[0] == Name.FlateDecode:
        raw, left = _inflated(raw, most=most), left[1:]
        unpacked = len(raw)
    if left == [Name.DCTDecode]:
        stream.write(without_marks(raw), filter=Name.DCTDecode)
    return unpacked


def _inflated(packed: bytes, *, most: int) -> bytes:
    engine = zlib.decompressobj()
    parts, size, left = [], 0, packed
    while left and not engine.eof:
        parts.append(engine.decompress(left, _CHUNK))
        size += len(parts[-1])
        left = engine.unconsumed_tail
        if size > most:
            raise TooLarge
    return b"".join(parts)


def without_marks(jpeg: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, comments: only what drawing it needs (GPS is there)."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        mark = jpeg[at + 1]
        if mark == _START_OF_SCAN:
            break
        size = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if mark == _ADOBE or (mark not in _APPLICATION and mark != _COMMENT):
            kept.append(jpeg[at : at + size])
        at += size
    return b"".join(kept) + jpeg[at:]
