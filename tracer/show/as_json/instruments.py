"""Writes instruments of the registry as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from graph_schema.messages import say
from graph_schema.records import Instrument
from tracer.registry.importing import ImportReport, RowChange, TextChange
from tracer.registry.laws_compared import LawDifference
from tracer.registry.laws_package import LawsPackage
from tracer.registry.lint import Fault
from tracer.registry.load import facts_of
from tracer.registry.own_rows import kept_decisions_on, kept_row
from tracer.registry.versions import in_force_on


def instrument_json(instrument: Instrument, today: date) -> dict[str, object]:
    """Returns an instrument with where its row comes from and what people decided to be it, now or before.

    `effective` and `articles` are those of the version that is in force today.
    """
    row, decisions = kept_row(instrument.id), kept_decisions_on(instrument.id)
    moved = [{**asdict(m), "day": m.day.isoformat()} for m in instrument.moved if m.old != m.new]
    now = in_force_on(instrument, today)
    return {
        **_facts(instrument),
        "promulgated": _iso(instrument.promulgated),
        "in_force_since": _iso(instrument.in_force_since),
        "effective": _iso(now.effective) if now else None,
        "revised": [day.isoformat() for day in instrument.revised],
        "articles": now.articles if now else None,
        "moved": moved,
        "source": {"file": row.source, "line": row.line, "sha256": row.sha256, "imported": row.imported}
        if row
        else None,
        "decisions": [asdict(d) for d in decisions],
    }


def row_change_json(change: RowChange) -> dict[str, object]:
    """Returns what an import or its taking back makes of an instrument: new, gone, or the facts that are others."""
    one = change.after or change.before
    before, after = (_facts(each) | _days_and_count(each) if each else {} for each in (change.before, change.after))
    both = (name for name in before if name in after)
    return {
        "id": change.id,
        "title": one.title if one else None,
        "new": change.before is None,
        "gone": change.after is None,
        "changed": {n: {"before": before[n], "after": after[n]} for n in both if before[n] != after[n]},
        "file": change.source,
        "line": change.line or None,
    }


def _days_and_count(instrument: Instrument) -> dict[str, object]:
    """Returns what the versions say of the days of an instrument, and how many articles its newest text has."""
    days = {"promulgated": instrument.promulgated, "in_force_since": instrument.in_force_since}
    return {
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "revised": [day.isoformat() for day in instrument.revised],
        "articles": instrument.articles,
    }


def text_change_json(change: TextChange) -> dict[str, object]:
    """Returns whose articles an import keeps, and how many there were before."""
    return asdict(change)


def texts_json(report: ImportReport, lang: str) -> dict[str, object]:
    """Returns which files an import left out, and which texts are cut off or have holes, with the reasons."""
    return {
        "left_out": [{"file": one.source, "why": say(lang, one.why)} for one in report.left_out],
        "doubtful": [
            {
                "id": one.id,
                "title": one.title,
                "last": one.last,
                "file": one.source,
                "signs": [say(lang, sign) for sign in one.signs],
            }
            for one in report.doubtful
        ],
    }


def laws_json(package: LawsPackage, differences: Sequence[LawDifference], lang: str) -> dict[str, object]:
    """Returns a package of laws with all in which it differs from the registry."""
    return {
        "source": package.source,
        "sha256": package.sha256,
        "differences": [{**asdict(one), "why": say(lang, one.why)} for one in differences],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _facts(instrument: Instrument) -> dict[str, object]:
    """Returns the facts of an instrument as JSON can hold them."""
    facts: dict[str, object] = json.loads(facts_of(instrument))
    return facts


def fault_json(fault: Fault, lang: str) -> dict[str, object]:
    """Returns FAULT of docs/json.md, its sentence in a language."""
    return {
        "kind": fault.kind.value,
        "id": fault.instrument.id,
        "title": fault.instrument.title,
        "file": fault.file,
        "line": fault.line,
        "text": say(lang, fault.said),
    }
