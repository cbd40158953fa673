r"""Shows what could steer a terminal or deceive its reader: control characters as \x1b, the others by number.

A file name, a title or a reason that a person typed may hold escape sequences, signs that turn the reading
direction, and characters that no one sees. On a screen they are shown by their number; in JSON they are
escaped, which changes no value. A backslash stays as it is, and so do characters of private use and those that
no standard knows yet: old office fonts and rare names have them, and a terminal draws them as a box at most.
"""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring

# C0 and DEL, C1, format characters of all kinds (direction, width, tags, marks of scripts), line and paragraph
# separators, half characters, fillers and variation selectors that are drawn as nothing, and what is no character.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_IN_LINES = re.compile(f"[{_HIDDEN}]")
_IN_A_LINE = re.compile(f"[\n\t{_HIDDEN}]")


def visible(text: str) -> str:
    """Returns text with what can't be seen, or does something else than stand there, by its number; line ends too."""
    return _IN_A_LINE.sub(_number, text)


def visible_lines(text: str) -> str:
    """Returns the same of a text of several lines: line ends and tabs stay."""
    return _IN_LINES.sub(_number, text)


def in_one_line(text: str) -> str:
    """Returns text on one line, its blanks and line ends as single blanks, the rest visible."""
    return " ".join(visible_lines(text).split())


def json_text(value: object, indent: int | None = None) -> str:
    """Returns a value as JSON with Chinese readable as it is; what is not visible is escaped, which reads as the same value."""
    plain = json.dumps(value, ensure_ascii=False) if indent is None else _laid_out(value, " " * indent, "\n")
    return _IN_LINES.sub(_escape, plain)


def _laid_out(value: object, indent: str, gap: str) -> str:
    """Returns a value as `json.dumps` lays it out, which does so in Python itself and took three times as long; `gap` begins a line of its place."""
    if type(value) is str:
        return encode_basestring(value)
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        inner = gap + indent
        items = (f"{encode_basestring(key)}: {_laid_out(item, indent, inner)}" for key, item in value.items())
        return f"{{{inner}{f',{inner}'.join(items)}{gap}}}"
    if isinstance(value, list | tuple) and value:
        inner = gap + indent
        return f"[{inner}{f',{inner}'.join(_laid_out(item, indent, inner) for item in value)}{gap}]"
    if isinstance(value, dict) and value:
        return _laid_out({_key(key): item for key, item in value.items()}, indent, gap)
    return json.dumps(value, ensure_ascii=False)


def _key(key: object) -> str:
    """Returns a key as it is named in JSON."""
    return key if isinstance(key, str) else str(next(iter(json.loads(json.dumps({key: None})))))


def _number(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape(found: re.Match[str]) -> str:
    """Writes a character as JSON does: one beyond 16 bits as two halves."""
    return json.dumps(found[0])[1:-1]
