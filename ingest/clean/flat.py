"""The flat view of a text: one form for each bracket and each mark of punctuation, of the same length.

All patterns of the reader run on it.
"""

from __future__ import annotations

import re
from unicodedata import normalize

import numpy as np

# One form for each mark of punctuation; all replacements are one character for one.
_FLAT: dict[int, str] = str.maketrans(
    {
        "(": "（",
        ")": "）",
        ",": "，",
        ";": "；",
        ":": "：",
        "?": "？",
        "!": "！",
        "[": "〔",
        "]": "〕",
        "［": "〔",
        "］": "〕",
        "﹝": "〔",
        "﹞": "〕",
        "【": "〔",
        "】": "〕",
        "<": "〈",
        ">": "〉",
        "﹤": "〈",
        "﹥": "〉",
        "＜": "〈",
        "＞": "〉",
        "‹": "〈",
        "›": "〉",
        "{": "〔",
        "}": "〕",
        "｛": "〔",
        "｝": "〕",
        "〖": "〔",
        "〗": "〕",
        "「": "“",
        "」": "”",
        "『": "“",
        "』": "”",
        "｢": "“",
        "｣": "”",
        "､": "、",
        "«": "《",
        "»": "》",
        "｡": "。",
        "．": ".",
        '"': "“",
    }
)
# Digits and letters of full width, marks of vertical lines, small marks: the forms of others (Unicode, NFKC).
_WIDE = (
    range(0xFF10, 0xFF1A),
    range(0xFF21, 0xFF3B),
    range(0xFF41, 0xFF5B),
    range(0xFE10, 0xFE1A),
    range(0xFE30, 0xFE6C),
)
for _form in (chr(code) for codes in _WIDE for code in codes):
    _normal = normalize("NFKC", _form)
    if len(_normal) == 1 and ord(_form) not in _FLAT:
        _FLAT[ord(_form)] = _FLAT.get(ord(_normal), _normal)


class _Forms(dict[int, str | int]):
    """The form of each character; the others are their own, and are known from then on: a miss costs more than a hit."""

    def __missing__(self, character: int) -> int:
        self[character] = character
        return character


_FORMS = _Forms(_FLAT)
_UNEVEN = re.compile("[" + re.escape("".join(map(chr, _FLAT))) + "]")
_FLAT_CODES = np.arange(0x10000, dtype=np.uint32)
_FLAT_CODES[list(_FLAT)] = [ord(c) for c in _FLAT.values()]
_BLOCK = 1 << 16  # characters of one array; bounds the memory
_LONG = 2000  # characters from which an array of the text is quicker than its characters one by one


def flatten(text: str) -> str:
    """Returns the flat view of a text: one form for each bracket and mark, of the same length."""
    if len(text) < _LONG:
        return text.translate(_FORMS) if _UNEVEN.search(text) else text
    return "".join(_flat_block(text[at : at + _BLOCK]) for at in range(0, len(text), _BLOCK))


def _flat_block(text: str) -> str:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    flat = np.where(codes < len(_FLAT_CODES), _FLAT_CODES.take(codes, mode="clip"), codes)
    return flat.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
