"""Keep the English catalogue: every word a person can see, with its translation (decision 0009).

``python scripts/words.py`` rewrites ``django.po`` with the words that stand in the source now, in
the order of the source, keeps what is translated, drops what is dead, and compiles ``django.mo``.
``--check`` writes nothing and fails where a word is new, dead, untranslated or badly translated.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from anxin.policy import load
from anxin.policy.locations import find_pack
from anxin.web.clause_words import body_of, short_title

SOURCE = Path(__file__).parents[1] / "src" / "anxin"
PLACE = SOURCE / "locale" / "en" / "LC_MESSAGES"
PO, MO = PLACE / "django.po", PLACE / "django.mo"

HAN = re.compile(r"[㐀-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*(?::[^}]*)?\}")
TAG = re.compile(r"</?[a-z][^>]*>")
CALL = re.compile(
    r"(?<!\w)(_|n?p?gettext)\(((?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")\s*,?\s*)+)(?:count)?\)",
    re.DOTALL,
)
TYPED = re.compile(r"[休班](?= \((?:rest|work)\)|[.\s]|$)")
"""Characters that somebody types whatever the language: the working calendar's two."""
STAYS_CHINESE = {"简体中文"}
"""What is Chinese in every language: a language's own name."""

WORDS_OF = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1,
    "ngettext": 2, "ngettext_lazy": 2, "pgettext": 2, "pgettext_lazy": 2,
    "npgettext": 3, "npgettext_lazy": 3,
}  # fmt: skip
"""How many leading arguments of Django's functions are words."""
ALL = "*"
OWN_WORDS: dict[str, tuple[int | str, ...]] = {
    "condition": ("met", "unmet"),
    "_guard": (2,),
    "said": (0, ALL),
    "met_if": (ALL,),
    "fails": (ALL,),
    "refused": (ALL,),
    "look": (1,),
    "Look": ("page",),
    "printing": (1,),
}
"""Our own functions whose words are kept in Chinese and translated when they are shown."""

WHOLE = (
    "rules/",
    "people/codes.py",
    "ledger/invariants.py",
    "documents/filling/register.py",
)
"""Where every Chinese text is a word for people; ``rules`` knows no gettext."""

Key = tuple[str, tuple[str, ...]]
"""Context (mostly empty) and msgid, with its plural where there is one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the source: where it stands, and what it is in the catalogue."""

    path: Path
    line: int
    key: Key


def everything() -> Iterator[Said]:
    """Yield every word of the program, file by file."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"migrations", "demo"} & set(path.parts):
            yield from of_python(path)
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            yield from of_template(path)
    yield from of_policy()


def of_policy() -> Iterator[Said]:
    """Yield the few words of the policy pack that pages translate: its names, values, units,
    insurance classes and forms of medicines, short titles of documents, bodies that have duties,
    kinds of laboratory results.

    What the documents say stays Chinese: a translated law is no law.
    """
    pack = load()
    products = _rows(find_pack() / "products.csv")
    units = [row[name] for name in ("unit_name", "insurance_class") for row in products]
    forms = [row["form"] for row in _rows(find_pack() / "catalogue.csv")]
    titles = (short_title(document.title) for document in pack.documents.values())
    bodies = (body_of(clause) for clause in pack.clauses if clause.startswith("4.3."))
    names = [pack.district, pack.programme, *(p.description for p in pack.parameters.values())]
    kinds = [word for kind in pack.laboratory.values() for word in (kind.name, *kind.words)]
    for word in dict.fromkeys([*names, *units, *forms, *titles, *bodies, *kinds]):
        yield Said(SOURCE / "policy", 1, ("", (word,)))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_template(path: Path) -> Iterator[Said]:
    """Yield the words of a template, as Django itself reads them."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in CALL.finditer(text):
        words = ast.literal_eval(f"({call[2].rstrip().rstrip(',')},)")
        yield Said(path, text.count("\n", 0, call.start()) + 1, _key(call[1], words))


def of_python(path: Path) -> Iterator[Said]:
    """Yield the words of a Python file: calls of gettext, reasons of rules, and all of ``rules``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _names_of_gettext(tree)
    found: dict[int, Said] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for constants, key in _spoken(node, names):
                for constant in constants:
                    found[id(constant)] = Said(path, constant.lineno, key)
    if _is_whole(path):
        for constant in plain_constants(tree):
            if id(constant) not in found:
                found[id(constant)] = Said(path, constant.lineno, ("", (constant.value,)))
    yield from sorted(found.values(), key=lambda said: said.line)


def unsaid(path: Path) -> list[tuple[int, str]]:
    """Return the Chinese constants of a Python file that no catalogue would hold."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _names_of_gettext(tree)
    said = {
        id(constant)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for constants, _ in _spoken(node, names)
        for constant in constants
    }
    plain = {id(constant) for constant in plain_constants(tree)} if _is_whole(path) else set()
    return [
        (constant.lineno, constant.value)
        for constant in _chinese(tree)
        if id(constant) not in said | plain
    ]


def _is_whole(path: Path) -> bool:
    return path.relative_to(SOURCE).as_posix().startswith(WHOLE)


