"""Finds personal data, and stars it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph_schema.first_use import later
from graph_schema.personal.columns import columns_in
from graph_schema.personal.letters import plainly
from graph_schema.personal.names import name_words, names_in, spreads
from graph_schema.personal.numbers import DIGITS, PARTS, Found, Kind, numbers_in
from graph_schema.personal.places import addresses_in

STAR = "*"
_ROUNDS = 6
"""What is starred out can show a name beside it; more rounds than this find nothing more."""
_SIGNS = later(
    r"\d|[@＠]|[(\[（]at|[人名姓住户籍址同先女男长主任股事员记组签发校编审会民业原被罪家子妻丈客师生工店摊游书老配父母栋幢弄楼单元领者体诉"
    r"将把对限给取禁督约通由请安委指推免自证继受报缴参承购买出作撰总打咨护考高公从等]"
)
"""A text without any of these holds nothing that the patterns look for."""
_WRAP = later(
    r"[ \r\n](?<=[^\n\t|]{19}[^\n\t|。；;:!！?？、，,. ][ \r\n])(?:(?<= ) *\r?\n|(?<=\r)\n|(?<=\n)) *(?=[^\s|])"
)
"""A line end within a sentence: a number or a name may go on behind it. The blank or line end it begins with comes first, as that is quickly found."""
_SHORT = 200_000
"""In a longer text numbers are looked for once: what is starred out seldom shows another one."""
_FEWEST, _ADDRESS = 7, 8
"""A number or an address of fewer characters is not looked for elsewhere in its text."""
_MOST = 500
"""So many addresses of a text are looked for elsewhere in it."""
_NUMBERS = later(r"[、,，;；/\n]|[和及与或]")
_SIGNS_IN = later(r"[ .\-+_()\t]")


@dataclass(frozen=True, slots=True, order=True)
class Personal:
    """A stretch of personal data, half-open, in characters of the text."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class _Known:
    """Holds what a text is known to say of persons: names and addresses, and numbers without the signs in them."""

    phrases: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    anything: bool = False

    def __bool__(self) -> bool:
        return bool(self.phrases or self.numbers or self.anything)

    @cached_property
    def by_head(self) -> Mapping[str, tuple[str, ...]]:
        """Returns the phrases by their first two characters, the longest first."""
        heads: dict[str, list[str]] = {}
        for phrase in sorted(self.phrases, key=lambda phrase: (-len(phrase), phrase)):
            heads.setdefault(phrase[:2], []).append(phrase)
        return {head: tuple(phrases) for head, phrases in heads.items()}

    @cached_property
    def first(self) -> re.Pattern[str]:
        """Returns a pattern of the characters with which a phrase begins."""
        return re.compile("[" + "".join(map(re.escape, sorted({phrase[0] for phrase in self.phrases}))) + "]")


def find_personal(text: str) -> tuple[Personal, ...]:
    """Returns the personal data of a text in its order, no two stretches overlapping."""
    return _find(text, _Known())


def masked(text: str) -> str:
    """Returns the text with personal data starred out, of the same length, with the same line breaks and signs."""
    return _starred(text, find_personal(text)) if _may_hold(text) else text


def masked_numbers(text: str) -> str:
    """Returns the text with numbers of persons starred out and names left: quick, for words that were masked before."""
    return _starred(text, _apart(Personal(*one) for one in numbers_in(plainly(text))))


class Masker:
    """Stars out personal data in words cut out of a text: what its whole text shows is known in every part."""

    __slots__ = ("_known", "_texts")

    def __init__(self, *texts: str) -> None:
        self._texts: tuple[str, ...] = texts
        self._known: _Known | None = None

    @property
    def known(self) -> _Known:
        """Returns the names, addresses and numbers of the texts."""
        if self._known is None:
            self._known = _merged(_known_of(text) for text in self._texts)
            self._texts = ()  # they are long, and nothing more is asked of them
        return self._known

    @property
    def knows(self) -> bool:
        """Tells whether the texts say anything of persons."""
        return bool(self.known)

    def mask(self, words: str) -> str:
        """Returns the words with personal data starred out, of the same length."""
        known = self.known
        if not known and not _may_hold(words):
            return words
        return _starred(words, _find(words, known))


def _may_hold(text: str) -> bool:
    """Tells whether a text can hold personal data at all."""
    return _SIGNS.search(text) is not None


def _known_of(text: str) -> _Known:
    """Returns the names, addresses and numbers that a text shows."""
    places = find_personal(text) if _may_hold(text) else ()
    return _learnt(plainly(text), places) if places else _Known()


