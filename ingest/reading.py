"""read(): a text file to everything it says, the stages in order.

text → repaired text → parts → header → provisions → citations → measures → basis. All offsets of
the result are into the file's own text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import tee
from sys import intern

from graph_schema.ids import citation_id, document_id, measure_id, provision_id
from graph_schema.records import (
    Citation,
    Document,
    Duty,
    Measure,
    Provision,
    Reading,
    Reference,
    Repair,
    Segment,
    Source,
    Span,
    Undo,
    VagueReference,
)
from graph_schema.regions import find_region
from graph_schema.terms import Relation, RepairKind, Role, SegmentKind, SourceLevel, Zone
from ingest.clean.columns import Columns
from ingest.clean.repair import CleanText, Paragraph, clean
from ingest.clean.undoing import Undoing
from ingest.confidence import shares
from ingest.confidence.classifier import UNLEARNT, rated
from ingest.find import patterns
from ingest.find.basis_records import Ties
from ingest.find.campaign import Lexicon, find_by_lexicon
from ingest.find.citations import NO_NAMES, Mention, find_mentions, short_names
from ingest.find.duties import find_duties
from ingest.find.language import Candidate, measures_of
from ingest.find.measures import EVERY_PATTERN, Context, Hit, items_are, possible_patterns, shows_rule, speaks_of_credit
from ingest.find.number_forms import NumberForms
from ingest.find.references import Pointer, cited_by_reference, find_pointers, settle, with_reference_ties
from ingest.find.ties import tie
from ingest.parts.header import Header, colophon_date, read_header
from ingest.parts.layout import Kind, Line, Part, classify, split_parts
from ingest.parts.provisions import Sentence, Unit, split_provisions
from ingest.parts.tables import Row, rows_of_tables

_SENTENCE = re.compile("[^。！？\n]+[。！？]?")
_MEASURES_ABOVE = re.compile("(?P<kind>惩戒|激励|约束|奖惩)(?:的)?(?:措施|内容|方式)(?:（[^）]{1,12}）)? [^ ]*$")
# A short sentence that says who does what, or on what ground, is no heading.
_SPEAKS = re.compile(
    "根据|按照|依据|依照|应当|不得|必须|可以|一律|(?:部门|单位|机构|平台|政府|法院|银行|局|委|办)(?:每[年月日季]|负责|统一|依法|定期|及时)"
)
_CLAUSE_END = re.compile("[。：]")
_ARTICLE = re.compile("第.{1,7}条")
_CREDIT_TITLE = re.compile(
    "信用|诚信|失信|守信|惩戒|黑名单|黑白名单|红黑|奖惩|征信|信誉|积分|道德银行|不良行为|违法行为记录|[黑白红]名单|名单管理|"
    "(?:企业|商户|农户|经营者|经营户|机构|从业人员|店)[^，。]{0,12}(?:考核评分|星级评定|等级评定|评分|分级管理|考核办法|考核细则)"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A document being put together."""

    document: Document
    segment: Segment
    provisions: tuple[Provision, ...]
    citations: tuple[Citation, ...]
    vague: tuple[VagueReference, ...]
    measures: tuple[Measure, ...]
    references: tuple[Reference, ...]
    duties: tuple[Duty, ...]


