"""Says what all stores make of judged documents and index rows before they keep them: columns to choose and to count by, packed bodies, digests."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph_schema.graph import Value
from graph_schema.messages import LANGUAGES, label_of, say
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Chained, Document, Finding, Hop, Measure, Overruled
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.store.base.errors import damaged
from tracer.store.base.findings import Filters, Held, JudgedDocument, Judgement, KeptFinding, Tally
from tracer.store.base.index import IndexRow
from tracer.store.base.judged import FindingRow, JudgedRow
from tracer.store.rows import NOT_AS_WRITTEN, digest_of, packed_text, seal_of, unpacked_text

LISTED = "、"
"""Stands between the codes of a list in one property."""

NO_ORDER = "~"
"""Stands in the order for a number or title that is not there: behind all others."""

COUNTS: tuple[str, ...] = (
    *(verdict.value for verdict in Verdict),
    *(f"mend_{verdict.value}" for verdict in Verdict),
    *("gaps", "lean", "unsupported", "ended", "authority"),
    *(f"ended_{verdict.value}" for verdict in Verdict),
    *("ended_gaps", "ended_mend"),
)
"""What is counted of a judged document: its findings by verdict, those to be mended by verdict, and single groups; from `ended` on what counts nowhere,
and how what has ended would stand if its document held."""
_SINCE = COUNTS.index("authority") + 1
"""From here on they came later: rows without any have the seal that they had before."""


def judged_row(judged: JudgedDocument) -> JudgedRow:
    """Returns what is kept of a judged document. InputError where it holds half a character."""
    order = next((one.order for one in judged.findings), (NO_ORDER, NO_ORDER, judged.document))
    shown = next((one.finding.document for one in judged.findings if one.finding is not None), None)
    card = to_plain(shown) if shown is not None else None
    lines = [_line(card)]
    findings = tuple(_finding_row(one, card, lines) for one in judged.findings)
    told: dict[str, Any] = {
        "document": judged.document,
        "order_number": order[0],
        "order_title": order[1],
        **card_columns(shown),
        "of_source": any(one.of_source for one in judged.findings),
        "words": _joined((shown.title, shown.number, shown.issuer, shown.region)) if shown else "",
        "counts": counts_of(findings),
        "bodies": packed_text("\n".join(lines), judged.document),
        "lines": judged.lines,
    }
    return JudgedRow(
        **told,
        touched=judged.touched,
        since=judged.since.isoformat(),
        until=judged.until.isoformat(),
        seal=seal_of_judged(told, (one.digest for one in findings)),
        findings=findings,
    )


def seal_of_judged(row: Mapping[str, Any], digests: Iterable[int]) -> int:
    """Returns the number without which neither the row of a document nor those of its measures can change; the day is not in it."""
    told = [_plain(row[name]) for name in _SEALED]
    blobs = [zlib.crc32(row[name] or b"") for name in ("bodies", "lines")]
    counts, later = ([row["counts"][name] for name in names] for names in (COUNTS[:_SINCE], COUNTS[_SINCE:]))
    return seal_of([digest_of([told, blobs, counts + later if any(later) else counts]), *digests])


_SEALED = (
    *("document", "order_number", "order_title", "number", "title", "region", "issued", "draft", "of_source", "words"),
)


def _finding_row(kept: KeptFinding, card: object, lines: list[str]) -> FindingRow:
    """Returns the row of a measure; its finding is added to the lines."""
    told: dict[str, Any] = {"measure": kept.measure, "start": kept.start, "stop": kept.end}
    if kept.counted is not None:
        told |= {"counted_since": kept.counted[0].isoformat(), "counted_until": kept.counted[1].isoformat()}
    finding = kept.finding
    if finding is not None:
        plain: dict[str, Any] = dict(to_plain(finding))
        del plain["edition"]
        if plain["document"] == card:
            del plain["document"]
        told |= {
            **_chosen_by(finding),
            "rests_on": tuple(sorted(set(kept.rests_on))),
            "line": len(lines),
            "words": _words(finding),
        }
        lines.append(_line(plain))
    return FindingRow(**told, digest=finding_digest({**_BLANK, **told}))


def _chosen_by(finding: Finding) -> dict[str, Any]:
    """Returns the columns that a finding is chosen and counted by."""
    return {
        "verdict": finding.verdict.value,
        "kind": finding.measure.kind.value,
        "aside": finding.aside.value if finding.aside else None,
        "part": finding.provision.id if finding.aside else None,
        "gap": finding.is_gap,
        "mend": finding.must_mend,
        "unsupported": finding.is_unsupported and finding.aside is None,
        "held": finding.would_mend and finding.aside is Group.ENDED,
        "reasons": LISTED.join(dict.fromkeys(stop.reason.value for stop in finding.stops)),
        "reached": finding.chain[-1].id if finding.chain and not finding.stops else None,
    }


def card_columns(shown: Document | None) -> dict[str, Any]:
    """Returns the columns of a judged document that its findings show; of one without findings nothing is shown."""
    return {
        "number": shown.number if shown else None,
        "title": shown.title if shown else None,
        "region": shown.region if shown else None,
        "issued": shown.date.isoformat() if shown and shown.date else None,
        "draft": shown is not None and shown.draft,
    }


def _line(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def finding_digest(row: Mapping[str, Any]) -> int:
    """Returns what tells a changed row of a measure from the one that is kept."""
    told = [_plain(row[name]) for name in _BLANK if name not in _BESIDE]
    counted = [row[name] for name in _COUNTED]
    told += counted if any(counted) else []
    return digest_of([*told, "held"] if row["held"] else told)


_BLANK: Mapping[str, Any] = {
    name: getattr(FindingRow(measure="", start=0, stop=0), name) for name in FindingRow.__slots__
}


_COUNTED = ("counted_since", "counted_until")
_BESIDE = ("digest", "held", *_COUNTED)


def said_of_measure(row: Mapping[str, Any], judgement: Judgement) -> dict[str, Value]:
    """Returns what the graph says of a measure by a judgement; `row` has the columns of its finding, and draft and of_source of its document."""
    groups = {
        Group.MUST_MEND: row["mend"],
        Group.UNSUPPORTED: row["unsupported"],
        Group.DRAFTS: row["draft"] and row["aside"] is None,
        Group.SOURCES: row["of_source"] and row["aside"] is None,
        Group.ENDED: row["aside"] == Group.ENDED,
        Group.AUTHORITY: row["aside"] == Group.AUTHORITY,
    }
    return {
        "verdict": row["verdict"],
        "reasons": row["reasons"] or None,
        "groups": LISTED.join(group.value for group, holds in groups.items() if holds) or None,
        "gap": bool(row["gap"]),
        "must_mend": bool(row["mend"]),
        "day": judgement.as_of.isoformat(),
        "edition": judgement.registry,
    }


SAID_BY = ("verdict", "reasons", "mend", "unsupported", "aside", "gap")
"""The columns of a finding by which said_of_measure tells; beside them those of its document."""


def columns_of(row: FindingRow | JudgedRow) -> dict[str, Any]:
    """Returns a row by the names of its columns."""
    return {name: getattr(row, name) for name in row.__slots__}


def _plain(value: Any) -> Any:
    """Returns a flag as a number, as some stores keep it."""
    return int(value) if isinstance(value, bool) else value


def _words(finding: Finding) -> str:
    """Returns what is searched of a measure beside its document: its words, its provision, the sentence and the reasons in all languages."""
    sentences = (say(lang, finding.sentence) for lang in LANGUAGES)
    reasons = (label_of(stop.reason, lang) for stop in finding.stops for lang in LANGUAGES)
    return _joined((finding.measure.text, finding.provision.label, *sentences, *reasons))


def _joined(words: Iterable[str | None]) -> str:
    return "\n".join(dict.fromkeys(word.casefold() for word in words if word))


def counts_of(rows: Iterable[FindingRow]) -> dict[str, int]:
    """Counts the findings of a document."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row.verdict is None:
            continue
        if row.aside is not None:
            counts[row.aside] += 1
            if row.aside == Group.ENDED:
                counts[f"ended_{row.verdict}"] += 1
                counts["ended_gaps"] += row.held and row.verdict == Verdict.DEAD_END
                counts["ended_mend"] += row.held
            continue
        counts[row.verdict] += 1
        counts[f"mend_{row.verdict}"] += row.mend
        counts["gaps"] += row.gap
        counts["lean"] += row.verdict == Verdict.INDIRECT and row.kind == MeasureKind.PUNISHMENT
        counts["unsupported"] += row.unsupported
    return {name: counts[name] for name in COUNTS}


