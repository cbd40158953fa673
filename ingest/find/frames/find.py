"""The measures of one sentence: its clauses, the act of each, and what links it to credit (docs/frames.md)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Link
from ingest.find.frames.bearer import bears_a_grade, tells_points
from ingest.find.frames.clause import Clause, Role, bare_start
from ingest.find.frames.frame import Act, act_of
from ingest.find.frames.gate import may_hold
from ingest.find.frames.genre import speaks_of_rules
from ingest.find.frames.graded import by_grade
from ingest.find.frames.grammar import parsed
from ingest.find.frames.heads import items_are, listed_kind
from ingest.find.frames.hit import Hit
from ingest.find.frames.mask import mask
from ingest.find.frames.memory import with_names
from ingest.find.frames.parts import without_parts
from ingest.find.frames.place import Place, orders_nothing
from ingest.find.frames.places import Places
from ingest.find.frames.requirement import requirements
from ingest.find.frames.role import role_of
from ingest.find.frames.scene import Context, Scene
from ingest.find.frames.series import in_one
from ingest.find.frames.slots import link_of, slots_of
from ingest.find.frames.span import bearing_start, lead_length, separated
from ingest.find.frames.wish import is_only_wished
from ingest.find.frames.words import calls_for_a_look, words_of

_AND_OTHERS = re.compile("规定的其他|其他(?:措施|惩戒|激励)")
_MENDS = re.compile("修复|移出|恢复|解除|撤销|终止|停止|缩短")
_SUMS_UP = re.compile(
    "(?:实行|实施|推行|采取|进行|落实)(?:差异化|差别化|分类|分级|分级分类|分类分级)(?:的)?(?:监管|管理)(?:政策|措施)?"
)


def find_in_sentence(sentence: str, context: Context) -> list[Hit]:
    """Returns the measures of one sentence (flat view), in text order."""
    masked = mask(sentence)
    kind = listed_kind(context.list_head)
    conditions = items_are(context.list_head) == "conditions"
    words = with_names(words_of(masked), masked, context.names)
    awaited = kind or conditions or any(calls_for_a_look(word) for _, _, word in words)
    if not (awaited or tells_points(masked) or bears_a_grade(masked, context.grades)):
        return []
    if not conditions and not may_hold(masked, {word for _, _, word in words}, context):
        return []
    if speaks_of_rules(masked):
        return []
    scene = Scene(masked, *parsed(masked, words), context)
    if conditions:
        return _requirements(scene)
    hits: list[Hit] = []
    spans = [(c.start, c.end) for c in scene.clauses]
    previous_end = 0
    for number, clause in enumerate(scene.clauses):
        listed = None if clause.mark == "：" else kind
        shown = _shown(scene, number, listed)
        if (
            shown is None
            or _is_encouraged(clause, shown.kind)
            or is_only_wished(scene, number)
            or _names_the_graded(scene, number, shown)
            or _orders_nothing(scene, number, shown)
        ):
            continue
        start = clause.start + lead_length(clause.text)
        start = min(start, bearing_start(masked, spans, number, previous_end, start))
        hits += [
            Hit(s, e, shown.kind, shown.frame, slots_of(scene, number, shown))
            for s, e in separated(masked, start, clause.start, clause.end, shown.kind)
        ]
        previous_end = clause.end
    hits = without_parts(hits, masked)
    required = _requirements(scene)
    places = Places((r.start, r.end) for r in required)
    hits = [hit for hit in _without_sums(hits, masked) if not places.reach(hit.start, hit.end)]
    hits += required
    graded = by_grade(scene, [(hit.start, hit.end) for hit in hits])
    hits += [Hit(start, end, shown, "等级的后果", (link_of(scene, i),)) for start, end, shown, i in graded]
    return in_one(sorted(hits, key=lambda hit: hit.start), masked)


_OF_A_LISTING = ("条件", "程序", "救济措施", "标准", "流程")


def _shown(scene: Scene, number: int, listed: MeasureKind | None) -> Act | None:
    """Returns the act of a clause that is linked to credit; below a head of measures any clause is one."""
    clause = scene.clauses[number]
    act = act_of(clause, scene, number)
    if act is not None and act.kind is MeasureKind.NAME_LIST and clause.text.endswith(_OF_A_LISTING):
        act = None  # 认定名单、移出条件、程序以及救济措施，应当…: how it is done
    if act is not None and is_linked(act, scene, number):
        if act.kind is MeasureKind.REPAIR and listed is MeasureKind.INCENTIVE and not _MENDS.search(clause.text):
            return Act(listed, act.frame, act.start, act.end, act.needs)
        if act.kind is MeasureKind.INCENTIVE and scene.grade(number) == "bad" and scene.acted(number) and not listed:
            return Act(MeasureKind.PUNISHMENT, "劣等级的后果", act.start, act.end, act.needs)
        if act.kind is MeasureKind.SCORING and listed and act.frame in ("调整等级", "降低等级"):
            return Act(listed, act.frame, act.start, act.end, act.needs)
        return act
    if listed is None or (listed is MeasureKind.INCENTIVE and not scene.wide):
        return None
    if clause.end - clause.start < 4 or _AND_OTHERS.search(clause.text):
        return None
    if clause.predicate < 0 and clause.text.startswith("在"):
        return None
    if any(t.is_a("ordinary") for t in clause.tokens) and not any(t.word.credit for t in clause.tokens):
        return None  # 依法吊销许可证, 由物业单位配合: what is done in any case, or by whom
    return Act(listed, "列举项", clause.start + lead_length(clause.text), clause.end, Link.NEAR)


def is_linked(act: Act, scene: Scene, number: int) -> bool:
    """Tells whether an act has the link to credit that it needs, or bars the future."""
    clause, context, borne = scene.clauses[number], scene.context, False
    match act.needs:
        case Link.SELF:
            return True
        case Link.NEAR:
            return scene.near or (act.kind is MeasureKind.PUNISHMENT and scene.wide and scene.grade(number) == "bad")
        case Link.CREDIT:
            return scene.wide
        case Link.ACTED:
            return scene.acted(number) or "的" in clause.ahead() or scene.wide
        case Link.CONSEQUENCE:
            return scene.wide and (scene.follows(number) or clause.object.has("bad_person", "bad"))
        case Link.TERM:
            return scene.breached(number) and (scene.has_term(number) or bool(_AFTER.search(clause.ahead())))
        case Link.BORNE:
            borne = (
                scene.grade(number) == "bad"
                or (scene.near and scene.follows(number) and scene.grade(number) != "good")
                or items_are(context.list_head) == "measures"
            )
        case Link.BAR:
            borne = (
                items_are(context.list_head) == "measures"
                or scene.acted(number)
                or bool(_UNDER_SANCTIONS.search(context.headings))
                or (scene.near and not _is_a_ban(clause))
                or scene.grade(number) == "bad"
                or bool(scene.ranks(number))
                or clause.toward
                or clause.taken
                or scene.announced
                or _bears_on_its(clause)
                or (clause.complement.has("take", "of") and clause.complement.has("bad_list", "stain", "bad_person"))
                or clause.mark == "："  # 下列企业不得申领补贴：, whose items say who bears it
            )
    return (scene.wide and borne) or (context.beside_credit and scene.bars_the_future(number))


def _bears_on_its(clause: Clause) -> bool:
    """Tells whether 其 behind the verb says that someone named before bears it: 取消其参评资格."""
    own = clause.complement.tokens
    return bool(own) and own[0].word.text == "其"


def _is_a_ban(clause: Clause) -> bool:
    """Tells whether a clause tells anyone how to behave (不得…, 禁止…): only who did something bears it as a punishment."""
    return clause.tokens[clause.predicate].word.text in _BANS


_BANS = frozenset(["不得", "禁止", "严禁", "不准", "不许", "不能", "不可", "不应", "不宜"])
_UNDER_SANCTIONS = re.compile("惩戒|约束")
_AFTER = re.compile("(?:年|月|年度|学年|届|轮|批)(?:以?后|之后|期满)?$")


def _is_encouraged(clause: Clause, kind: MeasureKind) -> bool:
    """Tells whether a detriment is only encouraged, of private parties in their own dealings."""
    if not clause.urged or kind is not MeasureKind.PUNISHMENT:
        return False
    return bool(_PRIVATE.search(clause.ahead()))


_PRIVATE = re.compile("协会|商会|金融机构|银行|企业|公司|社会组织|市场主体|个人|商户|平台|社会力量|机构")


def _names_the_graded(scene: Scene, number: int, act: Act) -> bool:
    """Tells whether a clause only names who bears a grade, and the next one says what holds: 评定为优秀的企业，…."""
    clause = scene.clauses[number]
    kinds = (MeasureKind.SCORING, MeasureKind.SHARING, MeasureKind.INFO_INCLUSION)
    if act.kind not in kinds or clause.mark != "，" or number + 1 == len(scene.clauses):
        return False
    of = max((t.start for t in clause.tokens if t.is_a("of")), default=-1)
    if of <= act.start:
        return False
    if act.kind is not MeasureKind.SCORING and not bears_a_grade(clause.text, scene.context.grades):
        return False
    tail = [t for t in clause.tokens if t.start > of]
    return clause.end - of <= 14 and not any(t.is_a("score", "grade", "fact", "use", "data", "list") for t in tail)


_DENIALS = frozenset(["取消资格", "限制", "清出市场", "取消优惠"])
_OF_RULES = ("规定", "做法", "条款", "要求", "标准", "办法")  # 取消将…列入名单的做法: a rule ends, nobody is let off


def _orders_nothing(scene: Scene, number: int, act: Act) -> bool:
    """Tells whether a clause is for something else than an act, or its act is denied or only names someone."""
    clause, role = scene.clauses[number], role_of(scene.clauses, number)
    mends = act.kind in (MeasureKind.REPAIR, MeasureKind.INCENTIVE)
    if (
        role is not Role.ACT
        and not (role is Role.SPARED and (mends or act.frame in _DENIALS))
        and not (act.kind is MeasureKind.REPAIR and role is Role.ENDED and not clause.text.endswith(_OF_RULES))
    ):
        return True
    after = scene.clauses[number + 1].text if number + 1 < len(scene.clauses) and clause.mark == "，" else ""
    start, end = act.start - clause.start, act.end - clause.start
    return orders_nothing(Place(clause.text, bare_start(clause.text), start, end, act.kind, after))


def _requirements(scene: Scene) -> list[Hit]:
    """Returns the conditions that shut out who is listed or has a bad record."""
    return [
        Hit(start, end, MeasureKind.PUNISHMENT, "无不良记录为条件", (link_of(scene, 0),))
        for start, end in requirements(scene)
    ]


def _without_sums(hits: list[Hit], masked: str) -> list[Hit]:
    """Leaves out 实行差异化监管 beside what it sums up: the favours and burdens of the same sentence."""
    kinds = (MeasureKind.INCENTIVE, MeasureKind.PUNISHMENT, MeasureKind.SCORING)
    sums = [hit for hit in hits if _SUMS_UP.fullmatch(masked, hit.start, hit.end)]
    if not any(hit.kind in kinds and hit not in sums for hit in hits):
        return hits
    return [hit for hit in hits if hit not in sums]


__all__ = ["Context", "Hit", "find_in_sentence"]
