"""The columns of a clinic day's sheet: what goes out with it, and what is filled in by hand (5.2, 5.3.2)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.dispensing import ShownCard
from anxin.rules.injections import Site

record_citation("working-rules:pack", "the columns of a clinic day's sheet")
MOST_LINES = 5


class Part(StrEnum):
    """A column. The first ones go out filled in, the others come back."""

    ROW = "row"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    CARD = "card"
    NUMBER = "number"
    SUPPLY = "supply"
    BEFORE = "before"
    BOOKED = "booked"
    CAME = "came"
    PROXY = "proxy"
    RELATION = "relation"
    PROXY_NUMBER = "proxy_number"
    SEEN = "seen"
    WALK_IN = "walk_in"
    IDENTITY = "identity"
    PROGRAMME = "programme"
    SPECIAL_DISEASE = "special_disease"
    INSURANCE = "insurance"
    RISK = "risk"
    FINDINGS = "findings"
    LONG = "long"
    SELF_PAY = "self_pay"
    REASON = "reason"
    SITE = "site"
    INJECTED_BY = "injected_by"
    SLIP = "slip"
    NEXT = "next"
    TIME = "time"

    @property
    def label(self) -> str:
        """Return the column's head."""
        return _LABELS[self]


_LABELS = {
    Part.ROW: "行编号",
    Part.NAME: "姓名",
    Part.SEX: "性别",
    Part.AGE: "年龄",
    Part.CARD: "卡号",
    Part.NUMBER: "身份证号",
    Part.SUPPLY: "上次领药",
    Part.BEFORE: "上次处方",
    Part.BOOKED: "预约",
    Part.CAME: "来人",
    Part.PROXY: "来人姓名",
    Part.RELATION: "与患者关系",
    Part.PROXY_NUMBER: "来人身份证号",
    Part.SEEN: "最近见到本人",
    Part.WALK_IN: "未预约原因",
    Part.IDENTITY: "身份证",
    Part.PROGRAMME: "服药卡",
    Part.SPECIAL_DISEASE: "特病卡",
    Part.INSURANCE: "医保卡",
    Part.RISK: "危险性",
    Part.FINDINGS: "病情记录",
    Part.LONG: "长期处方签字",
    Part.SELF_PAY: "自费同意",
    Part.REASON: "用药理由",
    Part.SITE: "注射部位",
    Part.INJECTED_BY: "注射人",
    Part.SLIP: "签名单号",
    Part.NEXT: "下次领药日",
    Part.TIME: "时间",
}


class LinePart(StrEnum):
    """A column of one medicine; each stands as often as there are lines."""

    PRODUCT = "product"
    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"
    EVERY = "every"
    INJECTED = "injected"
    DAYS = "days"
    LOT = "lot"
    QUANTITY = "quantity"

    @property
    def label(self) -> str:
        """Return the column's head, without the number of its line."""
        return _LINE_LABELS[self]


_LINE_LABELS = {
    LinePart.PRODUCT: "药品",
    LinePart.MORNING: "早",
    LinePart.NOON: "中",
    LinePart.EVENING: "晚",
    LinePart.NIGHT: "睡前",
    LinePart.EVERY: "间隔天数",
    LinePart.INJECTED: "注射支数",
    LinePart.DAYS: "天数",
    LinePart.LOT: "批号",
    LinePart.QUANTITY: "发药数量",
}
SHOWN: dict[Part, ShownCard] = {
    Part.IDENTITY: ShownCard.IDENTITY,
    Part.PROGRAMME: ShownCard.PROGRAMME,
    Part.SPECIAL_DISEASE: ShownCard.SPECIAL_DISEASE,
    Part.INSURANCE: ShownCard.INSURANCE,
}
"""Which card each of the four columns is about."""
PREFILLED = tuple(Part)[: list(Part).index(Part.CAME)]
"""What goes out with the sheet of each who is expected."""
CAME_WORDS = {"患者本人": "patient", "监护人": "guardian", "其他代领人": "other"}
"""Who came, as the arrival's form has it."""
SITE_WORDS = {site.label: str(site) for site in Site}
"""Where an injection went in, as the counter has it."""
YES = "是"


def line_key(line: int, part: LinePart) -> str:
    """Return the code of a line's column: ``lot2``."""
    return f"{part}{line}"


def columns(lines: int = MOST_LINES) -> dict[str, str]:
    """Return the codes and heads of all columns in the order of the sheet."""
    after = list(Part).index(Part.LONG)
    parts = list(Part)
    return {
        **{str(part): part.label for part in parts[:after]},
        **{
            line_key(line, part): f"{part.label}{line}"
            for line in range(1, lines + 1)
            for part in LinePart
        },
        **{str(part): part.label for part in parts[after:]},
    }


def by_hand(lines: int = MOST_LINES) -> tuple[str, ...]:
    """Return the codes of what only who works there fills in: a row without any of them is of nobody who came.

    The plan goes out filled in with the last prescription, so it tells nothing by itself.
    """
    own = [str(part) for part in Part if part not in PREFILLED]
    given = [
        line_key(line, part)
        for line in range(1, lines + 1)
        for part in (LinePart.LOT, LinePart.QUANTITY)
    ]
    return (*own, *given)
