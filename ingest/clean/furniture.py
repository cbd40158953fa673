"""The page around a document: the lines of a site that stand beside the text (docs/reading.md#page).

Each such line is that line and nothing more: what stands below a button is read as it would be without it. Lines are
looked at as they stand in the source, before any are joined. Some are furniture wherever they stand (a row of
buttons, a breadcrumb, a click counter); others only beside one of those or in the head of a file, for a document may
hold such a line itself. The fields that the page shows of a document are kept (`ShownField`).
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.flat import flatten
from ingest.clean.lines import SourceLines
from ingest.clean.markup import blanked, marks_of
from ingest.clean.page_edges import STATEMENT_END, lines_above, lines_below
from ingest.clean.page_fields import FieldLine, ShownField, field_line
from ingest.clean.page_words import Grade, PageWords, page_words
from ingest.clean.undoing import Undoing

_LONGEST = 400  # characters: a longer line is a paragraph of the text
_HEAD = 80  # lines at the top of a file that may be its head
_SHORT = 60
_VALUES = 3  # lines without a sign of their own that may stand between two lines of the page
_BULLETS = " \u3000\t|｜•·●▪◆■□*-–>》»›"
_EDGES = " \u3000\t〔〕（）|｜"
_SENTENCE = re.compile(r"[。；！？]|，.*，|：$")
_CLAUSES = re.compile("[，。；]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_CODE = re.compile(r"[A-Z]{2,10}\d{0,4}(?:[-—–－][A-Z\d]{1,10}){1,4}")
_PARTS = re.compile(r"[\s|｜丨•·●▪◆>〉»›→/\\]+")
_ARROWS = re.compile("[>＞»›→]")
_ARROW_RUNS = re.compile("[>＞»›→]+")
_BARS = re.compile("[|｜丨]")
_SITE = re.compile(
    r"[\u4e00-\u9fff·（）]{2,24}(?:门户网站|政务网站?|政府网站?|信息网|官网|官方网站|政务服务网|公开平台|信息公开(?:网|专栏)|网站)(?:欢迎您)?[！!]?"
)
_FILE = re.compile(
    r"[^。；]{1,80}\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)(?:（.{0,20}）|〔.{0,20}〕)?", re.I
)
_NUMBERED = re.compile(
    r"[\d一二三四五六七八九十]{1,3}[.、．]|（[\d一二三四五六七八九十]{1,3}）|第[\d一二三四五六七八九十百]+[条章节]|附\s*件|附[：表]"
)
_OFFICE = re.compile("(?:政府|办公室|办公厅|委员会|局|厅|部|院|署|委|办|中心)$")
_NUMBER = re.compile(r"(?:19|20)\d\d.*号|第?\d+号")
_GENRE = re.compile(
    r"(?:通知|意见|决定|决议|命令|公告|通告|通报|报告|批复|函|纪要|方案|办法|规定|细则|条例|规则|规程|制度|规划|计划|纲要|目录|清单|"
    r"标准|指引|指南|守则|公约|章程|预案|要点|措施|解释|备忘录|法|令)(?:[（〔][^）〕]{1,20}[）〕])*$"
)
_DAY_ALONE = re.compile(r"[〔（]?(?:19|20)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[〕）]?")
_LISTED = re.compile(
    r"^[\s•·●▪◆■>》»*-]*[〔（]?(?:19|20)\d\d[-/.年]\d|(?:19|20)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[〕）]?$|^\s*[•·●▪◆■>»]|^〔[^〕]{2,6}〕"
)
_TITLE_MARKS = re.compile(r"[《》〈〉“”\"'\s（）〔〕]")
_TITLE_TAIL = re.compile(r"\s*[-_—|｜–]+\s*[\u4e00-\u9fff]{2,20}(?:政府|网|网站|平台|局|委员会|办公室|中心)$")
_TITLE_NUMBER = re.compile(
    r"^[\u4e00-\u9fff]{1,12}[〔（]\d{4}[〕）]\d{1,5}号|[〔（][^（）]{2,80}\d[^（）]{0,10}号[〕）]$"
)
_OF_PAGE = re.compile(
    r"[\s|｜丨•·●▪◆<>〈〉»›→/\\＜＞﹤﹥浏阅点访查藏评转]"
)  # parts a row of the page, or counts readers
_ITEM = re.compile(
    r"(?P<chinese>[（(]?[一二三四五六七八九十]{1,4}[）)、.．])|[（(]?[0-9]{1,4}[）)、.．]{0,2}\s{0,4}(?=[\u4e00-\u9fff]{2})"
)
_LATIN = frozenset(string.ascii_letters)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[-*=](?:\s*[-*=])+")
_HEADING = 10
_LIST_OPENINGS = (
    "相关", "关联", "推荐", "热门", "热点", "最新", "最近", "近期", "往期", "延伸", "同类", "更多", "猜你"
)  # fmt: skip
_LIST_HEAD = re.compile(
    f"(?:{'|'.join(_LIST_OPENINGS)})(?:阅读|文章|新闻|资讯|回顾|推荐|信息|文件|法规|政策|链接|内容|公告|喜欢|精彩|解读|想看|热点|更新)"
    r"(?:\s*[（〔]?\d{1,3}[）〕]?)?"
)
_PRINTED = re.compile(  # what a browser prints above and below a page
    r"\d{4}/\d{1,2}/\d{1,2}[\s，]+(?:上午|下午)?\d{1,2}[:：]\d\d\s+\S|(?:https?|file)://[!-~]+\s+\d{1,3}\s*/\s*\d{1,3}$"
)
_DAY_BESIDE = re.compile(r"(?<=[\s〕])(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")
_WEEKDAY = re.compile(
    r"(?:今天是)?\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*[（(]?星期[一二三四五六日天][）)]?.{0,20}"
)
_MORE = re.compile(r"(?:更多|全部)\s*[>＞》〉»›]+")  # ends a list of links
_ADDRESS = re.compile("(?:https?://|www[.])[!-~]+")
_END_MARK = re.compile(r"[—\-–\s·*]*(?:END|End|end|全文完|正文结束)[—\-–\s·*]*")
_NOTE = re.compile(r"\[\^?\w{1,8}\]: *\S")  # a footnote of Markdown
_PLAYER = re.compile(r"\d\d[:：]\d\d\s*/\s*\d\d[:：]\d\d|^(?:\d\.\d+[xX倍]\s*){2,}")
_READERS = ("次", "阅读", "浏览", "访问", "点击", "收藏", "点赞", "评论", "转发", "次）", "次]", "次】", "次)")
_TOP = 30  # lines at the top of a file that a site prints at most above its breadcrumb
_BETWEEN = 12  # lines that may stand between the two printings of a title
_TITLE_LINES = 4
_REACH = _BETWEEN + _TITLE_LINES  # lines below a title that are looked at


class _Sign(IntEnum):
    """Says what a line of the page is."""

    SURE = 1  # furniture wherever it stands
    CARD = 2  # a field that stands with others
    FIELD = 3  # a field beside others
    MENU = 4  # a word of a menu
    BESIDE = 5  # a word, file or bullet that is furniture beside other lines
    FOOT = 6  # an address or office below the foot of a site
    LIST = 7  # the head of a list of other pages
    PLAIN = 8  # a line between two others, without a sign of its own


@dataclass(frozen=True, slots=True)
class Furniture:
    """The lines that are left, and the fields that the page shows."""

    kept: Sequence[int]
    fields: tuple[ShownField, ...]


def without_furniture(lines: SourceLines, kept: Sequence[int], repairs: list[Repair], undone: Undoing) -> Furniture:
    """Leaves the lines of the page out, and lists each as a repair. Linear in the length of the text."""
    finder = _Finder(lines, kept)
    found = finder.found()
    if not found:
        return Furniture(kept, ())
    out: list[int] = []
    fields: list[ShownField] = []
    cut: list[Span] = []
    gap = False
    for place, line in enumerate(kept):
        start, end = lines.starts[line], lines.ends[line]
        if place in found and not undone.forbids(RepairKind.FURNITURE, start, end):
            cut.append(Span(start, end))
            fields.extend(finder.fields_of(place))
            gap = gap or bool(lines.gaps[line])
            continue
        lines.gaps[line] = lines.gaps[line] or gap
        gap = False
        out.append(line)
    _leave_out(cut, repairs)
    return Furniture(out, tuple(fields))


def _leave_out(cut: Sequence[Span], repairs: list[Repair]) -> None:
    """Lists the lines that were cut, in place of what was mended within them."""
    at, outside = 0, []
    for repair in sorted(repairs, key=lambda repair: repair.span.start):
        while at < len(cut) and cut[at].end <= repair.span.start:
            at += 1
        if at == len(cut) or repair.span.start < cut[at].start:
            outside.append(repair)
    repairs[:] = [*outside, *(Repair(kind=RepairKind.FURNITURE, span=span, replacement="") for span in cut)]


@dataclass(slots=True)
class _Run:
    """Lines one below the other, up to `end`: those with a number, those of them that are titles, those marked as entries."""

    end: int
    numbered: list[int]
    titles: list[int]
    marked: list[int]

    def entries(self, first: int) -> int:
        """Returns where the entries from a line on end: at the end, or above the first number where the numbered lines are no titles."""
        at = bisect_left(self.numbered, first)
        if 2 * (len(self.titles) - bisect_left(self.titles, first)) < len(self.numbered) - at:
            return self.numbered[at]
        return self.end

    def last_marked(self, first: int, end: int) -> int:
        """Returns where the last line that is marked as an entry ends; `first` where none is."""
        at = bisect_left(self.marked, end)
        return max(first, self.marked[at - 1] + 1) if at else first


class _Finder:
    """Finds the furniture among the lines of a file. Places count the lines that are looked at."""

    def __init__(self, lines: SourceLines, kept: Sequence[int]) -> None:
        self._lines = lines
        self._kept = kept
        self._words = page_words()
        self._signs: dict[int, _Sign] = {}
        self._fields: dict[int, FieldLine] = {}
        self._feet: set[int] = set()
        self._values: set[int] = set()
        self._ways: set[int] = set()
        self._plain: set[str] = set()
        """Short lines that are of the text wherever they stand: cells and entries are there many times."""
        self._head = self._head_end()

    def found(self) -> set[int]:
        """Returns the places of the lines that are furniture."""
        for place in self._likely():
            raw = self._raw(place)
            if raw in self._plain:
                continue
            sign = self._sign(place, raw)
            if sign is not None:
                self._signs[place] = sign
            elif len(raw) <= _HEADING and "." not in raw:  # the name of a file goes by the line above
                self._plain.add(raw)
        self._take_values()
        found: set[int] = set()
        for block in self._blocks():
            found |= self._furniture_of(block)
        found |= self._lists(found)
        found |= self._foreign_above(found)
        found |= self._top(found)
        self._take_twice(found)
        found |= lines_above(self._flat, len(self._kept), found, self._words.menu_words)
        found |= lines_below(self._flat, len(self._kept), found)
        return found

    def _likely(self) -> Iterator[int]:
        """Returns the places of the lines that may be of the page: a look at both their ends spares the others the patterns."""
        text, starts, ends, marked = self._lines.text, self._lines.starts, self._lines.ends, self._lines.marked
        words, openings = self._words, self._words.openings.union(_LIST_OPENINGS)
        for place, line in enumerate(self._kept):
            start, end = starts[line], ends[line]
            if end - start > _LONGEST:
                continue
            raw = text[start:end]
            if marked[line] or ">" in raw or "»" in raw or "/" in raw or raw[0] in _LATIN:
                yield place
                continue
            opening, last = raw[:2], raw[-1]
            if opening in openings or not (opening.isalpha() or self._is_item(raw)):
                yield place
            elif last in "。；":
                continue
            elif words.foot.search(raw) or (last != ";" and (raw.endswith(_READERS) or "." in raw[-5:-2])):
                yield place

    def _is_item(self, raw: str) -> bool:
        """Tells whether a line begins with a number, and goes on as no line of the page does."""
        lead = _ITEM.match(raw)
        if lead is None or _YEAR.search(lead[0]) or (raw[-1] != "。" and _OF_PAGE.search(raw)):
            return False
        end = lead.end()
        return lead["chinese"] is not None or (
            raw[end : end + 2] not in self._words.openings and raw[end] not in self._words.single
        )

    def fields_of(self, place: int) -> tuple[ShownField, ...]:
        """Returns the fields that the page shows in a line."""
        line = self._fields.get(place)
        return tuple(field for field in line.fields if field.end > field.start) if line else ()

    def _flat(self, place: int) -> str:
        line = self._kept[place]
        start, end = self._lines.starts[line], self._lines.ends[line]
        raw = self._lines.text[start:end]
        flat = flatten(raw) if len(raw) <= _LONGEST else self._lines.flat(start, end)
        return blanked(flat, marks_of(raw)) if self._lines.marked[line] else flat

    def _raw(self, place: int) -> str:
        line = self._kept[place]
        raw = self._lines.text[self._lines.starts[line] : self._lines.ends[line]]
        return blanked(raw, marks_of(raw)) if self._lines.marked[line] else raw

    def _head_end(self) -> int:
        """Returns the place of the first line that is a sentence: the head of the file stands above."""
        for place in range(min(_HEAD, len(self._kept))):
            flat = self._flat(place)
            if len(flat) > _SHORT * 2 or (STATEMENT_END.search(flat) and len(flat) > 8):
                return place
        return min(_HEAD, len(self._kept))

    # What a line is by itself.

    def _sign(self, place: int, raw: str) -> _Sign | None:
        """Tells what of the page a line may be; None where it is a line of the text."""
        if len(raw) <= 200 and not raw.endswith(("。", "；")) and self._words.foot.search(raw):
            self._feet.add(place)
            return _Sign.SURE
        core = raw.strip().lstrip(_BULLETS)
        if not core or core[0] == "=":
            return _Sign.SURE if not raw.strip() or _RULE.fullmatch(raw.strip()) else None
        if (
            _NOTE.match(raw.strip())
            or (("/" in raw or "." in raw[:2]) and _PLAYER.search(raw))
            or _END_MARK.fullmatch(raw)
            or _PRINTED.match(raw)
            or _WEEKDAY.fullmatch(raw)
        ):
            return _Sign.SURE
        opening = "".join(core[:6].split())[:2]
        words = self._words
        first = core[:1]
        if (
            opening not in words.openings
            and first not in "【[（(〔〖12"
            and ">" not in raw
            and "»" not in raw
            and not raw.endswith(_READERS)
        ):
            if len(core) <= _HEADING and _LIST_HEAD.fullmatch(core.strip(_EDGES + ":：…>〉")):
                return _Sign.LIST
            return self._by_form(place, raw.strip(), core)
        flat = self._flat(place)
        core = flat.strip().lstrip(_BULLETS)
        bare = _DAY_BESIDE.sub("", core)
        if len(core) <= 120 and bare and words.buttons.fullmatch(bare):
            return self._buttons(place, bare)
        if _is_crumb(raw, flat, core, words) or _is_menu(raw, flat, words):
            self._ways.add(place)
            return _Sign.SURE
        line = field_line(flat, self._lines.starts[self._kept[place]], words)
        if line is not None:
            self._fields[place] = line
            if line.is_sure and not line.is_label_alone:
                return _Sign.SURE
            grade = max((field.grade for field in line.fields), default=Grade.PAGE)
            return _Sign.FIELD if grade is Grade.BESIDE else _Sign.CARD
        if len(core) <= _SHORT * 2 and core[-1] not in "。；" and words.leading.match(core.lstrip("〔（ ")):
            return _Sign.SURE
        if words.foot_field.match(core) and len(core) <= 120:
            return _Sign.FOOT
        bare = core.strip(_EDGES + "：…>〉")
        if bare in words.list_heads or _LIST_HEAD.fullmatch(bare):
            return _Sign.LIST
        if bare in words.menu_words and not _GENRE.search(bare):
            return _Sign.BESIDE
        return self._by_form(place, raw.strip(), core)

    def _by_form(self, place: int, raw: str, core: str) -> _Sign | None:
        """Tells of a line that opens with no word of the page what its form shows."""
        if _ADDRESS.fullmatch(core):
            return _Sign.BESIDE
        if len(raw) <= 20 and raw[0] in "•·●▪◆■" and not re.search("[，。；：、]", raw):
            return _Sign.BESIDE
        if "." in raw[-5:-2] and _FILE.fullmatch(raw):
            # 2.某表.doc may go on with a document's own list of attachments.
            is_listed = _NUMBERED.match(core) is not None and place - 1 not in self._signs
            return None if is_listed else _Sign.BESIDE
        return None

    def _buttons(self, place: int, core: str) -> _Sign | None:
        """Tells of a line of nothing but buttons and words of menus if it is surely one."""
        parts = [part for part in _PARTS.split(core.strip(_EDGES)) if part.strip(_EDGES + "：")]
        bare = [part.strip(_EDGES + "：，、_") for part in parts]
        if bare and all(part.isdigit() or _DAY_ALONE.fullmatch(part) for part in bare):
            return None  # a day below the text is the sign-off's
        if any(part in self._words.sure_buttons for part in bare) or _MORE.fullmatch(core):
            return _Sign.SURE
        if len(bare) == 1 and bare[0] in self._words.list_heads:
            return _Sign.LIST
        if len(bare) > 1 or (core[0] in "〔（" and len(core) <= 20):
            return _Sign.SURE if len(core) > 3 else _Sign.BESIDE
        if bare and bare[0] in self._words.menu:
            self._ways.add(place)
            return _Sign.MENU
        return _Sign.SURE if bare and len(bare[0]) > 6 else _Sign.BESIDE

    # What lines are together.

    def _take_values(self) -> None:
        """Gives labels that stand alone the line below as their value, where the page has each on a line of its own."""
        for place in sorted(self._fields):
            line = self._fields[place]
            below = place + 1
            if not line.is_label_alone or below >= len(self._kept) or below in self._signs:
                continue
            beside = [self._fields.get(place + step) for step in (-1, -2, 2, 3)]
            above = self._fields.get(place - 1)
            if above is not None and not above.is_label_alone and place - 1 not in self._values:
                continue
            flat = self._flat(below)
            label = line.fields[0]
            if len(flat) > 100 or STATEMENT_END.search(flat) or not _may_be_value(label.field, flat):
                continue
            if label.grade is Grade.BESIDE and not any(beside):
                continue
            start = self._lines.starts[self._kept[below]]
            field = ShownField(label.field, label.label, label.grade, start, start + len(flat))
            self._fields[below] = FieldLine((field,), is_sure=False)
            self._values.add(below)
            self._signs[below] = _Sign.FIELD

    def _blocks(self) -> Iterator[list[int]]:
        """Returns the runs of lines with a sign, with the few short lines between two that have one."""
        block: list[int] = []
        for place in sorted(self._signs):
            if block and place - block[-1] > 1:
                between = range(block[-1] + 1, place)
                if len(between) <= _VALUES and all(self._is_between(k, place) for k in between):
                    for plain in between:
                        self._signs[plain] = _Sign.PLAIN
                    block.extend(between)
                else:
                    yield block
                    block = []
            block.append(place)
        if block:
            yield block

    def _is_between(self, place: int, below: int) -> bool:
        """Tells whether a line without a sign may be the page's, where lines of the page stand above and below it."""
        flat = self._flat(place)
        if flat[:1] in "•·●▪◆■" and len(flat) <= 20:
            return True
        labelled = re.match(r"[〔]?[\u4e00-\u9fff ]{2,8}[〕]?[：\t]\s*\S", flat) is not None and len(flat) <= _SHORT
        if labelled and place - 1 in self._fields and not STATEMENT_END.search(flat):
            return True
        short = (
            len(flat) <= 8
            and below in self._ways
            and place < self._head
            and not re.search("[，。；：、《》〔〕（）]", flat)
        )
        return short and not (
            _GENRE.search(flat)
            or _OFFICE.search(flat)
            or _NUMBER.search(flat)
            or _DAY_ALONE.fullmatch(flat)
            or _NUMBERED.match(flat)
        )

    def _furniture_of(self, block: Sequence[int]) -> set[int]:
        """Returns those of a run of lines that are furniture."""
        signs = self._signs
        sure = [place for place in block if signs[place] is _Sign.SURE]
        card = [place for place in block if signs[place] is _Sign.CARD]
        kinds = {
            field.field
            for place in block
            if place in self._fields
            for field in self._fields[place].fields
            if field.grade > Grade.BESIDE
        }
        fields = sum(signs[place] in (_Sign.CARD, _Sign.FIELD) for place in block)
        menus = sum(signs[place] in (_Sign.MENU, _Sign.LIST) for place in block)
        is_card = len(kinds) > 1 or (card and (block[0] < self._head or fields > 2))
        if not (sure or is_card or menus > 1):
            return set()
        first_foot = min((place for place in block if place in self._feet), default=None)
        found = set()
        for place in block:
            sign = signs[place]
            if sign is _Sign.FOOT:
                below = first_foot is not None and (place > first_foot or _is_run_by(self._flat(place)))
                if not below:
                    continue
            if sign is _Sign.LIST and menus < 2 and place == block[-1]:
                continue
            found.add(place)
        for place in reversed(block):
            if place not in found:
                continue
            if signs[place] is not _Sign.PLAIN:
                break
            found.remove(place)
        return found

    def _lists(self, found: set[int]) -> set[int]:
        """Returns the lists of other pages: their heads, and the lines below as far as no text begins."""
        out: set[int] = set()
        run: _Run | None = None
        taken = 0
        for place in sorted(place for place, sign in self._signs.items() if sign is _Sign.LIST):
            if run is None or place >= run.end:
                run = self._run_below(place, found)
            end = at = run.entries(place + 1)
            if at < len(self._kept) and at not in found:
                end = run.last_marked(place + 1, end)
            if end > place + 1 or place in found or at >= len(self._kept) or at in found:
                out.add(place)
                out.update(range(max(place + 1, taken), end))
                taken = max(taken, end)
        return out

    def _run_below(self, place: int, found: set[int]) -> _Run:
        """Returns the lines below the head of a list that may be its entries. All heads among them share it."""
        run = _Run(place + 1, [], [], [])
        while run.end < len(self._kept) and run.end not in found and self._is_listed(run.end):
            flat = self._flat(run.end)
            if _NUMBERED.match(flat):
                run.numbered.append(run.end)
                if _GENRE.search(flat):
                    run.titles.append(run.end)
            if _LISTED.search(flat):
                run.marked.append(run.end)
            run.end += 1
        return run

    def _is_listed(self, place: int) -> bool:
        flat = self._flat(place)
        return (
            len(flat) <= 100
            and not STATEMENT_END.search(flat)
            and not flat.endswith("：")
            and not (_NUMBERED.match(flat) and not flat[:1].isdigit())
        )

    def _foreign_above(self, found: set[int]) -> set[int]:
        """Returns lines in letters of other scripts, codes and names of sites above the text, or beside lines of the page."""
        out: set[int] = set()
        top = next((place for place in range(self._head) if place not in found), 0)
        for place in range(self._head):
            flat = self._flat(place).strip()
            if place not in found and (_CODE.fullmatch(flat) or (_is_foreign(flat) and self._has_text_below(place))):
                out.add(place)
        names = []
        while top < self._head and (_SITE.fullmatch(self._flat(top).strip()) or self._is_name(top)):
            names.append(top)
            top = next(
                (place for place in range(top + 1, self._head) if place not in found and place not in out), self._head
            )
        # Names of the site and of its parts head what surely is the page's.
        while names and not (_SITE.fullmatch(self._flat(names[-1]).strip()) or self._heads_page(names[-1], found)):
            names.pop()
        out.update(names)
        edges = {place + step for place in found for step in (-1, 1)} - found
        out |= {place for place in edges if 0 <= place < len(self._kept) and _is_foreign(self._flat(place))}
        out |= {place for place in edges if 0 <= place < len(self._kept) and _SITE.fullmatch(self._flat(place))}
        return out

    def _top(self, found: set[int]) -> set[int]:
        """Returns what stands above the last menu or breadcrumb in the head of a file: no document begins above those.

        A title there is the page's: it is kept as a field.
        """
        ways = [place for place in found if place < min(self._head, _TOP) and place in self._ways]
        above = set(range(max(ways, default=0))) - found
        flats = {place: self._flat(place).strip() for place in above}
        if any(_is_of_text(flat) for flat in flats.values()):
            return set()
        titles = {place: _TITLE_TAIL.sub("", flats[place]) for place in sorted(above)}
        titles = {place: title for place, title in titles.items() if len(title) > 6 and _GENRE.search(title)}
        if len(set(titles.values())) == 1:  # several are links to other documents
            place, title = next(iter(titles.items()))
            start = self._lines.starts[self._kept[place]]
            field = ShownField("title", "", Grade.PAGE, start, start + len(title))
            self._fields[place] = FieldLine((field,), is_sure=True)
        return above

    def _has_text_below(self, place: int) -> bool:
        return any(_HAN.search(self._flat(below)) for below in range(place + 1, min(place + 20, len(self._kept))))

    def _is_name(self, place: int) -> bool:
        """Tells whether a line may be the name of a site, which is that of an office, or of a part of it."""
        flat = self._flat(place).strip()
        return _OFFICE.search(flat) is not None or (flat in self._words.menu_words and not _GENRE.search(flat))

    def _heads_page(self, place: int, found: set[int]) -> bool:
        """Tells whether a name stands above a line of the page; an office above a field may be the first half of a title."""
        is_office = _OFFICE.search(self._flat(place)) is not None
        return place + 1 in found and not (is_office and place + 1 in self._fields)

    def _take_twice(self, found: set[int]) -> None:
        """Adds titles that the page prints above the document's own head, with what stands between the two.

        A title may stand at the top and below each line that was found; only near what was added are there new ones.
        """
        count = len(self._kept)
        opening = self._next_kept(0, found)
        places = {opening, *(place + 1 for place in found)} - found
        while places:
            added: set[int] = set()
            for place in sorted(places):
                if place < count:
                    added |= self._printed_twice(place, found)
            found |= added
            opening = self._next_kept(opening, found)
            near = {place for line in added for place in range(max(0, line - _REACH), line + 2)} - found
            places = {place for place in near if place == opening or place - 1 in found}

    def _next_kept(self, place: int, found: set[int]) -> int:
        """Returns the first place from one on that is not furniture."""
        while place in found:
            place += 1
        return place

    def _printed_twice(self, place: int, found: set[int]) -> set[int]:
        """Returns the printing of a title that begins at a line, if the document below begins with the same."""
        flat = self._flat(place)
        if len(flat) > 120 or _SENTENCE.search(flat) or flat[-1] in "，、" or _bare_title(flat).endswith("号"):
            return set()
        below = [k for k in range(place + 1, min(place + 1 + _REACH, len(self._kept))) if k not in found]
        for size in (1, 2, 3):
            own = [place, *below[: size - 1]]
            title = _bare_title("".join(self._flat(k) for k in own))
            if len(title) < 6:
                continue
            rest = below[size - 1 :]
            for at in range(len(rest)):
                if not _stands_between(self._flat(rest[at])):
                    if _begins(rest, at, title, self._flat):
                        return self._first_printing(own, rest[:at])
                    break
                if _begins(rest, at, title, self._flat):
                    return self._first_printing(own, rest[:at])
        return set()

    def _first_printing(self, own: Sequence[int], between: Sequence[int]) -> set[int]:
        """Returns the lines of a page's title and what stands below it, but for numbers and offices, which are the document's."""
        number = _TITLE_NUMBER.search(self._flat(own[0]))
        if number is not None:
            start = self._lines.starts[self._kept[own[0]]]
            field = ShownField("number", "", Grade.PAGE, start + number.start(), start + number.end())
            self._fields[own[0]] = FieldLine((field,), is_sure=True)
        return {*own, *(k for k in between if not _is_of_head(self._flat(k)))}


