"""Approved pictures of the forms, and how far a new one may be from them.

After a form was changed on purpose and looked at: ``python -m tests.documents.pictures``.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageOps, ImageStat

from anxin.documents import typesetting
from tests.documents.sheets import AT, EXAMPLES

APPROVED = Path(__file__).parent / "approved"
PPI = 60
BITS = 4
MOST_DIFFERENT = 0.03
"""Mean difference of a grey level of 255. The same font and program draw the same picture."""


def drawn(name: str) -> list[Image.Image]:
    """Return the pages of an example as small grey pictures."""
    sheet, data = EXAMPLES[name]
    pages = typesetting.pictures(sheet, data, at=AT, ppi=PPI)
    return [small(page) for page in pages]


def small(page: bytes) -> Image.Image:
    """Return a page in sixteen greys, which compress well."""
    return ImageOps.posterize(Image.open(io.BytesIO(page)).convert("L"), BITS)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are apart; of different size they are as far as can be."""
    if one.size != other.size:
        return 255.0
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def approved(name: str) -> list[Image.Image]:
    """Return the approved pages of an example."""
    return [Image.open(path).convert("L") for path in sorted(APPROVED.glob(f"{name}.*.png"))]


def approve() -> None:
    """Take what is drawn now as approved."""
    for old in APPROVED.glob("*.png"):
        old.unlink()
    for name in EXAMPLES:
        for n, page in enumerate(drawn(name), 1):
            page.save(APPROVED / f"{name}.{n:02}.png", optimize=True)


if __name__ == "__main__":
    approve()
