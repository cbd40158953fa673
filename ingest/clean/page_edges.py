"""The page above and below the text: short lines without a sign of their own, among lines that surely are the page's.

Above the first sentence of a file stands its head (GB/T 9704: letterhead, number, title, note) and nothing else of it.
Where lines of the page stand there too, what is no part of that head is the page's: menus, lists of other documents,
the title printed once more. Below the last sentence stand signature, date and annexes; other lines among lines of the
page are links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set

from graph_schema.regions import find_region

_MOST = 300  # lines in which the first sentence of a file is looked for
_LONG = 60
_MENU = 8  # characters of which the words of a menu have no more
_AGAIN = 6  # characters that two printings of a title share at least
_CLAUSE = 20  # characters: a longer line with a comma is prose
_OWN_LINES = 4
_LIST = 3  # titles one below the other that are a list of other documents
_SENTENCE_END = re.compile("[。；！？]$")
STATEMENT_END = re.compile("[。；]$")
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[条章节编]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）"
)
_ADDRESSED = re.compile("(?:各|政府|单位|部门|委员会|局|办|公司|机构|处|院|厅).*：$|如下：$")
_KIND = (
    "(?:通知|意见|决定|决议|命令|公告|通告|通报|报告|批复|函|纪要|方案|办法|规定|细则|条例|规则|规程|制度|规划|计划|纲要|目录|清单|"
    "标准|指引|指南|守则|公约|章程|预案|要点|措施|解释|备忘录|须知|法|令)"
)
_AFTER_TITLE = (
    r"(?:\s*[（〔][^）〕]{1,80}[）〕])*(?:\s*[〔（]?(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[〕）]?)?"
)
_TITLE = re.compile(rf".*{_KIND}{_AFTER_TITLE}$")
_OF_HEAD = re.compile(
    r".{1,40}(?:政府|委员会|委|局|厅|部|院|署|办公室|办|小组|会议|会|中心|省|市|县|区)\s*文\s*件$|.*[〔（](?:19|20)\d\d[〕）].*号.*|.*第\s*\d{1,4}\s*号$|（.*）?$|.*(?:通过|公布|修正|修订|批准|施行|发布)[）]?$|"
    r"[〔（]?(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[〕）]?$|签发人.*|.*[密秘].*年.*|目\s*录$|总\s*则$|附\s*[件则表录](?:\s*\d|[：:]|$).*"
)
_OFFICE = re.compile("(?:政府|办公室|办公厅|委员会|局|厅|部|院|署|委|办|人民代表大会|会议|小组)$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]+.{0,8}[〔（](?:19|20)\d\d[〕）]\s*第?\s*\d+\s*号")
_NUMBER_BEHIND = re.compile(r"[（〔][^（）]{0,80}\d[^（）]{0,10}号[）〕]$")
_WORDS = re.compile(r"[\s|｜丨/·›»>→]+")
_LABELLED = re.compile(r"〔[^〕]{2,8}〕|[※★☆▲△◎]|.*(?:https?：//|www\.)|[^：]{2,5}：")
_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff][^，。]{0,80}\d[〔〕（）第\d\s]*号")
# Of a row of tabs, 附件（2）, or the name of a file.
_TAB = re.compile(r"目\s*录|[\u4e00-\u9fff]{2,6}\s*[（〔]\d{1,3}[）〕]|.{1,80}\.[A-Za-z]{2,4}\b.{0,20}")
_NOTE = re.compile(
    r"[（〔]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日|(?:根据|经).*(?:通过|公布|修正|修订|批准|施行)[）〕]?$"
)  # below a title
_OF_CONTENTS = re.compile(r"(?:…|\.{3,}|·{3,})\s*\d{1,4}$")  # a line of a table of contents with its page
_CUT_SHORT = re.compile(r"(?:…+|\.{3,}|。{3,})$")
_MARKS = re.compile(r"[《》〈〉“”\"'\s（）〔〕#*>·•●▶▪■◆-]")
_ABOUT_A_TITLE = re.compile("解读|图解|图文|问答|新闻发布|说明$")
_OF_ANNEX = re.compile(r"\s*附\s*(?:[件表录](?:\s*[\d一二三四五六七八九十]|[：:]|\s*$)|[：:]|则)")
_ROW = re.compile(r"\t.*\t|\|.*\||^\d{1,4}[\s.、．]")
_OF_SITE = re.compile(
    "本(?:站|网站?|数据库|页面|网页|栏目|公众号)(?!点)|请(?:您|输入)|欢迎(?:您|访问|光临|关注)|点[“击]|长按|(?:为了?获得|建议).*(?:浏览|体验)"
)

FlatOf = Callable[[int], str]


def lines_above(flat_of: FlatOf, count: int, found: Set[int], menu_words: Set[str]) -> set[int]:
    """Returns lines above the text that are the page's, though nothing shows it but where they stand."""
    end = _first_sentence(flat_of, count, found)
    if end is None:
        return set()
    own = [place for place in range(end) if place not in found]
    signed = [place for place in range(end) if place in found]
    again = _printed_before(flat_of, own) if signed or _holds_a_title_twice(flat_of, own) else {}
    if not (signed or again):
        return set()
    out = set(again)
    own = [place for place in own if place not in out]
    last = signed[-1] if signed else max(again)
    above = [place for place in own if place < last]
    below = [place for place in own if place > last]
    all_above = [place for place in above if _is_title(flat_of(place), menu_words)]
    titles_above = list(_without_lists(all_above, above))
    titles_below = [place for place in below if _is_title(flat_of(place), menu_words) or place in again.values()]
    if not titles_above and all_above and all_above[-1] + 1 in found:
        titles_above = all_above[-1:]  # no link, but the title above what the page says of the document
    if titles_below:
        kept = _kept_beside(flat_of, above, titles_above, titles_below, found)
    elif titles_above:
        kept = _head_around(flat_of, above, titles_above[-1])
    else:
        kept = _likely_title(flat_of, above)
    if not signed:  # a title that is printed twice may have a cover above it
        kept |= {place for place in above if _is_of_head(flat_of(place))}
    out |= {place for place in above if place not in kept and _may_be_page(flat_of(place))}
    if not (titles_below or titles_above):
        below = below[:-1]
    out |= _menu_above(flat_of, [place for place in below if not titles_below or place < titles_below[0]])
    return out


