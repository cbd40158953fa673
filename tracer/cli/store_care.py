"""`tracer store copy | check | backup | restore | export`: care of a store, and its graph for other programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import typer

from graph_schema.integrity import Fault, FaultKind
from tracer.cli.options import (
    GAPS,
    OK,
    Register,
    bad_choice,
    json_option,
    lang_option,
    print_json,
    require_language,
    store_option,
    store_url,
    text_option,
)
from tracer.cli.words import say

FAULTS: Mapping[FaultKind, str] = {
    FaultKind.HASH: "fault_hash",
    FaultKind.SPAN: "fault_span",
    FaultKind.WORDS: "fault_words",
    FaultKind.DOCUMENT_ID: "fault_document_id",
    FaultKind.TWICE: "fault_twice",
    FaultKind.DANGLING: "fault_dangling",
    FaultKind.ELSEWHERE: "fault_elsewhere",
    FaultKind.UNREADABLE: "fault_unreadable",
    FaultKind.DAMAGED: "fault_damaged",
    FaultKind.SCHEMA: "fault_schema",
    FaultKind.ORPHAN: "fault_orphan",
    FaultKind.GAP: "fault_gap",
    FaultKind.INDEX: "fault_index",
    FaultKind.HISTORY: "fault_history",
    FaultKind.GRAPH: "fault_graph",
}
"""The key of the words of each kind."""

MAX_FAULTS = 200
"""So many faults are printed; JSON has all."""


def add_store_care_commands(register: Register, lang: str) -> None:
    """Put the commands into the group of `tracer store`."""
    for add in (_add_copy, _add_check, _add_backup, _add_restore, _add_export):
        add(register, lang)


def _add_copy(register: Register, lang: str) -> None:
    p_from = typer.Argument(..., metavar="FROM", help=say(lang, "p_store_from"))
    p_to = typer.Argument(..., metavar="TO", help=say(lang, "p_store_to"))

    @register("copy", "store_copy")
    def run(
        origin: str = p_from,
        target: str = p_to,
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.store import open_store
        from tracer.store.copying import copy

        with open_store(origin, create=False) as one, open_store(target) as other:
            with shown_progress(lang, "copying") as on_progress:
                done = copy(one, other, on_progress)
            url = other.url
        counts = {"added": done.added, "unchanged": done.unchanged, "replaced": done.replaced}
        if as_json:
            print_json({"store": url, **counts, "damaged": list(done.damaged)})
        else:
            print(say(lang, "store_copied", url=url, **counts))
            for path in done.damaged:
                print(say(lang, "store_left_out", path=path), file=sys.stderr)
        return GAPS if done.damaged else OK


def _add_check(register: Register, lang: str) -> None:
    @register("check", "store_check")
    def run(
        context: typer.Context,
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.store import open_store
        from tracer.store.checking import check

        with open_store(store_url(context, store), create=False) as target:
            with shown_progress(lang, "checking") as on_progress:
                faults = list(check(target, on_progress))
            files = target.counts().sources
        if as_json:
            print_json({"files": files, "faults": [_fault_json(fault, lang) for fault in faults]})
        else:
            for fault in faults[:MAX_FAULTS]:
                print(fault_line(fault, lang))
            print(say(lang, "store_faults" if faults else "store_whole", files=files, faults=len(faults)))
        return GAPS if faults else OK


def _add_backup(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "p_backup_out"))

    @register("backup", "store_backup")
    def run(
        context: typer.Context,
        file: Path = p_file,
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.store import open_store
        from tracer.store.backup import back_up

        url = store_url(context, store)
        with open_store(url, create=False) as target, shown_progress(lang, "backing_up") as on_progress:
            files = back_up(target, file, on_progress)
        print(say(lang, "store_backed_up", files=files, path=file))
        return OK


def _add_restore(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "p_backup_in"))

    @register("restore", "store_restore")
    def run(
        context: typer.Context,
        file: Path = p_file,
        replace: bool = typer.Option(False, "--replace", help=say(lang, "p_replace")),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.store import dropped_if_new, open_store
        from tracer.store.backup import restore

        url = store_url(context, store)
        with dropped_if_new(url), open_store(url) as target:
            with shown_progress(lang, "restoring") as on_progress:
                files = restore(target, file, replace=replace, on_progress=on_progress)
            url = target.url
        print(say(lang, "store_restored", files=files, url=url))
        return OK


def _add_export(register: Register, lang: str) -> None:
    from tracer.store.export import FORMATS

    p_format = typer.Argument(..., metavar="FORMAT", help=say(lang, "p_format", formats=" ".join(FORMATS)))
    p_out = typer.Argument(..., metavar="OUT", help=say(lang, "p_export_out"))

    @register("export", "store_export")
    def run(
        context: typer.Context,
        form: str = p_format,
        out: Path = p_out,
        policy: str | None = text_option(lang, "--policy", "p_policy", "NAME"),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.store.export import write

        if form not in FORMATS:
            raise bad_choice("FORMAT", form, list(FORMATS))
        graph = jobs.graph(store_url(context, store), policy=policy)
        write(graph.nodes, graph.edges, form, out)
        print(say(lang, "store_exported", nodes=len(graph.nodes), edges=len(graph.edges), path=out))
        return OK


# --- faults ------------------------------------------------------------------------------------


def fault_line(fault: Fault, lang: str) -> str:
    """A fault in one line: where, what, and the record."""
    return f"{fault.file or say(lang, 'store_itself')}: {say(lang, FAULTS[fault.kind])}: {fault.where}"


def _fault_json(fault: Fault, lang: str) -> dict[str, str | None]:
    return {
        "kind": fault.kind.value,
        "file": fault.file or None,
        "where": fault.where,
        "text": say(lang, FAULTS[fault.kind]),
    }
