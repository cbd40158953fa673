"""Says what is said in English holds no Chinese but quotes: words of documents, titles, numbers, names of places and offices."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, partial
from html import unescape

import pytest
from dashboard_helpers import AS_OF, SAMPLE, board_of, everything_of, sample_store
from rich.console import Console

from dashboards import cards, chain_table, file_lists, network, views
from dashboards.addresses import Scene
from graph_schema.messages import Message, Value, say
from graph_schema.records import Finding
from graph_schema.terms import Group, Verdict
from tracer import jobs
from tracer.cli.printing.check import print_check
from tracer.cli.printing.finding import print_finding
from tracer.cli.printing.gaps import print_gaps
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.central_facts import load_central_facts
from tracer.registry.load import load_registry
from tracer.registry.shelf import spelt
from tracer.show.as_json.findings import check_json, gaps_json
from tracer.show.drawing import chain_view
from tracer.store import Filters

HAN = re.compile("[\u4e00-\u9fff]+")


@cache
def quotable() -> str:
    """Returns what may stand in English as it is: the documents of the sample, and the names of the registry and of the policy."""
    judged = everything_of(sample_store())
    parts = [reading.source.text for reading in judged.readings]
    for row in load_registry().instruments.values():
        parts += [row.title, *row.short_titles, *row.numbers, row.issuer or "", row.region]
    policy = load_policy()
    parts += [rule.authority for rule in policy.rules] + [check.authority for check in policy.checks]
    parts.append(policy.exempt_authority)
    for document in (document for reading in judged.readings for document in reading.documents):
        parts += [document.title or "", document.number or "", document.issuer or "", document.region or ""]
    # Words that a page break ran through are mended in the measure; an article is named as a law prints it.
    parts += [measure.text for reading in judged.readings for measure in reading.measures]
    parts += [cure.article for finding in judged.findings for cure in finding.cures]
    parts += [spelt((number, 0)) for number in range(1, 1300)]
    parts += [label for document in load_central_facts().documents.values() for label in document.clauses]
    return "\n".join(re.sub(r"\s", "", part) for part in parts)


def not_quoted(text: str) -> list[str]:
    """Returns the Chinese of a text that stands in no document and is no name."""
    return sorted({run for run in HAN.findall(text) if run not in quotable()})


def findings() -> tuple[Finding, ...]:
    return everything_of(sample_store()).findings


# --- messages ----------------------------------------------------------------------------------


def messages_in(value: object) -> Iterator[Message]:
    """Yields every message of a record, however deep."""
    if isinstance(value, Message):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from messages_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from messages_in(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from messages_in(item)


def without_quotes(message: Message) -> Message:
    """Returns the message with a sign in place of everything that it quotes."""
    return Message(message.code, tuple((name, _without(value)) for name, value in message.values))


def _without(value: Value) -> Value:
    if isinstance(value, Message):
        return without_quotes(value)
    if isinstance(value, tuple):
        return tuple(_without(item) for item in value)
    return "…" if type(value) is str else value


def quotes_in(message: Message) -> Iterator[str]:
    for _, value in message.values:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Message):
                yield from quotes_in(one)
            elif type(one) is str:
                yield one


def test_the_words_of_the_program_are_english_and_its_values_are_quotes() -> None:
    said = [message for finding in findings() for message in messages_in(finding)]
    assert len(said) > len(findings())
    english = "\n".join(say("en", without_quotes(message)) for message in said)
    assert HAN.findall(english) == []
    assert not_quoted("\n".join(quote for message in said for quote in quotes_in(message))) == []


def test_the_reasons_of_links_are_english() -> None:
    library = build_library(everything_of(sample_store()).readings, load_registry())
    reasons = [message for link in library.links.values() for message in messages_in(link)]
    assert reasons
    assert not_quoted("\n".join(say("en", reason) for reason in reasons)) == []


# --- commands ----------------------------------------------------------------------------------


def printed(show: Callable[[Console], None]) -> str:
    out = io.StringIO()
    show(Console(file=out, width=100_000, markup=False, emoji=False, highlight=False))  # no line is folded
    return out.getvalue()


def pieces(html: str) -> str:
    """Returns what a person reads of HTML, piece by piece."""
    return unescape(re.sub(r"<[^>]*>", "\n", html))


def gap_list(lang: str) -> str:
    everything = Filters(verdicts=frozenset(Verdict))
    report = jobs.gaps(sample_store(), as_of=AS_OF, filters=everything)
    show = partial(print_gaps, must_mend=True, offset=0, again=lambda *words: " ".join(words))
    text = printed(lambda console: show(console, report, tuple(Verdict), lang))
    said = partial(gaps_json, as_of=report.as_of, policy=report.policy, registry=report.registry)
    return text + json.dumps(said(report.findings, report.counts, report.groups, lang), ensure_ascii=False)


def traces(lang: str) -> str:
    return "".join(printed(partial(print_finding, finding=finding, lang=lang)) for finding in findings())


def checks(lang: str) -> str:
    reports = [jobs.check(path, store=sample_store(), as_of=AS_OF) for path in sorted(SAMPLE.glob("*.txt"))[:4]]
    text = "".join(printed(partial(print_check, report=report, lang=lang)) for report in reports)
    values = [check_json(report.document, report.reading, report.findings, lang) for report in reports]
    return text + json.dumps(values, ensure_ascii=False)


# --- screens -----------------------------------------------------------------------------------


def lists(lang: str) -> str:
    board, scene = board_of(sample_store()), Scene(lang=lang, day=AS_OF)
    rows = views.place_rows(board.read, board.tally_by_place(subjects=True), board.tally_by_place(subjects=False))
    counters = views.counters(board.tally(views.Selection().filters()), 1, views.Selection(), scene)
    counters += views.group_links(dict.fromkeys(Group, 1), views.Selection(), scene)
    table = b"".join(views.measures_csv(findings(), lang)).decode("utf-8-sig")
    return pieces(views.measure_list(findings(), scene, "") + views.place_table(rows, scene) + counters) + table


def measure_cards(lang: str) -> str:
    scene = Scene(lang=lang, day=AS_OF)
    return "".join(pieces(cards.measure_card(f, scene) + cards.verdict_strip(f, scene)) for f in findings())


def documents(lang: str) -> str:
    board, scene = board_of(sample_store()), Scene(lang=lang, day=AS_OF)
    shown = []
    for row in everything_of(sample_store()).rows:
        view = board.view(row.id)
        shown.append(cards.document_card(view, scene) + cards.measure_index(view.findings, scene))
        shown.append(file_lists.duty_table(view.duties, lang))
    return pieces("".join(shown))


def chains(lang: str) -> str:
    scene, board = Scene(lang=lang, day=AS_OF), board_of(sample_store())
    shown = [network.legend(lang)]
    for finding in findings():
        found = chain_table.branches(finding, lang)
        shown.append(chain_table.chain_table(found, finding, scene))
        view = network.with_all_reasons(chain_view(finding, board.regions(finding), lang), finding, lang)
        nodes, edges = network.vis_network(view, network.lay_out(view, scene), scene)
        cells = [str(value) for drawn in (*nodes, *edges) for value in drawn.values()]
        shown.append(" ".join(cells))
    return pieces(" ".join(shown))


SHOWN = [gap_list, traces, checks, lists, measure_cards, documents, chains]


@pytest.mark.parametrize("show", SHOWN)
def test_no_chinese_but_quotes_is_shown_in_english(show: Callable[[str], str]) -> None:
    assert not_quoted(show("en")) == []


@pytest.mark.parametrize("show", SHOWN)
def test_chinese_is_found_out(show: Callable[[str], str]) -> None:
    assert len(not_quoted(show("zh"))) > 5
