"""Help of publicity: 政策宣传 (5.1.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "publicity:list": Help(
        _("查看政策宣传开展了几次、覆盖多少人，哪些镇街很久没有开展。"),
        "5.1.1",
        _("村（居）委会和卫生院按期开展并登记；办公室督促过期的镇街。"),
    ),
    "publicity:add": Help(
        _("登记一次已经开展的政策宣传：日期、地点、形式和覆盖人数。不写患者姓名。"),
        "5.1.1",
        _("登记后计入本镇街的次数，下次期限重新计算。"),
    ),
    "publicity:correct": Help(
        _("写错的记录用新的一条代替，原来的保留可查。"),
        "5.1.1",
        _("更正后不需要再办理。"),
    ),
}