def _learnt(plain: str, places: Iterable[Personal]) -> _Known:
    """Returns what the places found in a text tell of other places."""
    phrases, numbers, anything = set[str](), set[str](), False
    for place in places:
        anything = True
        words = plain[place.start : place.end]
        if STAR in words:
            continue
        if place.kind is Kind.NAME:
            if spreads(name_words(words)):
                phrases.add(name_words(words))
        elif place.kind is Kind.ADDRESS:
            if len(words) >= _ADDRESS and len(phrases) < _MOST:
                phrases.add(words)
        else:
            numbers.update(number for part in _NUMBERS.split(words) if len(number := _compact(part)) >= _FEWEST)
    return _Known(frozenset(phrases), frozenset(numbers), anything)


def _merged(several: Iterable[_Known]) -> _Known:
    """Returns all that is known of several texts."""
    all_known = [known for known in several if known]
    if len(all_known) == 1:
        return all_known[0]
    return _Known(
        frozenset[str]().union(*(known.phrases for known in all_known)),
        frozenset[str]().union(*(known.numbers for known in all_known)),
        bool(all_known),
    )


def _find(text: str, known: _Known) -> tuple[Personal, ...]:
    """Returns the personal data of a text, what goes on over the end of a line included."""
    plain = plainly(text)
    found = _look(plain, known)
    wraps = [wrap.span() for wrap in _WRAP.finditer(plain)]
    if wraps:
        at = _left_without(len(plain), wraps)
        joined = "".join(plain[place] for place in at)
        found += [
            Personal(at[place.start], at[place.end - 1] + 1, place.kind)
            for place in _look(joined, _merged((known, _learnt(plain, found))))
        ]
    return _apart(found)


def _left_without(size: int, gaps: Sequence[tuple[int, int]]) -> list[int]:
    """Returns the places of a text that are left without the gaps, in order."""
    left: list[int] = []
    begin = 0
    for start, end in gaps:
        left.extend(range(begin, start))
        begin = end
    left.extend(range(begin, size))
    return left


def _look(plain: str, known: _Known) -> list[Personal]:
    """Returns what the patterns find and what is known, round after round, as each shows what stands beside it."""
    found: list[Personal] = []
    for number in range(_ROUNDS):
        with_numbers = number == 0 or len(plain) <= _SHORT
        looked = _once(plain, known, with_numbers=with_numbers)
        new = [Personal(*one) for one in looked if any(map(str.isalnum, plain[one[0] : one[1]]))]
        if not new:
            break
        found += new
        known = _merged((known, _learnt(plain, new)))
        plain = _starred(plain, new)
    return found


def _once(plain: str, known: _Known, *, with_numbers: bool) -> Iterator[Found]:
    """Yields what one look at the text finds; `with_numbers`, also what seldom shows after the first look."""
    if with_numbers:
        yield from numbers_in(plain)
        yield from ((start, end, Kind.ADDRESS) for start, end in addresses_in(plain))
    yield from ((start, end, Kind.NAME) for start, end in names_in(plain))
    yield from columns_in(plain)
    if known.numbers:
        for part in PARTS.finditer(plain):
            if _compact(part[0]) in known.numbers:
                yield *part.span(), Kind.ACCOUNT
                continue
            for run in DIGITS.finditer(plain, *part.span()):
                if run[0] in known.numbers:
                    yield *run.span(), Kind.ACCOUNT
    if known.phrases:
        for at in (begin.start() for begin in known.first.finditer(plain)):
            for phrase in known.by_head.get(plain[at : at + 2], ()):
                if plain.startswith(phrase, at):
                    yield at, at + len(phrase), Kind.NAME
                    break


def _compact(number: str) -> str:
    """Returns a number without the signs that may stand in it."""
    return _SIGNS_IN.sub("", number)


def _apart(found: Iterable[Personal]) -> tuple[Personal, ...]:
    """Returns the stretches in order; of two that overlap the later one begins where the first ends."""
    apart: list[Personal] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        start = max(place.start, apart[-1].end if apart else 0)
        if start < place.end:
            apart.append(Personal(start, place.end, place.kind))
    return tuple(apart)


def _starred(text: str, places: Iterable[Personal]) -> str:
    """Returns the text with every letter and digit of the places starred out; signs, blanks and line breaks stay."""
    letters = list(text)
    for place in places:
        for at in range(place.start, place.end):
            if letters[at].isalnum():
                letters[at] = STAR
    return "".join(letters)
