"""Markdown, as law libraries keep it: paragraphs, with front matter and comments apart."""

from __future__ import annotations

import re

from ingest.formats.paragraphs import Paragraphs

_FRONT_MATTER = re.compile(r"---\n(.*?)\n---(?:\n|$)", re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)-->")
_DEEPER_HEADING = re.compile(r"#{2,}\s*")


def paragraphs_of(text: str) -> Paragraphs:
    """Returns the paragraphs of a Markdown text: headings of the first rank keep their sign, others and bold lose it."""
    text = text.replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    lines: list[str] = []
    comments: list[tuple[int, str]] = []
    for line in text[matter.end() if matter else 0 :].split("\n"):
        comments.extend((len(lines), found[1].strip()) for found in _COMMENT.finditer(line))
        plain = _COMMENT.sub("", line.strip()).strip()
        deeper = _DEEPER_HEADING.match(plain)
        words = plain[deeper.end() :] if deeper else plain.replace("**", "")
        if words:
            lines.append(words)
    return Paragraphs(tuple(lines), matter[1] if matter else "", tuple(comments))
