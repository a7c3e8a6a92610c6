"""The words behind the codes of a person's record, as annex 4 and the national standards list them."""

from __future__ import annotations

from collections.abc import Mapping

ETHNIC_GROUPS: Mapping[str, str] = {
    f"{number:02d}": name
    for number, name in enumerate(
        [
            "汉族",
            "蒙古族",
            "回族",
            "藏族",
            "维吾尔族",
            "苗族",
            "彝族",
            "壮族",
            "布依族",
            "朝鲜族",
            "满族",
            "侗族",
            "瑶族",
            "白族",
            "土家族",
            "哈尼族",
            "哈萨克族",
            "傣族",
            "黎族",
            "傈僳族",
            "佤族",
            "畲族",
            "高山族",
            "拉祜族",
            "水族",
            "东乡族",
            "纳西族",
            "景颇族",
            "柯尔克孜族",
            "土族",
            "达斡尔族",
            "仫佬族",
            "羌族",
            "布朗族",
            "撒拉族",
            "毛南族",
            "仡佬族",
            "锡伯族",
            "阿昌族",
            "普米族",
            "塔吉克族",
            "怒族",
            "乌孜别克族",
            "俄罗斯族",
            "鄂温克族",
            "德昂族",
            "保安族",
            "裕固族",
            "京族",
            "塔塔尔族",
            "独龙族",
            "鄂伦春族",
            "赫哲族",
            "门巴族",
            "珞巴族",
            "基诺族",
        ],
        start=1,
    )
}
"""GB/T 3304."""

RELATIONS: Mapping[str, str] = {
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "sibling": "兄弟姐妹",
    "grandparent": "（外）祖父母",
    "grandchild": "（外）孙子女",
    "relative": "其他亲属",
    "committee": "村（居）民委员会",
    "civil_affairs": "民政部门",
    "other": "其他",
}
"""GB/T 4761, grouped as a counter needs them; the last kinds may be organisations."""

GUARDIAN_BASES: Mapping[str, str] = {
    "spouse": "配偶",
    "parent": "父母",
    "adult_child": "成年子女",
    "near_relative": "其他近亲属",
    "appointed": "村（居）委会或民政部门指定",
    "other": "其他（经村（居）委会或民政部门同意）",
}
"""Why somebody is guardian, in the order of the Civil Code, article 28 (working-rules, D)."""

INSURANCES: Mapping[str, str] = {
    "employee": "城镇职工基本医疗保险",
    "resident": "城乡居民基本医疗保险（含原城镇居民医保）",
    "rural": "新型农村合作医疗保险（原）",
    "other": "其他医疗保险",
    "none": "无医疗保险",
}
"""A4; old names stay for old records."""

SUBSIDIES: Mapping[str, str] = {
    "local_poverty": "符合地方贫困标准",
    "federation": "残联补助",
    "disorder_project": "严重精神障碍管理治疗项目",
    "medical_assistance": "享受医疗救助",
}
"""A4, besides the poverty groups and the special-disease card, which are kept apart."""

REGISTERS: Mapping[str, str] = {"agricultural": "农业户口", "other": "非农业户口"}