def _is_of_text(flat: str) -> bool:
    """Tells whether a line above a menu is of a document after all: a number, a letterhead, a sentence, an item, a table."""
    return (
        len(flat) > 2 * _SHORT
        or STATEMENT_END.search(flat) is not None
        or "\t" in flat
        or flat.endswith(("文件", "："))
        or _NUMBER.search(flat) is not None
        or _NUMBERED.match(flat) is not None
    )


def _is_crumb(raw: str, flat: str, core: str, words: PageWords) -> bool:
    """Tells whether a line is the way from the first page of a site to this one."""
    lead = words.crumb.match(core)
    if lead is not None and len(core) <= 150 and not _SENTENCE.search(core):
        rest = core[lead.end() :]
        return lead[0][-1] == "：" or _ARROWS.search(raw) is not None or rest.startswith(("首页", "网站首页", "主页"))
    if "<" in raw or len(raw) > 150 or "。" in raw:
        return False
    arrows = len(_ARROWS.findall(raw))
    if arrows:
        parts = [part.strip() for part in _ARROW_RUNS.split(raw) if part.strip()]
        if len(parts) > 1 and all(len(part) <= 24 for part in parts[:-1]):
            return arrows > 1 or parts[0] in words.sure_buttons or any(part in words.menu for part in parts)
    if "页" not in core:
        return False
    pieces = [part for part in re.split(r"[/\-—－\s]+", core) if part]
    return len(pieces) > 1 and pieces[0] in ("首页", "网站首页", "主页") and pieces[1] in words.menu_words