def read(
    source: Source,
    law_names: Mapping[str, str] = NO_NAMES,
    rate: Callable[[str, Sequence[Measure]], tuple[Measure, ...]] = rated,
    lexicon: Lexicon | None = None,
    undone: Collection[Undo] = (),
) -> Reading:
    """Everything that the file says. `law_names` maps bare names of known laws to full titles, for laws cited without 《》.

    Measures are those of credit, or those that the `lexicon` of another campaign finds. `rate` gives
    each measure of credit its confidence. `undone` are repairs that are not to be made.

    Any text at all is read without an exception; a text without documents gives an empty reading.
    """
    undoing = Undoing(undone)
    text = clean(source.text, undoing)
    numbers = NumberForms(text, undoing)
    lines = classify(text)
    parts = split_parts(lines)
    headers: dict[int, Header] = {}
    names: dict[int, Mapping[str, Mention]] = {}
    documents: dict[int, Document] = {}
    read_parts: list[_Part] = []
    ties = Ties(shares.shares()["tie"])
    segments: list[Segment] = []
    repairs = list(text.repairs)
    for index, part in enumerate(parts):
        span = _span_of(text, lines[part.first : part.last])
        if part.kind is SegmentKind.NOISE and undoing.forbids(RepairKind.FOREIGN, span.start, span.end):
            # What a person says is no foreign matter is read for itself.
            part = replace(part, kind=SegmentKind.DOCUMENT, relation=Relation.SELF, parent=index)
        if part.kind is SegmentKind.NOISE:
            repairs.append(Repair(kind=RepairKind.FOREIGN, span=span, replacement=""))
            segments.append(_segment(index, part, span, None, None))
            continue
        if part.relation is Relation.SELF and part.parent != index and part.parent in documents:
            # The colophon of an outer document: it stands apart, and is no document of its own.
            segments.append(_segment(index, part, span, documents[part.parent].id, headers[part.parent]))
            continue
        header = _header_of(text, lines, parts, index, headers)
        if header.issued is None and header.issuer:
            header = replace(header, issued=colophon_date(lines[part.first :], header.issuer))
        header = numbers.of_header(header)
        headers[index] = header
        document = _document(source.text, part, span, header, documents)
        document = replace(document, evidence=shares.of_header(header, lines[part.first : part.last]))
        documents[index] = document
        segment = _segment(index, part, span, document.id, header)
        segments.append(segment)
        # A form or table without a head of its own speaks with the short names of what it is attached to.
        inherited = names.get(part.parent, {}) if part.kind in _FORMS and part.relation is Relation.ATTACHES else {}
        mine = lines[part.first : part.last]
        mentions = numbers.of_mentions(
            find_mentions(text.flat, text.words, *_bounds(mine), header.title_at, law_names, inherited)
        )
        names[index] = {**inherited, **short_names(text.flat, *_bounds(mine), mentions)}
        document = replace(document, region=_placed(document.region, mentions))
        documents[index] = document
        read_parts.append(_read_part(text, mine, header, document, segment, mentions, lexicon, ties))
    segments.extend(_duplicates(text.repairs, len(segments)))
    references, unsettled = settle(
        [x for p in read_parts for x in p.references], {p.document.id: p.document for p in read_parts}
    )
    return Reading(
        source=source,
        repairs=tuple(sorted([*repairs, *numbers.repairs], key=lambda r: (r.span.start, r.span.end))),
        segments=tuple(segments),
        documents=tuple(p.document for p in read_parts),
        provisions=tuple(x for p in read_parts for x in p.provisions),
        citations=tuple(x for p in read_parts for x in p.citations),
        vague=tuple(sorted((*(x for p in read_parts for x in p.vague), *unsettled), key=lambda v: v.span.start)),
        measures=_rated(source, [x for p in read_parts for x in p.measures], rate, lexicon),
        basis=ties,
        references=references,
        duties=tuple(x for p in read_parts for x in p.duties),
        undone=tuple(undone),
    )


def _placed(region: str | None, mentions: Sequence[Mention]) -> str | None:
    """The path of a place that no table knows (?/石板镇), below the one province whose documents its document rests on."""
    if region is None or not region.startswith("?/"):
        return region
    rests = [m.title for m in mentions if m.title and m.role in (Role.BASIS, Role.FORWARDS)]
    provinces = {place.split("/")[0] for title in rests if (place := find_region(title))} - {"全国", "?"}
    return provinces.pop() + region.removeprefix("?") if len(provinces) == 1 else region


def _rated(
    source: Source,
    measures: Sequence[Measure],
    rate: Callable[[str, Sequence[Measure]], tuple[Measure, ...]],
    lexicon: Lexicon | None,
) -> tuple[Measure, ...]:
    if lexicon is not None:
        return tuple(replace(m, confidence=UNLEARNT) for m in measures)
    return rate(source.text, measures)


