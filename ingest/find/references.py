"""References: 本办法, 该条例, 前款, 第五条 and 上述文件, and what they lead to (docs/reading.md#references).

A reference leads to the document itself, to a provision of it, or to what was cited before. Where
nothing decides (该办法, when none or two in one breath were named) it is vague. A reference that
stands as a basis lends the measure behind it the basis of what it leads to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from graph_schema.numbers import article_number
from graph_schema.terms import ReferenceKind, Role
from ingest.find import patterns
from ingest.find.articles import split_articles
from ingest.find.genres import is_of_genre
from ingest.find.mention import Mention
from ingest.find.pointer import Pointer
from ingest.find.reference_scene import Scene, scene_of
from ingest.find.roles import basis_or_mention
from ingest.parts.lines import Line
from ingest.parts.provisions import Sentence, Unit

# Where a reference may begin: each with what can stand behind its first character, for 以 and 第 stand everywhere.
_GENRES_BEGIN = "办条规实细意通方法决公制纲备指目清标章文"
_LITERALS = re.compile(
    rf"[本该前上以第](?:(?<=本)(?=[{_GENRES_BEGIN}款])|(?<=该)(?=[{_GENRES_BEGIN}])|(?<=前)(?=[两二三四款条项述])|(?<=上)(?=[一款条述列])"
    r"|(?<=以)(?=上[两二三四五六\d个部份件项有相法政规文要精条办通意决方细纲公])|(?<=第)(?=[（一二三四五六七八九十百零〇两\d]))"
)
# What may stand before an article of the document itself; behind other words it is another document's.
_LEADS = (
    *("依照", "按照", "根据", "依据", "遵照", "参照", "比照", "适用", "执行", "违反", "符合", "属于", "具有", "存在"),
    *("发生", "出现", "具备", "有", "除", "因", "在", "对", "将", "按", "依", "，", "；", "：", "。"),
)
_GOVERNING = _LEADS[:9]
_JOINER = re.compile(r"(?:、|和|及|与|或者?|以及|(?:等)?(?:有关|相关)?(?:规定|要求|精神|文件)|（[^（）]{0,60}）)*")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_OPEN_WORDS = ("规定", "要求", "精神")  # 上述规定 may be words of this document as well
_LEAD, _TAIL = 200, 60  # so much of its sentence shows what governs a reference


def _index_at(pieces: Sequence[tuple[int, int]], at: int) -> int:
    """Tells which of the pieces, which do not overlap, an offset lies in; -1 for none."""
    piece = bisect_right(pieces, at, key=lambda x: x[0]) - 1
    return piece if piece >= 0 and at < pieces[piece][1] else -1


def find_pointers(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
) -> list[Pointer]:
    """Finds the references of a document, in text order; `mentions` are its citations in text order."""
    scene = scene_of(flat, lines, units, mentions)
    taken = [(m.start, m.end) for m in mentions]
    out: list[Pointer] = []
    for sentence in sentences:
        at = sentence.start
        while (first := _LITERALS.search(flat, at, sentence.end)) is not None:
            found = _pointer_at(scene, sentence, first.start(), out)
            if found is not None and not _cited_already(taken, found):
                out.append(found)
                at = found.end
            else:
                at = first.end()
    return out


def _cited_already(taken: Sequence[tuple[int, int]], found: Pointer) -> bool:
    """Tells whether a reference lies in a citation."""
    behind = bisect_right(taken, found.end - 1, key=lambda x: x[0])
    return any(end > found.start for _, end in taken[max(0, behind - 3) : behind])


def _pointer_at(scene: Scene, sentence: Sentence, at: int, earlier: Sequence[Pointer]) -> Pointer | None:
    """Reads the reference that begins at an offset: its first character says which kinds it may be of."""
    flat, first = scene.flat, scene.flat[at]
    if first == "本" and (words := patterns.OWN_DOCUMENT.regex.match(flat, at, sentence.end)):
        return _own(scene, sentence, words)
    if first == "该" and (words := patterns.THAT_DOCUMENT.regex.match(flat, at, sentence.end)):
        return _that(scene, sentence, words)
    if first in "上前以" and (words := patterns.ABOVE.regex.match(flat, at, sentence.end)):
        return _above(scene, sentence, words)
    if first in "前上本" and (words := patterns.NEAR_PLACE.regex.match(flat, at, sentence.end)):
        return _near(scene, sentence, words)
    if (
        first == "第"
        and _is_led_to(flat, sentence, at, earlier)
        and (words := patterns.ARTICLE_OR_PARAGRAPH.regex.match(flat, at, sentence.end))
    ):
        return _article(scene, sentence, words)
    return None


def _role(scene: Scene, sentence: Sentence, words: re.Match[str]) -> tuple[Role, str]:
    """Tells the role of a reference by the words around it, and what showed it."""
    lead = scene.flat[max(sentence.start, words.start() - _LEAD) : words.start()]
    role, _, shown = basis_or_mention(lead, scene.flat[words.end() : min(sentence.end, words.end() + _TAIL)])
    return role, shown


def _own(scene: Scene, sentence: Sentence, words: re.Match[str]) -> Pointer:
    """Reads 本办法, or an article of it: 本办法第三条."""
    articles = split_articles(words["articles"]) if words["articles"] else ()
    role, shown = _role(scene, sentence, words)
    own = Pointer(
        start=words.start(),
        end=words.end(),
        unit=sentence.unit,
        kind=ReferenceKind.OWN,
        role=role,
        shown=shown,
        genre=words["genre"],
        articles=articles,
    )
    units, places = _articles_of(scene, sentence, articles)
    return replace(own, kind=ReferenceKind.PROVISION, units=units, places=places) if units else own


def _articles_of(
    scene: Scene, sentence: Sentence, articles: Iterable[str]
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Finds the units that the articles name, and the stretches of text; both empty unless every article is here."""
    units: list[int] = []
    places: list[tuple[int, int]] = []
    for article in articles:
        wanted = article_number(article)
        unit = sentence.unit if wanted is None else scene.by_number.get(wanted, -1)
        if unit < 0:
            return (), ()
        place = _paragraph_of(scene, unit, article)
        if place is None:
            return (), ()
        units.append(unit)
        places.append(place)
    return tuple(dict.fromkeys(units)), tuple(places)


