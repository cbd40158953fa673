"""Says what a reader is told: a code with values, said in the reader's language.

A `Message` stands wherever a sentence would: in a record, in an error, in a stored finding. The words stand
once, in locale/<language>/LC_MESSAGES/tracer.po: the code is the context (msgctxt), Chinese the source (msgid),
the other language its translation. The program reads the compiled .mo beside it, when something is first said.
"""

from __future__ import annotations

import gettext
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, total_ordering
from importlib.resources import files
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

from graph_schema import terms
from graph_schema.terms import Term

SOURCE = "zh"
"""The language of the msgids."""
LANGUAGES: Mapping[str, str] = {SOURCE: "中文", "en": "English"}
"""The languages that the program speaks, each by its own name."""

Value: TypeAlias = "str | int | float | date | Term | Message | Bilingual | tuple[Value, ...]"
"""What a message shows: words as they stand, a term by its label, a message by its words, several things as a list."""

_CONTEXT_ENDS = "\x04"  # between context and source in a .mo file
_MemberT = TypeVar("_MemberT", bound=str)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Words that a file of the user's states in Chinese and in English, such as the question of a policy."""

    zh: str = ""
    en: str = ""

    def said_in(self, lang: str) -> str:
        """Returns the words in a language; Chinese for one that they are not stated in."""
        return self.en if lang == "en" and self.en else self.zh


@total_ordering
@dataclass(frozen=True, slots=True)
class Message:
    """One thing to be told: the code of its sentence, and the values by name that the sentence shows."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, /, **values: object) -> Message:
        """Returns the message; what is no value of one (a path, an error) goes in by its text."""
        return cls(code, tuple(sorted((name, _value(value)) for name, value in values.items())))

    def said_in(self, lang: str) -> str:
        """Returns the sentence in a language. KeyError for an unknown code or a value that is missing."""
        return say(lang, self.code, **dict(self.values))

    def plain(self) -> dict[str, Any]:
        """Returns the message as JSON can hold it; `from_plain` reads it back, value for value."""
        return {"code": self.code, "values": {name: _plain(value) for name, value in self.values}}

    @classmethod
    def from_plain(cls, value: Mapping[str, Any]) -> Message:
        """Returns the message that `plain` gave. ValueError, TypeError or KeyError for anything else."""
        return cls(value["code"], tuple(sorted((name, _unplain(each)) for name, each in value["values"].items())))

    def __lt__(self, other: object) -> bool:
        """Orders messages by code, then by their values as text."""
        if not isinstance(other, Message):
            return NotImplemented
        return self._key() < other._key()

    def _key(self) -> tuple[str, str]:
        return self.code, json.dumps(self.plain()["values"], sort_keys=True)


def say(lang: str, what: str | Message, /, **values: object) -> str:
    """Returns what a code with values, or a message, says in a language; Chinese for one that nobody translated.

    Where the sentence has forms for one and for many, the value `n` chooses, and is written as numbers are in
    that language. KeyError for an unknown code or a value that is missing.
    """
    if isinstance(what, Message):
        return what.said_in(lang)
    source, has_forms = _sources()[what]
    text, shown = source, values
    if lang != SOURCE and lang in LANGUAGES:
        catalogue = _catalogue(lang)
        if has_forms:
            number = values["n"]
            if not isinstance(number, int):
                raise TypeError(f"{what}: n must be a whole number")
            text = catalogue.npgettext(what, source, source, number)
            shown = {**values, "n": f"{number:,}"}
        else:
            text = catalogue.pgettext(what, source)
    return text.format_map({name: _shown(value, lang) for name, value in shown.items()})


def in_words(lang: str, told: str | Message) -> str:
    """Returns what a message says in a language; words of a document or a law as they stand."""
    return told.said_in(lang) if isinstance(told, Message) else told


def label_of(term: Term, lang: str = SOURCE) -> str:
    """Returns the words for a term of the vocabulary: Chinese by default, English with lang="en"."""
    return say(lang, f"term.{type(term).__name__}.{term.value}")


def listed(lang: str, words: Iterable[str], mark: str = "list.comma") -> str:
    """Returns words as a list in one line, divided by a mark of the catalogue: 甲、乙 in Chinese, one, two in English."""
    return say(lang, mark).join(words)


def codes(prefix: str, members: Iterable[_MemberT]) -> dict[_MemberT, str]:
    """Returns the codes of a closed set by its members: prefix.member.

    The set is named or written out where this is called, so that the test of the catalogue knows every code.
    """
    return {member: f"{prefix}.{member}" for member in members}


# --- values ------------------------------------------------------------------------------------


def _value(value: object) -> Value:
    if isinstance(value, Message | Bilingual | int | float):
        return value
    if isinstance(value, date):
        # A day that remembers what it is compared with is told as the plain day.
        return value if isinstance(value, datetime) or type(value) is date else date(value.year, value.month, value.day)
    if isinstance(value, StrEnum):
        return value if isinstance(value, Term) else value.value
    if isinstance(value, list | tuple):
        return tuple(_value(item) for item in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted((_value(item) for item in value), key=str))
    return str(value)


def _shown(value: object, lang: str) -> str:
    value = _value(value)
    if isinstance(value, Message | Bilingual):
        return value.said_in(lang)
    if isinstance(value, tuple):
        return listed(lang, (_shown(item, lang) for item in value))
    if isinstance(value, Term):
        return label_of(value, lang)
    return str(value)


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        return value.plain()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Term):
        return {"term": type(value).__name__, "value": value.value}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Bilingual):
        return {"zh": value.zh, "en": value.en}
    return value


def _unplain(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_unplain(item) for item in value)
    if not isinstance(value, dict):
        return _value(value)
    if "code" in value:
        return Message.from_plain(value)
    if "zh" in value:
        return Bilingual(value["zh"], value["en"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    member: Term = getattr(terms, value["term"])(value["value"])
    return member


# --- catalogues --------------------------------------------------------------------------------


@cache
def _catalogue(lang: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(BytesIO(_compiled(lang)))


def _compiled(lang: str) -> bytes:
    return files("graph_schema").joinpath(f"locale/{lang}/LC_MESSAGES/tracer.mo").read_bytes()


@cache
def _sources() -> Mapping[str, tuple[str, bool]]:
    """Returns the Chinese of each code, and whether it has forms for one and for many."""
    return {code: (source, has_forms) for code, source, has_forms in _originals(_compiled("en"))}


def _originals(data: bytes) -> Iterator[tuple[str, str, bool]]:
    """Reads the originals of a .mo file; gettext looks them up, but does not list them."""
    order = "<" if int.from_bytes(data[:4], "little") == gettext.GNUTranslations.LE_MAGIC else ">"
    count, table = struct.unpack_from(f"{order}2I", data, 8)
    for length, at in struct.iter_unpack(f"{order}2I", data[table : table + 8 * count]):
        code, found, source = data[at : at + length].decode("utf-8").partition(_CONTEXT_ENDS)
        if found:
            one, forms, _ = source.partition("\0")
            yield code, one, bool(forms)