def _menu_above(flat_of: FlatOf, places: Sequence[int]) -> set[int]:
    """Returns the lines between the page's last one and the head that are words of the page, with values among them."""
    out: set[int] = set()
    passed: list[int] = []
    for place in places:
        flat = flat_of(place).strip()
        passed.append(place)
        if _is_menu(flat) or _TAB.fullmatch(flat):
            out.update(passed)
            passed = []
        elif _is_of_head(flat) or len(flat) > _CLAUSE:
            break
    return out


def _holds_a_title_twice(flat_of: FlatOf, own: Sequence[int]) -> bool:
    """Tells whether two lines are the same title."""
    titles = [_bare(flat) for place in own if _TITLE.match(flat := flat_of(place))]
    titles = [title for title in titles if len(title) >= _AGAIN]
    return len(set(titles)) < len(titles)


def lines_below(flat_of: FlatOf, count: int, found: Set[int]) -> set[int]:
    """Returns lines below the text that are links and other lines of the page, though nothing shows it but their place."""
    last = _last_sentence(flat_of, count, found)
    signed = [place for place in range(last + 1, count) if place in found] if last is not None else []
    if not signed:
        return set()
    out: set[int] = set()
    for run in _runs([place for place in range(signed[0] + 1, count) if place not in found]):
        if _holds_a_document(flat_of, run):
            break
        out.update(run)
    return out


def _first_sentence(flat_of: FlatOf, count: int, found: Set[int]) -> int | None:
    """Returns the place of the first line that is of a text."""
    for place in range(min(_MOST, count)):
        if place not in found:
            flat = flat_of(place)
            if _is_of_text(flat) or _ADDRESSED.search(flat) or (flat.endswith(("！", "？")) and len(flat) > _MENU):
                return place
    return None


