"""Digests of all that counts of a document for findings: what differs in none of them gives the same findings.

A finding rests on its measure's document and on every document that a chain from there can come to, with what each of them
says (`content_of`), what its citations resolve to and the registry rows behind them (`registered_of`), since when it holds no
longer and what people decided on it (`facts_of`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from graph_schema.plain import to_plain
from graph_schema.records import Citation, Document, Instrument, Link, Measure, Span
from graph_schema.seals import facts_row
from tracer.links.carried import carried_title
from tracer.links.decided import Decided
from tracer.links.desk import Contents
from tracer.links.resolve import Found
from tracer.links.sheets import Sheet, plain_ended, plain_link
from tracer.registry.load import Registry


def digest_of(value: object) -> int:
    """Returns 64 bits that differ where the value does, as a signed number."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def content_of(document: Document, text: str, contents: Contents) -> int:
    """Returns a digest of all that a document says by itself: its card, its own text, and its records with their places."""
    return digest_of(
        (
            to_plain(document),
            document.span.of(text),
            [(p.id, p.label, p.zone, _at(p.span)) for p in contents.provisions],
            [(_named(c), _found(c)) for c in contents.citations],
            [(_measure(m), [(s.role, s.words, s.span and _at(s.span)) for s in m.slots]) for m in contents.measures],
            [(b.measure, b.citation, b.tie, b.confidence) for several in contents.basis.values() for b in several],
            [(v.provision, _at(v.span), v.text) for v in contents.vague],
            [(r.provision, _at(r.span), r.text, r.kind, r.targets, r.articles, r.role) for r in contents.references],
        )
    )


def _named(c: Citation) -> tuple[object, ...]:
    return c.id, c.provision, _at(c.span), c.text, c.title, c.number, c.articles, c.role, c.cue, c.defined_number


def _found(c: Citation) -> tuple[object, ...]:
    return c.issuer_hint, c.confidence, c.by_reference, c.found, c.damaged


def _measure(m: Measure) -> tuple[object, ...]:
    return m.id, m.provision, m.kind, _at(m.span), m.text, _at(m.sentence), m.act, m.confidence


def _at(span: Span) -> tuple[int, int]:
    return span.start, span.end


class RegistryFacts:
    """Digests of the rows of a registry, each made once."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, int] = {}

    def of(self, id: str) -> int:
        """Returns a digest of a row, 0 where there is none."""
        row = self._registry.instruments.get(id)
        if row is None:
            return 0
        if id not in self._known:
            self._known[id] = digest_of((facts_row(row), row.amended_by, row.repealed_by))
        return self._known[id]

    def registered_of(
        self,
        document: Document,
        row: Instrument | None,
        citations: Sequence[Citation],
        meaning: tuple[Mapping[str, Link], Mapping[str, Sequence[Found]]],
    ) -> int:
        """Returns a digest of what the registry says of a document and of what its citations mean: `meaning` are links and rivals."""
        links, rivals = meaning
        said: list[tuple[object, ...]] = []
        for citation in citations:
            if citation.id not in links:  # names the document itself, which means nothing else
                said.append((citation.defined_number, citation.role))
                continue
            known = self._registry.instruments.get(links[citation.id].target or "")
            decided = self._registry.decided(citation.title, citation.number or citation.defined_number, document)
            said.append(
                (
                    citation.defined_number,
                    citation.role,
                    self.of(known.id) if known else 0,
                    self._carried((known.title if known else citation.title) or ""),
                    to_plain(decided) if decided else None,
                    [self._rival(one) for one in rivals.get(citation.id, ())],
                )
            )
        own = (self.of(row.id), self._carried(row.title)) if row else ()
        return digest_of((own, self._carried(document.title or ""), said))

    def _rival(self, found: Found) -> object:
        doubt = found.doubt.plain() if found.doubt else None
        row = self.of(found.instrument.id) if found.instrument else 0
        return found.target, found.level, found.region, row, found.reason.plain(), found.score, doubt

    def _carried(self, title: str) -> list[int]:
        named = carried_title(title)
        return [self.of(row.id) for row in self._registry.by_title(named["inner"])] if named else []


def facts_of(sheet: Sheet, children: Sequence[str], *, has_parent: bool, decided: object) -> int:
    """Returns a digest of all that a document adds to the findings on it and on what rests on it; 0 where it stands for nothing."""
    if not sheet.leads:
        return 0
    known = digest_of(
        (
            sheet.content,
            to_plain(sheet.known) if sheet.known else None,
            sheet.places[0][1],
            sheet.candidates,
            [plain_link(link) for link in sheet.links.values()],
            sheet.registered,
            plain_ended(sheet.ended) if sheet.ended else None,
            [(id, plain_ended(one)) for id, one in sorted(sheet.ended_provisions.items())],
            children,
            has_parent,
            decided,
        )
    )
    return known or 1


def decided_facts(held: Decided) -> dict[str, object]:
    """Returns what people decided on each document, by its id."""
    said: dict[str, list[tuple[object, ...]]] = {}

    def note(subject: str, *what: object) -> None:
        said.setdefault(subject.rpartition(".")[0], []).append((subject, *what))

    for kind, single in (("verdict", held.verdicts), ("link", held.links), ("kind", held.kinds)):
        for subject, decision in single.items():
            note(subject, kind, decision.id)
    for kind, several in (("basis", held.bases), ("taken", held.taken)):
        for subject, by_citation in several.items():
            for citation, decision in by_citation.items():
                note(subject, kind, citation, decision.id)
                if citation.rpartition(".")[0] != subject.rpartition(".")[0]:
                    note(citation, kind, subject, decision.id)
    for subject, notes in held.notes.items():
        note(subject, "notes", *(one.id for one in notes))
    return {id: sorted(map(repr, several)) for id, several in said.items()}
