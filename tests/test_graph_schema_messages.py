"""Says what a reader is told: the catalogue is whole, each message is used, and codes with values become sentences."""

from __future__ import annotations

import ast
import importlib
import json
import pickle
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Message as Entry

from graph_schema import messages
from graph_schema.messages import LANGUAGES, Bilingual, Message, codes, in_words, label_of, listed, say
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import CheckFinding
from graph_schema.terms import Check, CheckResult, MeasureKind, Term, Verdict
from scripts import messages as catalogue_files

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph_schema", "ingest", "tracer", "dashboards")
HAN = re.compile("[\u4e00-\u9fff]")


ENTRIES = {str(entry.context): entry for entry in catalogue_files.entries(catalogue_files.ENGLISH)}
AREAS = {code.partition(".")[0] for code in ENTRIES}
CODE = re.compile(rf"(?:{'|'.join(sorted(AREAS))})(?:\.\w+)+")
FILE_NAMES = ("registry.tsv.gz", "registry.names.gz", "registry.sqlite", "store.sqlite")
"""Strings that are built like a code, and are names of files."""


def forms(entry: Entry, *, translated: bool) -> tuple[str, ...]:
    """Returns the Chinese of an entry, or its English: one sentence, or one for each form."""
    found = (entry.string if translated else entry.id) or ""
    return (found,) if isinstance(found, str) else tuple(dict.fromkeys(found))


# --- what the program uses ---------------------------------------------------------------------


def strings_in(source: str, name: str) -> Iterator[tuple[str, str]]:
    """Yields every code that a module names, with the place: written out, or as prefix and closed set of a call of `codes`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            if node.value not in FILE_NAMES:
                yield node.value, f"{name}:{node.lineno}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "codes":
            prefix, members = node.args
            assert isinstance(prefix, ast.Constant), f"{name}:{node.lineno}: the prefix of codes must be written out"
            assert isinstance(prefix.value, str)
            for member in closed_set(members, name):
                yield f"{prefix.value}.{member}", f"{name}:{node.lineno}"


def closed_set(members: ast.expr, name: str) -> list[str]:
    """Returns what `codes` is given: a tuple of words, or an enumeration by its name."""
    if isinstance(members, ast.Tuple):
        return list(ast.literal_eval(members))
    assert isinstance(members, ast.Name), f"{name}:{members.lineno}: codes takes a tuple of words or an enumeration"
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return [str(member) for member in getattr(module, members.id)]


def built_codes(source: str) -> list[int]:
    """Returns the lines where a code is put together from pieces, so that nobody can tell which codes are used."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and re.match(rf"(?:{'|'.join(AREAS)})\.(?:\w+\.?)*$", str(node.values[0].value))
    ]


def modules() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def term_codes() -> list[str]:
    return [f"term.{kind.__name__}.{member.value}" for kind in get_args(Term) for member in kind]


def used() -> dict[str, str]:
    found = dict.fromkeys(term_codes(), "graph_schema/terms.py")
    for name, source in modules():
        found.update(strings_in(source, name))
    return found


def missing(used: dict[str, str], known: Iterable[str]) -> list[str]:
    return [f"{place}: no message {code}" for code, place in used.items() if code not in set(known)]


def unused(used: dict[str, str], known: Iterable[str]) -> list[str]:
    return [f"nobody uses {code}" for code in known if code not in used]


def test_every_code_has_a_message() -> None:
    found = missing(used(), ENTRIES)
    assert not found, "\n".join(["graph_schema/locale/en/LC_MESSAGES/tracer.po lacks", *found])


def test_every_message_is_used() -> None:
    assert unused(used(), ENTRIES) == []


def test_codes_are_written_out_or_come_from_a_closed_set() -> None:
    found = [f"{name}:{line}" for name, source in modules() for line in built_codes(source)]
    assert [place for place in found if not place.startswith("graph_schema/messages.py:")] == []


