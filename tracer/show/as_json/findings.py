"""Writes documents and findings as JSON, and all that was read in a checked file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from graph_schema.messages import in_words
from graph_schema.plain import to_plain
from graph_schema.records import (
    Document,
    Duty,
    Finding,
    Hop,
    Overruled,
    Reading,
    Reference,
    Segment,
    Stop,
    VagueReference,
)
from graph_schema.terms import Group, Verdict
from tracer.show.as_json.decisions import moved_json
from tracer.show.as_json.files import file_json, places_json
from tracer.show.authority import AuthorityRow, authority_json
from tracer.show.cleanup import Cleanup, cleanup_json
from tracer.show.decisions import DecisionRow
from tracer.show.ended import EndedRow, ended_json
from tracer.show.leads import leads_of
from tracer.show.page import page_json, unread_json
from tracer.show.places import places_of
from tracer.show.sanctions import sanctions_json
from tracer.show.slots import slots_json


def document_json(document: Document) -> dict[str, object]:
    """Returns the card of a document."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "level": document.level.value,
        "region": document.region,
        "lacks": [lack.value for lack in document.lacks],
    }


def finding_json(finding: Finding, lang: str) -> dict[str, object]:
    """Returns FINDING of docs/json.md, its sentences in a language. Offsets count in the text of the file that holds the document."""
    measure = finding.measure
    return {
        "measure": measure.id,
        "kind": measure.kind.value,
        "text": measure.text,
        "slots": slots_json(measure),
        **sanctions_json(measure),
        "start": measure.span.start,
        "end": measure.span.end,
        "document": document_json(finding.document),
        "provision": finding.provision.label,
        "verdict": finding.verdict.value,
        "verdict_at_issue": finding.verdict_at_issue.value if finding.verdict_at_issue else None,
        "reasons": [_stop_json(stop, lang) for stop in finding.stops],
        "chain": [hop_json(hop) for hop in finding.chain],
        "other_ways": finding.other_ways,
        "checks": {check.value: outcome.result.value for check, outcome in finding.checks.items()},
        "disposal": finding.disposal.value,
        "authority": finding.authority,
        "registry": finding.edition,
        "cures": [
            {
                "id": cure.instrument,
                "title": cure.title,
                "article": cure.article,
                "score": cure.score,
                "words": in_words(lang, cure.words),
            }
            for cure in finding.cures
        ],
        **({"overruled": _overruled_json(finding.overruled)} if finding.overruled else {}),
        **({"aside": finding.aside.value} if finding.aside else {}),
        **({"notes": [to_plain(note) for note in finding.notes]} if finding.notes else {}),
    }


def _overruled_json(overruled: Overruled) -> dict[str, object]:
    return {
        "machine": overruled.machine.value,
        "who": overruled.who,
        "at": overruled.at.isoformat(),
        "why": overruled.why,
    }


def _stop_json(stop: Stop, lang: str) -> dict[str, object]:
    return {
        "reason": stop.reason.value,
        "node": stop.node,
        "title": stop.title,
        "number": stop.number,
        "text": in_words(lang, stop.text),
    }


def hop_json(hop: Hop) -> dict[str, object]:
    """Returns a step of a chain."""
    return {
        "id": hop.id,
        "kind": hop.kind,
        "title": hop.title,
        "number": hop.number,
        "level": hop.level.value if hop.level else None,
        "role": hop.role,
        "quote": hop.quote,
    }


def gaps_json(
    findings: Iterable[Finding],
    counts: Mapping[Verdict, int],
    groups: Mapping[Group, int],
    lang: str,
    *,
    as_of: date,
    policy: str,
    registry: str,
    moved: Iterable[DecisionRow] = (),
    ended: Iterable[EndedRow] = (),
    cleanup: Cleanup | None = None,
    unread: Iterable[tuple[str, Sequence[int]]] = (),
) -> dict[str, object]:
    """Returns what `tracer gaps --json` prints: the day and policy of the findings, how all measures stand, the numbers of the groups, the chosen findings.

    Where decisions follow a corrected text or have lost their words, they are `decisions`; documents that hold no longer
    are `ended`, what cleanup decisions list and came to is `cleanup`, and fenced lines with words of measures `unread`.
    """
    return {
        "as_of": as_of.isoformat(),
        "policy": policy,
        "registry": registry,
        "counts": {verdict.value: count for verdict, count in counts.items()},
        "groups": {group.value: count for group, count in groups.items()},
        "findings": [finding_json(finding, lang) for finding in findings],
        **moved_json(moved),
        **({"ended": rows} if (rows := ended_json(ended)) else {}),
        **({"cleanup": result} if cleanup is not None and (result := cleanup_json(cleanup)) else {}),
        **({"unread": fenced} if (fenced := [{"path": path, "lines": list(at)} for path, at in unread]) else {}),
    }


def check_json(
    document: Document,
    reading: Reading,
    findings: Iterable[Finding],
    lang: str,
    *,
    ended: Iterable[EndedRow] = (),
    authority: Iterable[AuthorityRow] = (),
) -> dict[str, object]:
    """Returns what `tracer check --json` prints: the first document of a file, all that was read in it, the findings on it."""
    places = places_of(reading.source)
    return {
        "document": document_json(document),
        "page": [{"document": part.id, **field} for part in reading.documents for field in page_json(part)],
        "unread": unread_json(reading),
        **({"ended": rows} if (rows := ended_json(ended)) else {}),
        **({"authority": texts} if (texts := authority_json(authority)) else {}),
        "segments": [_segment_json(segment) for segment in reading.segments],
        "findings": [
            {**finding_json(finding, lang), **places_json(places, finding.measure.span)} for finding in findings
        ],
        **file_json(reading.source, lang),
        "references": [_reference_json(reference, names) for reference, names in leads_of(reading)],
        "vague": [_vague_json(vague) for vague in reading.vague],
        "duties": [_duty_json(duty) for duty in reading.duties],
    }


def _duty_json(duty: Duty) -> dict[str, object]:
    """Tells who must do or report something, and by when."""
    return {
        "start": duty.span.start,
        "end": duty.span.end,
        "text": duty.text,
        "units": list(duty.units),
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
        "due": duty.due,
        "report": duty.report,
        "document": duty.document,
    }


def _reference_json(reference: Reference, names: Sequence[str]) -> dict[str, object]:
    """Returns words such as 前款 or 该条例, and what they lead to, by id and in words."""
    return {
        "start": reference.span.start,
        "end": reference.span.end,
        "text": reference.text,
        "kind": reference.kind.value,
        "role": reference.role.value,
        "targets": list(reference.targets),
        "leads_to": list(names),
        "document": reference.document,
    }


def _vague_json(vague: VagueReference) -> dict[str, object]:
    return {"start": vague.span.start, "end": vague.span.end, "text": vague.text, "document": vague.document}


def _segment_json(segment: Segment) -> dict[str, object]:
    """Returns a part of a file as in the label format, with the id of the document read from it (None for noise)."""
    return {
        "start": segment.span.start,
        "end": segment.span.end,
        "type": segment.kind.value,
        "relation": {"kind": segment.relation.value, "to": segment.parent},
        "document": segment.document,
    }
