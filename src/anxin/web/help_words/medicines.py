"""Help of the store: 药品库 (5.3.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "pharmacy:stock": Help(
        _("查看项目药品库的库存：批号、有效期、结存。与医院其他药品分开存放。"),
        "5.3.1.c",
        _("临近有效期的先用或退回；不足的由两家专科医院采购、调拨。"),
    ),
    "pharmacy:orders": Help(
        _("查看网上采购的订单和到货情况。只有两家精神专科医院可以采购。"),
        "5.3.1.a",
        _("货到后由药库管理员验收入库。"),
    ),
    "pharmacy:add_order": Help(
        _("登记在政府药品采购平台下的订单：平台订单号、供应商、目录内的药品、数量、价格。"),
        "5.3.1.a",
        _("货到后按批号验收入库。"),
    ),
    "pharmacy:order": Help(
        _("查看一张订单订了什么、到了什么、还差什么。"),
        "5.3.1.a",
        _("有未到货的，货到后点“验收入库”。"),
    ),
    "pharmacy:receive": Help(
        _("按发票和批号验收，转入项目药品库。药品零差价：发出时按进价计。"),
        "5.3.1.b",
        _("入库后可以调拨到服药点，或在本院发药。"),
    ),
    "pharmacy:transfers": Help(
        _("查看从专科医院药品库调往各服药点的记录。"),
        "5.3.1.c",
        _("服药点收到后即可备药发药。"),
    ),
    "pharmacy:add_transfer": Help(
        _("把药品从本院药品库调到服药点，写明批号和数量。每笔出入库不能改，只能冲销。"),
        "5.3.1.c",
        _("服药点核对实物；数量不符的联系药库管理员。"),
    ),
}