def tally_of(rows: Iterable[Mapping[str, Any]]) -> Tally:
    """Adds up rows of counts; each has `of_source` and `draft` beside them, and the number of its `documents`."""
    total: Counter[str] = Counter()
    groups: Counter[Group] = Counter()
    draft_gaps = documents = 0
    for row in rows:
        counts = {name: row[name] or 0 for name in COUNTS}
        total.update(counts)
        measures = sum(counts[verdict.value] for verdict in Verdict)
        groups[Group.SOURCES] += measures if row["of_source"] else 0
        groups[Group.DRAFTS] += measures if row["draft"] else 0
        draft_gaps += counts["gaps"] if row["draft"] else 0
        documents += row["documents"]
    mend = {verdict: total[f"mend_{verdict.value}"] for verdict in Verdict}
    groups[Group.MUST_MEND] = sum(mend.values())
    for group in (Group.UNSUPPORTED, Group.ENDED, Group.AUTHORITY):
        groups[group] = total[group.value]
    return Tally(
        verdicts={verdict: total[verdict.value] for verdict in Verdict},
        groups={group: groups[group] for group in Group},
        gaps=total["gaps"],
        draft_gaps=draft_gaps,
        lean=total["lean"],
        must_mend=sum(mend.values()),
        mend_by_verdict=mend,
        documents=documents,
        ended=Held(
            verdicts={verdict: total[f"ended_{verdict.value}"] for verdict in Verdict},
            gaps=total["ended_gaps"],
            must_mend=total["ended_mend"],
        ),
    )


