"""Help of the overview: 督导 (7.3.c, 7.2.d)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "supervision:overview": Help(
        _(
            "查看项目的总体情况：各镇街服药人数、每月新纳入、按时领药率、费用由谁承担、药品可用多少天。每张图都可以换成表，每个率都写明分子和分母。"
        ),
        "4.3.health",
        _(
            "点数字查看背后的人或账，由能办理的单位跟进；区财政局、区委政法委、区民政局、区残联只看人数和金额，人数过少的不显示。"
        ),
    ),
    "supervision:rows": Help(
        _(
            "查看一个数字背后的每一行：和数字是同一次查询，数目一致；范围和您的职责一致，查看会留记录。"
        ),
        "7.2.d",
        _("药已用完或快用完的，由镇街精防人员联系监护人、预约就诊。"),
    ),
}
