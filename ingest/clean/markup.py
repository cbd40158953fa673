"""The marks of Markdown, in which texts are kept and copied: # heading, **bold**, > quote, - item, [words](address).

A mark is cut, the words stay. Marks that Chinese documents use themselves are left: names masked with **, - 3 - of a
page number, a # before a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIRST = "#>-*+•"
_WORD = r"[\u4e00-\u9fff《（〔“【\[*]"
_OPENING = re.compile(
    rf"(?P<quote>(?:>[ \t]*)+(?={_WORD}|#))?"
    rf"(?P<heading>#{{1,6}}[ \t]+(?=\S)|#{{1,6}}(?={_WORD})(?![^#]*#))?"
    rf"(?P<item>[-*+•][ \t]+(?={_WORD}))?"
)
_CLOSING = re.compile(r"[ \t]+#{1,6}$")
_BOLD = re.compile(
    r"(?:^|(?<=[\s，。；：、（《“#>*_-])|(?<=[\u4e00-\u9fff])(?=\*\*[\u4e00-\u9fff]{4,}\*\*))"
    r"(?P<open>\*\*|__)(?=[^\s*_])[^*_\n]{1,200}?(?<=[^\s*_])(?P<close>(?P=open))(?!\*)"
)
_LINK = re.compile(
    r"(?P<open>!?\[)[^\[\]\n]{0,200}(?P<close>\]\((?:https?://|/|\./|#|mailto:|www\.|javascript:)[^()\s]{0,300}(?:[ \t]\"[^\"\n]{0,100}\")?\))"
)
_ESCAPE = re.compile(r"\\(?=[\[\]().#*_+\-!>~|])")


def holds_inner_marks(text: str) -> bool:
    """Tells whether lines of a text may hold marks behind their beginning: a quick look that spares four at each line."""
    return "**" in text or "__" in text or "](" in text or "\\" in text


def may_begin_with_mark(line: str) -> bool:
    """Tells whether a line may begin with a mark."""
    return line[0] in _FIRST


def marks_of(line: str) -> list[tuple[int, int]]:
    """Finds the marks of a line without blanks around it, the one that it opens with first."""
    marks: list[tuple[int, int]] = []
    if line[0] in _FIRST:
        opening = _OPENING.match(line)
        if opening is not None and opening.end():
            marks.append(opening.span())
            closing = _CLOSING.search(line) if opening["heading"] else None
            if closing is not None:
                marks.append(closing.span())
    if "**" in line or "__" in line:
        for bold in _BOLD.finditer(line):
            marks += [bold.span("open"), bold.span("close")]
    if "](" in line:
        for link in _LINK.finditer(line):
            marks += [link.span("open"), link.span("close")]
    if "\\" in line:
        marks += [escape.span() for escape in _ESCAPE.finditer(line)]
    return marks


def opens_alone(line: str, marks: Sequence[tuple[int, int]]) -> bool:
    """Tells whether a line is a heading, an item or a quote, which goes on with no line above."""
    return bool(marks) and marks[0][0] == 0 and line[0] in _FIRST and not line.startswith("**")


def is_heading(line: str, marks: Sequence[tuple[int, int]]) -> bool:
    """Tells whether a line is a heading, with which no line below goes on."""
    return bool(marks) and marks[0][0] == 0 and "#" in line[: marks[0][1]]


def without(words: str, marks: Sequence[tuple[int, int]]) -> str:
    """Returns words without their marks."""
    out, at = [], 0
    for start, end in sorted(marks):
        if start >= at:
            out.append(words[at:start])
            at = end
    return "".join([*out, words[at:]])


def blanked(words: str, marks: Sequence[tuple[int, int]]) -> str:
    """Returns words with blanks in place of their marks: of the same length."""
    characters = list(words) if marks else []
    for start, end in marks:
        characters[start:end] = " " * (end - start)
    return "".join(characters) if marks else words
