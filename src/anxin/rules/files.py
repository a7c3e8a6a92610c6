"""Photos and scans of a person's papers: what they are of, and what is refused of a file (5.1.3.b)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.decisions import condition

MOST_MEGABYTES = 10


class Purpose(StrEnum):
    """What a photo or scan is of; the papers of 5.1.3.b and the photo of annex 4."""

    PHOTO = "photo"
    IDENTITY_CARD = "identity_card"
    INSURANCE_CARD = "insurance_card"
    SPECIAL_DISEASE_CARD = "special_disease"
    DIAGNOSIS = "diagnosis"
    DISABILITY = "disability"
    POVERTY = "poverty"
    GUARDIAN_IDENTITY = "guardian"
    AGREEMENT = "agreement"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word that the pages show."""
        return _LABELS[self]


_LABELS = {
    Purpose.PHOTO: "一寸照片",
    Purpose.IDENTITY_CARD: "身份证",
    Purpose.INSURANCE_CARD: "居民医保卡",
    Purpose.SPECIAL_DISEASE_CARD: "特病卡",
    Purpose.DIAGNOSIS: "诊断证明",
    Purpose.DISABILITY: "残疾证",
    Purpose.POVERTY: "贫困证明",
    Purpose.GUARDIAN_IDENTITY: "监护人身份证",
    Purpose.AGREEMENT: "签署的服务协议",
    Purpose.OTHER: "其他材料",
}

_MET = "文件可以打开"
IS_SMALL_ENOUGH = condition(
    "file-is-small-enough",
    "5.1.3.b",
    met=_MET,
    unmet="文件超过 {limit} MB，请重新拍照或降低扫描分辨率",
)
FAULTS = {
    "empty": condition("file-is-not-empty", "5.1.3.b", met=_MET, unmet="文件是空的，请重新拍照"),
    "kind": condition(
        "file-is-of-a-kind", "5.1.3.b", met=_MET, unmet="文件内容不是 JPEG、PNG 图片或 PDF"
    ),
    "broken": condition(
        "file-is-whole", "5.1.3.b", met=_MET, unmet="文件不完整或已损坏，打不开，请重新拍照或扫描"
    ),
    "encrypted": condition(
        "file-is-open", "5.1.3.b", met=_MET, unmet="PDF 设有密码或限制，请另存为没有密码的文件"
    ),
    "pages": condition(
        "file-has-few-pages", "5.1.3.b", met=_MET, unmet="PDF 页数过多，请按材料分开上传"
    ),
    "large": condition(
        "file-unpacks-small", "5.1.3.b", met=_MET, unmet="图片尺寸过大，请降低分辨率后再上传"
    ),
    "photo": condition(
        "photo-is-a-picture", "A4", met=_MET, unmet="照片应是 JPEG 或 PNG 图片，不能是 PDF"
    ),
}
NOT_WITHDRAWN = condition("file-not-withdrawn", "5.1.3.b", met="文件有效", unmet="这份文件已经撤下")
