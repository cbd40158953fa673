"""The measures of one sentence: its clauses, the act of each, and what links it to credit (docs/frames.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Link
from ingest.find.frames.bearer import bears_a_grade, names_a_grade, rank
from ingest.find.frames.clause import Clause, bare_start, clauses_of
from ingest.find.frames.frame import Act, act_of
from ingest.find.frames.genre import speaks_of_rules
from ingest.find.frames.heads import is_head_of_measures, items_are, listed_kind
from ingest.find.frames.mask import mask
from ingest.find.frames.place import Place, orders_nothing
from ingest.find.frames.requirement import requirements
from ingest.find.frames.scene import Context, Scene
from ingest.find.frames.span import bearing_start, lead_length, separated
from ingest.find.frames.standing import stands_back
from ingest.find.frames.words import tokens_of, with_names

_AND_OTHERS = re.compile("规定的其他|其他(?:措施|惩戒|激励)")
_MENDS = re.compile("修复|移出|恢复|解除|撤销|终止|停止|缩短")
_SUMS_UP = re.compile(
    "(?:实行|实施|推行|采取|进行|落实)(?:差异化|差别化|分类|分级|分级分类|分类分级)(?:的)?(?:监管|管理)(?:政策|措施)?"
)
_GRADING = re.compile("[评定分列降升判调][为至到]|评定|评价(?!结果)")
_OFFICES = re.compile("各[地县区市镇乡级部单省街村社]|部门|政府|机关|街道|[局办委]|中心|法院|学校")
_IN_OFFICE = re.compile("公共资源|政府采购|财政|行政(?:审批|许可|管理)|审批")
_EASES = re.compile("降低|减低|减少|放宽|免|优先|下[浮调]|缩短|简化|容缺|便利|允许|可以?(?!能)")
_HARDENS = re.compile("提高|增加|严|不[得予再能]|限|停|取消|仅|只|全额|上浮|加[收倍密征]")
_DEFINES = re.compile(
    "^[”的等级]*(?:，?[^，。；：]{0,4}得分|为|是|指|由|包括|：\\d|应当?(?:具备|符合|为|是)|(?:条件|标准|名单|企业名单|证书|有效期))"
)
_TELLS_MORE = re.compile("[\\d一二三四五六七八九十百]|[可应须予按免减优提降停取限执实给列凭派驻收交补加扣缴]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure within a text: half-open offsets, its kind, and the frame that showed it."""

    start: int
    end: int
    kind: MeasureKind
    rule: str


def find_in_sentence(sentence: str, context: Context) -> list[Hit]:
    """Returns the measures of one sentence (flat view), in text order."""
    masked = mask(sentence)
    if speaks_of_rules(masked):
        return []
    kind = listed_kind(context.list_head)
    tokens = with_names(tokens_of(masked), masked, context.names)
    if not kind and not any(t.word.verb for t in tokens) and not bears_a_grade(masked, context.grades):
        return []
    scene = Scene(masked, tokens, clauses_of(masked, tokens), context)
    if items_are(context.list_head) == "conditions":
        return _requirements(scene)
    hits: list[Hit] = []
    spans = [(c.start, c.end) for c in scene.clauses]
    previous_end = 0
    for i, clause in enumerate(scene.clauses):
        listed = None if clause.mark == "：" else kind
        shown = _shown(scene, i, listed)
        if shown is None or stands_back(clause.text, spans, i, masked) or _orders_nothing(scene, i, shown):
            continue
        if _is_only_wished(scene, i) or _names_the_graded(scene, i, shown):
            continue
        start = clause.start + lead_length(clause.text)
        start = min(start, bearing_start(masked, spans, i, previous_end, start))
        hits += [
            Hit(s, e, shown.kind, shown.frame)
            for s, e in separated(masked, start, clause.start, clause.end, shown.kind)
        ]
        previous_end = clause.end
    hits = _without_sums(hits, masked) or _requirements(scene)
    return sorted((*hits, *_by_grade(scene, hits)), key=lambda hit: hit.start)


def _shown(scene: Scene, i: int, listed: MeasureKind | None) -> Act | None:
    """Returns the act of a clause that is linked to credit; below a head of measures any clause is one."""
    clause = scene.clauses[i]
    act = act_of(clause, scene, i)
    if act is not None and is_linked(act, scene, i):
        if act.kind is MeasureKind.REPAIR and listed is MeasureKind.INCENTIVE and not _MENDS.search(clause.text):
            return Act(listed, act.frame, act.start, act.end, act.needs)
        if act.kind is MeasureKind.SCORING and listed and act.frame in ("调整等级", "降低等级"):
            return Act(listed, act.frame, act.start, act.end, act.needs)
        return act
    if listed is None or (listed is MeasureKind.INCENTIVE and not scene.wide):
        return None
    if clause.end - clause.start < 4 or _AND_OTHERS.search(clause.text):
        return None
    if clause.predicate < 0 and clause.text.startswith("在"):
        return None
    return Act(listed, "列举项", clause.start + lead_length(clause.text), clause.end, Link.NEAR)