def _is_menu(raw: str, flat: str, words: PageWords) -> bool:
    """Tells whether a line is a row of the parts of a site."""
    if _CLAUSES.search(flat) or ("\t" in raw.strip() and raw.count("\t") > 1 and not _BARS.search(raw)):
        return False
    parts = [part.strip(_EDGES + "：") for part in _PARTS.split(flat)]
    parts = [part for part in parts if part and not part.isdigit()]
    if len(parts) < 2 or any(len(part) > 12 for part in parts):
        return False
    known = sum(part in words.menu_words for part in parts)
    sure = sum(part in words.menu or part in words.sure_buttons for part in parts)
    if _BARS.search(raw) and len(parts) > 2:
        return sure > 0 or known > 1
    return sure > 0 and known * 2 >= len(parts)


def _may_be_value(field: str, flat: str) -> bool:
    """Tells whether a line may be the value of a field that stands above it."""
    if field == "number":
        return re.search(r"\d|无|—|-", flat) is not None and len(flat) <= 80
    if field in ("date", "published"):
        return re.search(r"\d", flat) is not None and len(flat) <= 30
    if field == "validity":
        return re.search("有效|失效|废止|修[改订]|试行|^[是否]$|现行", flat) is not None and len(flat) <= 30
    if field == "issuer":
        return not _GENRE.search(flat)
    return field == "title" or len(flat) <= 80


