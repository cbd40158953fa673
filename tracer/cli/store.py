"""`tracer store judge | search | log | show`: what a store keeps beside the readings, and what happened to it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

import typer

from graph_schema.messages import Message, label_of, say
from graph_schema.numerals import number_of
from tracer.cli.options import (
    OK,
    Register,
    bad_choice,
    day_option,
    json_option,
    lang_option,
    parse_day,
    policy_option,
    print_json,
    registry_option,
    require_language,
    store_option,
    store_url,
    text_option,
)
from tracer.cli.output import tell
from tracer.cli.personal import EVERYTHING, personal_option, require_disclosure, shown_of_store
from tracer.work import JUDGING

if TYPE_CHECKING:
    from graph_schema.graph import EdgeKind, NodeKind
    from tracer.store.base import Statistics

CHANGES: Mapping[str, str] = {
    "added": "store_change.added",
    "replaced": "store_change.replaced",
    "removed": "store_change.removed",
    "decided": "store_change.decided",
    "withdrawn": "store_change.withdrawn",
}
"""The key of the words of each kind of change."""


def add_store_commands(register: Register, lang: str) -> None:
    """Puts the commands into the group."""
    for add in (_add_judge, _add_search, _add_log, _add_show):
        add(register, lang)


def _add_judge(register: Register, lang: str) -> None:
    @register("judge", "help.store_judge", "help.store_judge_epilog")
    def run(
        context: typer.Context,
        as_of: str | None = day_option(lang),
        registry: str | None = registry_option(lang),
        policy: str | None = policy_option(lang),
        anew: bool = typer.Option(False, "--anew", help=say(lang, "help.p_anew_graph")),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.progress import shown_progress

        url, day = store_url(context, store), parse_day("--as-of", as_of)
        with shown_progress(lang, JUDGING) as on_progress:
            judging = partial(jobs.judge_store, as_of=day, policy=policy, registry=registry)
            done = judging(url, anew=anew, on_progress=on_progress)
        judgement, counts = done.judgement, {"documents": done.documents, "measures": done.measures}
        said = {**asdict(judgement), "as_of": judgement.as_of.isoformat(), **counts, **asdict(done.kept)}
        gone = [{"policy": j.policy, "as_of": j.as_of.isoformat()} for j in done.gone]
        if as_json:
            print_json({**said, "gone": gone})
        else:
            tell(say(lang, "store.kept", **said | {"documents": Message.of("count.documents", n=done.documents)}))
            if gone:
                tell(say(lang, "store.gone", days=[f"{j['policy']} {j['as_of']}" for j in gone]))
        return OK


def _add_search(register: Register, lang: str) -> None:
    p_words = typer.Argument(..., metavar="WORDS", help=say(lang, "help.p_search_words"))

    @register("search", "help.store_search", "help.store_search_epilog")
    def run(
        context: typer.Context,
        words: str = p_words,
        limit: str | None = text_option(lang, "--limit", "help.p_search_limit", "N"),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            found = source.search(words, limit=_number("--limit", limit, 20))
            url = source.url
        found = shown_of_store(context, url, show_personal=show_personal, what=words).each(found)
        if as_json:
            print_json({"hits": [asdict(hit) for hit in found]})
        else:
            lines = [f"{hit.id}  {' '.join(hit.text.split())}" for hit in found]
            tell(*(lines or _nothing_found(words, lang)))
        return OK


def _nothing_found(words: str, lang: str) -> Iterator[str]:
    """Yields what was searched, and where there is more on an instrument that the words name."""
    from tracer.registry.load import load_registry
    from tracer.show.wording import node_name

    yield say(lang, "store.nothing_found")
    registry = load_registry()
    known = registry.by_number(words) or registry.by_title(words)
    if known:
        first = known[0]
        number = next((n for n in first.numbers if registry.by_number(n) == (first,)), None)
        said = {"named": shlex.quote(number or first.id), "words": shlex.quote(words)}
        yield say(lang, "store.in_registry", name=node_name(first.title, number), **said)


def _add_log(register: Register, lang: str) -> None:
    @register("log", "help.store_log", "help.store_log_epilog")
    def run(
        context: typer.Context,
        since: str | None = text_option(lang, "--since", "help.p_since", "N"),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            changes = list(source.changes(_number("--since", since, 0)))
            if show_personal:
                require_disclosure(context, EVERYTHING, source)
            disclosures = source.disclosures()
        if as_json:
            print_json(
                {
                    "changes": [{**asdict(change), "at": change.at.isoformat()} for change in changes],
                    "disclosures": [{**asdict(one), "at": one.at.isoformat()} for one in disclosures],
                }
            )
        else:
            told = [
                (one.at, f"{one.version}", one.who, say(lang, CHANGES[one.kind]), one.subject) for one in changes
            ] + [
                (one.at, "-", one.who, say(lang, "personal.disclosed", where=one.where), one.what)
                for one in disclosures
            ]
            # Of the same second, changes stay in the order of their versions.
            for at, *rest in sorted(told, key=itemgetter(0)):
                version, *words = rest
                tell("  ".join((version, at.astimezone().isoformat(sep=" "), *words)))
        return OK


def _add_show(register: Register, lang: str) -> None:
    @register("show", "help.store_show", "help.store_show_epilog")
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
        tell(*_shown(found, lang))
        return OK


def _shown(found: Statistics, lang: str) -> Iterator[str]:
    """Yields what a store holds, in lines."""
    from graph_schema.graph import EDGE_KINDS, NODE_KINDS

    yield say(lang, "store.counts", **asdict(found.counts), decisions=found.decisions)
    if not found.verdicts:
        yield say(lang, "store.not_judged")
        return
    for key, kinds, counts in (("store.nodes", NODE_KINDS, found.nodes), ("store.edges", EDGE_KINDS, found.edges)):
        yield say(lang, key, counts=[f"{_kind(kinds[name], lang)} {n}" for name, n in counts.items()])
    for judgement, verdicts in found.verdicts.items():
        standing = [f"{label_of(verdict, lang)} {count}" for verdict, count in verdicts.items()]
        said = {"policy": judgement.policy, "as_of": judgement.as_of, "counts": standing}
        since = found.version - judgement.version
        yield say(lang, "store.judged", **said) + (say(lang, "store.changed_since", count=since) if since else "")


def _kind(kind: NodeKind | EdgeKind, lang: str) -> str:
    """Returns what a kind of node or edge is called; in English by the name that docs/schema.md has."""
    return kind.name if lang == "en" else kind.zh


def _number(option: str, given: str | None, default: int) -> int:
    """Returns a number as typed."""
    if given is None:
        return default
    number = number_of(given)
    if number is None:
        raise bad_choice(option, given, ["0", "1", "2", "…"])
    return number
