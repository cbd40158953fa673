"""The role of a citation, read from the words around it (docs/reading.md#roles).

The cases of a role stand in a list; the first that fits decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph_schema.making import altered
from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.mention import Mention
from ingest.find.near import marks_of

_MOST_LEAD = 2000  # characters before a citation that can govern it; bounds the work on a sentence without an end
_MOST_TAIL = 400  # characters behind a citation that can govern it
_ENDS = "。；！？\n"  # of a sentence
_JOINER = re.compile(
    r"(?:[、，和及与或]|以及|并|等|有关|相关|文件?|精神|要求|的规定|规定|（[^（）]{0,60}）|第[^，。；《》]{1,30}?[条款项])+$"
)
# 市政府印发的…, 5部门于2022年联合印发了…
_ISSUED_BY_OTHERS = re.compile(
    r"(?:省|市|国务院|委|部|厅|局|办公厅|办公室|政府|部门|单位)(?:于?[\d年月日]{5,11})?(?:联合|共同)?(?:印发|发布|下发|公布)"
)
_BY_OTHERS_BEHIND = re.compile("^[^。；]{0,80}?由[^，。；]{2,40}?(?:印发|发布|公布|下发)")
_OWN_ACT = re.compile(
    "现|特此|予以|关于|决定|批准|同意|我[省市县区州局委厅办部院行]|^(?:[一二三四五六七八九十（）、第条\\d.．]*)(?:转发|印发|批转|公布|发布)"
)
_RUNS_ON = re.compile("(?:根据|依据|按照|依照|遵照|参照|违反|落实|贯彻|执行|[和及与、《])$")
_ITEM_MARK = re.compile(r"(?:（[一二三四五六七八九十百]{1,4}）|\(?\d{1,3}[)）.、．]|[一二三四五六七八九十]{1,3}、)?")
_OPENS_ITEM = re.compile(rf"{_ITEM_MARK.pattern}[\u4e00-\u9fff、\d]{{0,30}}")
_NAMES_DOCUMENT = re.compile(rf"{_ITEM_MARK.pattern}[\u4e00-\u9fff、\d]{{0,30}}《")
_LONGEST_HEAD = 64  # characters of the heading of a list


class Shown(NamedTuple):
    """A role with the words that cue it, and the class of what showed it (lexicon/shares.toml)."""

    role: Role
    cue: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Site:
    """A citation with what stands around it.

    `lead` is its sentence before it (from `left`), `rest` its sentence behind it, `tail` the same without the
    citations that follow in the same list. `previous` is the citation before, its role set.
    """

    flat: str
    start: int
    above: _Above
    mention: Mention
    previous: Mention | None
    left: int
    lead: str
    rest: str
    tail: str


def with_roles(
    flat: str, start: int, end: int, found: Sequence[Mention], own_title: tuple[int, int] | None
) -> list[Mention]:
    """Sets the role of each citation of the document flat[start:end]; what its own title names is forwarded."""
    out: list[Mention] = []
    issued: set[str | None] = set()
    above = _Above(flat, start)
    for at, mention in enumerate(found):
        if own_title and own_title[0] <= mention.start < own_title[1]:
            out.append(altered(mention, role=Role.FORWARDS, cue="转发", shown="title"))
            issued.add(mention.title)
            continue
        role, cue, shown = _role(_site(flat, start, end, above, found, at, out[-1] if out else None))
        if role is Role.MENTION and mention.title in issued and not mention.short:
            role, cue, shown = Role.FORWARDS, "印发", "title"  # what its title issues is issued in the text too
        out.append(altered(mention, role=role, cue=cue, shown=shown))
    return out


def _site(
    flat: str, start: int, end: int, above: _Above, found: Sequence[Mention], at: int, previous: Mention | None
) -> _Site:
    """Looks up what stands around citation number `at`."""
    mention = found[at]
    left = _sentence_start(flat, start, mention.start)
    right = _sentence_end(flat, mention.end, end)
    tail_at = mention.end
    for following in found[at + 1 : at + 8]:
        if following.start < right and _JOINER.fullmatch(flat[tail_at : following.start] or "、"):
            tail_at = following.end
        else:
            break
    lead, rest, tail = flat[left : mention.start], flat[mention.end : right], flat[tail_at:right]
    return _Site(flat, start, above, mention, previous, left, lead, rest, tail)


def _role(site: _Site) -> Shown:
    """Tells the role of a citation: the first of `_CASES` that fits decides, else the words that lead to it."""
    for case in _CASES:
        shown = case(site)
        if shown is not None:
            return shown
    by_cue = basis_or_mention(site.lead, site.tail)
    return by_cue if by_cue.role is Role.BASIS else _in_purpose(site) or by_cue


# Words without which a pattern that is long to look for cannot match.
_ENDS_IT = re.compile("废止|失效|停止执行|不再执行|不再适用|作废")
_HANDS_ON = re.compile("转发|印发|下发|批转|发布|公布")

_ATTACHMENT = re.compile(r"-?附件[：]?")
_LISTED = re.compile(r"\d{1,2}[.、．]")


def _attached(site: _Site) -> Shown | None:
    flat, at = site.flat, site.mention.start
    if _ATTACHMENT.match(flat, site.left) or _is_list_line(flat, site.start, at):
        return Shown(Role.ATTACHES, "附件", "attachment")
    return None


def _repealed_behind(site: _Site) -> Shown | None:
    if (
        _ENDS_IT.search(site.rest)
        and patterns.REPEAL_AFTER.regex.match(site.rest)
        and not re.search("修正|修改", site.tail[:12])
    ):
        return Shown(Role.REPEALS, "废止", "repeal")
    return None


def _amended_behind(site: _Site) -> Shown | None:
    if patterns.AMEND_AFTER.regex.match(site.tail) and not re.search("(?:通过|批准).{0,6}$|会议", site.lead[-30:]):
        return Shown(Role.AMENDS, "修订", "amendment")
    return None


_AMENDING_TITLE = re.compile("(?:[\u4e00-\u9fff]{0,30})?关于(?:修改|修订|废止)")


def _amending_act(site: _Site) -> Shown | None:
    title = site.mention.title
    if not title or "关于" not in title or not _AMENDING_TITLE.match(title):
        return None
    if re.match("(?:第.次)?(?:修正|修订|修改)", site.rest[:8]):
        return Shown(Role.MENTION, "", "amendment")
    return None


def _repealed_before(site: _Site) -> Shown | None:
    if _ENDS_IT.search(site.lead) and patterns.REPEAL_BEFORE.regex.search(site.lead):
        return Shown(Role.REPEALS, "废止", "repeal")
    return None


def _amended_before(site: _Site) -> Shown | None:
    if not patterns.AMEND_BEFORE.regex.match(site.lead):
        return None
    if patterns.AMENDS.regex.match(site.tail) or site.lead.endswith(("删去", "删除", "决定修改", "决定修订", "调整")):
        return Shown(Role.AMENDS, "修改", "amendment")
    return None


def _under_basis_heading(site: _Site) -> Shown | None:
    flat, at = site.flat, site.mention.start
    line = _line_start(flat, site.start, at)
    return (
        Shown(Role.BASIS, "依据", "cue_near")
        if patterns.BASIS_HEAD.regex.match(flat[line : min(at, line + 60)])
        else None
    )


def _under_basis_lines(site: _Site) -> Shown | None:
    """Reads the documents that stand on lines of their own below 编制依据, a maker before them at most."""
    flat, start = site.flat, site.start
    line = _line_start(flat, start, site.mention.start)
    if not _OPENS_ITEM.fullmatch(flat, line, site.mention.start):
        return None
    return site.above.below_basis_head(line)


def _in_purpose(site: _Site) -> Shown | None:
    """Reads what a document is made for: 为推动《…》落地见效，制定本方案 (docs/reading.md#role-basis)."""
    clause = site.lead.rpartition("，")[2]
    makes = patterns.MAKES_DOCUMENT.regex.search(site.rest)
    if makes is None or not (patterns.PURPOSE.regex.search(site.lead) or patterns.GOES_BY.regex.search(clause)):
        return None
    if patterns.MAKES_DOCUMENT.regex.search(site.lead) or patterns.NARRATIVE.regex.search(site.lead):
        return None
    if _is_learnt(clause, site.tail) or _BREAKS.search(clause) or _MADE_FOR.search(clause):
        return None
    return Shown(Role.BASIS, makes[0], "cue_near")


def _in_list_of_documents(site: _Site) -> Shown | None:
    return _listed_under(site)


def _in_list_with_previous(site: _Site) -> Shown | None:
    previous = site.previous
    if previous is None or previous.start < site.left or not _joined(site.flat[previous.end : site.mention.start]):
        return None
    return Shown(previous.role, previous.cue, "list")


def _forwarded_behind(site: _Site) -> Shown | None:
    if not _HANDS_ON.search(site.tail) or _BY_OTHERS_BEHIND.match(site.tail):
        return None
    if patterns.FORWARD_AFTER.regex.match(site.tail) and not re.search(
        "(?:根据|按照|依据|依照|遵照)[^，]{0,12}$", site.lead
    ):
        return Shown(Role.FORWARDS, "印发" if "印发" in site.tail else "转发", "forward_behind")
    return None


def _forwarded_before(site: _Site) -> Shown | None:
    forward = patterns.FORWARD_BEFORE.regex.search(site.lead)
    if forward is None or patterns.NARRATIVE.regex.search(site.lead) or _ISSUED_BY_OTHERS.search(site.lead[-30:]):
        return None
    if not _OWN_ACT.search(site.lead):
        return None
    return Shown(Role.FORWARDS, forward[0][:2], "forward_before")


# The first case that fits says the role: the order is the meaning.
_CASES: tuple[Callable[[_Site], Shown | None], ...] = (
    _attached,  # a line of the list of attachments says nothing else
    _repealed_behind,  # …同时废止
    _amended_behind,  # …作如下修改
    _amending_act,  # 根据…《关于修改…的决定》修正: part of the history of a text
    _repealed_before,  # 决定废止…
    _amended_before,  # 将…第三条修改为
    _under_basis_heading,  # 制定依据：…
    _under_basis_lines,  # the same over several lines
    _in_list_of_documents,  # an item below 一、废止下列文件
    _in_list_with_previous,  # …、… and …和…: what the one before is
    _forwarded_behind,  # …已经审定，现印发给你们
    _forwarded_before,  # 现转发…; not what others issued
)


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that leads to a basis, the words `between` it and the citation, and the sentence around them."""

    word: str
    between: str
    lead: str
    tail: str


def basis_or_mention(lead: str, tail: str) -> Shown:
    """Tells whether the words of its sentence before and behind make a citation a basis, with the cue and what showed it."""
    clause = _governing(lead)
    if _is_learnt(clause, tail):
        return Shown(Role.MENTION, "学习宣传", "learning")
    cues = list(patterns.BASIS_CUE.regex.finditer(clause))
    if not cues:
        return Shown(Role.MENTION, "", "plain")
    cue = _Cue(cues[-1][0], clause[cues[-1].end() :], lead, tail)
    for refuses, shown in _REFUSALS:
        if refuses(cue):
            return Shown(Role.MENTION, "", shown)
    return Shown(Role.BASIS, cue.word, "cue_near" if len(cue.between) < 20 else "cue_far")


_BREAKS = re.compile("(?:不符合|符合|违反|不符)[^，]{0,8}$")
_MADE_FOR = re.compile("(?:制定|制订|修订|修改|起草|编制|废止|取得|办理)[^，]{0,8}$")


def _is_learnt(clause: str, tail: str) -> bool:
    """Tells whether a document is learnt or made known, before or behind its name."""
    behind = tail[:12].lstrip("的有关等")
    return bool(patterns.LEARNING.regex.search(clause[-24:]) or patterns.LEARNING.regex.match(behind))


def _makes_it(cue: _Cue) -> bool:
    if len(cue.between) >= 14 or cue.between.endswith("的"):  # 落实新修订的《…》
        return False
    return patterns.MAKING_BEFORE.regex.search(cue.between) is not None


def _is_bare_preposition(cue: _Cue) -> bool:
    return cue.word in ("以", "按", "依", "结合", "围绕") and not re.search(
        "为依据|为准|为基础|规定|要求|办理|执行|部署|精神|安排|标准|程序", cue.tail[:14]
    )


def _tells_of_the_past(cue: _Cue) -> bool:
    if not cue.word.endswith(("落实", "贯彻", "执行")) or not patterns.NARRATIVE.regex.search(cue.lead):
        return False
    return not re.search("^为|，为|现就|根据|按照|依据", cue.lead)


def _falls_under_it(cue: _Cue) -> bool:
    return cue.word == "属于" and not re.match("(?:等)?(?:的)?(?:有关)?规定", cue.tail)


def _speaks_of_the_work(cue: _Cue) -> bool:
    return cue.word in ("抓好", "适用") or (cue.word == "落实" and "贯彻落实工作" in cue.tail[:12])


def _breaks_it(cue: _Cue) -> bool:
    return _BREAKS.search(cue.between) is not None


# What keeps a citation behind a cue from being a basis, and the class under which that is known.
_REFUSALS: tuple[tuple[Callable[[_Cue], bool], str], ...] = (
    (_makes_it, "making"),  # 按照…制定《…办法》
    (_is_bare_preposition, "weak_cue"),  # 以, 按 and 依 lead to anything, unless 规定 or the like follows
    (_tells_of_the_past, "narrative"),  # 近年来认真落实…
    (_falls_under_it, "weak_cue"),  # 属于… without 规定 behind it
    (_speaks_of_the_work, "weak_cue"),  # 抓好…, 落实…贯彻落实工作
    (_breaks_it, "against"),  # 违反…, 不符合…
)


_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:（[^（）]*(?:（[^（）]*）[^（）]*)?）)?")
_ENDS_AS_CITATION = re.compile("§[^，]{0,12}$")


def _governing(lead: str) -> str:
    """Returns the words that can govern a citation: its clause, and further back while only citations stand between."""
    folded = _TITLE.sub("§", lead) if "《" in lead else lead
    *before, clause = folded.split("，")
    while (
        before
        and _ENDS_AS_CITATION.search(before[-1])
        and len(clause) < 12
        and not patterns.BASIS_CUE.regex.search(clause)
    ):
        clause = before.pop() + "，" + clause
    return clause[-80:]


def _joined(between: str) -> bool:
    """Tells whether two citations belong to one list: 、 和 及, an issuer between them at most."""
    bare = between.strip()
    if not bare:
        return True
    bare = re.sub(r"（[^（）]{0,60}）", "", bare)
    bare = re.sub(r"^(?:第[^，。；《》]{1,20}?[条款项])+", "", bare)
    bare = re.sub("^(?:等)?(?:有关|相关)?(?:规定|要求|精神|文件|文件精神|文件要求)?", "", bare)
    # 《甲》明确的范围和标准，以及《乙》: what each of them lays down is named with it.
    bare = re.sub(r"^(?:明确|规定|确定|列明)的[^，。；《》]{1,30}(?=[，、]?(?:以及|和|及|与))", "", bare)
    bare = re.sub(r"^(?:[、，和及与]|以及|及其|并|或者?)+", "", bare)
    bare = re.sub(r"^(?:按照|根据|依据|依照)", "", bare)
    return bare == "" or bool(patterns.ISSUER.regex.fullmatch(bare)) or bare in ("国务院", "国家", "省", "市", "其")


def _sentence_start(flat: str, start: int, at: int) -> int:
    """Returns where the sentence around an offset begins."""
    start = max(start, at - _MOST_LEAD)
    marks = marks_of(flat)
    ends = marks.last(_ENDS, start, at)
    if ends >= start and flat[ends] == "\n" and _RUNS_ON.search(flat[max(start, ends - 4) : ends]):
        ends = marks.last(_ENDS, start, ends)  # a line broken behind 依照
    return ends + 1 if ends >= start else start


def _sentence_end(flat: str, at: int, end: int) -> int:
    """Returns where the sentence around an offset ends."""
    stop = min(end, at + _MOST_TAIL)
    mark = marks_of(flat).first(_ENDS, at, stop)
    return mark if mark >= 0 else stop


def _line_start(flat: str, start: int, at: int) -> int:
    """Returns where the line around an offset begins, within the document that begins at `start`."""
    return max(marks_of(flat).last("\n", start, at) + 1, start)


def _listed_under(site: _Site) -> Shown | None:
    """Tells the role of a document that begins an item of a list, where the heading of the list says 废止 or 修改."""
    flat, at = site.flat, site.mention.start
    line = _line_start(flat, site.start, at)
    row = marks_of(flat).first("\t", line, at) >= 0
    mark = _ITEM_MARK.match(flat, line)
    if not row and (mark is None or mark.end() != at):
        return None
    return site.above.below_list_head(line, row)


class _Above:
    """Tells what stands above the lines of a document; what holds of a line holds of the next one of its list."""

    def __init__(self, flat: str, start: int) -> None:
        self._flat, self._start = flat, start
        self._basis: dict[int, Shown | None] = {}
        self._heads: dict[tuple[int, bool], Shown | None] = {}

    def below_basis_head(self, line: int) -> Shown | None:
        """Tells the role of what a line names, where only documents stand between it and a heading 编制依据."""
        passed: list[int] = []
        shown: Shown | None = None
        while line > self._start and line not in self._basis:
            passed.append(line)
            above = _line_start(self._flat, self._start, line - 1)
            words = self._flat[above : line - 1].strip()
            if patterns.BASIS_HEAD_ALONE.regex.match(words):
                shown = Shown(Role.BASIS, "依据", "cue_near")
                break
            if words and not _NAMES_DOCUMENT.match(words):
                break
            line = above
        else:
            shown = self._basis.get(line)
        self._basis.update(dict.fromkeys(passed, shown))
        return shown

    def below_list_head(self, line: int, row: bool) -> Shown | None:
        """Tells the role of what an item or a row names, where only such stand between it and a heading that says 废止 or 修改."""
        passed: list[tuple[int, bool]] = []
        shown: Shown | None = None
        while line > self._start and (line, row) not in self._heads:
            passed.append((line, row))
            above = _line_start(self._flat, self._start, line - 1)
            words = self._flat[above : line - 1].rstrip("。；，、")
            line = above
            if "《" in words or "关于" in words or (row and "\t" in words):
                continue
            shown = _head_of_list(words)
            if shown is not None or not words.endswith(("号", "号文件")):
                break
        else:
            shown = self._heads.get((line, row))
        self._heads.update(dict.fromkeys(passed, shown))
        return shown


def _head_of_list(words: str) -> Shown | None:
    """Tells the role of what a list names by the words of its heading."""
    if len(words) <= _LONGEST_HEAD and patterns.REPEAL_HEAD.regex.search(words):
        return Shown(Role.REPEALS, "废止", "repeal")
    if len(words) <= _LONGEST_HEAD and patterns.AMEND_HEAD.regex.search(words):
        return Shown(Role.AMENDS, "修改", "amendment")
    return None


def _is_list_line(flat: str, start: int, at: int) -> bool:
    """Tells whether a line is one of the list of attachments: the lines above lead up to 附件：."""
    line = marks_of(flat).last("\n", start, at) + 1
    if not _LISTED.match(flat, line):
        return False
    for _ in range(12):
        above = marks_of(flat).last("\n", start, line - 1) + 1
        if above >= line or line <= start:
            return False
        if _ATTACHMENT.match(flat, above):
            return True
        if not _LISTED.match(flat, above):
            return False
        line = above
    return False
