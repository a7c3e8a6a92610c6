"""The sheets: official words, boxes, room, characters, and the look that was approved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from anxin.documents import typesetting
from anxin.documents.card_rows import Spot, after, spots_from
from anxin.documents.glyphs import can_print
from anxin.rules.decisions import Refused
from tests.documents import pictures, sheets
from tests.documents.sheets import AT, EXAMPLES

OFFICIAL = Path(__file__).parent / "official"
ANNEX_OF = {"annex-4-blank": "4", "annex-5": "5", "annex-7": "7", "annex-8": "8"}

SAID_OF_PAGES = {
    "封面",
    "封二",
    "封三",
    "第二至第十二页",
    "江津区严重精神障碍患者免费服用第二代药物救助卡",
}
"""What annex 5 says of a page, and its own heading: not on the card itself."""


def text_of(content: bytes) -> str:
    """Return the text of a PDF without blanks."""
    pages = PdfReader(io.BytesIO(content)).pages
    return bare("".join(page.extract_text() for page in pages))


def bare(text: str) -> str:
    """Return a text without blanks, boxes and the punctuation that the print varies."""
    return re.sub(r"[\s□√.．;；“”\"：:，,]", "", text)


def printed(name: str) -> bytes:
    sheet, data = EXAMPLES[name]
    return typesetting.pdf(sheet, data, at=AT)


@pytest.mark.parametrize("name", ANNEX_OF)
def test_every_word_of_the_official_annex_stands_on_the_form(name: str) -> None:
    text = text_of(printed(name))
    lines = (OFFICIAL / f"annex-{ANNEX_OF[name]}.txt").read_text(encoding="utf-8").splitlines()
    asked = [bare(piece) for line in lines for piece in line.split() if bare(piece)]
    missing = [piece for piece in asked if piece not in text and piece not in SAID_OF_PAGES]
    assert len(asked) > 5
    assert missing == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_looks_as_it_was_approved(name: str) -> None:
    now, then = pictures.drawn(name), pictures.approved(name)
    assert len(now) == len(then)
    apart = [pictures.difference(one, other) for one, other in zip(now, then, strict=True)]
    assert max(apart) < pictures.MOST_DIFFERENT, apart


def test_a_lost_tick_or_a_moved_row_is_seen_in_the_picture() -> None:
    sheet, data = EXAMPLES["annex-4"]
    then = pictures.approved("annex-4")[0]
    lost = _picture(sheet, {**data, "政府补贴": [1, 4]})
    assert _changed(then, lost) > 0.05
    moved = _picture("card", sheets.over(sheets.record(2, 7)))
    assert (
        pictures.difference(pictures.approved("annex-5-rows")[0], moved) > pictures.MOST_DIFFERENT
    )


def _picture(sheet: str, data: dict[str, object]) -> Image.Image:
    page = typesetting.pictures(sheet, data, at=AT, ppi=pictures.PPI)[0]
    return pictures.small(page)


def _changed(one: Image.Image, other: Image.Image) -> float:
    box = ImageChops.difference(one, other).point(lambda level: 255 if level > 96 else 0).getbbox()
    return 0.0 if box is None else float(box[2] - box[0])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_is_an_archive_file_of_pdf_a_2b(name: str) -> None:
    content = printed(name)
    metadata = PdfReader(io.BytesIO(content)).xmp_metadata
    assert metadata is not None
    assert b"pdfaid" in content
    found = metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part[^0-9]*2", found)
    assert re.search(r"pdfaid:conformance[^A-Z]*B", found)
    assert sheets.RARE not in found


def test_rare_characters_print() -> None:
    text = text_of(printed("annex-4"))
    assert "啟䶮𬱖𠮷" in text
    assert all(can_print(c, typesetting.font_files()) for c in "啟䶮𬱖𠮷")


@pytest.mark.parametrize("character", ["\U00031350", "\ue000", "👍"])
def test_a_character_without_a_glyph_is_named_with_its_field(character: str) -> None:
    with pytest.raises(Refused) as refused:
        typesetting.pdf("approval", sheets.approval(姓名=f"王{character}"), at=AT)
    (reason,) = refused.value.reasons
    assert "姓名" in reason
    assert character in reason
    assert f"U+{ord(character):04X}" in reason


def test_every_missing_character_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        typesetting.pdf("approval", sheets.approval(姓名="👍", 家庭地址="\ue000路"), at=AT)
    assert len(refused.value.reasons) == 2


def test_a_long_text_shrinks_into_its_cell_and_one_that_can_not_is_refused() -> None:
    assert typesetting.pdf("approval", sheets.approval(家庭地址=sheets.LONG_HOME * 2), at=AT)
    with pytest.raises(Refused) as refused:
        typesetting.pdf("approval", sheets.approval(家庭地址=sheets.LONG_HOME * 20), at=AT)
    assert "家庭地址" in refused.value.reasons[0]
    with pytest.raises(Refused, match="every-text-fits"):
        typesetting.pdf("approval", sheets.approval(医保卡号="5" * 80), at=AT)


@pytest.mark.parametrize("rows", [0, 1, 14, 15, 600])
def test_the_register_is_paginated_with_its_head_on_each_page(rows: int) -> None:
    content = typesetting.pdf("register", sheets.register(rows), at=AT)
    pages = [bare(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == max(1, -(-rows // 14))
    for n, page in enumerate(pages, 1):
        assert "江津区免费服用第二代抗精神病药患者登记名单" in page
        assert "监护人身份证号" in page
        assert f"第{n}页共{len(pages)}页" in page


def test_over_printing_puts_a_row_exactly_where_the_card_has_it() -> None:
    blank, full = sheets.card(记录=[]), sheets.card(记录=[sheets.record(3, 5)])
    empty, written = _pages("card", blank)[4], _pages("card", full)[4]
    over = _pages("card", sheets.over(sheets.record(3, 5)))
    assert len(over) == 1
    laid = ImageChops.darker(empty, over[0])
    assert pictures.difference(laid, written) < 0.02
    assert _ink(over[0]) < _ink(written)


def test_over_printed_rows_come_page_by_page() -> None:
    rows = [sheets.record(2, 8), sheets.record(3, 1), sheets.record(3, 2)]
    assert len(_pages("card", sheets.over(*rows))) == 2


def _pages(sheet: str, data: dict[str, object]) -> list[Image.Image]:
    pages = typesetting.pictures(sheet, data, at=AT, ppi=pictures.PPI)
    return [pictures.small(page) for page in pages]


def _ink(page: Image.Image) -> int:
    return sum(page.histogram()[:128])


def test_the_longest_medicines_of_the_catalogue_fit_a_row_five_at_a_time() -> None:
    names = _longest_products()
    row = sheets.record(2, 1, **{"药品名称及规格、数量": "\n".join(f"{n} 252片" for n in names)})
    assert typesetting.pdf("card", sheets.over(row), at=AT)


def _longest_products() -> Sequence[str]:
    pack = Path(__file__).parents[2] / "policy" / "jiangjin"
    with (pack / "catalogue.csv").open(encoding="utf-8") as file:
        drugs = {
            row["id"]: (row["product"] or row["name"]) + row["form"] for row in csv.DictReader(file)
        }
    with (pack / "products.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    named = [f"{drugs[row['catalogue_id']]} {row['specification']}" for row in rows]
    return sorted(named, key=len)[-5:]


def test_the_rows_of_a_card_run_from_page_two_to_page_twelve() -> None:
    assert spots_from(Spot(2, 7), 3) == [Spot(2, 7), Spot(2, 8), Spot(3, 1)]
    assert after(None) == Spot(2, 1)
    assert after(Spot(2, 8)) == Spot(3, 1)
    assert spots_from(Spot(12, 8), 1) == [Spot(12, 8)]
    with pytest.raises(Refused, match="card-has-room"):
        spots_from(Spot(12, 8), 2)
    with pytest.raises(Refused, match="card-has-room"):
        spots_from(after(Spot(12, 8)), 1)


def test_nothing_of_a_person_is_written_to_disk(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert printed("annex-4")
    assert list(tmp_path.rglob("*")) == []


def test_a_print_that_takes_too_long_is_refused_in_words(monkeypatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0)
    with pytest.raises(Refused, match="printer-is-free"):
        typesetting.pdf("register", sheets.register(600), at=AT)


def test_only_our_font_is_used() -> None:
    content = printed("annex-7")
    fonts = set(re.findall(rb"/FontName ?/([A-Za-z0-9+-]+)", content))
    assert fonts
    assert all(b"NotoSansCJK" in name for name in fonts), fonts
