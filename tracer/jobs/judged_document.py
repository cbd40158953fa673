"""Makes the rows of a document that is judged on a day, measure by measure."""

from __future__ import annotations

from datetime import date

from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.store.base.findings import JudgedDocument, KeptFinding
from tracer.verdict.judge import judged_with_stretch
from tracer.verdict.resting import resting, rests_on, walk_of
from tracer.verdict.walk import Walk


def judged_document(library: Library, document: str, policy: Policy, day: date, touched: int) -> JudgedDocument:
    """Returns the rows of all measures of a document on a day, and the days between which they hold."""
    card = library.documents[document]
    order = (card.number or "~", card.title or "~", card.id)
    of_source = library.level_of(card) in policy.permitted_for_some
    since, until, rows = date.min, date.max, list[KeptFinding]()
    ways: list[tuple[str, Walk | None]] = []
    for measure in library.measures_in.get(document, ()):
        judged = judged_with_stretch(library, measure, policy, day)
        finding = judged.finding
        since, until = max(since, judged.since), min(until, judged.until)
        counts = finding is not None and finding.aside is None
        path = walk_of(library, measure, policy, day) if counts else None
        ways.append((measure.id, path))
        rows.append(
            KeptFinding(
                measure=measure.id,
                document=document,
                start=measure.span.start,
                end=measure.span.end,
                finding=finding,
                order=order,
                of_source=of_source,
                rests_on=rests_on(measure.id, path),
                counted=judged.counted,
            )
        )
    return JudgedDocument(
        document=document,
        touched=touched,
        since=since,
        until=until,
        findings=tuple(rows),
        lines=resting(ways).packed(),
    )
