"""Help of policy: 政策参数, 新值, 工作日历 (7.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

_NEXT = _("办公室起草新值，区卫生健康委审批；发布后从生效日起执行。")
HELP: dict[str, Help] = {
    "adoption:parameters": Help(
        _("查看文件规定的每一个数：现在是多少，从哪天起，依据哪一条。没有规定的写明待定。"),
        "7.4",
        _NEXT,
    ),
    "adoption:parameter": Help(
        _("查看一项规定的历次数值和依据，以及正在起草的新值。"), "7.4", _NEXT
    ),
    "adoption:draft": Help(
        _("按下发的文件起草一个新值：数值、生效日、文件和规定原文。"),
        "7.4",
        _("送区卫生健康委审批；审批人不能是起草人。"),
    ),
    "adoption:proposals": Help(
        _("查看起草过的新值和审批结果。"), "7.4", _("待审批的由区卫生健康委审批。")
    ),
    "adoption:proposal": Help(
        _("查看一个新值的依据和经过。"),
        "7.4",
        _("区卫生健康委同意的即发布，不同意的写明理由；起草人审批前可以撤回。"),
    ),
    "adoption:what_if": Help(
        _("审批以前用登记名单推演一个新值：谁进、谁出，候补多少人，每月费用多少。只保存合计。"),
        "7.4",
        _("区卫生健康委看过合计后在新值页面审批。"),
    ),
    "adoption:calendar": Help(
        _("查看一年的放假和调休安排；期限按它计算。没有录入通知的年份，期限都是暂定。"),
        "5.1.2.b",
        _("办公室每年11月按国务院办公厅通知录入下一年，区卫生健康委审批。"),
    ),
    "adoption:draft_calendar": Help(
        _("按国务院办公厅通知录入一年的放假和调休安排，只写与平常不同的日子。"),
        "5.1.2.b",
        _("送区卫生健康委审批；发布后新登记的申请按它计算期限。"),
    ),
}