def _is_run_by(flat: str) -> bool:
    """Tells whether a line says who runs a site."""
    return re.match(r"[\s|]*(?:主办|承办|协办|运维|运行|维护|技术|开发|建设|管理|制作)", flat) is not None


def _is_foreign(flat: str) -> bool:
    """Tells whether a line is words of another script than Chinese."""
    letters = sum(map(len, _WORD.findall(flat)))
    return letters > 3 and _HAN.search(flat) is None and STATEMENT_END.search(flat) is None


def _bare_title(words: str) -> str:
    """Returns a title without marks, its number and the name of the site behind it."""
    words = _TITLE_TAIL.sub("", words.strip())
    return _TITLE_MARKS.sub("", _TITLE_NUMBER.sub("", words))


def _begins(places: Sequence[int], at: int, title: str, flat_of: Callable[[int], str]) -> bool:
    """Tells whether the lines from `at` on are the title, printed on one or several of them."""
    words = ""
    for place in places[at : at + _TITLE_LINES]:
        words += _bare_title(flat_of(place))
        if words == title:
            return True
        if not title.startswith(words):
            return False
    return False


def _stands_between(flat: str) -> bool:
    """Tells whether a line may stand between the two printings of a title."""
    return len(flat) <= _SHORT and not _SENTENCE.search(flat) and not _NUMBERED.match(flat)


def _is_of_head(flat: str) -> bool:
    """Tells whether a line between the two printings is of the document's head: its number, office, letterhead, note."""
    return (
        _NUMBER.search(flat) is not None
        or _OFFICE.search(flat) is not None
        or flat.endswith("文件")
        or flat.startswith("（")
    )
