"""`tracer store copy | check | backup | restore | export`: care of a store, and its graph for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from graph_schema.integrity import Fault, FaultKind
from graph_schema.messages import Message, say
from tracer.cli.options import (
    GAPS,
    OK,
    Register,
    bad_choice,
    day_option,
    json_option,
    lang_option,
    parse_day,
    policy_option,
    print_json,
    require_language,
    store_option,
    store_url,
)
from tracer.cli.output import tell, tell_aside
from tracer.cli.personal import EVERYTHING, personal_option, require_disclosure, shown_of_store

FAULTS: Mapping[FaultKind, str] = {
    FaultKind.HASH: "store_fault.hash",
    FaultKind.SPAN: "store_fault.span",
    FaultKind.WORDS: "store_fault.words",
    FaultKind.DOCUMENT_ID: "store_fault.document_id",
    FaultKind.TWICE: "store_fault.twice",
    FaultKind.DANGLING: "store_fault.dangling",
    FaultKind.ELSEWHERE: "store_fault.elsewhere",
    FaultKind.UNREADABLE: "store_fault.unreadable",
    FaultKind.DAMAGED: "store_fault.damaged",
    FaultKind.SCHEMA: "store_fault.schema",
    FaultKind.ORPHAN: "store_fault.orphan",
    FaultKind.GAP: "store_fault.gap",
    FaultKind.INDEX: "store_fault.index",
    FaultKind.HISTORY: "store_fault.history",
    FaultKind.GRAPH: "store_fault.graph",
}
"""The key of the words of each kind."""

MAX_FAULTS = 200
"""So many faults are printed; JSON has all."""


def add_store_care_commands(register: Register, lang: str) -> None:
    """Puts the commands into the group of `tracer store`."""
    for add in (_add_copy, _add_check, _add_backup, _add_restore, _add_export):
        add(register, lang)


def _add_copy(register: Register, lang: str) -> None:
    p_from = typer.Argument(..., metavar="FROM", help=say(lang, "help.p_store_from"))
    p_to = typer.Argument(..., metavar="TO", help=say(lang, "help.p_store_to"))

    @register("copy", "help.store_copy", "help.store_copy_epilog")
    def run(
        origin: str = p_from,
        target: str = p_to,
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.jobs.keeping import copy
        from tracer.store import open_store

        with open_store(origin, create=False) as one, open_store(target) as other:
            with shown_progress(lang, "work.copying") as on_progress:
                done = copy(one, other, on_progress)
            url = other.url
        counts = {"added": done.added, "unchanged": done.unchanged, "replaced": done.replaced}
        if as_json:
            print_json({"store": url, **counts, "damaged": list(done.damaged)})
        else:
            tell(say(lang, "store.copied", url=url, **counts))
            for path in done.damaged:
                tell_aside(say(lang, "store.left_out", path=path))
        return GAPS if done.damaged else OK


def _add_check(register: Register, lang: str) -> None:
    @register("check", "help.store_check", "help.store_check_epilog")
    def run(
        context: typer.Context,
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.store import open_store
        from tracer.store.faults import store_faults

        with open_store(store_url(context, store), create=False) as target:
            with shown_progress(lang, "work.checking") as on_progress:
                faults = list(store_faults(target, on_progress))
            files = target.counts().sources
            if show_personal:
                require_disclosure(context, EVERYTHING, target)
        if as_json:
            print_json({"files": files, "faults": [_fault_json(fault, lang) for fault in faults]})
        else:
            for fault in faults[:MAX_FAULTS]:
                tell(fault_line(fault, lang))
            if faults:
                tell(say(lang, "store.faults", files=Message.of("count.files", n=files), n=len(faults)))
            else:
                tell(say(lang, "store.whole", n=files))
        return GAPS if faults else OK


def _add_backup(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_backup_out"))

    @register("backup", "help.store_backup", "help.store_backup_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.jobs.keeping import back_up
        from tracer.store import open_store

        url = store_url(context, store)
        with open_store(url, create=False) as target, shown_progress(lang, "work.backing_up") as on_progress:
            files = back_up(target, file, on_progress)
        tell(say(lang, "store.backed_up", n=files, path=file))
        return OK


def _add_restore(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_backup_in"))

    @register("restore", "help.store_restore", "help.store_restore_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        replace: bool = typer.Option(False, "--replace", help=say(lang, "help.p_replace")),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.progress import shown_progress
        from tracer.jobs.keeping import restore
        from tracer.store import dropped_if_new, open_store

        url = store_url(context, store)
        with dropped_if_new(url), open_store(url) as target:
            with shown_progress(lang, "work.restoring") as on_progress:
                files = restore(target, file, replace=replace, on_progress=on_progress)
            url = target.url
        tell(say(lang, "store.restored", n=files, url=url))
        return OK


def _add_export(register: Register, lang: str) -> None:
    from tracer.store.export import FORMATS

    p_format = typer.Argument(..., metavar="FORMAT", help=say(lang, "help.p_format", formats=" ".join(FORMATS)))
    p_out = typer.Argument(..., metavar="OUT", help=say(lang, "help.p_export_out"))

    @register("export", "help.store_export", "help.store_export_epilog")
    def run(
        context: typer.Context,
        form: str = p_format,
        out: Path = p_out,
        policy: str | None = policy_option(lang),
        as_of: str | None = day_option(lang),
        show_personal: bool = personal_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.store.export import write

        if form not in FORMATS:
            raise bad_choice("FORMAT", form, list(FORMATS))
        url = store_url(context, store)
        with jobs.graph(url, policy=policy, as_of=parse_day("--as-of", as_of)) as graph:
            shown = shown_of_store(context, url, show_personal=show_personal).graph(graph)
            done = write(shown.nodes, shown.edges, form, out)
        nodes, edges = Message.of("count.nodes", n=done.nodes), Message.of("count.edges", n=done.edges)
        tell(say(lang, "store.exported", nodes=nodes, edges=edges, path=out))
        return OK


# --- faults ------------------------------------------------------------------------------------


def fault_line(fault: Fault, lang: str) -> str:
    """Returns a fault in one line: where, what, and the record."""
    return f"{fault.file or say(lang, 'store.itself')}: {say(lang, FAULTS[fault.kind])}: {fault.where}"


def _fault_json(fault: Fault, lang: str) -> dict[str, str | None]:
    return {
        "kind": fault.kind.value,
        "file": fault.file or None,
        "where": fault.where,
        "text": say(lang, FAULTS[fault.kind]),
    }
