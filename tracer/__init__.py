"""The policy basis tracer: every credit measure with the chain of documents that it rests on.

    import tracer
    report = tracer.ingest(["文件夹"], "sqlite:///store.sqlite")
    for finding in tracer.gaps("sqlite:///store.sqlite").findings:
        print(say("zh", finding.sentence))  # from graph_schema.messages

The jobs of every day (`ingest`, `extract`, `gaps`, `trace`, `check`), what they give back, the records and
the errors are loaded when they are first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from tracer.version import __version__

if TYPE_CHECKING:
    from graph_schema.errors import (
        InputError,
        NewerStoreError,
        NoStoreError,
        NotAStoreError,
        NotFoundError,
        PolicyError,
        RegistryError,
        StoreError,
        TracerError,
    )
    from graph_schema.messages import Message, label_of
    from graph_schema.records import (
        Basis,
        CheckFinding,
        Citation,
        Document,
        Finding,
        Hop,
        Instrument,
        Link,
        Measure,
        Provision,
        Reading,
        Segment,
        SourceFile,
        Span,
        Stop,
    )
    from graph_schema.terms import (
        BreakReason,
        Check,
        CheckResult,
        Disposal,
        Group,
        MeasureKind,
        Role,
        SourceLevel,
        Verdict,
    )
    from tracer.jobs import (
        CheckReport,
        Extracted,
        GapsReport,
        IngestReport,
        check,
        extract,
        gaps,
        ingest,
        trace,
    )
    from tracer.store import Filters, GraphStore, open_store
    from tracer.work import Progress

__all__ = [
    "Basis",
    "BreakReason",
    "Check",
    "CheckFinding",
    "CheckReport",
    "CheckResult",
    "Citation",
    "Disposal",
    "Document",
    "Extracted",
    "Filters",
    "Finding",
    "GapsReport",
    "GraphStore",
    "Group",
    "Hop",
    "IngestReport",
    "InputError",
    "Instrument",
    "Link",
    "Measure",
    "MeasureKind",
    "Message",
    "NewerStoreError",
    "NoStoreError",
    "NotAStoreError",
    "NotFoundError",
    "PolicyError",
    "Progress",
    "Provision",
    "Reading",
    "RegistryError",
    "Role",
    "Segment",
    "SourceFile",
    "SourceLevel",
    "Span",
    "Stop",
    "StoreError",
    "TracerError",
    "Verdict",
    "__version__",
    "check",
    "extract",
    "gaps",
    "ingest",
    "label_of",
    "open_store",
    "trace",
]

_HOMES = (
    "graph_schema.errors",
    "graph_schema.messages",
    "graph_schema.records",
    "graph_schema.terms",
    "tracer.store",
    "tracer.work",
    "tracer.jobs",
)


def __getattr__(name: str) -> object:
    """Loads a public name from the module it lives in (PEP 562)."""
    if name in __all__:
        for home in _HOMES:
            module = importlib.import_module(home)
            if hasattr(module, name):
                value: object = getattr(module, name)
                globals()[name] = value
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