_FORMS = (SegmentKind.LEDGER, SegmentKind.ATTACHMENT)


def _bounds(lines: Sequence[Line]) -> tuple[int, int]:
    return lines[0].paragraph.start, lines[-1].paragraph.end


def _span_of(text: CleanText, lines: Sequence[Line]) -> Span:
    return text.offsets.span(lines[0].paragraph.start, lines[-1].paragraph.end)


def _segment(index: int, part: Part, span: Span, document: str | None, header: Header | None) -> Segment:
    return Segment(
        index=index,
        kind=part.kind,
        span=span,
        relation=part.relation,
        parent=part.parent if part.kind is not SegmentKind.NOISE else index,
        document=document,
        confidence=shares.of_segment(part.kind, header),
    )


def _duplicates(repairs: Sequence[Repair], first: int) -> list[Segment]:
    spans = [r.span for r in repairs if r.kind is RepairKind.DUPLICATE]
    return [
        Segment(
            index=first + k,
            kind=SegmentKind.DUPLICATE,
            span=s,
            relation=Relation.SELF,
            parent=first + k,
            document=None,
            confidence=shares.of_segment(SegmentKind.DUPLICATE, None),
        )
        for k, s in enumerate(spans)
    ]


def _header_of(
    text: CleanText, lines: Sequence[Line], parts: Sequence[Part], index: int, headers: dict[int, Header]
) -> Header:
    part = parts[index]
    hangs = part.relation is not Relation.SELF and part.parent in headers
    context = headers.get(part.parent) if hangs else headers.get(0)
    return read_header(lines[part.first : part.last], text, context, hangs=hangs)


def _document(source: str, part: Part, span: Span, header: Header, documents: dict[int, Document]) -> Document:
    parent = documents.get(part.parent) if part.relation is not Relation.SELF else None
    return Document(
        id=document_id(header.number, header.title, header.issuer, span.of(source)),
        span=span,
        title=header.title,
        number=header.number,
        issuer=header.issuer,
        date=header.issued,
        level=header.level,
        region=header.region,
        kind=part.kind,
        draft=header.draft,
        parent=parent.id if parent else None,
        relation=part.relation if parent else Relation.SELF,
    )


def _read_part(
    text: CleanText,
    lines: Sequence[Line],
    header: Header,
    document: Document,
    segment: Segment,
    found: Sequence[Mention],
    lexicon: Lexicon | None,
    ties: Ties,
) -> _Part:
    units = split_provisions(lines, header.body)
    rows = rows_of_tables(lines)
    mentions = _based_by_column(_with_own_header(found, header), rows.values())
    sentences = _sentences(text, lines, units)
    pointers = find_pointers(text.flat, lines, units, sentences, mentions)
    mentions = sorted([*mentions, *cited_by_reference(pointers)], key=lambda m: (m.start, -m.end))
    if lexicon is None:
        hits = _find_measures(text, lines, units, sentences, header, segment, rows)
    else:
        hits = _find_by_lexicon(text, units, sentences, lexicon)
    provisions = tuple(
        Provision(
            id=provision_id(document.id, i),
            document=document.id,
            label=u.label,
            zone=u.zone,
            span=text.offsets.span(u.start, u.end),
        )
        for i, u in enumerate(units)
    )
    citations = tuple(_citation(text, document, units, provisions, m, i) for i, m in enumerate(mentions))
    measures = tuple(
        Measure(
            id=measure_id(document.id, i),
            document=document.id,
            provision=provisions[s.unit].id,
            kind=h.kind,
            span=text.offsets.span(s.start + h.start, s.start + h.end),
            text=text.words(s.start + h.start, s.start + h.end).replace("\n", ""),
            sentence=text.offsets.span(s.start, s.end),
            act=h.rule,
        )
        for i, (s, h) in enumerate((sentences[k], h) for k, h in hits)
    )
    measured = [(k, sentences[k].start + h.start, sentences[k].start + h.end) for k, h in hits]
    near = tie(text.flat, lines, units, sentences, mentions, measured)
    ties.add(measures, citations, with_reference_ties(near, pointers, sentences, mentions, measured))
    return _Part(
        document=document,
        segment=segment,
        provisions=provisions,
        citations=citations,
        vague=_vague(text, document, provisions, sentences),
        measures=measures,
        references=_references(text, document, provisions, pointers, mentions, citations),
        duties=_duties(text, document, provisions, lines, units, sentences),
    )