def _last_sentence(flat_of: FlatOf, count: int, found: Set[int]) -> int | None:
    """Returns the place of the last line that is of a text; a site speaks of itself below it."""
    for place in range(count - 1, -1, -1):
        if place not in found:
            flat = flat_of(place)
            if _is_of_text(flat) and not (len(flat) <= _LONG and _OF_SITE.match(flat)):
                return place
    return None


def _is_of_text(flat: str) -> bool:
    """Tells whether a line is a sentence or a numbered provision."""
    return (
        len(flat) > 2 * _LONG
        or (STATEMENT_END.search(flat) is not None and len(flat) > _MENU)
        or _NUMBERED.match(flat) is not None
        or (len(flat) > _CLAUSE and "，" in flat and not _TITLE.match(flat) and not _OF_SITE.search(flat))
    )


def _is_title(flat: str, menu_words: Set[str]) -> bool:
    """Tells whether a line has the form of a title: it ends as documents are named, or says what it is about."""
    bare = flat.strip(" \u3000·•●▶▪■◆-*#>")
    if (
        len(bare) < _AGAIN
        or bare in menu_words
        or bare[0] == "〔"
        or _SENTENCE_END.search(bare)
        or _CUT_SHORT.search(bare)
        or _OF_CONTENTS.search(bare)
        or _NOTE.match(bare)
    ):
        return False
    return _TITLE.match(_NUMBER_BEHIND.sub("", bare)) is not None or ("关于" in bare and len(bare) > _MENU)


def _bare(flat: str) -> str:
    """Returns the words of a title as they are compared."""
    return _MARKS.sub("", _NUMBER_BEHIND.sub("", _CUT_SHORT.sub("", flat.strip())))


def _printed_before(flat_of: FlatOf, own: Sequence[int]) -> dict[int, int]:
    """Returns the lines of titles and numbers that are printed once more below, with the place of the other printing.

    A title may be cut short, and stand on one line or several.
    """
    out: dict[int, int] = {}
    flats = [flat_of(place) for place in own]
    bare = [_bare(flat) for flat in flats]
    whole = [_MARKS.sub("", flat) for flat in flats]
    for at, place in enumerate(own):
        later = range(at + 1, len(own))
        if _CUT_SHORT.search(flats[at]) and len(bare[at]) >= _AGAIN:
            again = next((own[below] for below in later if bare[below].startswith(bare[at])), None)
            out.update({place: again} if again is not None else {})
            continue
        if _NUMBER_LINE.fullmatch(flats[at].strip()):
            again = next((own[below] for below in later if whole[at] in whole[below]), None)
            out.update({place: again} if again is not None else {})
            continue
        for size in range(1, _OWN_LINES):
            if at + size > len(own) or own[at + size - 1] != place + size - 1:
                break
            words = "".join(bare[at : at + size])
            if len(words) < _AGAIN:
                continue
            again = next((own[below] for below in range(at + size, len(own)) if _begins(bare, below, words)), None)
            if again is not None:
                out.update(dict.fromkeys(own[at : at + size], again))
                break
    return out


def _begins(bare: Sequence[str], at: int, words: str) -> bool:
    """Tells whether the lines from one on are the words, on one line or several."""
    read = ""
    for line in bare[at : at + _OWN_LINES]:
        read += line
        if read == words:
            return True
        if not words.startswith(read):
            return False
    return False


def _without_lists(titles: Sequence[int], own: Sequence[int]) -> Iterator[int]:
    """Returns the titles that are not links: three or more in one run of lines are a list of other documents."""
    for run in _runs(own):
        inside = [place for place in run if place in titles]
        if len(inside) < _LIST:
            yield from inside


