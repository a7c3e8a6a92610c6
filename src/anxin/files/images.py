"""Decode a picture and draw it anew: nothing of the sent bytes is kept. Runs in the cleaner alone."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 60_000_000
LONG_EDGE = 2400
PHOTO = (500, 700)
THUMBNAIL = (240, 240)
QUALITY = 88
ABOVE_THE_MIDDLE = (0.5, 0.35)
"""A portrait is cut a little above its middle, where the face is."""


class TooManyPixels(ValueError):  # noqa: N818 (what is wrong with the picture)
    """The picture is larger than any camera's or scanner's."""


def redraw(sent: bytes, *, photo: bool) -> tuple[bytes, bytes]:
    """Return the picture and its thumbnail as JPEG, upright, without metadata.

    A photo is cut to the five by seven of a one-inch photo (A4).
    """
    Image.MAX_IMAGE_PIXELS = None  # our own, lower limit stands below
    with Image.open(BytesIO(sent), formats=["JPEG", "PNG"]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise TooManyPixels
        # A JPEG is decoded at a fraction of its size: memory stays small.
        opened.draft("RGB", (LONG_EDGE, LONG_EDGE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    if photo:
        upright = ImageOps.fit(upright, PHOTO, centering=ABOVE_THE_MIDDLE)
    else:
        upright.thumbnail((LONG_EDGE, LONG_EDGE))
    drawn = _on_white(upright)
    small = drawn.copy()
    small.thumbnail(THUMBNAIL)
    return _jpeg(drawn), _jpeg(small)


def _on_white(image: Image.Image) -> Image.Image:
    colours = image.convert("RGBA" if image.has_transparency_data else "RGB")
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=colours.getchannel("A") if colours.mode == "RGBA" else None)
    return white


def _jpeg(image: Image.Image) -> bytes:
    into = BytesIO()
    image.save(into, "JPEG", quality=QUALITY, optimize=True)
    return into.getvalue()