def _with_own_header(mentions: Sequence[Mention], header: Header) -> list[Mention]:
    """The document's own title and number are citations with role SELF."""
    own: list[Mention] = []
    for at, title, number in ((header.title_at, header.title, None), (header.number_at, None, header.number)):
        if at is not None:
            own.append(
                Mention(start=at[0], end=at[1], title=title, number=number, articles=(), role=Role.SELF, cue="文头")
            )
    rest = [
        m for m in mentions if not (header.number_at and m.start < header.number_at[1] and header.number_at[0] < m.end)
    ]
    rest = [replace(m, role=Role.SELF, cue="本文件") if _is_self(m, header) else m for m in rest]
    return sorted([*own, *rest], key=lambda m: (m.start, -m.end))


def _based_by_column(mentions: list[Mention], rows: Iterable[Row]) -> list[Mention]:
    """What a row of a table of measures cites in its 依据 cell is the basis of the row."""
    cells = [cell for row in rows for cell in row.basis]
    if not cells:
        return mentions
    return [
        replace(m, role=Role.BASIS, cue="依据", shown="cue_near")
        if m.role is Role.MENTION and any(a <= m.start < b for a, b in cells)
        else m
        for m in mentions
    ]


def _is_self(m: Mention, header: Header) -> bool:
    if m.number and header.number and m.number == header.number and m.role in (Role.MENTION, Role.FORWARDS):
        return m.title is None or m.title == header.title
    same = m.title is not None and m.number is None and _bare(m.title) == _bare(header.title or "")
    return same and m.role in (Role.MENTION, Role.FORWARDS) and not m.short


def _bare(title: str) -> str:
    return re.sub(r"[\s《》〈〉<>“”]", "", title)


def _unit_at(units: Sequence[Unit], at: int) -> int | None:
    i = bisect_right(units, at, key=lambda u: u.start) - 1
    return i if i >= 0 and at < units[i].end else None


def _citation(
    text: CleanText,
    document: Document,
    units: Sequence[Unit],
    provisions: Sequence[Provision],
    m: Mention,
    index: int,
) -> Citation:
    unit = _unit_at(units, m.start)
    return Citation(
        id=citation_id(document.id, index),
        document=document.id,
        provision=provisions[unit].id if unit is not None else None,
        span=text.offsets.span(m.start, m.end),
        text=intern(text.words(m.start, m.end).replace("\n", "")),
        title=m.title,
        number=m.number,
        articles=m.articles,
        role=m.role,
        cue=m.cue,
        defined_number=m.defined,
        issuer_hint=m.issuer,
        confidence=shares.of_citation(m.found),
        by_reference=m.by_reference,
        found=m.found,
    )


def _references(
    text: CleanText,
    document: Document,
    provisions: Sequence[Provision],
    pointers: Sequence[Pointer],
    mentions: Sequence[Mention],
    citations: Sequence[Citation],
) -> tuple[Reference, ...]:
    cited = {id(m): c.id for m, c in zip(mentions, citations, strict=True)}
    return tuple(
        Reference(
            document=document.id,
            provision=provisions[x.unit].id,
            span=text.offsets.span(x.start, x.end),
            text=intern(text.words(x.start, x.end).replace("\n", "")),
            kind=x.kind,
            targets=(*(provisions[u].id for u in x.units), *(cited[id(m)] for m in x.cited)),
            articles=x.articles,
            role=x.role,
        )
        for x in pointers
    )


