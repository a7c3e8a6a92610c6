"""Make up names of people, villages and houses, the same ones for the same seed.

The lists are our own, so that no new version of a library changes the demonstration. Surnames
with two readings and rare characters (啟 䶮 𬱖 𠮷) are there on purpose: fonts, sorting, search
and printed forms must bear them.
"""

from random import Random

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武"
)
_UNCOMMON_SURNAMES = (
    *(
        "单",
        "仇",
        "解",
        "区",
        "查",
        "朴",
        "盖",
        "乐",
        "冉",
        "牟",
        "晏",
        "宓",
        "翟",
        "缪",
        "幸",
        "敖",
    ),
    *("尉迟", "万俟", "长孙", "欧阳", "司徒", "上官", "令狐", "诸葛"),
)
_GIVEN_MALE = (
    *(
        "建国",
        "建华",
        "志强",
        "国平",
        "永强",
        "成林",
        "德明",
        "光华",
        "世伟",
        "家福",
        "小龙",
        "大勇",
    ),
    *(
        "云飞",
        "文斌",
        "晓东",
        "启明",
        "天佑",
        "长生",
        "朝阳",
        "兴旺",
        "明亮",
        "洪",
        "刚",
        "军",
        "波",
    ),
    *("涛", "勇", "鹏", "毅", "海", "宇轩", "浩然", "俊杰", "子豪", "思源", "忠友", "代全", "福贵"),
)
_GIVEN_FEMALE = (
    *(
        "秀英",
        "桂芳",
        "玉兰",
        "淑珍",
        "小琴",
        "晓燕",
        "春梅",
        "丽华",
        "世碧",
        "德群",
        "昌会",
        "朝容",
    ),
    *("光淑", "明霞", "红梅", "雪", "静", "敏", "艳", "娟", "莉", "萍", "芳", "丹", "雨涵", "梓萱"),
    *("诗琪", "欣怡", "佳慧", "素琼", "天碧", "永芬", "启秀", "先芝", "家蓉", "乐", "代珍"),
)
_GIVEN_RARE = ("啟彬", "䶮", "𬱖", "𠮷祥", "文啟", "思䶮")
_LONG_NAMES = {"1": ("阿卜杜拉·买买提", "吉克·阿木"), "2": ("阿依古丽·买买提", "阿依·吉布")}

_HAMLETS = (
    *(
        "青杠",
        "柏树",
        "双石",
        "龙井",
        "桂花",
        "高坪",
        "响水",
        "白岩",
        "黄桷",
        "松林",
        "新屋",
        "梅子",
    ),
    *(
        "石坝",
        "长岭",
        "燕窝",
        "麻柳",
        "凤凰",
        "竹园",
        "水口",
        "大沟",
        "鱼塘",
        "红岩",
        "观音",
        "团山",
    ),
)
_COMMON_OF_100 = 94
_RARE_OF_100 = 2
_LONG_OF_1000 = 4


def surname(rng: Random) -> str:
    """Draw a surname, one in twenty of them uncommon."""
    if rng.randrange(100) < _COMMON_OF_100:
        return rng.choice(_SURNAMES)
    return rng.choice(_UNCOMMON_SURNAMES)


def full_name(rng: Random, *, family: str, sex: str) -> str:
    """Draw a name; an empty family name gives one that is not made of surname and given name."""
    if not family:
        return rng.choice(_LONG_NAMES[sex])
    if rng.randrange(100) < _RARE_OF_100:
        return family + rng.choice(_GIVEN_RARE)
    return family + rng.choice(_GIVEN_MALE if sex == "1" else _GIVEN_FEMALE)


def family_name(rng: Random, *, serial: int) -> str:
    """Draw what a family is called; a few have no surname, so that long names occur."""
    if serial % 250 == 0 or rng.randrange(1000) < _LONG_OF_1000:
        return ""
    return surname(rng)


def rare_name(*, family: str, serial: int) -> str:
    """Return a name with a rare character, each of them in turn."""
    return family + _GIVEN_RARE[serial % len(_GIVEN_RARE)]


def villages_of(town: str) -> tuple[str, ...]:
    """Name the three villages that the demonstration gives a town, always the same ones."""
    kind = "社区" if town.endswith("街道") else "村"
    first = sum(ord(character) for character in town)
    return tuple(f"{_HAMLETS[(first + 7 * step) % len(_HAMLETS)]}{kind}" for step in range(3))


def committee_of(village: str) -> str:
    """Name the committee of a village or community."""
    return f"{village}{'居民' if village.endswith('社区') else '村民'}委员会"
