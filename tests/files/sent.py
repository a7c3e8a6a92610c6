"""Files as strangers send them: sound ones, and bad ones of many kinds, all made here."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image

GPS, MAKER, PLACE = 0x8825, 0x010F, "N29.2901 E106.2537"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **extra: object) -> bytes:
    """Return a picture, left half red, taken lying on its side, with the place it was taken at."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    marks = Image.Exif()
    marks[0x0112], marks[MAKER] = 6, PLACE
    marks.get_ifd(GPS).update({1: "N", 2: (29.0, 17.0, 24.4)})
    into = BytesIO()
    drawn.save(into, kind, exif=marks, **extra)
    return into.getvalue()


def paper(pages: int = 1, **how: object) -> bytes:
    """Return a PDF with a scan whose JPEG names a place, with a title, a script and an attachment."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(300, 400))
        scan = Stream(made, picture())
        scan.update(
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Image,
                "/Width": 60,
                "/Height": 40,
                "/ColorSpace": Name.DeviceRGB,
                "/BitsPerComponent": 8,
                "/Filter": Name.DCTDecode,
            }
        )
        first = made.pages[0]
        name = first.add_resource(scan, Name.XObject)
        first.Contents = Stream(made, b"q 300 0 0 400 0 0 cm " + str(name).encode() + b" Do Q")
        first.obj["/AA"] = Dictionary(O=_script())
        made.Root.OpenAction = _script()
        made.attachments["run.exe"] = EICAR
        made.docinfo["/Title"] = PLACE
        with made.open_metadata() as metadata:
            metadata["dc:title"] = PLACE
        into = BytesIO()
        made.save(into, **how)
        return into.getvalue()


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert('x')"))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, packed: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _zip() -> bytes:
    into = BytesIO()
    with ZipFile(into, "w") as made:
        made.writestr("a.jpg", picture())
    return into.getvalue()


def _unpacks_to(millions: int) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page()
        packed = zlib.compress(b" " * millions * 1_000_000, 9)
        made.pages[0].Contents = Stream(made, packed)
        made.pages[0].Contents["/Filter"] = Name.FlateDecode
        into = BytesIO()
        made.save(into)
        return into.getvalue()


def bad_files() -> dict[str, tuple[bytes, str]]:
    """Return bad files by kind, each with the code of the ground that it is refused by."""
    jpeg, png, pdf = picture(), picture("PNG"), paper()
    gif = BytesIO()
    Image.new("RGB", (9, 9)).save(gif, "GIF")
    locked = pikepdf.Encryption(owner="o", user="u")
    limited = pikepdf.Encryption(owner="o", user="")
    return {
        "empty": (b"", "file-is-not-empty"),
        "EICAR": (EICAR, "file-is-of-a-kind"),
        "a page": (b"<html><script>alert(1)</script>", "file-is-of-a-kind"),
        "a drawing with a script": (b"<svg onload='alert(1)'/>", "file-is-of-a-kind"),
        "a program": (b"\x7fELF" + bytes(200), "file-is-of-a-kind"),
        "a zip": (_zip(), "file-is-of-a-kind"),
        "a GIF": (gif.getvalue(), "file-is-of-a-kind"),
        "PDF behind a page": (b"<html>" + pdf, "file-is-of-a-kind"),
        "half a JPEG": (picture(size=(900, 900))[:3000], "file-is-whole"),
        "half a PNG": (png[: len(png) // 2], "file-is-whole"),
        "half a PDF": (pdf[: len(pdf) // 2], "file-is-whole"),
        "a JPEG in name": (b"\xff\xd8\xff" + EICAR, "file-is-whole"),
        "a PNG in name": (b"\x89PNG\r\n\x1a\n" + EICAR, "file-is-whole"),
        "a PDF in name": (b"%PDF-1.7\n" + EICAR, "file-is-whole"),
        "a PNG of broken lines": (_png(9, 9, b"broken"), "file-is-whole"),
        "a PNG of huge measures": (_png(100_000, 100_000, b""), "file-unpacks-small"),
        "a PNG that unpacks huge": (
            _png(50_000, 2_000, zlib.compress(bytes(3_000_000))),
            "file-unpacks-small",
        ),
        "a PDF that unpacks huge": (_unpacks_to(300), "file-unpacks-small"),
        "a PDF with a password": (paper(encryption=locked), "file-is-open"),
        "a PDF with limits": (paper(encryption=limited), "file-is-open"),
        "a PDF of too many pages": (paper(21), "file-has-few-pages"),
        "larger than may be": (jpeg + bytes(10 * 2**20), "file-is-small-enough"),
    }
