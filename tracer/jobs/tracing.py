"""Traces one measure of a store."""

from __future__ import annotations

from datetime import date

from graph_schema.records import Finding
from tracer.jobs.following import id_now
from tracer.jobs.kept import library_in
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.show.rows import no_finding
from tracer.store import GraphStore
from tracer.verdict.judge import finding_aside, finding_on


@with_its_registry
def trace(
    store: GraphStore | str,
    measure: str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    registry: str | None = None,
) -> Finding:
    """Returns the finding on one measure of the store, by its id, or by the id that it had in an earlier text of its document.

    On what has ended, or what an authority text lays down, it is the one that counts nowhere. `registry` names an earlier edition of the registry
    to judge by.

    NotFoundError says why there is none.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as source:
        library = library_in(source, tools, registry)
        known = library.measures.get(id_now(source, library, measure))
        finding = finding_on(library, known, tools.policy, day) if known else None
        if finding is None and known is not None:
            finding = finding_aside(library, known, tools.policy, day)
        if finding is None:
            rows = source.index_rows((measure.rpartition(".")[0],))
            raise no_finding((source.get_reading(row.path) for row in rows.values()), day, measure)
        return finding
