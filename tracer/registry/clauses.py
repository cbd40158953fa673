"""The numbered parts of a document that has no articles: 三（十） is the tenth of the items below the third part.

Central documents number their parts 一、二、三, and what stands below them （一）（二）, often on through all parts; a citation
names 三（十）, 第三部分第（十）条 or （十） alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph_schema.numerals import value_of

Path = tuple[int, ...]

_N = "[一二三四五六七八九十]{1,3}"
_LABEL = re.compile(f"(?P<part>{_N})?(?:（(?P<item>{_N})）)?")
_BEHIND = re.compile(
    rf"[》”]?(?:（[^（）]{{1,40}}）)?(?:中|的)?第?(?P<part>{_N})?(?P<unit>部分|大?点|、)?第?(?:[（(](?P<item>{_N})[）)])?(?:部分|条|项|款|点)?"
)


def clause_path(label: str) -> Path | None:
    """Returns the numbers of a label: 三（十） → (3, 10), （十） → (0, 10), 三 → (3,); None where it is no such label.

    What stands below an item (三（十）1) belongs to it.
    """
    found = _LABEL.match(label)
    if found is None or not (found["part"] or found["item"]):
        return None
    part = value_of(found["part"]) or 0 if found["part"] else 0
    return (part, value_of(found["item"]) or 0) if found["item"] else (part,)


def clauses_behind(text: str) -> tuple[Path, ...]:
    """Returns the clause that a text names right behind a citation: 三（十）, 第三部分, 第（十）条; nothing where it names none.

    A bare number is a clause only as a part or with an item below it.
    """
    found = _BEHIND.match(text)
    if found is None or not (found["item"] or (found["part"] and found["unit"] in ("部分", "点", "大点"))):
        return ()
    path = clause_path((found["part"] or "") + (f"（{found['item']}）" if found["item"] else ""))
    return (path,) if path else ()


def of_article(words: str) -> Path | None:
    """Returns the clause that the finder read as an article: 第（十）条 → (0, 10), 第三条第（二）项 → (3, 2)."""
    found = re.match(f"(?:第(?P<part>{_N})[条项])?第?（(?P<item>{_N})）", words) or re.match(
        f"第(?P<part>{_N})[条项]", words
    )
    if found is None:
        return None
    named = found.groupdict()
    return clause_path((named["part"] or "") + (f"（{named['item']}）" if named.get("item") else ""))


def named_by(cited: Path, labels: Iterable[Path]) -> list[Path]:
    """Returns those of a document's clauses that a citation names: an item by its number alone only where one bears it."""
    all_labels = list(labels)
    if len(cited) == 1:
        return [label for label in all_labels if label[0] == cited[0]]
    exact = [label for label in all_labels if label == cited]
    alike = [label for label in all_labels if len(label) > 1 and label[1] == cited[1]]
    return exact or (alike if len(alike) == 1 else [])