def _duties(
    text: CleanText,
    document: Document,
    provisions: Sequence[Provision],
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
) -> tuple[Duty, ...]:
    return tuple(
        Duty(
            document=document.id,
            provision=provisions[x.unit].id,
            span=text.offsets.span(x.start, x.end),
            text=text.words(x.start, x.end).replace("\n", ""),
            units=x.units,
            deadline=x.deadline,
            due=x.due,
            report=x.report,
        )
        for x in find_duties(text.flat, lines, units, sentences, document.date)
    )


def _sentences(text: CleanText, lines: Sequence[Line], units: Sequence[Unit]) -> Sequence[Sentence]:
    out = Columns(Sentence, "IIII")
    for i, unit in enumerate(units):
        for k in range(unit.first, unit.last):
            p = lines[k].paragraph
            if lines[k].kind is Kind.TABLE:
                out.add(p.start, p.end, i, k)
                continue
            for m in _SENTENCE.finditer(text.flat, _behind_marker(p), p.end):
                start, end = m.span()
                out.add(start, end, i, k)
    return out


def _vague(
    text: CleanText, document: Document, provisions: Sequence[Provision], sentences: Sequence[Sentence]
) -> tuple[VagueReference, ...]:
    out = []
    vague = patterns.VAGUE.regex.finditer
    for s in sentences:
        for m in vague(text.flat, s.start, s.end):
            out.append(
                VagueReference(
                    document=document.id,
                    provision=provisions[s.unit].id,
                    span=text.offsets.span(m.start(), m.end()),
                    text=intern(m[0]),
                )
            )
    return tuple(out)


def _find_measures(
    text: CleanText,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    header: Header,
    segment: Segment,
    rows: Mapping[int, Row],
) -> list[tuple[int, Hit]]:
    """Sentence (index) and hit of each measure, in text order."""
    if segment.kind is SegmentKind.LEDGER:
        return []
    placed, asked = tee(_candidates(text, lines, units, sentences, header, rows))
    found = measures_of(text.flat, (c for _, c in asked))
    return [
        (i, replace(h, start=h.start + c.start - sentences[i].start, end=h.end + c.start - sentences[i].start))
        for (i, c), hits in zip(placed, found, strict=True)
        for h in hits
    ]


def _candidates(
    text: CleanText,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    header: Header,
    rows: Mapping[int, Row],
) -> Iterator[tuple[int, Candidate]]:
    """What may hold a measure, with the sentence (index) that it stands in: sentences, and cells of tables."""
    numbered = any(lines[u.first].paragraph.marker.level for u in units)
    lays_down = [not (u.zone in _NO_MEASURES or (u.zone is Zone.PREAMBLE and numbered)) for u in units]
    asked = array(
        "I",
        (i for i, s in enumerate(sentences) if lays_down[s.unit] and lines[s.line].kind not in _NO_MEASURE_LINES),
    )
    possible = iter(possible_patterns(text.flat, ((sentences[i].start, sentences[i].end) for i in asked)))
    about_credit = bool(header.title and _CREDIT_TITLE.search(header.title))
    # What a statute restricts is a measure beside a record only; a notice that restricts is what the cleanup looks for.
    ordinary = about_credit or header.level not in _STATUTES
    unit, speaks = -1, False  # whether the unit speaks of credit
    heads = enumerate(_heads(lines))
    line, headings, head = -1, "", ""
    awaited = iter(asked)
    following = next(awaited, None)
    for i, s in enumerate(sentences):
        while line < s.line:
            line, (headings, head) = next(heads)
        for cell in rows[line].measures if line in rows else ():
            yield i, Candidate(*cell, Context(headings, f"{rows[line].heading}的措施：", about_credit), EVERY_PATTERN)
        if i != following:
            continue
        following = next(awaited, None)
        patterns_of = next(possible)
        shown = shows_rule(patterns_of)
        if not shown and not head and not lines[line].paragraph.marker.level:
            continue
        above = ""
        if _is_heading(text, lines, units[s.unit], s):
            above = _measures_above(headings)
            if not above:
                continue
        # In a memorandum each item under 二、惩戒措施 states its measure in its heading.
        listed = head or (above and above + "措施：")
        items = items_are(listed)
        if items == "conditions" or not (shown or items):
            continue
        if s.unit != unit:
            unit = s.unit
            speaks = ordinary or speaks_of_credit(text.flat[units[unit].start : units[unit].end])
        end = s.end - (text.flat[s.end - 1] in "。！？")
        yield i, Candidate(s.start, end, Context(headings, listed, about_credit, speaks), patterns_of)


