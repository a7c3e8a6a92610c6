"""Reading a row that came back on a clinic day's sheet: every fault at its column (5.2.3, 5.3.2).

Pure. Says what is not written or not readable; whether it may be is asked with the facts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Requirement, condition
from anxin.rules.dispensing import ShownCard
from anxin.rules.dosing import HALVES, Dose
from anxin.rules.identity import check_identity, normal_identity
from anxin.rules.pack_columns import (
    CAME_WORDS,
    MOST_LINES,
    SHOWN,
    SITE_WORDS,
    YES,
    LinePart,
    Part,
    line_key,
)
from anxin.rules.roster_reading import read_day

CLAUSE = "working-rules:late-entry"
LONGEST = 200
LONGEST_OF = {
    Part.FINDINGS: 2000,
    Part.SLIP: 20,
    Part.PROXY: 40,
    Part.RELATION: 20,
    Part.INJECTED_BY: 20,
}
MOST_UNITS, MOST_DAYS, MOST_QUANTITY = 200, 366, 9999
YES_WORDS = frozenset({YES, "√", "✓", "Y", "YES", "1"})
HALF = "半"
_UNITS = re.compile(r"(?P<whole>\d{0,3})(?:(?P<half>\.50?)|\.0)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,5}(?:\.0)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)


def _asked(code: str, met: str, unmet: str) -> Requirement:
    return condition(f"pack-{code}", CLAUSE, met=met, unmet=unmet)


CAME_IS_TOLD = _asked("came", "来人已写明", "应填患者本人、监护人或其他代领人")
PROXY_IS_TOLD = _asked("proxy", "代领人已写明", "其他代领人要写姓名、与患者关系和身份证号")
NUMBER_IS_RIGHT = _asked("number", "身份证号正确", "身份证号不对，请核对是否抄错")
YES_OR_NOTHING = _asked("yes", "已写明", "应填“是”，没有的留空")
RISK_IS_TOLD = _asked("risk", "危险性已填", "应填 0 到 5 级")
PRODUCT_IS_LISTED = _asked("product", "药品在目录内", "不是目录内的药品，请从下拉列表选择")
PRODUCT_IS_TOLD = _asked("product-told", "药品已写明", "没有写药品")
UNITS_ARE_TOLD = _asked("units", "用量可读", "用量应写成 1、0.5 或“半”")
COUNT_IS_WHOLE = _asked("count", "是整数", "应填大于 0 的整数，最多 {most}")
LOT_IS_TOLD = _asked("lot", "批号已写明", "没有写批号")
QUANTITY_IS_TOLD = _asked("quantity", "发药数量已写明", "没有写发药数量")
SITE_IS_TOLD = _asked("site", "注射部位已写明", "针剂要写注射部位，请从下拉列表选择")
HAND_IS_TOLD = _asked("hand", "注射人已写明", "针剂要写由谁注射")
SLIP_IS_TOLD = _asked("slip", "签名单号已写明", "没有写签名单号：三方要在纸质签名单上签字")
NEXT_IS_TOLD = _asked("next", "下次领药日已写明", "应填日期，例如 2026-12-18")
TIME_IS_READ = _asked("time", "时间可读", "应写成 9:30 的样子")
IS_SHORT = _asked("short", "长度合适", "内容过长，最多 {most} 个字")


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One medicine as it was prescribed and given; ``line`` is its place in the sheet."""

    line: int
    product: str
    dose: Dose
    days: int
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A row that can be read: who came, what was found, prescribed and given."""

    came: str
    proxy: tuple[str, str, str] | None
    """Name, relation and identity number of who came in the person's place."""
    seen_on: date | None
    """When the patient was last seen in person, where another came."""
    walk_in: str
    shown: tuple[ShownCard, ...]
    risk: int
    findings: str
    medicines: tuple[Medicine, ...]
    long_signed: bool
    self_pay: bool
    reason: str
    site: str
    injected_by: str
    slip: str
    next_on: date
    hour: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong at a column, by its code."""

    column: str
    condition: Condition


@cites("working-rules:late-entry", "5.2.3", "5.3.2.e")
def read_row(
    texts: Mapping[str, str], *, products: Collection[str], on: date
) -> tuple[Filled | None, tuple[Fault, ...]]:
    """Return a row as it is meant, and every fault; nothing is meant where there is a fault."""
    row = _Row(texts={key: plain(text) for key, text in texts.items()}, products=products, on=on)
    filled = row.filled()
    faults = tuple(row.faults)
    return (None if faults else filled), faults


def plain(text: str) -> str:
    """Return a cell's text without what is not seen and without blanks around it."""
    return " ".join("".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"}).split())


def figures(text: str) -> str:
    """Return a text with its figures and signs in half width, and no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_halves(text: str) -> int | None:
    """Return units taken at one time in half units: ``1``, ``0.5``, ``1半``; None where it tells none."""
    found = _UNITS.fullmatch(figures(text).replace(HALF, ".5"))
    if not found or not text:
        return None
    halves = int(found["whole"] or 0) * HALVES + bool(found["half"])
    return halves if halves <= MOST_UNITS * HALVES else None


def read_time(text: str) -> time | None:
    """Return the time of a day that a text names; None where it names none."""
    found = _TIME.fullmatch(figures(text))
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


@dataclass(slots=True, kw_only=True)
class _Row:
    texts: Mapping[str, str]
    products: Collection[str]
    on: date
    faults: list[Fault] = field(default_factory=list)

    def filled(self) -> Filled:
        self._lengths()
        return Filled(
            came=self._came(),
            proxy=self._proxy(),
            seen_on=self._seen(),
            walk_in=self._text(Part.WALK_IN),
            shown=tuple(card for part, card in SHOWN.items() if self._yes(part)),
            risk=self._risk(),
            findings=self._text(Part.FINDINGS),
            medicines=tuple(self._medicines()),
            long_signed=self._yes(Part.LONG),
            self_pay=self._yes(Part.SELF_PAY),
            reason=self._text(Part.REASON),
            site=self._site(),
            injected_by=self._injected_by(),
            slip=self._slip(),
            next_on=self._next(),
            hour=self._hour(),
        )

    def _text(self, key: str) -> str:
        return self.texts.get(key, "")

    def _fails(self, column: str, asked: Requirement, **facts: object) -> None:
        self.faults.append(Fault(column=column, condition=asked.fails(**facts)))

    def _lengths(self) -> None:
        for key, text in self.texts.items():
            most = LONGEST_OF.get(Part(key), LONGEST) if key in set(Part) else LONGEST
            if len(text) > most:
                self._fails(key, IS_SHORT, most=most)

    def _came(self) -> str:
        told = self._text(Part.CAME)
        if told not in CAME_WORDS:
            self._fails(Part.CAME, CAME_IS_TOLD)
        return CAME_WORDS.get(told, "")

    def _proxy(self) -> tuple[str, str, str] | None:
        came = CAME_WORDS.get(self._text(Part.CAME), "")
        name, relation = self._text(Part.PROXY), self._text(Part.RELATION)
        number = normal_identity(self._text(Part.PROXY_NUMBER))
        if came == "other" and not (name and relation and number):
            self._fails(Part.PROXY, PROXY_IS_TOLD)
        if number and not check_identity(number, on=self.on).granted:
            self._fails(Part.PROXY_NUMBER, NUMBER_IS_RIGHT)
        if came == "patient" or not (name or number):
            return None
        return name, relation, number

    def _yes(self, part: Part) -> bool:
        told = unicodedata.normalize("NFKC", self._text(part)).upper()
        if told and told not in YES_WORDS:
            self._fails(part, YES_OR_NOTHING)
        return bool(told)

    def _risk(self) -> int:
        told = figures(self._text(Part.RISK)).removesuffix("级").removesuffix(".0")
        if told not in {"0", "1", "2", "3", "4", "5"}:
            self._fails(Part.RISK, RISK_IS_TOLD)
            return 0
        return int(told)

    def _medicines(self) -> Iterator[Medicine]:
        found = False
        for line in range(1, MOST_LINES + 1):
            texts = {part: self._text(line_key(line, part)) for part in LinePart}
            if any(texts.values()):
                found = True
                yield self._medicine(line, texts)
        if not found:
            self._fails(line_key(1, LinePart.PRODUCT), PRODUCT_IS_TOLD)

    def _medicine(self, line: int, texts: Mapping[LinePart, str]) -> Medicine:
        product, lot = texts[LinePart.PRODUCT], texts[LinePart.LOT]
        if not product:
            self._fails(line_key(line, LinePart.PRODUCT), PRODUCT_IS_TOLD)
        elif product not in self.products:
            self._fails(line_key(line, LinePart.PRODUCT), PRODUCT_IS_LISTED)
        if not lot:
            self._fails(line_key(line, LinePart.LOT), LOT_IS_TOLD)
        if not texts[LinePart.QUANTITY]:
            self._fails(line_key(line, LinePart.QUANTITY), QUANTITY_IS_TOLD)
        return Medicine(
            line=line,
            product=product,
            dose=Dose(
                morning=self._units(line, LinePart.MORNING, texts),
                noon=self._units(line, LinePart.NOON, texts),
                evening=self._units(line, LinePart.EVENING, texts),
                night=self._units(line, LinePart.NIGHT, texts),
                every_days=self._count(line, LinePart.EVERY, texts, most=28) or 1,
                injected=self._count(line, LinePart.INJECTED, texts, most=20),
            ),
            days=self._count(line, LinePart.DAYS, texts, most=MOST_DAYS, asked=True),
            lot=figures(lot).upper(),
            quantity=self._count(line, LinePart.QUANTITY, texts, most=MOST_QUANTITY),
        )

    def _units(self, line: int, part: LinePart, texts: Mapping[LinePart, str]) -> int:
        if not texts[part]:
            return 0
        halves = read_halves(texts[part])
        if halves is None:
            self._fails(line_key(line, part), UNITS_ARE_TOLD)
        return halves or 0

    def _count(
        self,
        line: int,
        part: LinePart,
        texts: Mapping[LinePart, str],
        *,
        most: int,
        asked: bool = False,
    ) -> int:
        told = figures(texts[part])
        if not told and not asked:
            return 0
        number = int(float(told)) if _WHOLE.fullmatch(told) else 0
        if not 0 < number <= most:
            self._fails(line_key(line, part), COUNT_IS_WHOLE, most=most)
        return number

    def _slip(self) -> str:
        told = figures(self._text(Part.SLIP))
        if not told:
            self._fails(Part.SLIP, SLIP_IS_TOLD)
        return told

    @property
    def _injects(self) -> bool:
        return any(
            self._text(line_key(line, LinePart.INJECTED)) for line in range(1, MOST_LINES + 1)
        )

    def _site(self) -> str:
        told = self._text(Part.SITE)
        if told not in SITE_WORDS and (told or self._injects):
            self._fails(Part.SITE, SITE_IS_TOLD)
        return SITE_WORDS.get(told, "")

    def _injected_by(self) -> str:
        told = self._text(Part.INJECTED_BY)
        if not told and self._injects:
            self._fails(Part.INJECTED_BY, HAND_IS_TOLD)
        return told

    def _seen(self) -> date | None:
        told = self._text(Part.SEEN)
        day = read_day(told) if told else None
        if told and day is None:
            self._fails(Part.SEEN, NEXT_IS_TOLD)
        return day

    def _next(self) -> date:
        day = read_day(self._text(Part.NEXT))
        if day is None:
            self._fails(Part.NEXT, NEXT_IS_TOLD)
        return day or self.on

    def _hour(self) -> time | None:
        told = self._text(Part.TIME)
        found = read_time(told) if told else None
        if told and found is None:
            self._fails(Part.TIME, TIME_IS_READ)
        return found
