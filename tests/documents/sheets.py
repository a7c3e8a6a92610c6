"""One example of each sheet, made up, with rare characters and texts of every length."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import segno

from anxin.policy.leaflets import leaflets

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LONG_HOME = (
    "重庆市江津区油溪镇大坡村民委员会第十二村民小组盘龙大道三百六十五号附十八号四单元十二楼三号"
)
RARE = "欧阳啟䶮𬱖𠮷"


def approval(**changes: Any) -> dict[str, Any]:
    """Return annex 4 with two opinions given and one not."""
    given = {
        "意见": "同意。情况属实",
        "单位": "测试村委会",
        "签署人": "王某",
        "日期": "2026年11月9日",
    }
    return {
        "镇（街）": "油溪",
        "申请日期": "2026年11月9日",
        "姓名": RARE,
        "性别": "男",
        "民族": "汉族",
        "出生年月": "1980年5月",
        "残疾证号": "00000019800517001162",
        "邮政编码": "",
        "家庭地址": LONG_HOME,
        "联系电话": "13900000000",
        "疾病诊断": "精神发育迟滞伴发精神障碍",
        "诊断机构名称": "江津区精神康复院",
        "医保卡号": "500000000000000000",
        "监护人姓名": "测试母亲、测试父亲",
        "与患者关系": "父母、父母",
        "监护人联系电话": "13900000001、13900000002",
        "监护人家庭地址": LONG_HOME,
        "监护人邮政编码": "",
        "政府补贴": [1, 4, 6],
        "医疗保险": [2, 6],
        "户口类别": "农业户口",
        "签字日期": "2026年11月9日",
        "村（社区）委员会审核意见": given,
        "基层医疗卫生单位审核意见": {**given, "单位": "油溪（中心）卫生院"},
        "免费服药办公室审批意见": None,
        **changes,
    }


def agreement(**changes: Any) -> dict[str, Any]:
    """Return annex 7 before it is signed."""
    return {
        "甲方（定点医院）": "油溪（中心）卫生院",
        "乙方（患者及监护人）": f"{RARE}（患者）、测试母亲（监护人）",
        "患者身份证号": "00000019800517001X",
        "甲方签字日期": "",
        "乙方签字日期": "",
        **changes,
    }


def register(rows: int) -> dict[str, Any]:
    """Return annex 8 with so many rows."""
    row = {
        "患者姓名": RARE,
        "性别": "男",
        "身份证号": "00000019800517001X",
        "危险性评估": "0",
        "监护人姓名": "测试母亲",
        "监护人联系方式": "13900000001",
        "监护人身份证号": "00000019660102002X",
        "家庭住址": LONG_HOME,
        "备注": "",
    }
    return {
        "单位": "油溪（中心）卫生院",
        "填表人": "测试填表人",
        "填表时间": "2026年11月22日",
        "打印标记": "油溪（中心）卫生院 测试填表人 2026-11-22 10:00 打印",
        "名单": [{"序号": str(n), **row} for n in range(1, rows + 1)],
    }


def record(page: int, row: int, **changes: Any) -> dict[str, Any]:
    """Return one row of the card, with five medicines."""
    return {
        "页": page,
        "行": row,
        "日期": "2026年\n11月20日",
        "药品名称及规格、数量": "利培酮片 1mg×20片 56片\n奥氮平片 5mg×14片 28片\n"
        "丙戊酸镁缓释片 0.25g×30片 56片\n喹硫平片 0.1g×30片 28片\n阿立哌唑片 10mg×10片 28片",
        "领药总金额": "1,050.40",
        "医保特病资金": "20.00",
        "残联免费服药资金": "0.00",
        "免费服药项目资金": "1,030.40",
        "精神科医师签名": "欧阳某某\n（电子）",
        "定点医院精防人员签名": "李某\n（电子）",
        "监护人签名": "",
        **changes,
    }


def card(**changes: Any) -> dict[str, Any]:
    """Return annex 5 with two pages begun."""
    drawing = io.BytesIO()
    segno.make_qr("ABCDEFGH12345678", error="m").save(drawing, kind="svg", xmldecl=False, border=2)
    return {
        "套打": False,
        "镇": "油溪镇",
        "编号": "101-26-00011",
        "图二维码": drawing.getvalue().decode(),
        "姓名": RARE,
        "性别": "男",
        "年龄": "46",
        "残疾证号": "00000019800517001162",
        "电话": "13900000000",
        "监护人姓名": "测试母亲",
        "监护人电话": "13900000001",
        "家庭地址": LONG_HOME,
        "医保卡号": "500000000000000000",
        "疾病名称": "精神发育迟滞伴发精神障碍",
        "诊断医院": "江津区精神康复院",
        "药品名称": "",
        "就诊医院": "油溪（中心）卫生院",
        "核发单位": "油溪（中心）卫生院",
        "核发人": "李某",
        "核发日期": "2026年11月20日",
        "记录": [*(record(2, n) for n in range(1, 9)), record(3, 1)],
        **changes,
    }


def over(*records: dict[str, Any]) -> dict[str, Any]:
    """Return rows to be printed over a paper card."""
    return {"套打": True, "记录": list(records)}


def prescription(*, lines: int = 2, **changes: Any) -> dict[str, Any]:
    """Return an ordinary sheet with tablets, handed over."""
    medicine = {
        "药名": "丙戊酸镁缓释片",
        "规格": "0.25g×30片",
        "数量": "56片",
        "用法用量": "早1片、睡前1片，饭后服（28天）",
        "理由": "",
    }
    return {
        "机构": "油溪（中心）卫生院",
        "标记": "",
        "处方编号": "P20261128000041",
        "开具日期": "2026年11月28日",
        "费别": "城乡居民基本医疗保险",
        "姓名": RARE,
        "性别": "男",
        "年龄": "46岁",
        "救助卡编号": "101-26-00011",
        "科别": "精神科",
        "临床诊断": "精神发育迟滞伴发精神障碍",
        "药品": [medicine] * lines,
        "合用理由": "",
        "医师": "欧阳某某　主治医师（电子签名）\n2026-11-28 09:30",
        "审核": "李某（电子签名）\n2026-11-28 09:41",
        "调配发药": "王某（电子签名）\n2026-11-28 10:05",
        "药品金额": "105.40元",
        "有效期": "本处方3日内有效，至2026年11月30日止",
        "保存": "普通处方保存1年，至2027年11月27日",
        **changes,
    }


def psychotropic(**changes: Any) -> dict[str, Any]:
    """Return a sheet marked 精二, signed and not handed over yet."""
    return prescription(
        lines=0,
        **{
            "标记": "精二",
            "处方编号": "J20261128000042",
            "药品": [
                {
                    "药名": "地西泮片",
                    "规格": "2.5mg×100片",
                    "数量": "8片",
                    "用法用量": "睡前1片（8天）",
                    "理由": "近一周入睡困难，下次门诊在第8天",
                }
            ],
            "调配发药": "",
            "药品金额": "",
            "保存": "精二处方保存2年，至2028年11月27日",
            **changes,
        },
    )


def notice(**changes: Any) -> dict[str, Any]:
    """Return a refusal with one criterion unmet."""
    place = "三（一）"
    return {
        "申请人姓名": RARE,
        "申请日期": "2026年11月9日",
        "决定日期": "2026年11月20日",
        "结果": "不予通过",
        "结果说明": "这一次不能列入免费服药对象，理由写在下面。",
        "条件": [
            {
                "条件": "在本区居住",
                "是否符合": "不符合",
                "情况": "在辖区居住未满 3 个月（起于 2026年10月1日，按 2026年11月9日 计算）",
                "方案条款": place,
            },
            {"条件": "居家治疗", "是否符合": "符合", "情况": "居家", "方案条款": place},
            {
                "条件": "属于救助对象",
                "是否符合": "符合",
                "情况": "属于三（一）规定的实施对象",
                "方案条款": place,
            },
            {
                "条件": "疾病诊断",
                "是否符合": "符合",
                "情况": "精神分裂症，有资质的精神病医疗机构已出具诊断书",
                "方案条款": place,
            },
        ],
        "办理意见": "",
        "下一步": "请继续按医生的要求治疗和服药。需要帮助时，请与油溪（中心）卫生院联系。",
        "受理单位": "油溪（中心）卫生院",
        "政策版本": "jiangjin@00000000",
        **changes,
    }


_EMPTY: dict[type, Any] = {str: "", list: []}


def label(*medicines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return what goes home with a pick-up of these medicines; two where none is named."""
    return {
        "姓名": RARE,
        "下次领药": "2026年12月17日",
        "星期": "四",
        "服药点": "油溪（中心）卫生院",
        "发药日期": "2026年11月20日",
        "药品": list(medicines)
        or [
            medicine("利培酮片", "早上1片、晚上1片"),
            medicine("氯氮平片", "隔日一次，早上半片、中午半片、晚上1片半、睡前2片"),
        ],
        **changes,
    }