_STATUTES = frozenset(
    {SourceLevel.LAW, SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION, SourceLevel.JUDICIAL_INTERPRETATION}
)
_NO_MEASURES = frozenset({Zone.AIMS, Zone.CLOSING, Zone.HEADER})
_NO_MEASURE_LINES = frozenset({Kind.TABLE, Kind.TITLE, Kind.ADDRESSEE, Kind.NUMBER, Kind.LETTERHEAD})


@lru_cache(maxsize=1 << 10)
def _measures_above(headings: str) -> str:
    """The kind of measures (惩戒, 激励…) that the nearest heading announces, or nothing."""
    found = _MEASURES_ABOVE.search(headings)
    return found["kind"] if found else ""


def _find_by_lexicon(
    text: CleanText, units: Sequence[Unit], sentences: Sequence[Sentence], lexicon: Lexicon
) -> list[tuple[int, Hit]]:
    """Sentence (index) and hit of each measure of another campaign."""
    zones = (Zone.BODY, Zone.PREAMBLE)
    laid_down = [(i, s) for i, s in enumerate(sentences) if units[s.unit].zone in zones]
    return [(i, h) for i, s in laid_down for h in find_by_lexicon(text.flat[s.start : s.end], lexicon)]


def _behind_marker(p: Paragraph) -> int:
    """Where the words of a paragraph begin, its 第三条 or （一） left out."""
    return p.start + (len(p.marker.label) if p.marker.level and p.marker.kind != "yi" else 0)


def _is_heading(text: CleanText, lines: Sequence[Line], unit: Unit, s: Sentence) -> bool:
    """The short first sentence of a numbered item is its heading, if anything follows."""
    p = lines[s.line].paragraph
    if p.marker.kind not in ("h1", "h2", "h3") or s.start != _behind_marker(p) or _ARTICLE.match(unit.label):
        return False
    marker = p.marker
    words = text.flat[s.start : s.end]
    if _SPEAKS.search(words):
        return False
    plain_below = unit.last > s.line + 1 and not lines[s.line + 1].paragraph.marker.level
    follows = (s.end < p.end and words.endswith("。")) or (plain_below and not words.endswith(("，", "。", "；", "：")))
    last = s.end >= p.end and not words.endswith(("。", "；", "！")) and len(words) <= 40 and "，" not in words
    alone = plain_below and s.end >= p.end and len(words) <= 26 and "，" not in words
    return (follows and len(words) <= 30) or alone or (last and marker.kind in ("h1", "h2"))


def _heads(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """For each line: the headings above it (its own included), and the list head that it is an item of."""
    headings = ""
    stack: list[tuple[int, str]] = []
    # (marker level of the line that ends in ：, its last sentence, level of the section that it stands in)
    head: tuple[int, str, int] | None = None
    for line in lines:
        level = line.paragraph.marker.level
        flat = line.flat
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, _CLAUSE_END.split(flat[:61], maxsplit=1)[0][:60]))
            headings = " ".join(w for _, w in stack)
        if head and not (
            (level > head[0] and level > head[2])
            or (level == 0 and head[0] == 0 and not flat.endswith("。") and len(flat) < 120)
        ):
            head = None
        yield headings, head[1] if head else ""
        if flat.endswith("：") and line.kind is Kind.BODY and not (head and level > head[0] and head[0]):
            section = 0 if level else (stack[-1][0] if stack else 0)
            head = (level, flat[max(flat.rfind("。"), flat.rfind("；")) + 1 :], section)