def test_a_made_up_code_is_found_out() -> None:
    found = dict(strings_in('say(lang, "usage.nonsense")\nsay(lang, "usage.error", what=1)', "made_up.py"))
    assert missing(found, ENTRIES) == ["made_up.py:1: no message usage.nonsense"]
    assert "nobody uses usage.nonsense" in unused(used(), [*ENTRIES, "usage.nonsense"])
    assert dict(strings_in('X = codes("usage", ("date", "dates"))', "m.py")).keys() == {"usage.date", "usage.dates"}
    assert built_codes('\nsay(lang, f"usage.{name}")') == [2]
    assert built_codes('say(lang, "usage.date")') == []


CALLS = {"say": 1, "of": 0, "usage": 0, "complain": 1}
"""Functions that take a code, then its values by name; the constructors of errors do so too."""


def told(source: str) -> Iterator[tuple[int, str, set[str]]]:
    """Yields each call that names a code and its values: line, code, names of the values."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or any(keyword.arg is None for keyword in node.keywords):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        at = 0 if name.endswith("Error") else CALLS.get(name)
        code = node.args[at] if at is not None and len(node.args) > at else None
        if isinstance(code, ast.Constant) and code.value in ENTRIES:
            yield node.lineno, code.value, {str(keyword.arg) for keyword in node.keywords}


def test_every_sentence_is_given_its_values() -> None:
    wrong = [
        f"{name}:{line}: {code} takes {sorted(holes(ENTRIES[code]))}, is given {sorted(values)}"
        for name, source in modules()
        for line, code, values in told(source)
        if values != holes(ENTRIES[code])
    ]
    assert wrong == []
    assert list(told('say(lang, "usage.error", why=1)')) == [(1, "usage.error", {"why"})]


# --- the catalogue -----------------------------------------------------------------------------


def holes_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def holes(entry: Entry) -> set[str]:
    return set().union(*(holes_in(text) for text in forms(entry, translated=False)))


def faults(entry: Entry) -> list[str]:
    """Returns what is wrong with an entry: a language is missing, or its places are not those of the other."""
    code, source, english = entry.context, forms(entry, translated=False), forms(entry, translated=True)
    found = [f"{code}: no {lang}" for lang, texts in (("Chinese", source), ("English", english)) if not all(texts)]
    if entry.fuzzy:
        found.append(f"{code}: somebody was not sure of it (fuzzy)")
    plural = isinstance(entry.id, tuple)
    if plural and (len(source) != 1 or len(english) != 2):
        found.append(f"{code}: Chinese has one form, English two that differ")
    if plural and "n" not in holes(entry):
        found.append(f"{code}: forms, and no n that chooses")
    for number, text in enumerate(english):
        spare = {"n"} if plural and number == 0 else set()  # "the one document"
        if not holes(entry) - spare <= holes_in(text) <= holes(entry):
            found.append(f"{code}: the places of Chinese and English differ")
    if any(text.count("\n") != source[0].count("\n") for text in english):
        found.append(f"{code}: the lines of Chinese and English differ")
    return found


def test_every_message_has_both_languages_and_the_same_places() -> None:
    assert [fault for entry in ENTRIES.values() for fault in faults(entry)] == []


@pytest.mark.parametrize(
    ("source", "english", "fault"),
    [
        ("甲{a}", "a", "a: the places of Chinese and English differ"),
        ("甲", "", "a: no English"),
        ("甲\n乙", "a b", "a: the lines of Chinese and English differ"),
        (("{n} 份", "{n} 份"), ("{n} file", "{n} file"), "a: Chinese has one form, English two that differ"),
        (("甲", "甲"), ("a", "b"), "a: forms, and no n that chooses"),
    ],
)
def test_a_bad_entry_is_found_out(source: str | tuple[str, str], english: str | tuple[str, str], fault: str) -> None:
    assert faults(Entry(source, english, context="a")) == [fault]


def test_no_two_codes_say_the_same() -> None:
    """The words of terms apart: two terms may be called alike in two languages and not in a third."""
    said: defaultdict[tuple[object, object], list[str]] = defaultdict(list)
    for code, entry in ENTRIES.items():
        if not code.startswith("term."):
            said[entry.id, entry.string].append(code)
    assert [codes for codes in said.values() if len(codes) > 1] == []


def test_the_files_of_the_catalogue_are_as_the_script_writes_them() -> None:
    assert [path.name for path, data in catalogue_files.wanted() if path.read_bytes() != data] == []


def test_a_code_that_stands_twice_is_refused(tmp_path: Path) -> None:
    po = tmp_path / "en/LC_MESSAGES/tracer.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgctxt "a.b"\nmsgid "甲"\nmsgstr "a"\n\nmsgctxt "a.b"\nmsgid "乙"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.b"):
        catalogue_files.entries(po)


def test_another_language_keeps_its_words_for_the_same_chinese(tmp_path: Path) -> None:
    po = tmp_path / "de/LC_MESSAGES/tracer.po"
    po.parent.mkdir(parents=True)
    said = {"word.measure": ("措施", "Maßnahme"), "word.level": ("以前的词", "Stufe"), "gone.long_ago": ("甲", "A")}
    texts = (f'msgctxt "{code}"\nmsgid "{zh}"\nmsgstr "{de}"\n' for code, (zh, de) in said.items())
    po.write_text("\n".join(texts), encoding="utf-8")
    words = {e.context: e.string for e in catalogue_files.with_words_of(po, ENTRIES.values())}
    assert words.keys() == ENTRIES.keys()
    assert {code: word for code, word in words.items() if word and any(word)} == {"word.measure": "Maßnahme"}


EXAMPLES = {"list_import.no_place", "policy_fault.unknown_region", "store.no_place"}
"""Messages that show how a place is written; the help of commands does so too."""


def test_no_english_has_chinese_but_in_examples_of_what_is_typed() -> None:
    english = {code: "".join(forms(entry, translated=True)) for code, entry in ENTRIES.items()}
    found = {code for code, text in english.items() if HAN.search(text) and not code.startswith("help.")}
    assert found == EXAMPLES
    assert all(len(HAN.findall(english[code])) < 12 for code in english if not code.endswith("_epilog"))


def test_no_words_to_readers_stand_beside_the_catalogue() -> None:
    """A Chinese text with its English in one call or tuple is a message that nobody put into the catalogue."""
    found = [f"{name}:{line}" for name, source in modules() for line in pairs_in(source)]
    assert [place for place in found if place.partition(":")[0] not in PAIRS_APART] == []
    assert list(pairs_in('raise InputError(f"没有{x}。", "There is none.")')) == [1]


PAIRS_APART = {
    "graph_schema/terms.py": "the words of terms, which the catalogue takes from there",
    "graph_schema/graph.py": "the names of the schema, from which docs/schema.md and the JSON Schema are made",
}
"""Where words of both languages stand side by side and are no messages, and why."""


def pairs_in(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call | ast.Tuple):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NO_WORDS:
            continue
        for one, other in pairwise(node.args if isinstance(node, ast.Call) else node.elts):
            if SENTENCE.search(words_of(one)) and ENGLISH.search(words_of(other)) and not HAN.search(words_of(other)):
                yield node.lineno


NO_WORDS = {"sub", "maketrans", "replace"}
SENTENCE = re.compile("[\u4e00-\u9fff]{2}")
ENGLISH = re.compile("[A-Za-z]{2,} [a-z]{2,}")


def words_of(node: ast.expr) -> str:
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


# --- said --------------------------------------------------------------------------------------

GIVEN = {"n": 2, "measure": "d-1.m2", "verdict": Verdict.DIRECT, "day": date(2022, 9, 13)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_can_be_said(lang: str) -> None:
    for code, entry in ENTRIES.items():
        values = {name: GIVEN.get(name, "…") for name in holes(entry)}
        assert say(lang, code, **values).strip() or code.startswith("list."), code


def test_one_and_many() -> None:
    said = {n: (say("zh", "count.documents", n=n), say("en", "count.documents", n=n)) for n in (0, 1, 2, 12_345)}
    assert said == {
        0: ("0 份公文", "0 documents"),
        1: ("1 份公文", "1 document"),
        2: ("2 份公文", "2 documents"),
        12_345: ("12345 份公文", "12,345 documents"),
    }
    with pytest.raises(TypeError):
        say("en", "count.documents", n="2")
    with pytest.raises(KeyError):
        say("en", "count.documents")


def test_values_are_said_in_the_language_too() -> None:
    files = Message.of("count.files", n=1)
    message = Message.of("store.faults", files=files, n=3)
    assert message.said_in("zh") == "1 个文件，问题 3 处。"
    assert message.said_in("en") == "1 file, 3 faults."
    pair = Message.of("list.pair", name=(Check.QUOTE, Check.SUPPORT), words=CheckResult.FAILED)
    assert say("zh", pair) == "所引原文、条文是否规定此事：不符合"
    assert say("en", pair) == "words quoted, support by the text: failed"
    assert say("en", "list.pair", name=date(2020, 12, 7), words=Path("a/b")) == "2020-12-07: a/b"
    assert say("en", "list.pair", name={"b", "a"}, words=1.5) == "a, b: 1.5"


def test_words_of_a_users_file_and_quotes_are_said_as_they_stand() -> None:
    question = Message.of("question.of_policy", question=Bilingual("是否有依据？", "Is there a basis?"))
    assert [say(lang, question) for lang in ("zh", "en", "fr")] == ["是否有依据？", "Is there a basis?", "是否有依据？"]
    assert Bilingual("只有中文").said_in("en") == "只有中文"
    assert in_words("en", "原文") == "原文" and in_words("en", Message("word.measure")) == "measure"
    found = CheckFinding(result=CheckResult.OK, words=question), CheckFinding(result=CheckResult.OK, words="原文")
    assert tuple(from_plain(CheckFinding, to_plain(one)) for one in found) == found


def test_an_unknown_language_hears_chinese_and_an_unknown_code_is_an_error() -> None:
    assert say("fr", "word.measure") == say("zh", "word.measure") == "措施"
    with pytest.raises(KeyError):
        say("zh", "word.nonsense")
    with pytest.raises(KeyError):
        say("zh", "list.pair", name="甲")


def test_lists_terms_and_closed_sets() -> None:
    assert listed("zh", ["甲", "乙"]) == "甲、乙" and listed("en", ["a", "b"], "list.semicolon") == "a; b"
    assert label_of(MeasureKind.FEE) == "行政收费" and label_of(MeasureKind.FEE, "en") == "fee"
    assert codes("x", Verdict)[Verdict.DIRECT] == "x.direct"


MESSAGES = [
    Message("a.b"),
    Message.of("a.b", n=1, share=0.5, day=date(2020, 2, 29), name="甲"),
    Message.of("a.b", terms=[MeasureKind.FEE, Verdict.DIRECT], inner=Message.of("c.d", of=Message("e.f"))),
    Message.of("a.b", question=Bilingual("可否？", "May it?")),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_travels(message: Message) -> None:
    assert pickle.loads(pickle.dumps(message)) == message
    assert from_plain(Message, json.loads(json.dumps(to_plain(message)))) == message
    assert hash(from_plain(Message, to_plain(message))) == hash(message)


def test_messages_are_equal_and_sorted_by_code_and_values() -> None:
    assert Message.of("a.b", x=1, y=2) == Message.of("a.b", y=2, x=1) != Message.of("a.b", x=1)
    mixed = [Message.of("b"), Message.of("a", why="x"), Message.of("a", why=Message("z")), Message.of("a", why=1)]
    assert [message.code for message in sorted(mixed)] == ["a", "a", "a", "b"]
    assert sorted(mixed) == sorted(reversed(mixed))
    assert len(Counter(mixed)) == 4


def test_nothing_is_read_before_something_is_said() -> None:
    program = (
        "import graph_schema.messages as m; print(m._sources.cache_info().currsize, m._catalogue.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["0", "0"]
    assert messages.SOURCE in LANGUAGES
