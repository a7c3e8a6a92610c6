"""Help of clinic days without a line (5.2, 5.3.2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "packs:packs": Help(
        _("查看没有网络的门诊日要带走的登记表：谁申请、为什么、谁批准、是否已下载。"),
        "7.2.d",
        _("坐诊医师或发药人在门诊日看板上申请，由另一人审批，批准后由申请人下载。"),
    ),
    "packs:ask": Help(
        _("申请把一个门诊日应到的人做成加密的登记表，没有网络时在笔记本电脑上填写。"),
        "7.2.d",
        _("提交后由另一位同事或免费服药办公室审批。"),
    ),
    "packs:pack": Help(
        _("查看一份断网登记表的申请，审批别人的申请，或下载自己已批准的登记表。"),
        "7.2.d",
        _("批准后24小时内由申请人下载；线路恢复后上传，逐行办理。"),
    ),
}
