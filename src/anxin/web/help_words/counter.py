"""Help of the counter: 发药 (5.3.2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "dispensing:counter": Help(
        _("扫描救助卡或输入号码找到领药的人；下面列出等待备药和等待签字的人。"),
        "5.3.2.a",
        _("打开一人，核对后备药。"),
    ),
    "dispensing:person": Help(
        _("核对今天能否发药：在册、卡有效、定点相符、处方已审方、证件已出示。备药时按近效期先出。"),
        "5.3.2.a",
        _("备药后请领药人和发药人签字；备药当天有效。"),
    ),
    "dispensing:settle": Help(
        _("持有医保特病卡的，先在特病卡定点医院报销，登记结算单；额度已用完的，说明用完。"),
        "5.3.2.b",
        _("登记后回到备药，剩余部分由项目兜底。"),
    ),
    "dispensing:sign": Help(
        _("讲明用法用量，约定下次领药日；医师、监护人、发药人三方签字确认。"),
        "5.3.2.e",
        _("三方签字齐全才算完成，才能申报结算。用纸质签名单的，事后补交扫描件。"),
    ),
    "dispensing:pickup": Help(
        _("查看一次领药的药品批号、费用分担、签字和经过，可以打印用药标签。"),
        "5.3.2.e",
        _("按“下一位”回到发药窗口；发错的在申报前冲销。"),
    ),
    "dispensing:pickups": Help(
        _("查看一天的领药记录：已完成、已备药、已失效。"),
        "5.5.b",
        _("已备药的当天完成签字；每季度由会计上报。"),
    ),
    "dispensing:reverse": Help(
        _("把一次领药整笔冲销：药品退回原批号，费用原路冲回，并写明原因。原记录保留。"),
        "5.3.1.c",
        _("需要的话重新备药；已申报结算的不能在这里冲销。"),
    ),
    "dispensing:slips": Help(
        _("列出用纸质签名单完成、还没有补交扫描件的领药。"),
        "5.3.2.e",
        _("发药人补交扫描件；未补之前不能申报结算。"),
    ),
    "dispensing:scan": Help(
        _("上传三方签字的纸质签名单扫描件。"),
        "5.3.2.e",
        _("上传后这次领药可以申报结算。"),
    ),
}
