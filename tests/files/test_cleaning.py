"""What is kept of a sent file, and what is refused (security item 13, T27)."""

import os
import resource
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from anxin.files import cleaning
from anxin.files.cleaner import MOST_SECONDS
from anxin.files.cleaning import clean
from anxin.rules.decisions import Refused
from anxin.rules.files import Purpose
from tests.files.sent import EICAR, GPS, PLACE, _zip, bad_files, paper, picture

BAD = bad_files()


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_and_told_what_is_wrong(kind):
    sent, code = BAD[kind]
    with pytest.raises(Refused) as refused:
        clean(sent, purpose=Purpose.OTHER)
    assert [ground.code for ground in refused.value.unmet] == [code]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_upright_and_without_its_place(kind):
    sent = picture(kind)
    assert Image.open(BytesIO(sent)).getexif().get_ifd(GPS), "the control: it was there"

    kept = clean(sent, purpose=Purpose.DIAGNOSIS)

    drawn = Image.open(BytesIO(kept.content))
    assert (kept.kind, drawn.format, drawn.size) == ("jpeg", "JPEG", (40, 60))
    assert not dict(drawn.getexif())
    assert PLACE.encode() not in kept.content
    red, _green, blue = drawn.getpixel((20, 5))
    assert red > 200 > 60 > blue, "what was left is above after turning"


def test_what_hangs_behind_a_picture_is_not_kept():
    kept = clean(picture() + _zip() + paper() + EICAR, purpose=Purpose.OTHER)
    assert b"PK\x03\x04" not in kept.content
    assert b"%PDF" not in kept.content
    assert EICAR not in kept.content


def test_a_photo_is_cut_to_the_measures_of_one_inch():
    kept = clean(picture(size=(1600, 900)), purpose=Purpose.PHOTO)
    assert Image.open(BytesIO(kept.content)).size == (500, 700)
    assert max(Image.open(BytesIO(kept.thumbnail)).size) == 240


def test_a_photo_is_no_pdf():
    with pytest.raises(Refused) as refused:
        clean(paper(), purpose=Purpose.PHOTO)
    assert refused.value.unmet[0].code == "photo-is-a-picture"


def test_a_large_picture_is_made_smaller():
    kept = clean(picture(size=(6000, 4000)), purpose=Purpose.OTHER)
    assert Image.open(BytesIO(kept.content)).size == (1600, 2400)


def test_of_a_pdf_the_pages_alone_are_kept():
    sent = paper(2)
    with pikepdf.open(BytesIO(sent)) as before:
        assert "/OpenAction" in before.Root
        assert list(before.attachments) == ["run.exe"]
    assert PLACE.encode() in sent

    kept = clean(sent, purpose=Purpose.POVERTY)

    assert (kept.kind, kept.pages, kept.thumbnail) == ("pdf", 2, b"")
    for gone in (PLACE.encode(), EICAR, b"JavaScript", b"Exif"):
        assert gone not in kept.content
    with pikepdf.open(BytesIO(kept.content)) as after:
        assert set(after.Root.keys()) == {"/Type", "/Pages"}
        assert not after.attachments
        assert "/AA" not in after.pages[0].obj
        assert tuple(after.pages[0].mediabox) == (0, 0, 300, 400)
        (scan,) = after.pages[0].get_images().values()
        assert pikepdf.PdfImage(scan).as_pil_image().size == (60, 40)


def test_the_same_file_is_the_same_when_sent_again():
    sent = paper()
    first, second = (clean(sent, purpose=Purpose.OTHER) for _ in range(2))
    assert first == second


def _limited(code):
    """Run a piece of Python in the cleaner's limits; without ``code`` limits where asked."""
    lines = f"import sys; sys.path.insert(0, {os.path.abspath('src')!r})\n{code}"
    return subprocess.run(
        [sys.executable, "-I", "-c", lines], capture_output=True, timeout=300, check=False
    )


LIMIT = "from anxin.files.cleaner import limit; limit()\n"


def test_the_cleaner_gets_no_more_memory_than_it_is_given():
    eats = "held = bytes(600 * 2**20)"
    assert _limited(eats).returncode == 0, "the control: without the limit it is there"
    assert b"MemoryError" in _limited(LIMIT + eats).stderr


def test_the_cleaner_writes_no_file(tmp_path):
    writes = f"open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'x' * 10)"
    assert _limited(writes).returncode == 0
    assert _limited(LIMIT + writes).returncode != 0
    assert (tmp_path / "left").stat().st_size == 0


@pytest.mark.slow
def test_the_cleaner_is_ended_when_it_takes_too_long():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert _limited(LIMIT + "while True: pass").returncode < 0
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < MOST_SECONDS + 2


def test_a_cleaner_that_does_not_answer_is_killed(monkeypatch, tmp_path):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(cleaning, "_CLEANER", sleeper)
    monkeypatch.setattr(cleaning, "PATIENCE_SECONDS", 0.5)
    with pytest.raises(Refused) as refused:
        clean(picture(), purpose=Purpose.OTHER)
    assert refused.value.unmet[0].code == "file-is-whole"


def test_the_cleaner_knows_no_secret_of_ours(monkeypatch, tmp_path):
    teller = tmp_path / "teller.py"
    teller.write_text(
        "import json, os\n"
        "said = json.dumps(dict(os.environ)).encode()\n"
        "head = json.dumps({'kind': 'jpeg', 'pages': 1, 'content': len(said)}).encode()\n"
        "os.write(1, head + b'\\n' + said)\n"
    )
    monkeypatch.setenv("ANXIN_SECRET_CANARY", "do-not-tell")
    monkeypatch.setattr(cleaning, "_CLEANER", teller)
    told = clean(picture(), purpose=Purpose.OTHER).content
    assert b"LC_CTYPE" in told or told == b"{}", "the control: it is the environment"
    assert b"ANXIN" not in told
