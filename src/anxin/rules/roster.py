"""A row of a roster that people bring as a spreadsheet: its columns, what may be wrong, what becomes of it.

Pure. The columns of annex 8 are the ones that units keep already; the wider ones are those of annex 4,
so that a row that fills them in can be handed in as it is (A8, A4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.decisions import Phrase, said

record_citation("A8", "the columns of a roster that is read in")
record_citation("A4", "the wider columns of a roster that is read in")


class Column(StrEnum):
    """A column that is understood. The codes are those of the boxes of annex 4 where there is one."""

    SERIAL = "serial"
    NAME = "name"
    SEX = "sex"
    NUMBER = "identity_number"
    RISK = "risk_level"
    GUARDIAN = "g1_name"
    GUARDIAN_PHONE = "g1_phone"
    GUARDIAN_NUMBER = "g1_identity_number"
    ADDRESS = "address"
    REMARK = "remark"
    BORN = "born"
    ETHNIC = "ethnic_group"
    PHONE = "phone"
    TOWN = "town"
    VILLAGE = "village"
    SINCE = "resident_since"
    REGISTER = "household_register"
    PATIENTS = "household_patients"
    DIAGNOSIS = "diagnosis"
    CERTIFIED_BY = "certified_by"
    CERTIFIED_ON = "certified_on"
    POVERTY = "poverty"
    SUBSIDIES = "subsidies"
    INSURANCE = "insurance_kind"
    INSURANCE_NUMBER = "insurance_number"
    DISABILITY = "disability_number"
    RELATION = "g1_relation"
    BASIS = "g1_basis"
    GUARDIAN_BORN = "g1_born"
    APPLIED_BY = "applied_by"
    SIGNED_ON = "signed_on"

    @property
    def label(self) -> str:
        """Return the column's head, as annexes 4 and 8 have it."""
        return _LABELS[self]


_LABELS = {
    Column.SERIAL: "序号",
    Column.NAME: "患者姓名",
    Column.SEX: "性别",
    Column.NUMBER: "身份证号",
    Column.RISK: "危险性评估",
    Column.GUARDIAN: "监护人姓名",
    Column.GUARDIAN_PHONE: "监护人联系方式",
    Column.GUARDIAN_NUMBER: "监护人身份证号",
    Column.ADDRESS: "家庭住址",
    Column.REMARK: "备注",
    Column.BORN: "出生日期",
    Column.ETHNIC: "民族",
    Column.PHONE: "患者联系电话",
    Column.TOWN: "所在镇街",
    Column.VILLAGE: "所在村（居）",
    Column.SINCE: "居住起始日期",
    Column.REGISTER: "户口类别",
    Column.PATIENTS: "同户患者人数",
    Column.DIAGNOSIS: "疾病诊断",
    Column.CERTIFIED_BY: "诊断机构名称",
    Column.CERTIFIED_ON: "诊断日期",
    Column.POVERTY: "贫困类别",
    Column.SUBSIDIES: "政府补贴",
    Column.INSURANCE: "医疗保险情况",
    Column.INSURANCE_NUMBER: "医保卡号",
    Column.DISABILITY: "残疾证号",
    Column.RELATION: "监护人与患者关系",
    Column.BASIS: "监护依据",
    Column.GUARDIAN_BORN: "监护人出生日期",
    Column.APPLIED_BY: "由谁申请",
    Column.SIGNED_ON: "申请表签字日期",
}
ANNEX_8 = tuple(Column)[:10]
"""The columns of annex 8, in its order."""


class Weight(StrEnum):
    """What a finding means for its row."""

    ERROR = "error"
    QUESTION = "question"
    KNOWN = "known"
    NOTE = "note"


class Kind(StrEnum):
    """What may be found about a row. Errors first, then what a person decides, what is there, and notes."""

    NO_NAME = "no_name"
    NAME_ODD = "name_odd"
    TOO_LONG = "too_long"
    NUMBER_LOST = "number_lost"
    NUMBER_FORM = "number_form"
    NUMBER_CHECKSUM = "number_checksum"
    NUMBER_BIRTHDAY = "number_birthday"
    WITHOUT_NUMBER = "without_number"
    SEX_UNKNOWN = "sex_unknown"
    SEX_DIFFERS = "sex_differs"
    DAY_UNREADABLE = "day_unreadable"
    DAY_LATER = "day_later"
    BORN_DIFFERS = "born_differs"
    RISK_RANGE = "risk_range"
    PHONE_WRONG = "phone_wrong"
    GUARDIAN_NAMELESS = "guardian_nameless"
    GUARDIAN_IS_PATIENT = "guardian_is_patient"
    NO_ADDRESS = "no_address"
    TOWN_UNKNOWN = "town_unknown"
    VILLAGE_UNKNOWN = "village_unknown"
    WORD_UNKNOWN = "word_unknown"
    COUNT_WRONG = "count_wrong"
    DISABILITY_FORM = "disability_form"
    UNINSURED = "uninsured"
    TWICE_IN_FILE = "twice_in_file"
    NAME_DIFFERS = "name_differs"
    LIKE_ROW = "like_row"
    LIKE_PERSON = "like_person"
    ENROLLED = "enrolled"
    IN_HAND = "in_hand"
    IMPORTED = "imported"
    RECORD_EXISTS = "record_exists"

    @property
    def weight(self) -> Weight:
        """Return what it means for the row."""
        return _WEIGHTS.get(self, Weight.ERROR)