def _paragraph_of(scene: Scene, unit: int, article: str) -> tuple[int, int] | None:
    """Finds the stretch that 第五条第二款 names within its article; the whole article where no 款 is named."""
    own = scene.units[unit]
    paragraph = re.search("第([^条款]{1,4})款", article)
    if not paragraph:
        return own.start, own.end
    wanted = article_number(f"第{paragraph[1]}条")
    paragraphs = scene.paragraphs(unit)
    return paragraphs[wanted - 1] if wanted and wanted <= len(paragraphs) else None


def _near(scene: Scene, sentence: Sentence, words: re.Match[str]) -> Pointer:
    """Reads 前款, 前两条 or 本条第一款: counted from where the words stand."""
    unit = scene.units[sentence.unit]
    role, shown = _role(scene, sentence, words)
    pointer = Pointer(
        start=words.start(), end=words.end(), unit=sentence.unit, kind=ReferenceKind.PROVISION, role=role, shown=shown
    )
    if words["here"]:
        return _here(scene, sentence, words, pointer)
    back = _COUNTS.get(words["back"] or "", 1)
    what = words["what"] or words["last"]
    if what == "条":
        return _article_before(scene, sentence, words["part"], back, pointer)
    pieces = scene.paragraphs(sentence.unit) if what == "款" else scene.items(sentence.unit)
    here = _index_at(pieces, words.start())
    if here < back:
        return pointer
    places = tuple(pieces[here - back : here])
    numbers = range(here - back + 1, here + 1)
    labels = tuple(f"{unit.label}第{_CN[number]}{what}" for number in numbers if number < len(_CN))
    return replace(pointer, units=(sentence.unit,), places=places, articles=labels)


def _here(scene: Scene, sentence: Sentence, words: re.Match[str], pointer: Pointer) -> Pointer:
    """Reads 本条, 本条第一款 or 本款."""
    named = scene.units[sentence.unit].label + (words["part"] or "")
    place: tuple[int, int] | None
    if words["here"] == "条":
        place = _paragraph_of(scene, sentence.unit, named)
    else:
        paragraphs = scene.paragraphs(sentence.unit)
        own = _index_at(paragraphs, words.start())
        place = paragraphs[own] if own >= 0 else None
    return replace(pointer, units=(sentence.unit,), places=(place,), articles=(named,)) if place else pointer


def _article_before(scene: Scene, sentence: Sentence, part: str | None, back: int, pointer: Pointer) -> Pointer:
    """Reads 前条, 前两条 or 前条第一款."""
    units = _articles_before(scene, sentence.unit, back)
    named = [scene.units[unit] for unit in units]
    if part and len(units) == 1:
        place = _paragraph_of(scene, units[0], part)
        return replace(pointer, units=units, places=(place,), articles=(named[0].label + part,)) if place else pointer
    places = tuple((unit.start, unit.end) for unit in named)
    return replace(pointer, units=units, places=places, articles=tuple(unit.label for unit in named))


_CN = "零一二三四五六七八九十"


def _articles_before(scene: Scene, unit: int, back: int) -> tuple[int, ...]:
    """Returns so many articles (units) before a unit that is one itself."""
    here = bisect_right(scene.articles, unit) - 1
    if here < back or scene.articles[here] != unit:
        return ()
    return tuple(scene.articles[here - back : here])


def _before(flat: str, sentence: Sentence, at: int) -> str:
    """Returns the last characters of a sentence before an offset."""
    return flat[max(sentence.start, at - 2) : at]


