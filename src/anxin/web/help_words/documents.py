"""Help of paper and files: 套打, 名单导出 (A5, A8, 7.2.d)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "documents:rows": Help(
        _("把新的领药记录套打到纸质救助卡（附件5第二至第十二页）接着的空行，其余部分留白。"),
        "A5",
        _("打印后交医师、精防人员、监护人核对；纸上签字的，在空栏签名。"),
    ),
    "documents:exports": Help(
        _("查看登记名单导出为电子表格的申请：谁、为什么、谁批准、是否已下载。"),
        "7.2.d",
        _("待审批的由另一位同事或免费服药办公室审批；批准后由申请人下载。"),
    ),
    "documents:ask": Help(
        _("申请把一个单位的登记名单导出为电子表格，写明用途和需要的栏目。"),
        "7.2.d",
        _("提交后由另一位同事或免费服药办公室审批。"),
    ),
    "documents:export": Help(
        _("查看一份导出申请，审批别人的申请，或下载自己已批准的名单。"),
        "7.2.d",
        _("批准后24小时内由申请人下载，过期重新申请。"),
    ),
}