def plain_constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield whole Chinese constants; a piece of an f-string is no whole."""
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    return (constant for constant in _chinese(tree) if id(constant) not in pieces)


def _chinese(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield Chinese constants but docstrings, in the order of the file."""
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in docs
    ]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _names_of_gettext(tree: ast.AST) -> dict[str, str]:
    """Return what the file calls Django's functions: ``_`` is gettext here, lazy there."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in WORDS_OF
    }


def _spoken(
    call: ast.Call, names: dict[str, str]
) -> Iterator[tuple[tuple[ast.Constant, ...], Key]]:
    """Yield the constants of a call that are words, with what they are in the catalogue."""
    own = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if own in names:
        words = call.args[: WORDS_OF[names[own]]]
        if all(isinstance(word, ast.Constant) and isinstance(word.value, str) for word in words):
            constants = tuple(word for word in words if isinstance(word, ast.Constant))
            yield constants, _key(names[own], tuple(c.value for c in constants))
        return
    for place in (*OWN_WORDS.get(own, ()), "because", "page_name"):
        for argument in _arguments(call, place):
            for constant in _branches(argument):
                yield (constant,), ("", (constant.value,))


def _arguments(call: ast.Call, place: int | str) -> list[ast.expr]:
    if isinstance(place, int):
        return call.args[place : place + 1]
    return [keyword.value for keyword in call.keywords if place in (ALL, keyword.arg)]


def _branches(argument: ast.expr) -> Iterator[ast.Constant]:
    """Yield the text of an argument, or both texts of ``a if x else b``."""
    if isinstance(argument, ast.IfExp):
        yield from (*_branches(argument.body), *_branches(argument.orelse))
    elif isinstance(argument, ast.Constant) and HAN.search(str(argument.value)):
        yield argument


def _key(function: str, words: tuple[str, ...]) -> Key:
    with_context = function.removesuffix("_lazy") in {"pgettext", "npgettext"}
    return (words[0], words[1:]) if with_context else ("", words)


def is_ours(key: Key) -> bool:
    """Say whether a word is ours to translate; Django's own English words are not."""
    return any(HAN.search(word) for word in key[1]) or key[1] == ("、",)


@cache
def kept() -> Catalog:
    """Return the catalogue as it is kept."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def catalogue(said: Iterable[Said], *, earlier: Catalog) -> Catalog:
    """Return the catalogue of what is said now, with the translations there were."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    new = Catalog(
        locale="en", project="anxin", version="0.1.0", copyright_holder="Anxin",
        creation_date=at, revision_date=at, last_translator="Anxin", language_team="Anxin",
        header_comment="# English words of Anxin. Written by scripts/words.py; translate by hand.",
        fuzzy=False,
    )  # fmt: skip
    for one in said:
        context, words = one.key
        if not is_ours(one.key):
            continue
        name = words[0] if len(words) == 1 else words
        before = earlier.get(name, context or None)
        empty = "" if len(words) == 1 else ("", "")
        text = before.string if before and not before.fuzzy else empty
        if before and isinstance(text, str) != isinstance(empty, str):
            text = text[-1] if isinstance(empty, str) else (text, text)
        where = [(str(one.path.relative_to(SOURCE)), 1)]
        new.add(name, text or empty, locations=where, context=context or None)
    return new


def mixed(said: Iterable[Said]) -> list[str]:
    """Return words that are plural in one place and not in another: gettext would take the wrong one."""
    forms: dict[tuple[str, str], set[int]] = {}
    for one in said:
        context, words = one.key
        forms.setdefault((context, words[0]), set()).add(len(words))
    return [
        f"有的有复数、有的没有 / not always plural: {w}"
        for (_, w), n in forms.items()
        if len(n) > 1
    ]


def faults(found: Catalog) -> list[str]:
    """Return what is wrong with translations: none, unsure, Chinese, other placeholders or tags."""
    return [fault for message in found if message.id for fault in _faults_of(message)]


def _faults_of(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy or not all(texts):
        yield f"没有译文 / not translated: {ids[0]}"
        return
    for text in texts:
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(ids[-1])):
            yield f"占位符不同 / other placeholders: {ids[0]} → {text}"
        if sorted(TAG.findall(text)) != sorted(TAG.findall(ids[-1])):
            yield f"标签不同 / other tags: {ids[0]} → {text}"
        if HAN.search(TYPED.sub("", text)) and ids[0] not in STAYS_CHINESE:
            yield f"译文含汉字 / Chinese in the translation: {ids[0]} → {text}"


def written(found: Catalog) -> tuple[bytes, bytes]:
    """Return the catalogue as text and compiled."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, found, width=100, include_lineno=False, ignore_obsolete=True)
    write_mo(compiled, found)
    return text.getvalue(), compiled.getvalue()


def main() -> int:
    """Write the catalogue, or check it."""
    parser = argparse.ArgumentParser(description="English words: write or check the catalogue")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where stale")
    check = parser.parse_args().check
    said = list(everything())
    new = catalogue(said, earlier=kept())
    text, compiled = written(new)
    found = [*faults(new), *mixed(said)]
    if check and not (PO.exists() and PO.read_bytes() == text):
        found.append("django.po 不是最新的，请运行 make words / stale, run make words")
    if check and not (MO.exists() and MO.read_bytes() == compiled):
        found.append("django.mo 不是最新的，请运行 make words / stale, run make words")
    if not check:
        PLACE.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(text)
        MO.write_bytes(compiled)
    for fault in found:
        print(fault)
    print(f"{len(new)} 条界面文字，{len(found)} 处问题 / words and faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
