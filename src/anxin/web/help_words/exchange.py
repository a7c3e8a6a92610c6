"""Help of the exchange of information: 病情预警（六）."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "exchange:alerts": Help(
        _("查看门诊上报的病情加重预警，卫生院是否已经接收、做了什么。"),
        "6.1",
        _("待接收的由保管患者档案的卫生院立即接收；超过期限没有接收的由办公室督促。"),
    ),
    "exchange:alert": Help(
        _("查看一次病情预警：看到的迹象、谁在什么时候上报、卫生院怎样处置。"),
        "6.1",
        _("卫生院接收时写明做了什么，并及时与综治、派出所交换信息。"),
    ),
    "exchange:raise": Help(
        _("领药或看诊时发现患者病情加重，立即告知当地卫生院。"),
        "6.1",
        _("保管患者档案的卫生院在待办里马上看到，接收后写明做了什么。"),
    ),
}
