"""The law and the program answer for each other: both ways, and by name."""

import ast
import importlib
import pkgutil

import pytest
from scripts import count_clauses, generate_docs

import anxin.rules
from anxin.policy import load
from anxin.policy.citations import (
    cited_in_docstrings,
    cited_in_parameters,
    cited_in_source,
    cited_outright,
    looks_like_a_clause,
    modules,
    open_clauses,
)
from anxin.policy.locations import find_pack
from anxin.policy.sources import read_not_yet
from anxin.rules.clauses import citations

POLICY = load()
# The plan page's own list, so that no clause of it can be dropped from the pack unseen.
PLAN = [
    "1",
    "2.1",
    "2.2",
    "3.1.a",
    "3.1.b",
    "3.1.c",
    "3.1.d",
    "3.1.e",
    "3.2",
    "4.1",
    "4.2",
    "4.3.health",
    "4.3.politics",
    "4.3.finance",
    "4.3.disabled",
    "4.3.civil",
    "4.3.police",
    "4.3.centre",
    "4.3.rehab",
    "4.3.township",
    "4.3.village",
    "5.1.1",
    "5.1.2.a",
    "5.1.2.b",
    "5.1.2.c",
    "5.1.3.a",
    "5.1.3.b",
    "5.1.3.c",
    "5.1.4",
    "5.1.5.a",
    "5.1.5.b",
    "5.1.5.c",
    "5.1.5.d",
    "5.1.5.e",
    "5.1.6.1",
    "5.1.6.2",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.3.1.a",
    "5.3.1.b",
    "5.3.1.c",
    "5.3.2.a",
    "5.3.2.b",
    "5.3.2.c",
    "5.3.2.d",
    "5.3.2.e",
    "5.4",
    "5.5.a",
    "5.5.b",
    "5.5.c",
    "6.1",
    "6.2",
    "6.3.a",
    "6.3.b",
    "7.1.a",
    "7.1.b",
    "7.1.c",
    "7.2.a",
    "7.2.b",
    "7.2.c",
    "7.2.d",
    "7.3.a",
    "7.3.b",
    "7.3.c",
    "7.4",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A5.n1",
    "A5.n2",
    "A5.n3",
    "A5.n4",
    "A6",
    "A7",
    "A8",
    "A9",
]


def test_the_pack_names_every_clause_of_the_plan_with_its_sentence():
    of_the_notice = [clause.id for clause in POLICY.clauses.values() if not clause.document]

    assert of_the_notice == PLAN
    assert all(clause.text for clause in POLICY.clauses.values())


def test_every_clause_of_another_document_names_a_document_that_exists():
    documents = {clause.document for clause in POLICY.clauses.values()} - {""}

    assert documents <= set(POLICY.documents)


def test_every_citation_points_at_a_clause_that_exists():
    for name, tree in modules():
        unknown = set(cited_outright(tree)) - set(POLICY.clauses)
        assert not unknown, f"{name} cites {unknown}"


def test_every_clause_named_in_a_docstring_exists():
    known = set(POLICY.clauses) | {
        ".".join(clause.split(".")[:n]) for clause in POLICY.clauses for n in (1, 2, 3)
    }
    for name, tree in modules():
        named = {word for word in cited_in_docstrings(tree) if looks_like_a_clause(word)}
        assert named <= known, f"{name} names {named - known}"


def test_every_value_rests_on_a_clause_that_exists():
    assert set(cited_in_parameters(POLICY)) <= set(POLICY.clauses)


def test_every_clause_is_carried_out_or_listed_as_not_yet():
    listed = set(read_not_yet(find_pack()))

    assert set(open_clauses(POLICY)) - listed == set()


def test_no_clause_is_both_carried_out_and_listed_as_not_yet():
    listed = set(read_not_yet(find_pack()))

    assert listed - set(open_clauses(POLICY)) == set()


def test_every_clause_not_carried_out_says_what_it_waits_for():
    assert all(read_not_yet(find_pack()).values())


def test_reading_the_source_finds_what_running_it_records():
    for found in pkgutil.iter_modules(anxin.rules.__path__, "anxin.rules."):
        importlib.import_module(found.name)
    read = {clause for _, tree in modules() for clause in cited_outright(tree)}

    recorded = {
        clause
        for clause, names in citations().items()
        if any(name.startswith("anxin.") for name in names)
    }
    assert recorded <= read


@pytest.mark.parametrize(
    ("docstring", "found"),
    [
        ("Refuse a lot that is old (5.3.2.a).", {"5.3.2.a"}),
        ("Give ``5.1.3.a`` and `A5.n4`.", {"5.1.3.a", "A5.n4"}),
        ("Who may do what. Clauses 4.3, 5.1.4 and rx-2021:max.", {"4.3", "5.1.4", "rx-2021:max"}),
        ("PostgreSQL 5.4 and 18.6.3 are no clauses.", set()),
        ("Clause 7.4. Then version 2.1 of something.", {"7.4"}),
    ],
)
def test_a_docstring_cites_in_brackets_backticks_or_after_the_word(docstring, found):
    tree = ast.parse(f"def f():\n    {docstring!r}\n")
    words = set(cited_in_docstrings(tree))

    assert {word for word in words if word in POLICY.clauses or word == "4.3"} == found


def test_the_program_cites_what_the_rules_are_about():
    cited = cited_in_source(POLICY)

    assert "anxin.rules.eligibility" in cited["3.1.c"]
    assert "anxin.rules.cost_sharing" in cited["2.1"]


def test_the_generated_pages_are_fresh():
    assert generate_docs.stale_pages() == []


def test_a_stale_page_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(generate_docs, "DOCS", tmp_path)
    assert generate_docs.main(["--check"]) == 1

    assert generate_docs.main([]) == 0
    assert generate_docs.main(["--check"]) == 0

    (tmp_path / "states/card.md").write_text("old", encoding="utf-8")
    (tmp_path / "states/gone.md").write_text("left over", encoding="utf-8")
    assert generate_docs.stale_pages() == ["states/card.md", "states/gone.md"]


def test_the_count_is_printed(capsys):
    assert count_clauses.main([]) == 0
    assert f"{len(open_clauses(POLICY))} of {len(POLICY.clauses)}" in capsys.readouterr().out