def _kept_beside(
    flat_of: FlatOf, above: Sequence[int], titles_above: Sequence[int], titles_below: Sequence[int], found: Set[int]
) -> set[int]:
    """Returns the lines above the page's last one that stay where the title stands below it.

    They are the letterhead and number right above it, and a title that names the one below: what issues it.
    """
    own = _bare(flat_of(titles_below[-1]))
    issuing = [
        place for place in titles_above if own in _bare(flat_of(place)) and not _ABOUT_A_TITLE.search(flat_of(place))
    ]
    if issuing:
        return _head_around(flat_of, above, issuing[-1])
    if len(titles_above) == 1 and not any(place < titles_above[0] for place in found):
        return _head_around(flat_of, above, titles_above[0])
    runs = list(_runs(above))
    return set(runs[-1]) if runs and all(_is_of_head(flat_of(place)) for place in runs[-1]) else set()


def _head_around(flat_of: FlatOf, own: Sequence[int], title: int) -> set[int]:
    """Returns a title with the lines of its head right above and below it."""
    kept = {title}
    lines = set(own)
    broken = "关于" not in flat_of(title)
    above = title - 1
    while above in lines and title - above <= 2 * _OWN_LINES:
        flat = flat_of(above)
        goes_on = broken and title - above < _OWN_LINES and not _is_menu(flat) and not _TITLE.match(flat)
        if not (_is_of_head(flat) or goes_on) or _TAB.fullmatch(flat.strip()):
            break
        kept.add(above)
        above -= 1
    below = title + 1
    while below in lines and not _is_menu_word(flat_of(below)):
        kept.add(below)
        below += 1
    return kept


def _likely_title(flat_of: FlatOf, above: Sequence[int]) -> set[int]:
    """Returns the last lines above the page's last one that may be a title, though they do not end as documents do."""
    for run in reversed(list(_runs(above))):
        likely = {place for place in run if not _is_menu(flat_of(place))}
        if len(run) <= _LIST and any(len(flat_of(place)) > _MENU for place in likely):
            return likely
    return set()


def _may_be_page(flat: str) -> bool:
    """Tells whether a line above the head may be the page's: a mark 附件 opens a document."""
    return len(flat) <= _LONG * 2 and (not _OF_ANNEX.match(flat) or _TAB.fullmatch(flat.strip()) is not None)


def _is_menu_word(flat: str) -> bool:
    """Tells whether a line is as short as the words of menus, and no part of a head."""
    return len(flat.strip(" \u3000·•●▪◆■-*>")) <= _MENU and not _is_of_head(flat) and find_region(flat, None) is None


def _is_menu(flat: str) -> bool:
    """Tells whether a line is a word of a menu, a row of them, or a label of the page."""
    if _is_menu_word(flat) or _OF_SITE.match(flat):
        return True
    words = [word for word in _WORDS.split(flat.strip()) if word]
    row = len(words) > 1 and all(len(word) <= _MENU and not _OFFICE.search(word) for word in words)
    return (row or _LABELLED.match(flat) is not None) and not _is_of_head(flat)


def _is_of_head(flat: str) -> bool:
    """Tells whether a line is a part of a head but the title: letterhead, number, office, day, note, mark of an annex."""
    return _OF_HEAD.match(flat) is not None or (_OFFICE.search(flat) is not None and len(flat) > 3)


def _holds_a_document(flat_of: FlatOf, run: Sequence[int]) -> bool:
    """Tells whether lines below the text may be an annex, a table, or the signature of what stands above."""
    flats = [flat_of(place) for place in run]
    rows = sum(_ROW.search(flat) is not None for flat in flats)
    return (
        rows > 2
        or any(len(flat) > 2 * _LONG or _OF_ANNEX.match(flat) or _NUMBER.match(flat) for flat in flats)
        or (_OFFICE.search(flats[0]) is not None and len(flats) <= 3)
        or _has_text_below_title(flats)
    )


def _has_text_below_title(flats: Sequence[str]) -> bool:
    """Tells whether a title opens a list of its own: two lines or more below it are no titles."""
    first = next((at for at, flat in enumerate(flats) if _TITLE.match(flat) or flat.endswith(("表", "名单"))), None)
    if first is None:
        return len(flats) > 2 * _MENU
    rest = flats[first + 1 :]
    return len(rest) > 1 and not any(_TITLE.match(flat) for flat in rest)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Returns the runs of places that follow each other."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
