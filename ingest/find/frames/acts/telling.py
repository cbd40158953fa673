"""Publishing, passing on, asking: sharing; feeding a platform: info_inclusion (docs/frames.md#share)."""

from __future__ import annotations

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.listing import feed
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_STANDING = ("fact", "list", "score", "bad_person", "good_person", "report")
_CONTENT = (*_STANDING, "data", "grade", "guide", "record_book", "credit")


def hand_on(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to pass on; None where it is no act of a measure."""
    told = _told(clause)
    if _is_told_to_the_party(clause) or _is_of_the_slack(clause) or _is_guide(told):
        return None
    fed = feed(clause, token)
    if fed is not None:
        return fed
    if _feeds(clause) and not token.is_a("mutual") and told.has("data", "fact", "list"):
        return MeasureKind.INFO_INCLUSION, "推送至平台", Link.NEAR
    if told.has(*_STANDING, "grade"):
        return MeasureKind.SHARING, "共享通报", Link.CREDIT
    if told.has("data") and (not _is_loose(told) or told.credit or clause.carried.credit or token.is_a("mutual")):
        return MeasureKind.SHARING, "共享通报", Link.NEAR
    if told.credit and token.is_a("mutual"):
        return MeasureKind.SHARING, "共享通报", Link.NEAR
    return None


def publish(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to publish; None where it is no act of a measure."""
    told = _told(clause, "person", "bad")
    if _is_guide(told) or _is_of_the_slack(clause):
        return None
    if "曝光" in token.word.text:
        return MeasureKind.SHARING, "公开曝光", Link.ACTED
    if told.has("chosen") and not told.credit and not told.has("bad"):
        return None
    if told.has(*_STANDING, "grade"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if _names_conduct(told) and told.has("person", "bad", "data"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if told.has("data"):
        return MeasureKind.SHARING, "公布", Link.NEAR
    if told.has("person") or clause.complement.tokens:
        return (MeasureKind.SHARING, "公布", Link.CREDIT) if scene.acted(i) and scene.near else None
    return MeasureKind.SHARING, "公布", Link.NEAR


def ask(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to ask for; None where it is no act of a measure."""
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if token.word.text in ("审查", "审核", "核实", "查看") and "是否" not in clause.behind():
        return None
    if around.credit or ("是否" in clause.behind() and around.has("list", "bad")):
        return MeasureKind.SHARING, "查询信用", Link.SELF
    return None


def embed(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to build a query into a procedure; None where it is no act of a measure."""
    if clause.object.has("ask", "flow", *_STANDING):
        return MeasureKind.SHARING, "嵌入流程", Link.CREDIT
    return None


def _told(clause: Clause, *also: str) -> Phrase:
    """Returns the words of what is told: what 将 brings forward, what stands behind the verb, its subject, or what was left to it."""
    order = (clause.object, clause.complement) if clause.taken else (clause.complement, clause.object)
    left = clause.carried if _leaves_out_its_object(clause) else Phrase(())
    return next((phrase for phrase in (*order, left) if phrase.has(*_CONTENT, *also)), Phrase(()))


def _leaves_out_its_object(clause: Clause) -> bool:
    """Tells whether nothing but the receiver or place stands behind the verb: 函告海事机构, 公布于官网."""
    behind = [t for t in clause.complement.tokens if not t.word.plain]
    if not behind:
        return not clause.complement.tokens and clause.behind().rstrip("等") == ""
    return all(t.word.mark or t.is_a("person", "office", "record_book", "party") for t in behind)


def _is_guide(told: Phrase) -> bool:
    """Tells whether what is told is no news of anyone: a rule, a telephone number, the state of the work."""
    for k in range(len(told.tokens) - 1, -1, -1):
        token = told.tokens[k]
        if token.is_a("guide"):
            return True
        if token.is_a("loose"):
            continue
        if token.is_a(*_CONTENT):
            return False
    return False


def _names_conduct(told: Phrase) -> bool:
    """Tells whether it says how someone behaved: 违规的企业, 典型案例."""
    return told.has("bad", "good") or told.credit or (told.has("data") and not _is_loose(told))


def _is_loose(told: Phrase) -> bool:
    """Tells whether it holds no news but such as any office has: 情况, 结果, 材料."""
    return not any(t.is_a("data") and not t.is_a("loose") for t in told.tokens)


def _feeds(clause: Clause) -> bool:
    """Tells whether a platform is named before the verb as what something is handed to: 向平台报送."""
    tokens = clause.object.tokens
    return any(
        t.word.text == "向" and any(n.is_a("record_book") and not n.is_a("outlet") for n in tokens[k : k + 5])
        for k, t in enumerate(tokens)
    )


def _is_told_to_the_party(clause: Clause) -> bool:
    """Tells whether something is told to the one whom it is about: part of a procedure."""
    to = (*clause.complement.tokens, *(clause.object.tokens if not clause.taken else ()))
    return any(t.is_a("party") for t in to) and not clause.complement.has("fact", "list")


def _is_of_the_slack(clause: Clause) -> bool:
    """Tells whether it bears on offices that are slow at their work."""
    return clause.object.has("slack") and clause.object.has("office")
