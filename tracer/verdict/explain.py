"""A Finding to a plain sentence, Chinese and English, with the clause that decides (docs/semantics.md#explanation)."""

from __future__ import annotations

from dataclasses import replace

from graph_schema.messages import label_of
from graph_schema.records import Finding, Hop
from graph_schema.terms import MeasureKind, Verdict
from tracer.links.library import Library


def explain(finding: Finding, library: Library) -> Finding:
    """The finding with its sentences."""
    return replace(finding, sentence_zh=_zh(finding), sentence_en=_en(finding))


def explain_overruled(finding: Finding) -> Finding:
    """The finding with sentences that say first what a person decided, then what the machine had found."""
    by = finding.overruled
    if by is None:
        return finding
    zh, en, why = label_of(finding.verdict), label_of(finding.verdict, "en"), by.why.rstrip("。. ")
    return replace(
        finding,
        sentence_zh=f"{by.who}于{by.at.date()}认定为“{zh}”：{why}。程序的判断：{finding.sentence_zh}",
        sentence_en=f"{by.who} decided on {by.at.date()} that it is “{en}”: {why}. The machine found: "
        f"{finding.sentence_en}",
    )


def name_of(hop: Hop | None) -> str:
    """Returns how a document is named in a sentence: 《title》（number）."""
    if hop is None:
        return ""
    if hop.kind in ("Measure", "Provision"):
        return hop.title or ""
    title = f"《{hop.title}》" if hop.title else ""
    number = (f"（{hop.number}）" if title else hop.number) if hop.number else ""
    return title + number or "（无题名）"


def _through(finding: Finding) -> list[Hop]:
    """Returns what lies between the measure's own provision and the source, a provision referred to included."""
    return list(finding.chain[2:-1])


def _zh(finding: Finding) -> str:
    end = finding.chain[-1] if finding.chain else None
    level = label_of(end.level) if end and end.level else ""
    clause = f"（{finding.authority}）" if finding.authority else ""
    kind = label_of(finding.measure.kind)
    if finding.verdict is Verdict.EXEMPT:
        return f"本措施（{kind}）由{name_of(end)}自身规定，不在清理范围{clause}。"
    if finding.verdict is Verdict.DIRECT:
        if len(finding.chain) <= 2:
            return f"本措施（{kind}）以本人同意为条件{clause}。"
        if end and end.id == finding.document.id:
            return f"本措施（{kind}）由{level}{name_of(end)}自身规定，可以作为来源{clause}。"
        return f"本措施（{kind}）在{_place(finding.provision.label)}直接援引{level}{name_of(end)}{clause}。"
    if finding.verdict is Verdict.INDIRECT:
        via = _through(finding)
        how = "经" + "、".join(name_of(h) for h in via) + "才" if via else "仅由文件的序言或者制定依据条款"
        tail = "；惩戒措施应当直接援引依据，需要修订" if finding.measure.kind is MeasureKind.PUNISHMENT else ""
        return f"本措施（{kind}）{how}追溯到{level}{name_of(end)}，自身条款未直接援引{tail}{clause}。"
    if finding.verdict is Verdict.REVIEW:
        return f"本措施（{kind}）须由人判断：{finding.question}{clause}"
    return f"本措施（{kind}）追溯不到可以作为来源的文件：{_reasons_zh(finding)}{clause}。"


def _place(label: str) -> str:
    """第三条 stays; a bare 一 before 直接援引 would read as 一直."""
    return label if label.startswith("第") else f"“{label}”"


def _reasons_zh(finding: Finding) -> str:
    parts = []
    for stop in finding.stops:
        where = (
            f"“{stop.text}”"
            if stop.text
            and stop.reason.value in ("vague", "mention_only", "unresolved", "ambiguous", "article_missing")
            else ""
        )
        node = (
            ""
            if where or (stop.reason.value == "no_citation" and stop.node == finding.provision.id)
            else name_of(stop.chain[-1] if stop.chain else None)
        )
        if stop.reason.value == "not_in_force":
            parts.append(stop.text)
            continue
        parts.append(f"{where or node}{label_of(stop.reason)}" if where or node else label_of(stop.reason))
    return "；".join(dict.fromkeys(parts)) or "没有任何依据"


def _en(finding: Finding) -> str:
    end = finding.chain[-1] if finding.chain else None
    level = label_of(end.level, "en") if end and end.level else ""
    clause = f" ({finding.authority})" if finding.authority else ""
    kind = label_of(finding.measure.kind, "en")
    if finding.verdict is Verdict.EXEMPT:
        return f"This measure ({kind}) is laid down by {name_of(end)} itself and is outside the cleanup{clause}."
    if finding.verdict is Verdict.DIRECT:
        if len(finding.chain) <= 2:
            return f"This measure ({kind}) depends on the person's consent{clause}."
        if end and end.id == finding.document.id:
            return f"This measure ({kind}) is laid down by a permitted source, the {level} {name_of(end)}{clause}."
        return f"This measure ({kind}) directly cites the {level} {name_of(end)} in {finding.provision.label}{clause}."
    if finding.verdict is Verdict.INDIRECT:
        via = _through(finding)
        how = (
            "through " + ", ".join(name_of(h) for h in via)
            if via
            else "by the preamble or basis clause of its document"
        )
        tail = (
            "; a punishment must cite its basis directly and needs mending"
            if finding.measure.kind is MeasureKind.PUNISHMENT
            else ""
        )
        return f"This measure ({kind}) reaches the {level} {name_of(end)} only {how}{tail}{clause}."
    if finding.verdict is Verdict.REVIEW:
        return f"This measure ({kind}) needs a person's judgement: {finding.question}{clause}"
    reasons = "; ".join(
        dict.fromkeys(
            f"{name_of(s.chain[-1]) if s.chain and s.node != finding.provision.id else ''} {label_of(s.reason, 'en')}".strip()
            for s in finding.stops
        )
    )
    return f"This measure ({kind}) reaches no permitted source: {reasons or 'no basis'}{clause}."
