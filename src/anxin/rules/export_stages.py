"""The stages of a request to take a register out of the program: asked, answered, downloaded (7.2.d)."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ExportStage(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    DOWNLOADED = "downloaded"


class ExportMove(StrEnum):
    """What is done with a request. A download that broke off may be repeated while it is open."""

    APPROVE = "approve"
    REFUSE = "refuse"
    DOWNLOAD = "download"


_S, _M = ExportStage, ExportMove

EXPORT: Transitions[ExportStage, ExportMove] = Transitions(
    noun="导出申请",
    start=_S.ASKED,
    stages={
        _S.ASKED: "待审批",
        _S.APPROVED: "已批准，待下载",
        _S.REFUSED: "未批准",
        _S.DOWNLOADED: "已下载",
    },
    acts={_M.APPROVE: "批准", _M.REFUSE: "不批准", _M.DOWNLOAD: "下载"},
    moves={
        (_S.ASKED, _M.APPROVE): _S.APPROVED,
        (_S.ASKED, _M.REFUSE): _S.REFUSED,
        (_S.APPROVED, _M.DOWNLOAD): _S.DOWNLOADED,
        (_S.DOWNLOADED, _M.DOWNLOAD): _S.DOWNLOADED,
    },
)

PACK: Transitions[ExportStage, ExportMove] = replace(EXPORT, noun="断网登记表")
"""A clinic day's sheet is asked for, answered and taken as every export is."""

record_citation("7.2.d", "table EXPORT")
