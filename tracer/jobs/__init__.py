"""The jobs: one file a job, and the one place that joins reading (`ingest`) and tracing (`tracer`).

In come paths, ids and filters; out come reports, findings and proofs, and what went wrong with one file or one line
is part of the result while the rest of the run goes on. Command line, screens and other programs call these; they print nothing.

Everywhere: `store` is an open GraphStore or the address of one; `as_of` is the day on which sources
must hold, today where it is left out; `policy` is the name or path of another policy.

Each module is loaded when the first of its names is asked for: no command needs all that all jobs need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.jobs.checking import CheckReport, check
    from tracer.jobs.deciding import confirm_in
    from tracer.jobs.exporting import graph
    from tracer.jobs.extracting import Extracted, extract, extract_files, read_lines
    from tracer.jobs.following import ids_now
    from tracer.jobs.gap_list import GapsReport, gaps
    from tracer.jobs.impacts import impact, single_points
    from tracer.jobs.importing import LawsAtHand, import_to_registry, laws_at_hand, remove_from_registry
    from tracer.jobs.ingesting import IngestReport, ingest
    from tracer.jobs.judging import StoreJudged, judge_store
    from tracer.jobs.kept import library_of
    from tracer.jobs.list_importing import ListMeant, import_list
    from tracer.jobs.opening import opened, reader_version
    from tracer.jobs.page_pictures import PagePicture, page_of
    from tracer.jobs.policies import policy_faults
    from tracer.jobs.proving import proof_anchors, prove
    from tracer.jobs.repairing import RepairsReport, repairs, undo_repairs
    from tracer.jobs.restating import judged_below
    from tracer.jobs.showing import default_store_url, opened_board, registry_edition
    from tracer.jobs.tracing import trace
    from tracer.jobs.training import assumed_shares, clauses_in, confidences, guesses, keep_classifier, keep_shares
    from tracer.jobs.updating import preview_update

_MODULES = {
    "checking": "CheckReport check",
    "deciding": "confirm_in",
    "exporting": "graph",
    "extracting": "Extracted extract extract_files read_lines",
    "following": "ids_now",
    "gap_list": "GapsReport gaps",
    "impacts": "impact single_points",
    "importing": "LawsAtHand import_to_registry laws_at_hand remove_from_registry",
    "ingesting": "IngestReport ingest",
    "judging": "StoreJudged judge_store",
    "kept": "library_of",
    "list_importing": "ListMeant import_list",
    "opening": "opened reader_version",
    "page_pictures": "PagePicture page_of",
    "policies": "policy_faults",
    "proving": "proof_anchors prove",
    "repairing": "RepairsReport repairs undo_repairs",
    "restating": "judged_below",
    "showing": "default_store_url opened_board registry_edition",
    "tracing": "trace",
    "training": "assumed_shares clauses_in confidences guesses keep_classifier keep_shares",
    "updating": "preview_update",
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = [
    "CheckReport",
    "Extracted",
    "GapsReport",
    "IngestReport",
    "LawsAtHand",
    "ListMeant",
    "PagePicture",
    "RepairsReport",
    "StoreJudged",
    "assumed_shares",
    "check",
    "clauses_in",
    "confidences",
    "confirm_in",
    "default_store_url",
    "extract",
    "extract_files",
    "gaps",
    "graph",
    "guesses",
    "ids_now",
    "impact",
    "import_list",
    "import_to_registry",
    "ingest",
    "judge_store",
    "judged_below",
    "keep_classifier",
    "keep_shares",
    "laws_at_hand",
    "library_of",
    "opened",
    "opened_board",
    "page_of",
    "policy_faults",
    "preview_update",
    "proof_anchors",
    "prove",
    "read_lines",
    "reader_version",
    "registry_edition",
    "remove_from_registry",
    "repairs",
    "single_points",
    "trace",
    "undo_repairs",
]


def __getattr__(name: str) -> object:
    """Returns one of the names, out of its module. AttributeError where there is none."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"tracer.jobs.{_MODULE_OF[name]}"), name)
    return found
