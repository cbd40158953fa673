"""The documents of a file as records: the card of each, what it hangs on, and the segments that they make up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.ids import copy_id, document_id
from graph_schema.making import altered
from graph_schema.records import Document, Repair, Segment, SourceFile, Span
from graph_schema.terms import Relation, RepairKind, SegmentKind, SourceLevel
from ingest.clean.text import CleanText
from ingest.clean.undoing import Undoing
from ingest.parts.folder import place_of_folders
from ingest.parts.header import Header, read_header
from ingest.parts.issued import Signatures
from ingest.parts.lines import Line, Lines
from ingest.parts.page_card import shown_by_part, with_page
from ingest.parts.part import Part
from ingest.parts.parted import first_beside
from ingest.parts.whole import lacks_of


@dataclass(frozen=True, slots=True)
class Card:
    """A document before its words are looked at: its part and the number of it, its lines, its head, its record."""

    index: int
    part: Part
    lines: Lines
    header: Header
    document: Document


def span_of(text: CleanText, lines: Sequence[Line]) -> Span:
    """Returns where the lines stand in the source."""
    return text.offsets.span(lines[0].paragraph.start, lines[-1].paragraph.end)


def with_foreign_read(parts: Sequence[Part], text: CleanText, lines: Lines, undoing: Undoing) -> list[Part]:
    """Returns the parts; one of which a person says that it is no foreign matter is read for itself."""
    out: list[Part] = []
    for index, part in enumerate(parts):
        span = span_of(text, lines[part.first : part.last])
        if part.kind is SegmentKind.NOISE and undoing.forbids(RepairKind.FOREIGN, span.start, span.end):
            part = altered(part, kind=SegmentKind.DOCUMENT, relation=Relation.SELF, parent=index)
        out.append(part)
    return out


def foreign_repairs(parts: Iterable[Part], text: CleanText, lines: Lines) -> Iterator[Repair]:
    """Lists the foreign matter that is not read."""
    for part in parts:
        if part.kind is SegmentKind.NOISE:
            span = span_of(text, lines[part.first : part.last])
            yield Repair(kind=RepairKind.FOREIGN, span=span, replacement="")


def read_cards(
    source: SourceFile,
    text: CleanText,
    lines: Lines,
    parts: Sequence[Part],
    as_taken: Callable[[Header], Header],
    begins: Sequence[int] = (),
) -> dict[int, Card]:
    """Reads the card of each document, by the number of its part.

    The ids of documents rest on the text of `source`: in `text.source` traditional characters are simplified. `as_taken` gives the header that is taken for the one read (a number as written where its repair is undone). `begins` are the lines with which
    parts of the file begin: one that hangs on nothing takes its place from no other part.
    """
    cards: dict[int, Card] = {}
    copies: Counter[str] = Counter()
    shown = shown_by_part(text, lines, parts)
    folder = place_of_folders(source.path)
    bundles = _ends_of_bundles(parts)
    signatures: Signatures | None = None
    for index, part in enumerate(parts):
        if part.kind is SegmentKind.NOISE or _is_outer_colophon(index, part, cards):
            continue
        own = lines[part.first : part.last]
        held = own.at_hand()
        hangs = part.relation is not Relation.SELF and part.parent in cards
        context = cards.get(part.parent if hangs else first_beside(parts, begins, part))
        header = read_header(held, text, context.header if context else None, hangs=hangs, folder=folder)
        if header.issued is None and header.issuer:
            signatures = signatures or Signatures(lines)
            header = altered(header, issued=signatures.day(part.first, bundles[index], header.issuer))
        place = context.header.region if context else folder
        header, page = with_page(header, shown.get(index, ()), source.text, place, fills=not hangs)
        header = _with_folder(as_taken(header), folder)
        parent = cards.get(part.parent) if part.relation is not Relation.SELF else None
        document = _document(source.text, part, span_of(text, own), header, parent, copies)
        document = altered(document, lacks=lacks_of(held, part, header, hangs=parent is not None), page=page)
        cards[index] = Card(index, part, own, header, document)
    return cards


_OF_A_PLACE = frozenset({SourceLevel.LOCAL_NORMATIVE, SourceLevel.LOCAL_RULE})


def _with_folder(header: Header, folder: str | None) -> Header:
    """Returns the header of a local document that shows no place of its own with that of its folder."""
    if header.region or not folder or header.level not in _OF_A_PLACE:
        return header
    return altered(header, region=folder, from_folder=True)


def _ends_of_bundles(parts: Sequence[Part]) -> list[int]:
    """Returns of each part the line behind it and all that hangs on it: its colophon may stand behind its attachments."""
    ends: list[int] = []
    end = parts[-1].last if parts else 0
    for at in range(len(parts) - 1, -1, -1):
        ends.append(end)
        if _stands_alone(parts[at], at):
            end = parts[at].first
    return ends[::-1]


def _stands_alone(part: Part, at: int) -> bool:
    """Tells whether a part is a document that hangs on no other: neither attached, nor noise, nor a colophon set apart."""
    return part.relation is Relation.SELF and part.parent == at and part.kind is not SegmentKind.NOISE


def _is_outer_colophon(index: int, part: Part, cards: Mapping[int, Card]) -> bool:
    """Tells whether a part is the colophon of an outer document: it stands apart, and is no document of its own."""
    return part.relation is Relation.SELF and part.parent != index and part.parent in cards


def _document(
    source: str, part: Part, span: Span, header: Header, parent: Card | None, copies: Counter[str]
) -> Document:
    """Makes the record of a document; `copies` counts those of the file that are alike to the letter."""
    alike = document_id(header.number, header.title, header.issuer, span.of(source))
    copies[alike] += 1
    return Document(
        id=copy_id(alike, copies[alike]),
        span=span,
        title=header.title,
        number=header.number,
        issuer=header.issuer,
        date=header.issued,
        level=header.level,
        region=header.region,
        kind=part.kind,
        draft=header.draft,
        parent=parent.document.id if parent else None,
        relation=part.relation if parent else Relation.SELF,
    )


def segments_of(
    text: CleanText,
    lines: Lines,
    parts: Sequence[Part],
    cards: Mapping[int, Card],
    confidence: Callable[[SegmentKind, Header | None], float],
) -> tuple[Segment, ...]:
    """Lists the segments of a file: its parts, then the page around them, then the pages that were scanned twice.

    `confidence` says of a kind of segment, and of the header of its document, how sure its bounds are.
    """
    segments: list[Segment] = []
    for index, part in enumerate(parts):
        noise = part.kind is SegmentKind.NOISE
        # The colophon of an outer document belongs to that document.
        card = None if noise else cards.get(index) or cards[part.parent]
        segments.append(
            Segment(
                index=index,
                kind=part.kind,
                span=span_of(text, lines[part.first : part.last]),
                relation=part.relation,
                parent=index if noise else part.parent,
                document=card.document.id if card else None,
                confidence=confidence(part.kind, card.header if card else None),
            )
        )
    twice = [(SegmentKind.DUPLICATE, r.span) for r in text.repairs if r.kind is RepairKind.DUPLICATE]
    beside = [(SegmentKind.NOISE, span) for span in _beside(text, [segment.span for segment in segments])]
    segments.extend(
        Segment(
            index=index,
            kind=kind,
            span=span,
            relation=Relation.SELF,
            parent=index,
            document=None,
            confidence=confidence(kind, None),
        )
        for index, (kind, span) in enumerate([*beside, *twice], start=len(parts))
    )
    return tuple(segments)


def _beside(text: CleanText, parts: Sequence[Span]) -> Iterator[Span]:
    """Returns the stretches of page furniture that stand outside the parts: above, between and below them."""
    run: Span | None = None
    part = 0
    for furniture in (r.span for r in text.repairs if r.kind is RepairKind.FURNITURE):
        while part < len(parts) and parts[part].end <= furniture.start:
            part += 1
        if part < len(parts) and parts[part].start <= furniture.start:
            continue
        if run is not None and not text.source[run.end : furniture.start].strip():
            run = Span(run.start, furniture.end)
            continue
        if run is not None:
            yield run
        run = furniture
    if run is not None:
        yield run
