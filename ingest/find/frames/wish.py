"""Tells what is only encouraged: of private parties, or of nobody named (docs/frames.md#standing-back)."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.find.frames.clause import Clause
from ingest.find.frames.scene import Scene

_OFFICES = re.compile("各[地县区市镇乡级部单省街村社]|部门|政府|机关|街道|[局办委]|中心|法院|学校")
_IN_OFFICE = re.compile("公共资源|政府采购|财政|行政(?:审批|许可|管理)|审批")


def is_only_wished(scene: Scene, number: int) -> bool:
    """Tells whether an act is only encouraged, of private parties or of nobody named: 鼓励银行降低利率, 引导商场….

    What hangs on the word is so too, up to a clause that names an office or orders something.
    """
    told: bool | None = None
    at = number
    while told is None and at >= 0:
        told = scene.wished[at] if at in scene.wished else _tells(scene, at)
        at -= 1
    scene.wished.update(dict.fromkeys(range(at + 1, number + 1), bool(told)))
    return bool(told)


def _tells(scene: Scene, i: int) -> bool | None:
    """Tells whether a clause says itself that it is only wished for, or ordered; None where it hangs on what stands before."""
    clause = scene.clauses[i]
    if clause.urged:
        urge = next(t for t in clause.tokens if t.is_a("urge"))
        predicate = clause.tokens[clause.predicate]
        addressed = scene.sentence[urge.end : predicate.start if predicate is not urge else clause.end]
        return not (_OFFICES.search(addressed) or _is_in_office(scene.sentence))
    if clause.modal >= 0 or clause.taken or _OFFICES.search(clause.text) or _sets_to_work(clause):
        return False
    return None


@lru_cache(maxsize=1)
def _is_in_office(sentence: str) -> bool:
    """Tells whether a sentence names work of an office: asked again for each clause of the same sentence."""
    return bool(_IN_OFFICE.search(sentence))


def _sets_to_work(clause: Clause) -> bool:
    """Tells whether a clause gives a task of its own: 持续推行…, 建立…."""
    return clause.predicate >= 0 and clause.tokens[clause.predicate].is_a("found", "task")
