"""Do parts of long work in processes of their own, and hear from each how far it is."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any

from django.db import connections

from anxin.demo.world import World

Tell = Callable[[float, str], None]
Part = Callable[[Tell], World]
Done = tuple[Counter[str], Counter[str]]


class PartFailedError(RuntimeError):
    """A part failed in its process, which has shown its traceback."""


def side_by_side(parts: Sequence[Part], *, processes: int, tell: Tell) -> list[Done]:
    """Do every part, as many at once as there are processes; return what each made and refused."""
    if processes < len(parts):
        return [_alone(part, number, len(parts), tell) for number, part in enumerate(parts)]
    # No process may inherit a connection that another one uses.
    connections.close_all()
    return list(_together(parts, tell))


def _alone(part: Part, number: int, count: int, tell: Tell) -> Done:
    world = part(lambda share, what: tell((number + share) / count, what))
    return world.made, world.refused


def _together(parts: Sequence[Part], tell: Tell) -> Iterator[Done]:
    context = get_context("fork")
    running: dict[Connection, ForkProcess] = {}
    shares: dict[Connection, float] = {}
    for part in parts:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(part, theirs, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        running[ours], shares[ours] = process, 0.0
    try:
        while running:
            for pipe in wait(list(running)):
                assert isinstance(pipe, Connection)
                said = _hear(pipe)
                if isinstance(said, tuple) and isinstance(said[0], float):
                    shares[pipe] = said[0]
                    tell(sum(shares.values()) / len(parts), said[1])
                    continue
                shares[pipe] = 1.0
                running.pop(pipe).join()
                yield said
    finally:
        for process in running.values():
            process.terminate()
            process.join()


def _hear(pipe: Connection) -> Any:
    """Return what a part says; one that failed has shown why and says nothing more."""
    try:
        return pipe.recv()
    except EOFError:
        raise PartFailedError("生成中断，原因见上面的错误信息") from None


def _work(part: Part, pipe: Connection, parent: int) -> None:
    def tell(share: float, what: str) -> None:
        # Nobody waits for the rest where the parent was killed.
        if os.getppid() != parent:
            sys.exit(1)
        pipe.send((float(share), what))

    world = part(tell)
    pipe.send((world.made, world.refused))
    connections.close_all()