def _is_led_to(flat: str, sentence: Sentence, at: int, earlier: Sequence[Pointer]) -> bool:
    """Tells whether what stands before an article shows that it is this document's own: a word that leads to it, or a list."""
    if _before(flat, sentence, at).endswith(_LEADS):
        return True
    if not earlier or earlier[-1].end > at or earlier[-1].kind is not ReferenceKind.PROVISION:
        return False
    return flat[earlier[-1].end : at] in ("、", "和", "及", "或者", "或", "以及", "与")


def _article(scene: Scene, sentence: Sentence, words: re.Match[str]) -> Pointer | None:
    """Reads 第五条 without a title, to which something leads."""
    lead = _before(scene.flat, sentence, words.start())
    articles = split_articles(words[0])
    if not words[0].startswith("第") or article_number(articles[0]) is None:
        articles = (scene.units[sentence.unit].label + words[0],)
    units, places = _articles_of(scene, sentence, articles)
    if not units and not lead.endswith(_GOVERNING):
        return None
    role, shown = _role(scene, sentence, words)
    return Pointer(
        start=words.start(),
        end=words.end(),
        unit=sentence.unit,
        kind=ReferenceKind.PROVISION,
        role=role,
        shown=shown,
        articles=articles,
        units=units,
        places=places,
    )


def _that(scene: Scene, sentence: Sentence, words: re.Match[str]) -> Pointer:
    """Reads 该条例: the last document of that genre named before, unless two of them were named in one breath."""
    genre = words["genre"]
    before = scene.before(words.start())
    named = (x for x in reversed(before) if genre == "文件" or is_of_genre(x.title, genre))
    fitting = list(islice(named, 2))
    target = fitting[0] if fitting else None
    if target is None and genre in ("通知", "意见", "办法", "决定", "规定", "方案"):
        # A 文号 alone does not tell its genre: it may be meant where nothing else was named since.
        near = [x for x in before if x.start >= scene.lines[sentence.line].paragraph.start]
        target = near[-1] if len(near) == 1 and near[-1].title is None else None
    if target is not None and len(fitting) > 1 and _in_one_breath(scene.flat, fitting[1], target):
        target = None
    role, shown = _role(scene, sentence, words)
    return Pointer(
        start=words.start(),
        end=words.end(),
        unit=sentence.unit,
        kind=ReferenceKind.CITED,
        role=role,
        shown=shown,
        articles=split_articles(words["articles"]) if words["articles"] else (),
        cited=(target,) if target else (),
    )


def _in_one_breath(flat: str, one: Mention, other: Mention) -> bool:
    """Tells whether two documents are named in one list."""
    return one.title != other.title and bool(_JOINER.fullmatch(flat, one.end, other.start))


def _above(scene: Scene, sentence: Sentence, words: re.Match[str]) -> Pointer:
    """Reads 上述文件: what the sentence, else the one before, else the paragraph before cites."""
    role, shown = _role(scene, sentence, words)
    pointer = Pointer(
        start=words.start(), end=words.end(), unit=sentence.unit, kind=ReferenceKind.CITED, role=role, shown=shown
    )
    count = int(words["count"]) if (words["count"] or "").isdigit() else _COUNTS.get(words["count"] or "", 0)
    fitting = [x for x in scene.before(words.start()) if not words["genre"] or is_of_genre(x.title, words["genre"])]
    own_words = words["any"] in _OPEN_WORDS
    for start in _scopes_back(scene, sentence, words.start()):
        found = [x for x in fitting if x.start >= start]
        if len(found) >= max(count, 1) and (role is Role.BASIS or not own_words):
            return replace(pointer, cited=tuple(_each_once(found[-count:] if count else found)))
    unit = scene.units[sentence.unit]
    if own_words and scene.flat.find("。", unit.start, words.start()) >= 0:
        place = (unit.start, sentence.start)
        return replace(
            pointer, kind=ReferenceKind.PROVISION, units=(sentence.unit,), places=(place,), articles=(unit.label,)
        )
    return pointer


def _scopes_back(scene: Scene, sentence: Sentence, at: int) -> Iterator[int]:
    """Returns where the sentence begins, the one before, its paragraph, and the paragraph before."""
    paragraph = scene.lines[sentence.line].paragraph
    yield sentence.start
    yield max(paragraph.start, scene.flat.rfind("。", paragraph.start, max(paragraph.start, sentence.start - 1)) + 1)
    yield paragraph.start
    if sentence.line:
        yield scene.lines[sentence.line - 1].paragraph.start


def _each_once(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Returns the documents cited, each at its first mention."""
    seen: set[tuple[str | None, str | None]] = set()
    for mention in mentions:
        key = (mention.title, None if mention.title else mention.number)
        if key not in seen:
            seen.add(key)
            yield mention
