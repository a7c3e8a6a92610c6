"""Where the rows of a sheet that came back are: heads by their words, in any order (5.2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.packs.sheets import PACK_NUMBER
from anxin.rules.decisions import condition
from anxin.rules.pack_columns import Part, by_hand, columns
from anxin.rules.pack_reading import plain

HEAD_WITHIN = 20
HEADS_ARE_THERE = condition(
    "pack-heads-are-there",
    "working-rules:late-entry",
    met="找到了栏目名称",
    unmet="没有找到登记表的栏目名称；请上传下载的那份断网登记表，不要删改栏目",
)
IS_OF_THE_PACK = condition(
    "pack-file-is-of-the-pack",
    "working-rules:late-entry",
    met="是这一天的登记表",
    unmet="这是另一份登记表，请到那个门诊日的登记表上传",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A row of a sheet: as the spreadsheet counts it, with the number it went out under."""

    number: int
    row_id: UUID | None
    texts: Mapping[str, str]

    @property
    def touched(self) -> bool:
        """Say whether anything of it was filled in by hand; the plan alone went out with it."""
        walk_in = not self.texts.get(Part.NAME) and bool(self.texts.get(Part.CARD))
        return walk_in or any(self.texts.get(key) for key in by_hand())


def lines_of(cells: Sequence[Sequence[str]], *, pack_id: UUID) -> list[SheetLine]:
    """Return the rows of a sheet that hold anything, or refuse a sheet that is not the pack's."""
    keys = {head: key for key, head in columns().items()}
    at = next(
        (n for n, row in enumerate(cells[:HEAD_WITHIN]) if Part.ROW.label in map(plain, row)), None
    )
    if at is None:
        raise HEADS_ARE_THERE.refused()
    heads = [keys.get(plain(head).replace(" ", ""), "") for head in cells[at]]
    if not {Part.CAME, Part.SLIP, "lot1", "quantity1"} <= set(heads):
        raise HEADS_ARE_THERE.refused()
    if (written := _pack_number(cells[:at])) and written != pack_id:
        raise IS_OF_THE_PACK.refused()
    found = []
    for n, row in enumerate(cells[at + 1 :], start=at + 2):
        texts = {
            key: text
            for key, cell in zip(heads, row, strict=False)
            if key and (text := plain(str(cell)))
        }
        if texts:
            row_id = uuid_of(texts.pop(Part.ROW, ""))
            found.append(SheetLine(number=n, row_id=row_id, texts=texts))
    return found


def _pack_number(above: Sequence[Sequence[str]]) -> UUID | None:
    return next(
        (uuid_of(row[1]) for row in above if len(row) > 1 and plain(row[0]) == PACK_NUMBER), None
    )


def uuid_of(text: str) -> UUID | None:
    """Return the id that a cell holds; None where it is none."""
    try:
        return UUID(plain(text))
    except ValueError:
        return None
