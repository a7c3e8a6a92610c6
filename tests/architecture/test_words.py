"""Every word for people stands in the English catalogue, and nothing is stored in a page's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext, ngettext
from scripts import words

from anxin.pages.words import in_words
from anxin.rules.cost_sharing import WITHIN_CAP
from anxin.rules.decisions import Listed, said
from anxin.rules.dispensing import CARDS_ARE_SHOWN
from tests.architecture.tree import SOURCE, named, python_files

SPEAKS_CHINESE = {
    "demo/*": "made-up data, and its progress on the terminal",
    "explain/*": "`anxin explain` answers in the words of the law",
    "cli.py": "the terminal of whoever runs the program",
    "serve.py": "the terminal of whoever runs the program",
    "database/*": "what the operator reads when the database can't be used",
    "vault/*": "what the operator reads when the keys can't be used",
    "upkeep/*": "what `anxin verify` and the upkeep of an installation print",
    "*/management/commands/*": "the terminal of whoever runs the program",
    "*/invariants.py": "the promises that `anxin verify` prints",
    "*/loss_invariants.py": "the promises that `anxin verify` prints",
    "policy/*": "what the author of a policy pack reads when the pack is wrong",
    "documents/filling/*": "the official forms are on paper, in Chinese",
    "documents/spreadsheet.py": "the register as a spreadsheet is annex 8, in Chinese",
    "packs/filling.py": "the sheet of a clinic day is filled in by hand, in Chinese",
    "packs/sheets.py": "the sheet of a clinic day is filled in by hand, in Chinese",
    "imports/layout.py": "heads of the rosters that people bring, in Chinese",
    "imports/sheets.py": "the template and the result sheet are in Chinese, as annex 8 is",
    "rules/dosing.py": "directions are signed and printed on the label, in Chinese",
    "documents/typesetting.py": "names of the fields of the official forms",
    "documents/views/printing.py": "names of the fields of the official forms",
    "people/pinyin.py": "how surnames are read: data",
    "config/*": "a language's own name, how days are written, settings that can't be",
}
"""Files whose Chinese no page shows, and why."""
SPEAKS_CHINESE_ONCE = {
    ("clinics/services/lines.py", "自费"): "compared with the catalogue's own word",
    ("adoption/forms.py", "休"): "typed and read in every language",
    ("adoption/forms.py", "班"): "typed and read in every language",
    ("adoption/views.py", "休"): "typed and read in every language",
    ("adoption/views.py", "班"): "typed and read in every language",
    ("adoption/models.py", "待定"): "a note for programmers",
    ("dispensing/models.py", "待定"): "a note for programmers",
    ("funding/models/fund.py", "待定"): "a note for programmers",
    ("dispensing/writing.py", "备药当天未完成，已失效"): "stored, inside a statement",
    ("organisations/signing/authenticators.py", "安心服药"): "the name in an authenticator app",
    ("clinics/forms/prescribing.py", "半"): "a way to type half a unit",
    ("pages/forms.py", "%Y年%m月%d日"): "a way to type a day",
    ("rules/parameters.py", "）在 "): "a fault of the policy pack",
    ("rules/parameters.py", " 没有有效的规定"): "a fault of the policy pack",
    ("rules/parameters.py", "）待定"): "a fault of the policy pack",
    ("rules/quarters.py", "不是季度："): "a fault of a caller",
    ("rules/quarters.py", "（例如 2026Q4）"): "a fault of a caller",
    ("enrolment/services/annual_reviews.py", "取消资格："): "stored before what somebody typed",
    ("enrolment/services/places.py", "候补名额："): "stored before what somebody typed",
    ("documents/views/exports.py", "（导出编号 "): "stored with a reading",
}
NEVER_AT_IMPORT = {"gettext", "ngettext", "pgettext"}


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def allowed(path: Path, text: str) -> bool:
    return any(fnmatch(place(path), pattern) for pattern in SPEAKS_CHINESE) or any(
        place(path) == one and part in text for one, part in SPEAKS_CHINESE_ONCE
    )


@pytest.fixture(scope="module")
def fresh() -> Catalog:
    return words.catalogue(words.everything(), earlier=words.kept())


def test_every_word_is_translated(fresh: Catalog) -> None:
    assert words.faults(fresh) == []


def test_a_word_is_plural_everywhere_or_nowhere() -> None:
    assert words.mixed(words.everything()) == []
    one, many = (words.Said(words.PO, 1, ("", key)) for key in (("甲",), ("甲", "甲")))
    assert words.mixed([one, many]) == ["有的有复数、有的没有 / not always plural: 甲"]


def test_the_catalogue_and_what_is_compiled_are_up_to_date(fresh: Catalog) -> None:
    assert words.written(fresh) == (words.PO.read_bytes(), words.MO.read_bytes())


@pytest.mark.parametrize(
    ("msgid", "wrong", "told"),
    [
        ("待办", "", "not translated"),
        ("还差 %(n)s 人", "people missing", "other placeholders"),
        ("密码是 <code>%(password)s</code>。", "It is %(password)s.", "other tags"),
        ("待办", "待办", "Chinese in the translation"),
        ("{on} 没有协议", "none on {day}", "other placeholders"),
    ],
)
def test_a_word_without_a_right_translation_is_found(msgid: str, wrong: str, told: str) -> None:
    catalogue = Catalog(locale="en")
    catalogue.add(msgid, wrong)
    assert [told in fault for fault in words.faults(catalogue)] == [True]


def test_a_translation_taken_away_is_found(fresh: Catalog) -> None:
    before = fresh["待办"].string
    fresh["待办"].string = ""
    try:
        assert words.faults(fresh) == ["没有译文 / not translated: 待办"]
    finally:
        fresh["待办"].string = before


def test_an_unsure_translation_is_found() -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("待办", "Tasks", flags=["fuzzy"])
    assert words.faults(catalogue) == ["没有译文 / not translated: 待办"]


@pytest.mark.parametrize("path", list(python_files()), ids=named)
def test_chinese_for_people_stands_where_the_catalogue_finds_it(path: Path) -> None:
    assert [found for found in words.unsaid(path) if not allowed(path, found[1])] == []


def test_every_exception_is_still_needed() -> None:
    found = [(path, text) for path in python_files() for _line, text in words.unsaid(path)]
    used = {p for p in SPEAKS_CHINESE if any(fnmatch(place(path), p) for path, _ in found)}
    once = {
        (one, part)
        for one, part in SPEAKS_CHINESE_ONCE
        if any(place(path) == one and part in text for path, text in found)
    }
    assert used == SPEAKS_CHINESE.keys()
    assert once == SPEAKS_CHINESE_ONCE.keys()


@pytest.mark.parametrize("path", list(python_files()), ids=named)
def test_no_file_chooses_the_language_at_import(path: Path) -> None:
    assert list(chosen_at_import(ast.parse(path.read_text(encoding="utf-8")))) == []


def chosen_at_import(tree: ast.Module) -> Iterator[int]:
    """Yield the lines outside functions that call gettext, or fill a lazy word."""
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    later = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in later:
            continue
        if isinstance(node, ast.Call) and names.get(_called(node)) in NEVER_AT_IMPORT:
            yield node.lineno
        if _fills(node) in names:
            yield node.lineno


def _fills(node: ast.AST) -> str:
    """Return what ``word(…) % facts`` calls."""
    fills = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)
    return _called(node.left) if fills and isinstance(node.left, ast.Call) else ""


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_choosing_the_language_at_import_is_found() -> None:
    tree = ast.parse(
        "from django.utils.translation import gettext, gettext_lazy as _\n"
        "A = gettext('甲')\nB = _('乙 %(n)s') % {'n': 1}\nC = _('丙')\n"
        "def f(): return gettext('丁')\n"
    )
    assert list(chosen_at_import(tree)) == [2, 3]


def test_services_store_chinese_whatever_the_page_speaks() -> None:
    services = [*SOURCE.glob("*/services.py"), *SOURCE.glob("*/services/**/*.py")]
    spoken = re.compile(r"import .*\b(?:n|p)?gettext(?:_lazy)?\b(?!_noop)|in_words|later\(")
    assert services
    found = [p for p in services if spoken.search(p.read_text(encoding="utf-8"))]
    assert [named(path) for path in found] == []


def test_a_reason_is_stored_in_chinese_and_shown_in_english_with_its_facts() -> None:
    ground = CARDS_ARE_SHOWN.fails(missing=Listed(["身份证", "特病卡"]))
    assert ground.reason == "还没有出示：身份证、特病卡"
    assert in_words(ground) == ground.reason
    with translation.override("en"):
        assert in_words(ground) == "Not shown yet: Identity card, Special-disease card"
        assert ground.reason == "还没有出示：身份证、特病卡"
        over = WITHIN_CAP.fails(month="2026-11", over_fen=1250)
        assert in_words(over) == "2026-11 exceeds the monthly cap by 1250 fen"


def test_names_and_what_somebody_typed_pass_through() -> None:
    with translation.override("en"):
        assert in_words("测试甲") == "测试甲"
        assert in_words("") == ""
        assert in_words(said("监护人{name}", name="测试母亲")) == "guardian 测试母亲"


def test_plurals_and_days_follow_the_language() -> None:
    with translation.override("en"):
        assert ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", 1) % {"n": 1} == "1 day left"
        assert ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", 3) % {"n": 3} == "3 days left"
        assert gettext("待定") == "To be set"
    assert ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", 1) % {"n": 1} == "还剩 1 天"