def medicine(name: str, use: str) -> dict[str, Any]:
    """Return one medicine of a label."""
    told = leaflets().of("氯氮平")
    return {
        "药名": name,
        "规格": "1mg×20片",
        "数量": "56片",
        "天数": "28天",
        "吃到": "2026年12月17日",
        "用法": use,
        "嘱咐": "早1片、晚1片，饭后服",
        "说明": list(told.use),
        "保管": told.keep,
        "不舒服": list(told.unwell),
        "核对": "用药说明待专家组核对，以医生当面讲的为准。",
    }


def calls(rows: int) -> dict[str, Any]:
    """Return a list of people to call, one of whom has no new day."""
    row = {
        "姓名": RARE,
        "电话": "13900000000",
        "监护人": "测试母亲\n测试父亲",
        "监护人电话": "13900000001\n0231-12345678",
        "原定日期": "2026年11月24日",
        "新日期": "2026年12月14日",
        "可用到": "2026年12月2日",
        "通知结果": "",
    }
    rest = {
        **row,
        "新日期": "待约",
        "监护人": "",
        "监护人电话": "",
        "可用到": "",
        "通知结果": "已通知",
    }
    lines = [{"序号": str(n), **(row if n % 3 else rest)} for n in range(1, rows + 1)]
    return {
        "地点": "油溪（中心）卫生院",
        "原定日期": "2026年11月24日",
        "打印时间": "2026年11月22日",
        "打印标记": "油溪（中心）卫生院 测试填表人 2026-11-22 10:00 打印",
        "名单": lines,
    }


EXAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "annex-4": ("approval", approval()),
    "annex-4-blank": (
        "approval",
        {key: _EMPTY.get(type(value)) for key, value in approval().items()},
    ),
    "annex-5": ("card", card()),
    "annex-5-rows": ("card", over(record(2, 8), record(3, 1))),
    "annex-7": ("agreement", agreement()),
    "annex-8": ("register", register(16)),
    "notice": ("notice", notice()),
    "label": ("label", label()),
    "prescription": ("prescription", prescription(lines=5, 合用理由="单用效果不佳")),
    "prescription-2": ("prescription", psychotropic()),
    "calls": ("calls", calls(5)),
}
