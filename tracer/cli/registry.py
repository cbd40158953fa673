"""`tracer registry …`: the registry inside the program, the user's own rows over it, and what people decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.errors import NotFoundError
from graph_schema.messages import Message, codes, label_of, listed, say
from graph_schema.records import Instrument, MovedArticle
from tracer.cli.options import (
    BAD_INPUT,
    GAPS,
    OK,
    Register,
    document_option,
    json_option,
    lang_option,
    limit_option,
    print_json,
    require_language,
    signed_option,
    store_option,
    store_url,
    why_option,
)

if TYPE_CHECKING:
    from tracer.registry.own_rows import NameDecision, OwnRow


INSTRUMENT_ENTRIES = {
    "id": "instrument.id",
    "level": "word.level",
    "issuer": "word.issuer",
    "region": "word.place",
    "source": "word.source",
    **codes("instrument", ("short_titles", "former_titles", "numbers", "promulgated", "effective", "revised")),
    **codes("instrument", ("amended_by", "repealed", "repealed_by", "status", "articles", "moved", "decisions")),
}
"""The code of what each fact of an instrument is called."""
STATES = codes("instrument_state", ("in_force", "repealed", "amended", "unknown"))
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
    for add in (_add_build, _add_import, _add_show, _add_search, _add_lint, _add_gaps, _add_decide, _add_undo):
        add(register, lang)


def _add_build(register: Register, lang: str) -> None:
    p_folder = typer.Argument(..., metavar="FOLDER", help=say(lang, "help.p_folder"))
    p_out = typer.Option(None, "--out", metavar="FILE", help=say(lang, "help.p_out"))

    @register("build", "help.registry_build", "help.registry_build_epilog")
    def run(folder: Path = p_folder, out: Path | None = p_out, language: str | None = lang_option(lang)) -> int:
        require_language(language)
        from tracer.registry.build import build

        report = build(folder, out)
        print(
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
    p_paths = typer.Argument(..., metavar="PATH", help=say(lang, "help.p_registry_paths"))

    @register("import", "help.registry_import", "help.registry_import_epilog")
    def run(
        paths: list[Path] = p_paths, as_json: bool = json_option(lang), language: str | None = lang_option(lang)
    ) -> int:
        require_language(language)
        from tracer.cli.options import complain_all
        from tracer.jobs import import_to_registry

        report = import_to_registry(paths, date.today())
        complain_all(report.failed, lang)
        counts = {name: getattr(report, name) for name in IMPORTED}
        if as_json:
            print_json({**counts, "failed": [error.in_language(lang) for error in report.failed]})
        else:
            told = {name: Message.of(IMPORTED[name], n=n) for name, n in counts.items()}
            print(say(lang, "registry.imported", **told))
        return BAD_INPUT if report.failed else OK


def _add_show(register: Register, lang: str) -> None:
    p_which = typer.Argument(..., metavar="INSTRUMENT", help=say(lang, "help.p_instrument"))

    @register("show", "help.registry_show", "help.registry_show_epilog")
    def run(which: str = p_which, as_json: bool = json_option(lang), language: str | None = lang_option(lang)) -> int:
        require_language(language)
        found = _instruments(which)
        if as_json:
            print_json([instrument_json(i) for i in found])
        else:
            print("\n\n".join("\n".join(instrument_lines(i, lang)) for i in found))
        return OK


def _add_search(register: Register, lang: str) -> None:
    p_words = typer.Argument(..., metavar="WORDS", help=say(lang, "help.p_words"))

    @register("search", "help.registry_search", "help.registry_search_epilog")
    def run(
        words: list[str] = p_words,
        limit: int = limit_option(lang),
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.registry.load import load_registry
        from tracer.registry.search import by_words

        found = by_words(load_registry(), " ".join(words), limit)
        if as_json:
            print_json([{**instrument_json(i), "score": round(score, 3)} for i, score in found])
        else:
            for i, score in found:
                number = f"（{i.numbers[0]}）" if i.numbers else ""
                print(f"{score:.2f}  {i.id}  {label_of(i.level, lang)}  {i.region}  《{i.title}》{number}")
            if not found:
                print(say(lang, "registry.nothing"))
        return OK


def _add_lint(register: Register, lang: str) -> None:
    p_tables = typer.Argument(None, metavar="FILE", help=say(lang, "help.p_tables"))

    @register("lint", "help.registry_lint", "help.registry_lint_epilog")
    def run(
        tables: list[Path] | None = p_tables,
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.registry.lint import lint, lint_tables
        from tracer.registry.load import load_registry
        from tracer.registry.own_rows import kept_rows

        registry = load_registry()
        if tables:
            said = [error.in_language(lang) for error in lint_tables(tables, registry)]
        else:
            faults = lint(registry, kept_rows())
            said = [f"{f.file}:{f.line}: {say(lang, f.said)}" for f in faults]
        if as_json:
            print_json({"faults": said})
        else:
            print("\n".join(said) or say(lang, "registry.clean"))
        return GAPS if said else OK


def _add_gaps(register: Register, lang: str) -> None:
    @register("gaps", "help.registry_gaps", "help.registry_gaps_epilog")
    def run(
        context: typer.Context,
        limit: int = limit_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.links.library import build_library
        from tracer.registry.load import load_registry
        from tracer.show.missing import missing
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            found = missing(build_library(list(source.readings()), load_registry(), decisions=source.decisions()))[
                :limit
            ]
        if as_json:
            print_json([asdict(m) for m in found])
        else:
            for gap in found:
                name = f"《{gap.title}》" if gap.title else ""
                number = f"（{gap.number}）" if gap.number else ""
                print(f"{gap.documents:>5} {gap.citations:>6}  {label_of(gap.level, lang)}  {name}{number}")
            if not found:
                print(say(lang, "registry.no_gaps"))
        return OK


def _add_decide(register: Register, lang: str) -> None:
    p_string = typer.Argument(..., metavar="STRING", help=say(lang, "help.p_string"))
    p_which = typer.Argument(..., metavar="INSTRUMENT", help=say(lang, "help.p_instrument"))
    p_by = signed_option(lang)
    p_why = why_option(lang)

    @register("decide", "help.registry_decide", "help.registry_decide_epilog")
    def run(
        string: str = p_string,
        which: str = p_which,
        by: str = p_by,
        why: str = p_why,
        within: str | None = document_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.registry.own_rows import OwnRegistry, own_registry_path

        found = _instruments(which)
        if len(found) > 1:
            names = "、".join(f"{i.id}《{i.title}》" for i in found[:5])
            raise NotFoundError("registry.several", which=which, names=names)
        with OwnRegistry(own_registry_path()) as own:
            own.decide(_key(string), _place(within), found[0].id, by, why, date.today().isoformat())
        print(say(lang, "registry.decided", string=string, title=found[0].title))
        return OK


def _add_undo(register: Register, lang: str) -> None:
    p_string = typer.Argument(..., metavar="STRING", help=say(lang, "help.p_string"))
    p_by = signed_option(lang)

    @register("undo", "help.registry_undo", "help.registry_undo_epilog")
    def run(
        string: str = p_string,
        by: str = p_by,
        within: str | None = document_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.registry.own_rows import OwnRegistry, own_registry_path

        with OwnRegistry(own_registry_path()) as own:
            undone = own.undo(_key(string), _place(within), by, date.today().isoformat())
        if not undone:
            raise NotFoundError("registry.no_decision", string=string)
        print(say(lang, "registry.undone", string=string))
        return OK


def _key(string: str) -> str:
    from tracer.registry.load import string_key

    return string_key(string)


def _place(document: str | None) -> str:
    """Returns the document that a decision is limited to: by its id, or by its number in any spelling."""
    if not document or re.match("d-[0-9a-f]{12}$", document):
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
        near = "、".join(f"《{i.title}》" for i, score in registry.similar(which, 3) if score > 0.5)
        if near:
            raise NotFoundError("registry.unknown_near", which=which, near=near)
        raise NotFoundError("registry.unknown", which=which)
    return found


def instrument_json(instrument: Instrument) -> dict[str, object]:
    """Returns an instrument with where its row comes from and what people decided to be it, now or before."""
    row, decisions = _row_of(instrument), _decisions_on(instrument)
    moved = [{**asdict(m), "day": m.day.isoformat()} for m in instrument.moved if m.old != m.new]
    facts = {k: v for k, v in asdict(instrument).items() if k != "moved"}
    days = {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}
    return {
        **days,
        "revised": [day.isoformat() for day in instrument.revised],
        "moved": moved,
        "source": {"file": row.source, "line": row.line, "sha256": row.sha256, "imported": row.imported}
        if row
        else None,
        "decisions": [asdict(d) for d in decisions],
    }


def _row_of(instrument: Instrument) -> OwnRow | None:
    from tracer.registry.own_rows import kept_rows

    return next((row for row in kept_rows() if row.id == instrument.id), None)


def _decisions_on(instrument: Instrument) -> list[NameDecision]:
    from tracer.registry.own_rows import kept_decisions

    return [d for d in kept_decisions() if d.instrument == instrument.id]


def instrument_lines(instrument: Instrument, lang: str) -> Iterator[str]:
    """Yields an instrument as text: its title, then what is known of it."""
    row = _row_of(instrument)
    entries: dict[str, str | None] = {
        "id": instrument.id,
        "short_titles": "；".join(instrument.short_titles),
        "former_titles": "；".join(instrument.former_titles),
        "numbers": "；".join(instrument.numbers),
        "level": label_of(instrument.level, lang),
        "issuer": instrument.issuer,
        "region": instrument.region,
        "promulgated": str(instrument.promulgated or ""),
        "effective": str(instrument.effective or ""),
        "revised": "  ".join(map(str, instrument.revised)),
        "amended_by": "；".join(instrument.amended_by),
        "repealed": str(instrument.repealed or ""),
        "repealed_by": instrument.repealed_by,
        "status": say(lang, STATES[instrument.status]),
        "articles": str(instrument.articles or ""),
        "source": say(lang, "registry.row_from", **asdict(row)) if row else say(lang, "registry.built_in"),
    }
    yield f"《{instrument.title}》"
    yield from (f"  {say(lang, INSTRUMENT_ENTRIES[name])}  {words}" for name, words in entries.items() if words)
    for words in _moves(instrument.moved, lang):
        yield f"  {say(lang, INSTRUMENT_ENTRIES['moved'])}  {words}"
    for decision in _decisions_on(instrument):
        where = say(lang, "registry.decided_in", document=_spelt(decision.document)) if decision.document else ""
        undone = say(lang, "registry.decided_undone", **asdict(decision)) if decision.undone else ""
        words = say(
            lang, "registry.decided_so", **{**asdict(decision), "string": _spelt(decision.string), "where": where}
        )
        yield f"  {say(lang, INSTRUMENT_ENTRIES['decisions'])}  {words}{undone}"


def _moves(moved: Iterable[MovedArticle], lang: str) -> Iterator[str]:
    """Yields moves day by day; articles in a row that moved alike are told together."""
    for day, of_day in groupby(moved, key=lambda m: m.day):
        told = [m for m in of_day if m.old != m.new]
        runs = groupby(enumerate(told), key=lambda x: (x[1].old - x[0], x[1].new and x[1].new - x[1].old))
        words = [_run([m for _, m in run], lang) for _, run in runs]
        if words:
            yield say(lang, "moved.on", day=day, moves=words)


def _run(run: Sequence[MovedArticle], lang: str) -> str:
    first, last = run[0], run[-1]
    if first.new is None:
        return listed(lang, (say(lang, "moved.gone", old=m.old) for m in run))
    if len(run) == 1:
        return say(lang, "moved.one", old=first.old, new=first.new)
    return say(lang, "moved.run", old=first.old, old_end=last.old, new=first.new, new_end=last.new)


def _spelt(key: str) -> str:
    """Returns the key of a number (organ|year|serial) as a number again; a title's key as it is."""
    organ, _, rest = key.partition("|")
    year, _, serial = rest.partition("|")
    if not serial:
        return key
    return f"{organ}〔{year}〕{serial}号" if year else f"{organ}第{serial}号"
