"""How the rows behind each number are read and shown; ``guards.sql`` holds what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.supervision.sections import Section

STAGES: Mapping[str, str | Promise] = {
    "active": _("享受中"),
    "suspended": _("暂停（住院）"),
    "ended": _("已终止"),
}
HOLD_NAMES: Mapping[str, str | Promise] = {
    "out": _("已用完"),
    "soon": _("快用完"),
    "covered": _("够用"),
    "none": _("还没有领过药"),
}
CAME: Mapping[str, str | Promise] = {"in_time": _("按时"), "late": _("未按时")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the rows: its heading and how its values are shown."""

    title: str | Promise
    shows: str = "text"
    """text, day, money or number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """How the rows of a section are read, and how they are shown."""

    title: str | Promise
    picked: str
    """The columns of the statement; the first is the person."""
    source: str
    """The function of ``guards.sql`` that the number counts, called."""
    joins: str
    order: str
    columns: tuple[Column, ...]
    filters: Mapping[str, str]
    """Name in the address → condition with one placeholder."""
    summed: str = ""
    field: str = "enrolment"
    """What the record of reading says was seen."""
    named: bool = True
    """Whether the rows are of people by name; money shows the hospital and the day (7.1.c)."""


_TOWN = "JOIN organisations_town t ON t.id = r.town_id"
_POINT = "JOIN organisations_organisation o ON o.id = r.organisation_id"
_MONTH = "date_trunc('month', {}::timestamp)::date = %s::date"
_TOWN_COLUMN = Column(title=_("镇（街）"))

SPECS: dict[Section, Spec] = {
    Section.SERVED: Spec(
        title=_("在册患者"),
        picked="r.person_id, t.name, r.stage, r.since",
        source="rows_served()",
        joins=_TOWN,
        order="t.position, r.since, r.person_id",
        columns=(
            _TOWN_COLUMN,
            Column(title=_("状态"), shows="stage"),
            Column(title=_("享受起始日"), shows="day"),
        ),
        filters={"town": "r.town_id = %s::uuid", "stage": "r.stage = %s"},
    ),
    Section.ADMITTED: Spec(
        title=_("新纳入的患者"),
        picked="r.person_id, t.name, r.stage, r.since",
        source="rows_admitted(%s::date, %s::date)",
        joins=_TOWN,
        order="r.since, t.position, r.person_id",
        columns=(
            _TOWN_COLUMN,
            Column(title=_("现在状态"), shows="stage"),
            Column(title=_("享受起始日"), shows="day"),
        ),
        filters={"month": _MONTH.format("r.since")},
    ),
    Section.REFILLS: Spec(
        title=_("应续领的供药"),
        picked=(
            "r.person_id, t.name, r.given_on, r.ends, r.next_on, "
            "CASE WHEN r.in_time THEN 'in_time' ELSE 'late' END"
        ),
        source="rows_refills(%s::date, %s::date, %s::int, %s::uuid[])",
        joins=_TOWN,
        order="r.ends, t.position, r.person_id",
        columns=(
            _TOWN_COLUMN,
            Column(title=_("领药日"), shows="day"),
            Column(title=_("药用完日"), shows="day"),
            Column(title=_("下一次领药日"), shows="day"),
            Column(title=_("是否按时"), shows="came"),
        ),
        field="supply",
        filters={"month": _MONTH.format("r.ends"), "came": "r.in_time = (%s = 'in_time')"},
    ),
    Section.HOLDING: Spec(
        title=_("家中药品"),
        picked="r.person_id, t.name, o.name, r.ends, r.holds",
        source="rows_holding(%s::date, %s::int, %s::uuid[])",
        joins=f"{_TOWN} LEFT JOIN organisations_organisation o ON o.id = r.clinic_id",
        order="r.ends NULLS FIRST, t.position, r.person_id",
        columns=(
            _TOWN_COLUMN,
            Column(title=_("就诊定点医院")),
            Column(title=_("药用完日"), shows="day"),
            Column(title=_("状态"), shows="holds"),
        ),
        field="supply",
        filters={"holds": "r.holds = %s"},
    ),
    Section.MONEY: Spec(
        title=_("领药费用分录"),
        picked=(
            "k.person_id, r.business_on, o.name, r.payer, "
            "CASE WHEN r.reversal THEN 'reversal' ELSE 'pickup' END, r.amount"
        ),
        source="rows_money(%s::date, %s::date, security.within('ledger.read'))",
        joins=(
            "JOIN organisations_organisation o ON o.id = r.hospital_id "
            "LEFT JOIN dispensing_pickup k ON k.id = r.pickup_id"
        ),
        order="r.business_on, r.posting_id",
        columns=(
            Column(title=_("日期"), shows="day"),
            Column(title=_("结算医院")),
            Column(title=_("付费方"), shows="payer"),
            Column(title=_("事由"), shows="entry"),
            Column(title=_("金额"), shows="money"),
        ),
        filters={"month": _MONTH.format("r.business_on"), "payer": "r.payer = %s"},
        summed="r.amount",
        field="pickup",
        named=False,
    ),
    Section.COSTS: Spec(
        title=_("已完成的领药"),
        picked="r.person_id, r.prepared_on, o.name, r.days, r.amount",
        source="rows_costs(%s::date, %s::date)",
        joins=_POINT,
        order="r.prepared_on, r.pickup_id",
        columns=(
            Column(title=_("领药日"), shows="day"),
            Column(title=_("领药点")),
            Column(title=_("供药天数"), shows="number"),
            Column(title=_("药品费用"), shows="money"),
        ),
        filters={"clinic": "r.organisation_id = %s::uuid"},
        summed="r.amount",
        field="pickup",
        named=False,
    ),
    Section.DRUG_COSTS: Spec(
        title=_("领到的药品"),
        picked="r.person_id, r.prepared_on, o.name, r.drug, r.days, r.amount",
        source="rows_drug_costs(%s::date, %s::date)",
        joins=_POINT,
        order="r.prepared_on, r.pickup_id, r.drug",
        columns=(
            Column(title=_("领药日"), shows="day"),
            Column(title=_("领药点")),
            Column(title=_("药品")),
            Column(title=_("供药天数"), shows="number"),
            Column(title=_("药品费用"), shows="money"),
        ),
        filters={"drug": "r.drug = %s"},
        summed="r.amount",
        field="pickup",
        named=False,
    ),
    Section.COVER: Spec(
        title=_("正在服用的患者"),
        picked="r.person_id, t.name, o.name, d.drug || d.form || ' ' || d.specification, r.until",
        source="rows_taking(%s::date, %s::int, %s::uuid[])",
        joins=(
            f"{_TOWN} JOIN organisations_organisation o ON o.id = r.clinic_id "
            "JOIN pharmacy_product d ON d.id = r.product_id"
        ),
        order="r.until, t.position, r.person_id, r.product_id",
        columns=(
            _TOWN_COLUMN,
            Column(title=_("就诊定点医院")),
            Column(title=_("药品")),
            Column(title=_("供药至"), shows="day"),
        ),
        field="supply",
        filters={"clinic": "r.clinic_id = %s::uuid", "product": "r.product_id = %s::uuid"},
    ),
}