def of_those_chosen(filters: Filters, tally: Tally) -> list[int] | None:
    """Returns how many are chosen of those that were counted, with must_mend the gaps apart; None where the counts do not say."""
    verdicts, group = filters.verdicts, filters.group
    given = [bool(verdicts), group is not None, filters.must_mend, filters.rest, filters.silent]
    if sum(given) == 0:
        return [tally.gaps]
    if filters.must_mend and not (group or filters.rest):
        mend = sum(tally.mend_by_verdict[verdict] for verdict in verdicts or Verdict)
        gaps = tally.gaps if not verdicts or Verdict.DEAD_END in verdicts else 0
        return [gaps, mend - gaps]
    if sum(given) > 1 or filters.silent:
        return None
    if filters.rest:
        return [tally.must_mend - tally.gaps]
    if group is Group.MUST_MEND:
        return [tally.gaps, tally.must_mend - tally.gaps]
    return [tally.groups[group] if group else sum(tally.verdicts[verdict] for verdict in verdicts)]


# --- bodies ------------------------------------------------------------------------------------


class Unpacking:
    """Findings out of the bodies of documents, which are unpacked once where they come one after the other; all name the same edition of the registry."""

    def __init__(self, registry: str) -> None:
        self._registry = registry
        self._document = ""
        self._lines: list[str] = []
        self._card: Document | None = None

    def knows(self, document: str) -> bool:
        """Tells whether the bodies of a document are those unpacked last."""
        return self._document == document

    def take(self, document: str, bodies: bytes) -> None:
        """Unpacks the bodies of a document. DamagedError, which names it, where they are none."""
        try:
            self._lines = unpacked_text(bodies).split("\n")
        except NOT_AS_WRITTEN as error:
            raise damaged(document, error) from error
        self._document, self._card = document, None

    def finding(self, measure: str, line: int) -> Finding:
        """Returns the finding of a line. DamagedError, which names the measure, where it is none."""
        try:
            plain = {"document": json.loads(self._lines[0]), **json.loads(self._lines[line]), "edition": self._registry}
            return from_plain(Finding, plain)
        except (*NOT_AS_WRITTEN, IndexError) as error:
            raise damaged(measure, error) from error

    def chained(self, measure: str, line: int) -> Chained:
        """Returns so much of the finding of a line as tells its chain. DamagedError as of `finding`."""
        try:
            plain = json.loads(self._lines[line])
            if self._card is None:
                self._card = from_plain(Document, json.loads(self._lines[0]))
            return Chained(
                measure=from_plain(Measure, plain["measure"]),
                document=from_plain(Document, plain["document"]) if "document" in plain else self._card,
                verdict=Verdict(plain["verdict"]),
                chain=tuple(from_plain(Hop, hop) for hop in plain["chain"]),
                overruled=from_plain(Overruled, plain["overruled"]) if plain.get("overruled") else None,
            )
        except (*NOT_AS_WRITTEN, IndexError) as error:
            raise damaged(measure, error) from error


# --- the index ---------------------------------------------------------------------------------


def index_digest(row: IndexRow) -> int:
    """Returns what tells a changed row of the index from the one that is kept; when it was touched is not in it."""
    keys = sorted({(key.kind, key.words) for key in row.keys})
    return digest_of([row.document, row.path, keys, row.facts, zlib.crc32(row.body), zlib.crc32(row.part)])


def words_asked(words: str) -> Iterator[str]:
    """Gives the words that must all be found, each once."""
    yield from dict.fromkeys(words.casefold().split())