_WEIGHTS = {
    Kind.LIKE_ROW: Weight.QUESTION,
    Kind.LIKE_PERSON: Weight.QUESTION,
    Kind.ENROLLED: Weight.KNOWN,
    Kind.IN_HAND: Weight.KNOWN,
    Kind.IMPORTED: Weight.KNOWN,
    Kind.RECORD_EXISTS: Weight.NOTE,
}
_WORDS = {
    Kind.NO_NAME: "没有填写姓名",
    Kind.NAME_ODD: "姓名中有数字或符号，请核对",
    Kind.TOO_LONG: "内容过长，最多 {most} 个字",
    Kind.NUMBER_LOST: "号码被表格软件改成了数字，末几位已丢失；请把这一列设为文本后重新输入",
    Kind.NUMBER_FORM: "居民身份证号应为18位：17位数字加1位数字或 X",
    Kind.NUMBER_CHECKSUM: "居民身份证号的校验码不对，请核对是否抄错",
    Kind.NUMBER_BIRTHDAY: "居民身份证号中的出生日期不是一个过去的日期",
    Kind.WITHOUT_NUMBER: "没有身份证号的，须填写性别和出生日期",
    Kind.SEX_UNKNOWN: "性别应填“男”或“女”",
    Kind.SEX_DIFFERS: "与身份证号上的性别不一致",
    Kind.DAY_UNREADABLE: "不是日期，请写成 2026-11-22 的样子",
    Kind.DAY_LATER: "日期不能晚于今天",
    Kind.BORN_DIFFERS: "与身份证号上的出生日期不一致",
    Kind.RISK_RANGE: "危险性评估应为 0 到 5 级",
    Kind.PHONE_WRONG: "应为11位手机号，或带区号的固定电话，例如 023-47520000",
    Kind.GUARDIAN_NAMELESS: "填了监护人的其他内容，却没有填写监护人姓名",
    Kind.GUARDIAN_IS_PATIENT: "监护人的身份证号与患者的相同",
    Kind.NO_ADDRESS: "没有填写家庭住址",
    Kind.TOWN_UNKNOWN: "不是本单位服务的镇街",
    Kind.VILLAGE_UNKNOWN: "本单位辖区内没有这个村（居），请核对名称",
    Kind.WORD_UNKNOWN: "不在审批表的选项之内",
    Kind.COUNT_WRONG: "人数应为 1 到 20 的整数",
    Kind.DISABILITY_FORM: "残疾人证号是身份证号后面加2位，共20位；补办的再加 B 和次数",
    Kind.UNINSURED: "选了“无医疗保险”，却填了医保卡号",
    Kind.TWICE_IN_FILE: "与第 {rows} 行的身份证号相同",
    Kind.NAME_DIFFERS: "这个身份证号已登记为另一个姓名，请核对身份证号和姓名",
    Kind.LIKE_ROW: "与第 {rows} 行姓名、出生日期相同，可能是同一人",
    Kind.LIKE_PERSON: "与已登记的人相似，可能是同一人",
    Kind.ENROLLED: "此人已在免费服药名单内",
    Kind.IN_HAND: "此人的申请正在办理",
    Kind.IMPORTED: "此人已由表格导入过",
    Kind.RECORD_EXISTS: "此人已有档案，将在原档案上办理",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found about a row, at a column. ``rows`` are other rows of the file, never what they hold."""

    column: Column
    kind: Kind
    rows: tuple[int, ...] = ()
    most: int = 0

    @property
    def words(self) -> Phrase:
        """Return the finding as a sentence."""
        rows = "、".join(str(row) for row in self.rows)
        return said(_WORDS[self.kind], rows=rows, most=self.most)

    @property
    def weight(self) -> Weight:
        """Return what it means for the row."""
        return self.kind.weight


class Verdict(StrEnum):
    """What becomes of a row when it is taken in."""

    ERROR = "error"
    QUESTION = "question"
    KNOWN = "known"
    READY = "ready"
    DRAFT = "draft"

    @property
    def label(self) -> str:
        """Return the verdict in words."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.ERROR: "有错误",
    Verdict.QUESTION: "疑似重复，待确认",
    Verdict.KNOWN: "已在系统中",
    Verdict.READY: "可提交申请",
    Verdict.DRAFT: "可存为草稿",
}
TAKEN_IN = frozenset({Verdict.READY, Verdict.DRAFT})
"""The verdicts under which a row may be taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A row after it was read: values that are right, what was found, and what annex 4 still lacks."""

    values: Mapping[Column, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    lacking: tuple[Column, ...] = ()


def verdict_of(
    findings: Iterable[Finding], *, complete: bool, other_person: bool = False
) -> Verdict:
    """Return what becomes of a row. ``other_person``: somebody decided that it is nobody who is there."""
    weights = {finding.weight for finding in findings}
    if Weight.ERROR in weights:
        return Verdict.ERROR
    if Weight.KNOWN in weights:
        return Verdict.KNOWN
    if Weight.QUESTION in weights and not other_person:
        return Verdict.QUESTION
    return Verdict.READY if complete else Verdict.DRAFT
