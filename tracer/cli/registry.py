"""`tracer registry …`: the registry inside the program, the user's own rows over it, and what people decided."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.errors import InputError, NotFoundError
from graph_schema.ids import is_document_id
from graph_schema.messages import Message, label_of, say
from graph_schema.terms import LABELS, CreditList
from tracer.cli.options import (
    BAD_INPUT,
    GAPS,
    OK,
    Register,
    day_option,
    document_option,
    json_option,
    lang_option,
    limit_option,
    parse_day,
    policy_option,
    print_json,
    require_language,
    signed_option,
    store_option,
    store_url,
    why_option,
)
from tracer.cli.output import tell
from tracer.cli.personal import personal_option, shown_of_store

if TYPE_CHECKING:
    from graph_schema.records import Instrument

IMPORTED = {
    "files": "count.files_imported",
    "instruments": "count.rows_changed",
    "texts": "count.texts",
    "articles": "count.articles",
    "older": "count.older_texts",
}
"""The code of each number of an import."""


def add_registry_commands(register: Register, lang: str) -> None:
    """Puts the commands into the group."""
    for add in (
        _add_build,
        _add_import,
        _add_update,
        _add_import_list,
        _add_lists,
        _add_remove,
        _add_show,
        _add_search,
        _add_lint,
        _add_gaps,
        _add_decide,
        _add_undo,
        _add_editions,
    ):
        add(register, lang)


def _add_build(register: Register, lang: str) -> None:
    p_folder = typer.Argument(..., metavar="FOLDER", help=say(lang, "help.p_folder"))
    p_out = typer.Option(None, "--out", metavar="FILE", help=say(lang, "help.p_out"))

    @register("build", "help.registry_build", "help.registry_build_epilog")
    def run(folder: Path = p_folder, out: Path | None = p_out, language: str | None = lang_option(lang)) -> int:
        require_language(language)
        from tracer.registry.build import build

        report = build(folder, out)
        tell(
            say(
                lang,
                "registry.done",
                instruments=Message.of("count.instruments", n=report.instruments),
                agencies=Message.of("count.agency_codes", n=report.agencies),
                edition=report.edition,
                path=report.path,
            )
        )
        return OK


def _add_import(register: Register, lang: str) -> None:
    p_paths = typer.Argument(None, metavar="PATH", help=say(lang, "help.p_registry_paths"))
    p_laws = typer.Option(False, "--laws", help=say(lang, "help.p_laws"))
    p_dry_run = typer.Option(False, "--dry-run", help=say(lang, "help.p_dry_run"))

    @register("import", "help.registry_import", "help.registry_import_epilog")
    def run(
        context: typer.Context,
        paths: list[Path] | None = p_paths,
        laws: bool = p_laws,
        dry_run: bool = p_dry_run,
        everywhere: bool = everywhere_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.options import complain_all
        from tracer.cli.printing.imports import change_lines, difference_lines, holds_for, text_lines
        from tracer.cli.progress import shown_progress
        from tracer.jobs import import_to_registry, laws_at_hand
        from tracer.show.as_json.instruments import laws_json, row_change_json, text_change_json, texts_json

        if not paths and not laws:
            raise InputError("importing.nothing_named")
        where = _at(context, store, everywhere=everywhere)
        today = date.today()
        at_hand = laws_at_hand(today) if laws else None
        with shown_progress(lang, "work.importing") as on_progress:
            collected = at_hand.found if at_hand else ()
            report = import_to_registry(
                paths or (), today, dry_run=dry_run, collected=collected, on_progress=on_progress
            )
        complain_all(report.failed, lang)
        counts = {name: getattr(report, name) for name in IMPORTED}
        if as_json:
            changes = {
                "dry_run": dry_run,
                "store": where or None,
                "rows": [row_change_json(change) for change in report.rows],
                "laws": [text_change_json(change) for change in report.laws],
                **texts_json(report, lang),
                "package": laws_json(at_hand.package, at_hand.differences, lang) if at_hand else None,
            }
            print_json({**counts, **changes, "failed": [error.in_language(lang) for error in report.failed]})
        else:
            told = {name: Message.of(IMPORTED[name], n=n) for name, n in counts.items()}
            tell(*change_lines(report.rows, report.laws, lang), *text_lines(report, lang))
            if at_hand:
                tell(*difference_lines(at_hand.package.source, at_hand.differences, lang))
            tell(say(lang, "registry.would_import" if dry_run else "registry.imported", **told), holds_for(where, lang))
        return BAD_INPUT if report.failed else OK


def _add_update(register: Register, lang: str) -> None:
    p_paths = typer.Argument(..., metavar="PATH", help=say(lang, "help.p_registry_paths"))
    p_dry_run = typer.Option(False, "--dry-run", help=say(lang, "help.p_dry_run"))
    p_yes = typer.Option(False, "--yes", help=say(lang, "help.p_yes"))

    @register("update", "help.registry_update", "help.registry_update_epilog")
    def run(
        context: typer.Context,
        paths: list[Path] = p_paths,
        dry_run: bool = p_dry_run,
        yes: bool = p_yes,
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.options import complain_all
        from tracer.cli.printing.updates import update_lines
        from tracer.cli.progress import working
        from tracer.jobs import import_to_registry, preview_update
        from tracer.show.as_json.updates import update_json

        url, today = store_url(context, store), date.today()
        with working(lang):
            update = preview_update(paths, today, store=url, policy=policy, as_of=parse_day("--as-of", as_of))
        complain_all(update.report.failed, lang)
        if not as_json:
            tell(*update_lines(update, lang))
        done = not dry_run and (yes or (not as_json and _is_confirmed(lang)))
        if done:
            import_to_registry(paths, today)
        if as_json:
            print_json({"done": done, **update_json(update, lang)})
        else:
            tell(say(lang, "update.done" if done else "update.not_done"))
        return BAD_INPUT if update.report.failed else OK


def _is_confirmed(lang: str) -> bool:
    """Asks at a terminal whether to do it; nobody there means no."""
    return sys.stdin.isatty() and typer.confirm(say(lang, "update.confirm"))


def _add_import_list(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_list_file"))
    p_list = typer.Option(None, "--list", metavar="LIST", help=say(lang, "help.p_list", known=" ".join(CreditList)))
    p_edition = typer.Option("", "--edition", metavar="EDITION", help=say(lang, "help.p_edition"))
    p_from = typer.Option(None, "--from", metavar="DAY", help=say(lang, "help.p_list_from"))
    p_until = typer.Option(None, "--until", metavar="DAY", help=say(lang, "help.p_list_until"))
    p_region = typer.Option("", "--region", metavar="PLACE", help=say(lang, "help.p_list_region"))
    p_regulation = typer.Option("", "--regulation", metavar="REGULATION", help=say(lang, "help.p_list_regulation"))
    p_dry_run = typer.Option(False, "--dry-run", help=say(lang, "help.p_dry_run"))

    @register("import-list", "help.registry_import_list", "help.registry_import_list_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        which: str | None = p_list,
        edition: str = p_edition,
        since: str | None = p_from,
        until: str | None = p_until,
        region: str = p_region,
        regulation: str = p_regulation,
        dry_run: bool = p_dry_run,
        everywhere: bool = everywhere_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.imports import holds_for
        from tracer.cli.printing.lists import list_lines
        from tracer.jobs import ListMeant, import_list
        from tracer.show.as_json.lists import edition_json, found_json

        where = _at(context, store, everywhere=everywhere)
        meant = ListMeant(
            list=_list_named(which),
            edition=edition,
            since=parse_day("--from", since),
            until=parse_day("--until", until),
            region=region,
            regulation=regulation,
        )
        done = import_list(file, meant, date.today(), dry_run=dry_run)
        if as_json:
            told = {"dry_run": dry_run, "store": where or None, "sha256": done.sha256, "before": done.before}
            print_json({"edition": edition_json(done.edition), **told, **found_json(done.found)})
        else:
            tell(*list_lines(done, lang, dry_run=dry_run), holds_for(where, lang))
        return OK


def _add_lists(register: Register, lang: str) -> None:
    @register("lists", "help.registry_lists", "help.registry_lists_epilog")
    def run(
        context: typer.Context,
        as_of: str | None = day_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        _at(context, store)
        from tracer.cli.printing.lists import edition_line
        from tracer.registry.credit_lists import with_known
        from tracer.registry.load import load_registry
        from tracer.show.as_json.lists import edition_json

        registry, day = load_registry(), parse_day("--as-of", as_of) or date.today()
        editions = with_known(registry.lists)
        if as_json:
            print_json([{**edition_json(one), "holds": one.holds(day)} for one in editions])
        else:
            tell(*(edition_line(one, registry.instruments.get(one.regulation), day, lang) for one in editions))
        return OK


def _list_named(name: str | None) -> CreditList | None:
    """Returns the list that a person names by its code or its Chinese name. InputError for any other word."""
    if name is None:
        return None
    for which in CreditList:
        if name == which or name in LABELS[CreditList][which][0]:
            return which
    raise InputError("list_import.unknown_list", name=name, known=" ".join(CreditList))


def _add_remove(register: Register, lang: str) -> None:
    p_source = typer.Argument(..., metavar="SOURCE", help=say(lang, "help.p_import_source"))
    p_undo = typer.Option(False, "--undo", help=say(lang, "help.p_remove_undo"))

    @register("remove", "help.registry_remove", "help.registry_remove_epilog")
    def run(
        context: typer.Context,
        source: str = p_source,
        undo: bool = p_undo,
        everywhere: bool = everywhere_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.imports import change_lines, holds_for
        from tracer.jobs import remove_from_registry
        from tracer.show.as_json.instruments import row_change_json

        where = _at(context, store, everywhere=everywhere)
        report = remove_from_registry(source, date.today(), back=undo)
        if as_json:
            files = [{"file": file, "sha256": sha256} for file, sha256 in report.files]
            rows = [row_change_json(change) for change in report.rows]
            lists = {"lists": list(report.lists)} if report.lists else {}
            print_json(
                {
                    "files": files,
                    "undone": undo,
                    "store": where or None,
                    "rows": rows,
                    "laws": list(report.texts),
                    **lists,
                }
            )
        else:
            tell(*change_lines(report.rows, (), lang))
            told = {
                "files": [file for file, _ in report.files],
                "instruments": Message.of("count.rows_changed", n=len(report.rows)),
                "texts": Message.of("count.texts", n=len(report.texts)),
            }
            if report.lists:
                tell(say(lang, "list_import.put_back" if undo else "list_import.removed", titles=report.lists))
            tell(say(lang, "registry.put_back" if undo else "registry.removed", **told), holds_for(where, lang))
        return OK


def everywhere_option(lang: str) -> bool:
    """Returns --everywhere, where the own registry of the store is meant unless somebody says so."""
    option: bool = typer.Option(False, "--everywhere", help=say(lang, "help.p_everywhere"))
    return option


def _at(context: typer.Context, store: str | None, *, everywhere: bool = False) -> str:
    """Has the registry of the store count, or the shared one alone; returns the address of the store, or EVERYWHERE."""
    from tracer.registry.own_rows import EVERYWHERE, use_store

    if not everywhere:
        return store_url(context, store)
    use_store(EVERYWHERE)
    return EVERYWHERE


def _add_show(register: Register, lang: str) -> None:
    p_which = typer.Argument(..., metavar="INSTRUMENT", help=say(lang, "help.p_instrument"))

    @register("show", "help.registry_show", "help.registry_show_epilog")
    def run(
        context: typer.Context,
        which: str = p_which,
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        _at(context, store)
        from tracer.cli.printing.instruments import instrument_lines
        from tracer.show.as_json.instruments import instrument_json

        found = _instruments(which)
        if as_json:
            print_json([instrument_json(instrument, date.today()) for instrument in found])
        else:
            for number, instrument in enumerate(found):
                tell(*([""] if number else []), *instrument_lines(instrument, lang))
        return OK


def _add_search(register: Register, lang: str) -> None:
    p_words = typer.Argument(..., metavar="WORDS", help=say(lang, "help.p_words"))

    @register("search", "help.registry_search", "help.registry_search_epilog")
    def run(
        context: typer.Context,
        words: list[str] = p_words,
        limit: int = limit_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        _at(context, store)
        from tracer.registry.load import load_registry
        from tracer.registry.search import by_words
        from tracer.show.as_json.instruments import instrument_json

        found = by_words(load_registry(), " ".join(words), limit)
        if as_json:
            print_json(
                [{**instrument_json(instrument, date.today()), "score": round(score, 3)} for instrument, score in found]
            )
        else:
            for instrument, score in found:
                number = f"（{instrument.numbers[0]}）" if instrument.numbers else ""
                level = label_of(instrument.level, lang)
                tell(f"{score:.2f}  {instrument.id}  {level}  {instrument.region}  《{instrument.title}》{number}")
            if not found:
                tell(say(lang, "registry.nothing"))
        return OK


def _add_lint(register: Register, lang: str) -> None:
    p_tables = typer.Argument(None, metavar="FILE", help=say(lang, "help.p_tables"))
    p_kind = typer.Option(None, "--kind", metavar="KIND", help=say(lang, "help.p_fault_kind"))
    p_cited = typer.Option(False, "--cited", help=say(lang, "help.p_cited"))

    @register("lint", "help.registry_lint", "help.registry_lint_epilog")
    def run(
        context: typer.Context,
        tables: list[Path] | None = p_tables,
        kind: list[str] | None = p_kind,
        by_cited: bool = p_cited,
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        url = _at(context, store)
        from tracer.cli.printing.lint import fault_lines, summary_lines
        from tracer.jobs import library_of
        from tracer.registry.article_facts import load_facts
        from tracer.registry.lint import count_kinds, lint, lint_tables
        from tracer.registry.load import load_registry
        from tracer.registry.own_rows import kept_rows
        from tracer.show.as_json.instruments import fault_json
        from tracer.show.missing import highest_cited

        chosen, registry = _fault_kinds(kind or ()), load_registry()
        if tables:
            said = [error.in_language(lang) for error in lint_tables(tables, registry)]
            if as_json:
                print_json({"faults": said})
            else:
                tell(*(said or [say(lang, "registry.clean")]))
            return GAPS if said else OK
        cited = None
        if by_cited:
            with library_of(url) as library:
                cited = highest_cited(library)
        faults = [f for f in lint(registry, kept_rows(), load_facts(), cited) if not chosen or f.kind in chosen]
        counts = {kind: n for kind, n in count_kinds(faults).items() if not chosen or kind in chosen}
        if as_json:
            found = [fault_json(fault, lang) for fault in faults]
            print_json(
                {"faults": [f"{f['file']}:{f['line']}: {f['text']}" for f in found], "kinds": counts, "found": found}
            )
        else:
            tell(*fault_lines(faults, lang, all_of_them=bool(chosen)), *summary_lines(counts, lang))
        return GAPS if faults else OK


def _fault_kinds(typed: Iterable[str]) -> frozenset[str]:
    """Returns the kinds of faults that were typed. InputError names those that there are."""
    from tracer.registry.lint import FaultKind

    chosen, known = frozenset(typed), [kind.value for kind in FaultKind]
    for unknown in sorted(chosen - set(known)):
        raise InputError("usage.fault_kind", kind=unknown, known=" ".join(known))
    return chosen


def _add_gaps(register: Register, lang: str) -> None:
    @register("gaps", "help.registry_gaps", "help.registry_gaps_epilog")
    def run(
        context: typer.Context,
        limit: int = limit_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.jobs import library_of
        from tracer.show.missing import missing

        url = store_url(context, store)
        with library_of(url) as library:
            listed = missing(library)[:limit]
        shown = shown_of_store(context, url, show_personal=show_personal)
        found = [shown.one(gap, *gap.cited_in) for gap in listed]
        if as_json:
            print_json([{name: value for name, value in asdict(gap).items() if name != "cited_in"} for gap in found])
        else:
            for gap in found:
                name = f"《{gap.title}》" if gap.title else ""
                number = f"（{gap.number}）" if gap.number else ""
                tell(f"{gap.documents:>5} {gap.citations:>6}  {label_of(gap.level, lang)}  {name}{number}")
            if not found:
                tell(say(lang, "registry.no_gaps"))
        return OK


def _add_decide(register: Register, lang: str) -> None:
    p_string = typer.Argument(..., metavar="STRING", help=say(lang, "help.p_string"))
    p_which = typer.Argument(..., metavar="INSTRUMENT", help=say(lang, "help.p_instrument"))
    p_by = signed_option(lang)
    p_why = why_option(lang)

    @register("decide", "help.registry_decide", "help.registry_decide_epilog")
    def run(
        context: typer.Context,
        string: str = p_string,
        which: str = p_which,
        by: str = p_by,
        why: str = p_why,
        within: str | None = document_option(lang),
        everywhere: bool = everywhere_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        _at(context, store, everywhere=everywhere)
        from tracer.registry.own_rows import OwnRegistry, own_registry_path

        found = _instruments(which)
        if len(found) > 1:
            names = [f"{i.id}《{i.title}》" for i in found[:5]]
            raise NotFoundError("registry.several", which=which, names=names)
        with OwnRegistry(own_registry_path()) as own:
            own.decide(_key(string), _place(within), found[0].id, by, why, date.today().isoformat())
        tell(say(lang, "registry.decided", string=string, title=found[0].title))
        return OK


def _add_undo(register: Register, lang: str) -> None:
    p_string = typer.Argument(..., metavar="STRING", help=say(lang, "help.p_string"))
    p_by = signed_option(lang)

    @register("undo", "help.registry_undo", "help.registry_undo_epilog")
    def run(
        context: typer.Context,
        string: str = p_string,
        by: str = p_by,
        within: str | None = document_option(lang),
        everywhere: bool = everywhere_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        _at(context, store, everywhere=everywhere)
        from tracer.registry.own_rows import OwnRegistry, own_registry_path

        with OwnRegistry(own_registry_path()) as own:
            undone = own.undo(_key(string), _place(within), by, date.today().isoformat())
        if not undone:
            raise NotFoundError("registry.no_decision", string=string)
        tell(say(lang, "registry.undone", string=string))
        return OK


def _add_editions(register: Register, lang: str) -> None:
    p_edition = typer.Argument(None, metavar="EDITION", help=say(lang, "help.p_registry_edition"))

    @register("editions", "help.registry_editions", "help.registry_editions_epilog")
    def run(
        context: typer.Context,
        edition: str | None = p_edition,
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.editions import edition_line, parts_line
        from tracer.registry.editions import edition_now, find_edition, kept_editions
        from tracer.show.as_json.editions import edition_json

        url = _at(context, store)
        now, on_record = edition_now(), {kept.id: kept for kept in kept_editions(url)}
        if edition is not None:
            found = find_edition(url, edition)
            value = edition_json(found.id, on_record.get(found.id), found.size, is_now=found.id == now.id)
            if as_json:
                print_json({**value, "parts": found.digests})
            else:
                tell(edition_line(value, lang), parts_line(found.digests, lang))
            return OK
        kept = [edition_json(id, one, one.size, is_now=id == now.id) for id, one in on_record.items()]
        last = [] if now.id in on_record else [edition_json(now.id, None, now.size, is_now=True)]
        if as_json:
            print_json({"now": now.id, "editions": [*kept, *last]})
        else:
            tell(*(edition_line(value, lang) for value in (*kept, *last)))
        return OK


def _key(string: str) -> str:
    from tracer.registry.load import string_key

    return string_key(string)


def _place(document: str | None) -> str:
    """Returns the document that a decision is limited to: by its id, or by its number in any spelling."""
    if not document or is_document_id(document):
        return document or ""
    return _key(document)


def _instruments(which: str) -> list[Instrument]:
    """Returns the instruments of an id, a number or a title. NotFoundError where there is none."""
    from tracer.registry.load import load_registry

    registry = load_registry()
    if which in registry.instruments:
        return [registry.instruments[which]]
    found = list(registry.by_number(which) or registry.by_title(which))
    if not found:
        near = [f"《{i.title}》" for i, score in registry.similar(which, 3) if score > 0.5]
        if near:
            raise NotFoundError("registry.unknown_near", which=which, near=near)
        raise NotFoundError("registry.unknown", which=which)
    return found
