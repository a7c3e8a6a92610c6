"""Help of the pages that everybody has, and of the overviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "web:home": Help(
        _("列出现在要您办的事：先列退回的，再按期限排列。由系统按实际情况随时计算，办完即消失。"),
        "A9",
        _("点一项即打开要办的页面；其他业务从“业务流程”进入。"),
    ),
    "web:sign_in": Help(
        _("用本人账号登录。账号只限本人使用，每次查阅患者信息都会留下记录。"),
        "7.2.d",
        _("登录后进入待办；没有签署保密协议的，先签署。"),
    ),
    "web:agreement": Help(
        _("凡参与免费服药的工作人员，均要签署《严重精神障碍患者信息保密协议》，每年续签。"),
        "7.2.a",
        _("本人签署；签署后才能查看患者信息。"),
    ),
    "web:preferences": Help(
        _("选择界面语言、对比度、字号和单键快捷键。只对这个浏览器有效，不影响别人。"),
        "",
        _("保存后立即生效，可随时改回。"),
    ),
    "web:help": Help(
        _("按附件9的流程说明您可以打开的每个页面，并列出快捷键。"),
        "A9",
        _("每一页右上角的“本页说明”（F1）说明那一页做什么、依据哪一条、下一步由谁办。"),
    ),
    "privacy:records": Help(
        _("查看谁在什么时间、从哪里、为什么查阅了谁的信息。"),
        "7.2.d",
        _("审计管理员发现异常查阅的，报区卫生健康委，依法追究责任。"),
    ),
}
