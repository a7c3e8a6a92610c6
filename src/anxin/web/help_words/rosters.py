"""Help of rosters that are read in from spreadsheets (A8)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.web.help_words.shape import Help

HELP: dict[str, Help] = {
    "imports:batches": Help(
        _("查看本单位上传过的登记名单表格，每份有多少行、导入了多少、还有多少要处理。"),
        "A8",
        _("精防人员上传表格，打开一份逐行核对后导入。"),
    ),
    "imports:upload": Help(
        _(
            "上传附件8的登记名单或填好的模板。只读取和核对，不马上导入；同一份表格再次上传不会重复。"
        ),
        "A8",
        _("上传后由精防人员核对，再导入。"),
    ),
    "imports:batch": Help(
        _(
            "逐行核对一份表格：哪一行、哪一栏有什么错误，谁可能已经登记，哪些可以导入，导入到了哪里。"
        ),
        "A8",
        _("精防人员改正错误、确认疑似重复后导入；导入在后台进行，可以离开这一页。"),
    ),
    "imports:take": Help(
        _("选择导入哪些行。填全的行成为已提交的申请，没有填全的存为申请草稿。"),
        "5.1.2.a",
        _("提交后由后台导入；形成的申请由村（居）委会确认，再由卫生院初审、区精神卫生中心复审。"),
    ),
    "imports:stop": Help(
        _("停止导入还在等待的行，已经导入的不受影响。"),
        "A8",
        _("停止的行可以改正后再导入。"),
    ),
    "imports:abandon": Help(
        _("作废一份传错的表格，删除其中还没有导入的内容。"),
        "A8",
        _("需要时由精防人员重新上传。"),
    ),
    "imports:row": Help(
        _("查看表格中的一行，在有错误的栏目旁改正；也可以在表格里改好后重新上传。"),
        "A8",
        _("改正后回到核对页导入。"),
    ),
    "imports:apart": Help(
        _("核对身份证件后，确认这一行与相似的人不是同一人。"),
        "5.1.3.b",
        _("确认后这一行可以导入；以后发现是同一人的，由免费服药办公室合并。"),
    ),
}
