"""`tracer store judge | search | log | show`: what a store keeps beside the readings, and what happened to it."""

from __future__ import annotations

from dataclasses import asdict

import typer

from graph_schema.terms import label_of
from tracer.options import (
    OK,
    Register,
    bad_choice,
    json_option,
    lang_option,
    parse_day,
    print_json,
    require_language,
    store_option,
    store_url,
    text_option,
)
from tracer.texts import say


def add_store_commands(register: Register, lang: str) -> None:
    """Put the commands into the group."""
    for add in (_add_judge, _add_search, _add_log, _add_show):
        add(register, lang)


def _add_judge(register: Register, lang: str) -> None:
    @register("judge", "store_judge")
    def run(
        context: typer.Context,
        as_of: str | None = text_option(lang, "--as-of", "p_as_of", "DATE"),
        policy: str | None = text_option(lang, "--policy", "p_policy", "NAME"),
        anew: bool = typer.Option(False, "--anew", help=say(lang, "p_anew_graph")),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs

        judgement, kept = jobs.judge_store(
            store_url(context, store), as_of=parse_day("--as-of", as_of), policy=policy, anew=anew
        )
        said = {**asdict(judgement), "as_of": judgement.as_of.isoformat(), **asdict(kept)}
        if as_json:
            print_json(said)
        else:
            print(say(lang, "store_kept", **said))
        return OK


def _add_search(register: Register, lang: str) -> None:
    p_words = typer.Argument(..., metavar="WORDS", help=say(lang, "p_search_words"))

    @register("search", "store_search")
    def run(
        context: typer.Context,
        words: str = p_words,
        limit: str | None = text_option(lang, "--limit", "p_search_limit", "N"),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            found = source.search(words, limit=_number("--limit", limit, 20))
        if as_json:
            print_json({"hits": [asdict(hit) for hit in found]})
        else:
            lines = [f"{hit.id}  {' '.join(hit.text.split())}" for hit in found]
            print("\n".join(lines) or say(lang, "store_nothing_found"))
        return OK


def _add_log(register: Register, lang: str) -> None:
    @register("log", "store_log")
    def run(
        context: typer.Context,
        since: str | None = text_option(lang, "--since", "p_since", "N"),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            changes = [{**asdict(c), "at": c.at.isoformat()} for c in source.changes(_number("--since", since, 0))]
        if as_json:
            print_json({"changes": changes})
        else:
            for c in changes:
                print(f"{c['version']}  {c['at']}  {c['who']}  {c['kind']}  {c['subject']}")
        return OK


def _add_show(register: Register, lang: str) -> None:
    @register("show", "store_show")
    def run(
        context: typer.Context,
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            found = source.statistics()
        judged = [
            {
                **asdict(judgement),
                "as_of": judgement.as_of.isoformat(),
                "verdicts": {verdict.value: count for verdict, count in counts.items()},
            }
            for judgement, counts in found.verdicts.items()
        ]
        if as_json:
            print_json(
                {
                    "version": found.version,
                    "counts": asdict(found.counts),
                    "decisions": found.decisions,
                    "nodes": dict(found.nodes),
                    "edges": dict(found.edges),
                    "judgements": judged,
                }
            )
            return OK
        for group in (asdict(found.counts), {"decisions": found.decisions}, found.nodes, found.edges):
            print("  ".join(f"{name} {count}" for name, count in group.items()))
        for judgement, counts in found.verdicts.items():
            shown = "  ".join(f"{label_of(verdict, lang)} {count}" for verdict, count in counts.items())
            print(f"{judgement.policy} {judgement.as_of} ({judgement.version}/{found.version}): {shown}")
        return OK


def _number(option: str, given: str | None, default: int) -> int:
    """A number as typed."""
    if given is None:
        return default
    if not given.isascii() or not given.isdigit():
        raise bad_choice(option, given, ["0", "1", "2", "…"])
    return int(given)
