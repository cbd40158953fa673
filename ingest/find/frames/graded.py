"""Finds what holds for the bearer of a credit grade where no verb of a frame tells it: A级企业每年检查一次 (docs/frames.md#bearer)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from graph_schema.terms import MeasureKind
from ingest.find.frames.bearer import bears_a_grade, names_a_grade, rank, standing
from ingest.find.frames.clause import Clause
from ingest.find.frames.heads import is_head_of_measures
from ingest.find.frames.places import Places
from ingest.find.frames.scene import Scene
from ingest.find.frames.wish import is_only_wished

_LONGEST_HEAD = 160  # characters
_GRADING = re.compile("[评定分列降升判调][为至到]|评定|评价(?!结果)")
_EASES = re.compile("降低|减低|减少|放宽|免|优先|下[浮调]|缩短|简化|容缺|便利|允许|可以?(?!能)")
_HARDENS = re.compile("提高|增加|严|不[得予再能]|限|停|取消|仅|只|全额|上浮|加[收倍密征]")
# 红牌企业整改合格的，可申请上调一级: a way out.
_RISES = re.compile("(?:整改|改正|纠正|修复|退回|缴清|结清)[^。；]*(?:申请|上调|提升|恢复|移出|升级|升[为至])")
_DEFINES = re.compile(
    "^[”的等级]*(?:，?[^，。；：]{0,4}得分|为|是|指|由|包括|：\\d|应当?(?:具备|符合|为|是)|(?:条件|标准|名单|企业名单|证书|有效期))"
)
_TELLS_MORE = re.compile("[\\d一二三四五六七八九十百]|[可应须予按免减优提降停取限执实给列凭派驻收交补加扣缴逐]")


def by_grade(scene: Scene, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, MeasureKind, int]]:
    """Yields what holds for the bearer of a credit grade where nothing of it is `taken`: offsets, kind, the clause of the bearer."""
    if not scene.wide:
        return
    own = Places(sorted(taken, key=itemgetter(1)))
    for first, last in _parts(scene):
        start, end = scene.clauses[first].start, scene.clauses[last].end
        if own.reach(start, end):
            continue
        bearer = scene.clauses[first]
        told, grade = rank(bearer.text, scene.context.grades)
        if not grade:
            told, grade = 0, standing(bearer.text)
        rest = scene.sentence[bearer.start + told : end]
        if not grade or len(rest) < 4 or _grades(rest, scene.context.grades) or _DEFINES.match(rest):
            continue
        if (first == last and not (_TELLS_MORE.search(rest) or bearer.predicate >= 0)) or is_head_of_measures(
            scene.sentence[max(start, len(scene.sentence) - _LONGEST_HEAD) :]
        ):
            continue
        if _RISES.search(rest) or is_only_wished(scene, first) or _is_an_object(scene, first):
            continue
        eases, hardens = _EASES.search(rest), _HARDENS.search(rest)
        favoured = eases is not None and not (hardens and hardens.start() < eases.start())
        good = grade == "good" or (grade == "middle" and favoured)
        yield start, end, MeasureKind.INCENTIVE if good else MeasureKind.PUNISHMENT, first


def _grades(words: str, scale: Sequence[str]) -> bool:
    """Tells whether words grade someone: …的，评定为A级."""
    return any(names_a_grade(words[m.end() : m.end() + 6], scale) for m in _GRADING.finditer(words))


def _is_an_object(scene: Scene, i: int) -> bool:
    """Tells whether the bearer of a grade stands behind the predicate of its clause: 引进信誉良好的企业."""
    clause = scene.clauses[i]
    if clause.predicate < 0 or clause.tokens[clause.predicate].is_a("rate", "put"):
        return False
    end = clause.start + rank(clause.text, scene.context.grades)[0]
    return clause.tokens[clause.predicate].end < end


def _is_of_good_name(clause: Clause) -> bool:
    """Tells whether a clause grants something to someone of good name: 对守信摊主落实优惠政策."""
    if not clause.toward or standing(clause.text) != "good":
        return False
    return clause.object.has("benefit", "favour") or clause.complement.has("benefit", "favour")


def _parts(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yields the first and last clause of each part of a sentence that tells of one bearer of a grade."""
    first = -1
    for number, clause in enumerate(scene.clauses):
        if bears_a_grade(clause.text, scene.context.grades) or _is_of_good_name(clause):
            if first >= 0:
                yield first, number - 1
            first = number
        elif first >= 0 and scene.clauses[number - 1].mark == "；":
            yield first, number - 1
            first = -1
    if first >= 0:
        yield first, len(scene.clauses) - 1
