"""Every model has its word."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_model_stands_in_the_glossary():
    ours = [m for m in apps.get_models() if m.__module__.startswith("anxin.")]
    missing = [m.__name__ for m in ours if f"| `{m.__name__}` |" not in GLOSSARY]

    assert ours
    assert missing == []


def test_decisions_are_numbered_without_gaps_or_twins():
    folder = Path(__file__).parents[2] / "docs" / "decisions"
    numbers = sorted(int(path.name[:4]) for path in folder.glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