def is_linked(act: Act, scene: Scene, i: int) -> bool:
    """Tells whether an act has the link to credit that it needs, or bars the future."""
    clause, context, borne = scene.clauses[i], scene.context, False
    match act.needs:
        case Link.SELF:
            return True
        case Link.NEAR:
            return scene.near
        case Link.CREDIT:
            return scene.wide
        case Link.ACTED:
            return scene.acted(i) or "的" in clause.ahead() or scene.wide
        case Link.CONSEQUENCE:
            return scene.wide and scene.follows(i)
        case Link.BORNE:
            borne = (
                scene.grade(i) == "bad"
                or (scene.near and scene.follows(i))
                or items_are(context.list_head) == "measures"
            )
        case Link.BAR:
            borne = (
                items_are(context.list_head) == "measures"
                or scene.acted(i)
                or scene.near
                or scene.grade(i) == "bad"
                or clause.toward
                or clause.taken
            )
    return (scene.wide and borne) or (context.beside_credit and scene.bars_the_future(i))


def _is_only_wished(scene: Scene, i: int) -> bool:
    """Tells whether an act is only encouraged, of private parties or of nobody named: 鼓励银行降低利率, 引导商场….

    What hangs on the word is so too, up to a clause that names an office or orders something.
    """
    for clause in scene.clauses[i::-1]:
        if clause.urged:
            urge = next(t for t in clause.tokens if t.is_a("urge"))
            predicate = clause.tokens[clause.predicate]
            addressed = scene.sentence[urge.end : predicate.start if predicate is not urge else clause.end]
            return not (_OFFICES.search(addressed) or _IN_OFFICE.search(scene.sentence))
        if clause.modal >= 0 or clause.taken or _OFFICES.search(clause.text) or _sets_to_work(clause):
            return False
    return False


def _sets_to_work(clause: Clause) -> bool:
    """Tells whether a clause gives a task of its own: 持续推行…, 建立…."""
    return clause.predicate >= 0 and clause.tokens[clause.predicate].is_a("found", "task")


def _names_the_graded(scene: Scene, i: int, act: Act) -> bool:
    """Tells whether a clause only names who bears a grade, and the next one says what holds: 评定为优秀的企业，…."""
    clause = scene.clauses[i]
    kinds = (MeasureKind.SCORING, MeasureKind.SHARING, MeasureKind.INFO_INCLUSION)
    if act.kind not in kinds or clause.mark != "，" or i + 1 == len(scene.clauses):
        return False
    of = max((t.start for t in clause.tokens if t.is_a("of")), default=-1)
    if of <= act.start:
        return False
    if act.kind is not MeasureKind.SCORING and not bears_a_grade(clause.text, scene.context.grades):
        return False
    tail = [t for t in clause.tokens if t.start > of]
    return clause.end - of <= 14 and not any(t.is_a("score", "grade", "fact", "use", "data", "list") for t in tail)


def _orders_nothing(scene: Scene, i: int, act: Act) -> bool:
    clause = scene.clauses[i]
    after = scene.clauses[i + 1].text if i + 1 < len(scene.clauses) and clause.mark == "，" else ""
    start, end = act.start - clause.start, act.end - clause.start
    before = scene.sentence[: clause.start]
    return orders_nothing(Place(clause.text, bare_start(clause.text), start, end, act.kind, before, after))


def _requirements(scene: Scene) -> list[Hit]:
    """Returns the conditions that shut out who is listed or has a bad record."""
    return [Hit(start, end, MeasureKind.PUNISHMENT, "无不良记录为条件") for start, end in requirements(scene)]


def _without_sums(hits: list[Hit], masked: str) -> list[Hit]:
    """Leaves out 实行差异化监管 beside what it sums up: the favours and burdens of the same sentence."""
    kinds = (MeasureKind.INCENTIVE, MeasureKind.PUNISHMENT, MeasureKind.SCORING)
    sums = [hit for hit in hits if _SUMS_UP.fullmatch(masked, hit.start, hit.end)]
    if not any(hit.kind in kinds and hit not in sums for hit in hits):
        return hits
    return [hit for hit in hits if hit not in sums]


def _by_grade(scene: Scene, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yields what holds for the bearer of a credit grade where no act of the frames is told: A级企业每年检查一次."""
    if not scene.wide:
        return
    for first, last in _parts(scene):
        start, end = scene.clauses[first].start, scene.clauses[last].end
        if any(hit.start < end and hit.end > start for hit in hits):
            continue
        bearer = scene.clauses[first]
        told, grade = rank(bearer.text, scene.context.grades)
        rest = scene.sentence[bearer.start + told : end]
        if not grade or len(rest) < 4 or _grades(rest, scene.context.grades) or _DEFINES.match(rest):
            continue
        if (first == last and not (_TELLS_MORE.search(rest) or bearer.predicate >= 0)) or is_head_of_measures(
            scene.sentence[start:]
        ):
            continue
        if _is_only_wished(scene, first) or _is_an_object(scene, first):
            continue
        eases, hardens = _EASES.search(rest), _HARDENS.search(rest)
        favoured = eases is not None and not (hardens and hardens.start() < eases.start())
        yield Hit(
            start,
            end,
            MeasureKind.INCENTIVE if grade == "good" or (grade == "middle" and favoured) else MeasureKind.PUNISHMENT,
            "等级的后果",
        )


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


def _parts(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yields the first and last clause of each part of a sentence that tells of one bearer of a grade."""
    first = -1
    for i, clause in enumerate(scene.clauses):
        if bears_a_grade(clause.text, scene.context.grades):
            if first >= 0:
                yield first, i - 1
            first = i
        elif first >= 0 and scene.clauses[i - 1].mark == "；":
            yield first, i - 1
            first = -1
    if first >= 0:
        yield first, len(scene.clauses) - 1


__all__ = ["Context", "Hit", "find_in_sentence"]
