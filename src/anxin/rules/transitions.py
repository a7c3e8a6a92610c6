"""Tables of states as data: where a move leads, and a drawing that cannot go stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from anxin.rules.clauses import cites
from anxin.rules.decisions import condition

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)

MOVE_IS_OPEN = condition(
    "move-is-open",
    "working-rules:stages",
    met="可以办理",
    unmet="{noun}现在是“{stage}”，不能{move}",
)


@cites("working-rules:stages")
@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions(Generic[S, M]):
    """The moves of one noun, each from a stage to a stage.

    ``moves`` reads (stage, move): stage after. ``stages`` and ``acts`` are the Chinese
    words that people see.
    """

    noun: str
    start: S
    moves: Mapping[tuple[S, M], S]
    stages: Mapping[S, str]
    acts: Mapping[M, str]

    def __post_init__(self) -> None:
        assert set(self.stages) == set(type(self.start)), "every stage has its word"
        assert {move for _, move in self.moves} == set(self.acts), "every move has its word"

    @property
    def final(self) -> frozenset[S]:
        """Return the stages that nothing leads out of."""
        return frozenset(self.stages) - {stage for stage, _ in self.moves}

    def is_open(self, stage: S, move: M) -> bool:
        """Say whether a move may be made from a stage."""
        return (stage, move) in self.moves

    def open_moves(self, stage: S) -> tuple[M, ...]:
        """Return the moves that may be made from a stage, in the table's order."""
        return tuple(move for start, move in self.moves if start == stage)

    def after(self, stage: S, move: M) -> S:
        """Return the stage a move leads to, or refuse the move."""
        if not self.is_open(stage, move):
            raise MOVE_IS_OPEN.refused(
                noun=self.noun, stage=self.stages[stage], move=self.acts[move]
            )
        return self.moves[stage, move]

    def diagram(self) -> str:
        """Draw the stages as a Mermaid state diagram for ``docs/states``."""
        names = [f'    state "{word}" as {stage}' for stage, word in self.stages.items()]
        moves = [
            f"    {before} --> {after}: {self.acts[move]}"
            for (before, move), after in self.moves.items()
        ]
        ends = [f"    {stage} --> [*]" for stage in self.stages if stage in self.final]
        return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {self.start}", *moves, *ends])
