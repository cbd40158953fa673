"""Every mention of a document: 《title》（文号）第N条, a bare 文号, a short name, a law without 《》.

Spans and roles are those of docs/reading.md#citations. Input is the text of one document in the
flat view; output are `Mention` records in clean offsets. Short names hold only in the document that
defines them (docs/reading.md#short-names): the caller passes one document at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from graph_schema.numbers import article_number, normal_number
from graph_schema.terms import Role
from ingest.find import patterns as p

NO_NAMES: Mapping[str, str] = MappingProxyType({})

_BRACKETS = re.compile("[《》]")
_MAX_TITLE = 220
_MOST_LEAD = 2000  # characters before a citation that can govern it; bounds the work on a sentence without an end
_BLANK_NAME = re.compile("[XＸ×xX]{2,}|某某|○○")  # 《XX市…办法》 in a form names nothing
_SENTENCE_END = re.compile("[。；！？\n]")
_JOINER = re.compile(
    r"(?:[、，和及与或]|以及|并|等|有关|相关|文件|精神|要求|的规定|规定|（[^（）]{0,60}）|第[^，。；《》]{1,30}?[条款项])+$"
)
_ISSUER = re.compile(
    r"(?:国务院|中共中央|[\u4e00-\u9fff]{2,20}?(?:政府|办公室|办公厅|委员会|发展改革委|局|厅|部|院|署|人民银行|领导小组|总局|信用办))(?:、|和|联合)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A citation in clean offsets. `title` has its short name replaced; `defined` is the number that the definition printed.

    `way` says how the mention was found and `shown` what showed its role: short names of classes whose
    shares of being right are in lexicon/certainty.toml.
    """

    start: int
    end: int
    title: str | None
    number: str | None
    articles: tuple[str, ...]
    role: Role
    cue: str
    defined: str | None = None
    issuer: str | None = None
    short: bool = False
    by_reference: bool = False
    way: str = "title"
    shown: str = "plain"

    @property
    def found(self) -> str:
        """Both classes, for people and for calibration."""
        return f"{self.way}/{self.shown}"


def find_mentions(
    flat: str,
    words: Callable[[int, int], str],
    start: int,
    end: int,
    own_title: tuple[int, int] | None,
    law_names: Mapping[str, str],
    inherited: Mapping[str, Mention] = MappingProxyType({}),
) -> list[Mention]:
    """The citations of the document flat[start:end], in text order, roles set, short names expanded.

    `words` gives a stretch of the text with the characters as they are.
    `inherited` are the short names of the document that this one is only a form or table of.
    """
    titled = [m for m in _titled(flat, words, start, end) if not _in_own_title(m, own_title, flat)]
    taken = _Taken([(m.start, m.end) for m in titled])
    bare = [m for m in _bare_numbers(flat, start, end) if not taken.overlaps(m.start, m.end)]
    taken = _Taken([(m.start, m.end) for m in [*titled, *bare]] + ([own_title] if own_title else []))
    laws = [m for m in _bare_laws(flat, start, end, law_names) if not taken.overlaps(m.start, m.end)]
    found = sorted([*titled, *bare, *laws], key=lambda m: m.start)
    names = {**inherited, **short_names(flat, start, end, found)}
    found = [_expanded(m, names) for m in found if not _is_definition(m, flat)]
    taken = _Taken([(m.start, m.end) for m in found] + ([own_title] if own_title else []))
    found.extend(m for m in _plain_short_names(flat, start, end, names) if not taken.overlaps(m.start, m.end))
    found.extend(_followers(flat, found))
    found.sort(key=lambda m: m.start)
    return _with_roles(flat, start, end, found, own_title)


class _Taken:
    """Which offsets are taken by earlier, better readings."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _ in self._spans]

    def overlaps(self, start: int, end: int) -> bool:
        i = bisect_right(self._starts, end - 1) - 1
        while i >= 0 and i >= 0 and self._spans[i][0] > start - 400:
            if self._spans[i][1] > start:
                return True
            i -= 1
        return i >= 0 and self._spans[i][1] > start


def _title_spans(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost 《…》, a lost closing mark ends at the sentence."""
    depth, at = 0, 0
    for m in _BRACKETS.finditer(flat, start, end):
        if m[0] == "《":
            if depth and m.start() - at > _MAX_TITLE:
                depth = 0
            if not depth:
                at = m.start()
            depth += 1
        elif depth:
            depth -= 1
            # A title may hold another one; where the outer closing mark is lost, the inner one ends it.
            if depth and not _closes_later(flat, m.end(), end):
                depth = 0
            if not depth and m.end() - at <= _MAX_TITLE:
                yield at, m.end()


def _closes_later(flat: str, at: int, end: int) -> bool:
    stop = min(end, at + 60)
    close = flat.find("》", at, stop)
    if close < 0:
        return False
    opening = flat.find("《", at, close)
    return opening < 0 and not re.search("[。；]", flat[at:close])


def _titled(flat: str, words: Callable[[int, int], str], start: int, end: int) -> Iterator[Mention]:
    for a, b in _title_spans(flat, start, end):
        title = words(a + 1, b - 1).replace("\n", "").strip()
        bare = re.sub(r"（[^）]{1,20}）$", "", flat[a + 1 : b - 1].replace("\n", ""))
        if not re.search("[\u4e00-\u9fff]", title) or _BLANK_NAME.search(title):
            continue
        at, number = _number_behind(flat, b, end)
        at, articles = _articles_behind(flat, at, end)
        if not number and p.PAPERS.regex.search(bare) and not articles:
            continue
        if number is None:
            number = _order_before(flat, a, start)
        yield Mention(
            start=a,
            end=at,
            title=title,
            number=number,
            articles=articles,
            role=Role.MENTION,
            cue="",
            issuer=_issuer_before(flat, a, start),
            way="title_number" if number else "title",
        )


def _number_behind(flat: str, at: int, end: int) -> tuple[int, str | None]:
    """（文号…） or 文号 directly behind 》: (offset behind it, number)."""
    k = at
    while k < end and flat[k] in " \n\u3000":
        k += 1
    noise = re.compile(r"[\s\d—–\-]{1,14}(?=（)").match(flat, k, end)
    if noise and flat[k : k + 1] != "（":
        k = noise.end()
    if flat[k : k + 1] in ("（", "〔"):
        close = _matching(flat, k, min(end, k + 120))
        if close < 0:
            return at, None
        inner = flat[k + 1 : close]
        number = _number_in(inner)
        if number or re.fullmatch(
            "(?:[\u4e00-\u9fff]{0,20}(?:国务院|政府|部|委|总局|局)(?:第?\\d*号)?令(?:第?\\d+号)?|[\u4e00-\u9fff]{2,16}令)",
            inner,
        ):
            return close + 1, number
        return at, None
    m = re.compile(rf"[\u4e00-\u9fff]{{1,12}}{p.NUMBER_TAIL.source}[）]?").match(flat, k, end)
    if m:
        return m.end(), normal_number(m[0].rstrip("）").replace("（", "〔").replace("）", "〕"))
    return at, None


def _matching(flat: str, opening: int, end: int) -> int:
    """Offset of the bracket that closes the one at `opening`, -1 where it is lost."""
    depth = 0
    for k in range(opening, end):
        c = flat[k]
        if c in "（〔":
            depth += 1
        elif c in "）〕":
            depth -= 1
            if depth <= 0:
                return k
        elif c in "。；\n" or (c == "《" and depth == 0):
            break
    # A lost bracket inside, as in （国发〔201633号）: the last ）that follows the number closes it.
    m = re.compile(r"[^（）。；\n《]{0,16}[〔（]\d{4}[〕）]?第?\d{1,5}号[^（）。；\n]{0,30}[）〕]").match(
        flat, opening + 1, end
    )
    return m.end() - 1 if m else -1


def _number_in(inner: str) -> str | None:
    """The first number within a bracket: （国办发〔2020〕49号，以下简称《指导意见》）."""
    head = re.split("[，；]|以下", inner, maxsplit=1)[0]
    m = re.search(rf"[\u4e00-\u9fff]{{1,16}}?{p.NUMBER_TAIL.source}", head)
    if m:
        return normal_number(m[0].replace("（", "〔").replace("）", "〕"))
    glued = re.fullmatch(r"[\u4e00-\u9fff]{1,12}(?:19|20)\d{3,8}号", head)
    if glued:
        return normal_number(head)
    order = re.search(rf"[\u4e00-\u9fff、]{{0,40}}?{p.ORDER.source}", head)
    return normal_number(order[0]) if order else None


def _order_before(flat: str, at: int, start: int) -> str | None:
    """A number in front of the title: 总局令第7号公布的《…》."""
    lead = flat[max(start, at - 60) : at]
    m = re.search(
        rf"(?P<number>[\u4e00-\u9fff、]{{0,40}}?{p.ORDER.source})(?:公布|发布|颁布)(?:的|实施的|施行的)?$", lead
    )
    if not m:
        return None
    raw = re.sub(r"^.*?(?:日|根据|依据|按照|依照)", "", m["number"])
    return normal_number(re.sub("^原", "", raw)) or normal_number(raw)


def _issuer_before(flat: str, at: int, start: int) -> str | None:
    """The issuer named directly before 《: 国务院《殡葬管理条例》."""
    lead = re.split("[，。；：、》\n]", flat[max(start, at - 30) : at])[-1]
    m = _ISSUER.search(re.sub("^.*(?:根据|依据|按照|依照|落实|贯彻|和|及|转发|印发|由|近日|日前|以及)", "", lead))
    return m[0] if m else None


def _articles_behind(flat: str, at: int, end: int) -> tuple[int, tuple[str, ...]]:
    m = re.compile(r"[^\S\n]*(?:中)?的?(?=第)").match(flat, at, end)
    k = m.end() if m and "的" not in m[0] and "中" not in m[0] else at
    found = p.ARTICLE_LIST.regex.match(flat, k, end)
    if not found:
        return at, ()
    return found.end(), split_articles(found[0])


def split_articles(words: str) -> tuple[str, ...]:
    """第十二条至第十五条、第二十三条第一款和第三款 as single targets (docs/reading.md#articles)."""
    out: list[str] = []
    article = ""
    parts = re.split(r"(、|，|和|以及|及|或者|或|至|到|－|—|-)", words)
    for separator, part in zip(["", *parts[1::2]], parts[0::2], strict=True):
        if not part:
            continue
        head = re.match(r"第[^条]{1,7}条(?:之.)?", part)
        article = head[0] if head else article
        if separator in ("至", "到", "－", "—", "-") and head and out:
            out.extend(_between(out[-1], part))
        out.append(part if head else article + part)
    return tuple(dict.fromkeys(out))


def _between(first: str, last: str) -> Iterator[str]:
    a, b = article_number(first), article_number(last)
    if a is None or b is None or not a < b <= a + 60:
        return
    for n in range(a + 1, b):
        yield f"第{_to_cn(n)}条"


def _to_cn(n: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    out = digits[hundreds] + "百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")


def _bare_numbers(flat: str, start: int, end: int) -> Iterator[Mention]:
    for m in p.NUMBER_TAIL.regex.finditer(flat, start, end):
        organ = _organ_code(flat[max(start, m.start() - 18) : m.start()])
        if not organ:
            continue
        a = m.start() - len(organ)
        number = normal_number(flat[a : m.end()].replace("（", "〔").replace("）", "〕"))
        if not number:
            continue
        at, articles = _articles_behind(flat, m.end(), end)
        yield Mention(
            start=a, end=at, title=None, number=number, articles=articles, role=Role.MENTION, cue="", way="number"
        )
    for m in p.ORDER.regex.finditer(flat, start, end):
        named = p.ORDER_ORGAN.regex.search(flat[max(start, m.start() - 42) : m.start()])
        if (
            not named
            or not m[0].startswith(("令", "公告"))
            or not re.search("国务院|部|总局|委|政府|主席|署|局|行$", named["organ"])
        ):
            continue
        if re.compile("(?:公布|发布|颁布)(?:的|实施的)?《").match(flat, m.end()):
            continue
        a = m.start() - len(named["organ"].removeprefix("日"))
        at, articles = _articles_behind(flat, m.end(), end)
        yield Mention(
            start=a,
            end=at,
            title=None,
            number=normal_number(flat[a : m.end()]),
            articles=articles,
            role=Role.MENTION,
            cue="",
            way="order",
        )


def _organ_code(lead: str) -> str:
    """The code at the end of `lead`, without the words that lead to it: 根据国发 → 国发."""
    run = re.search("[\u4e00-\u9fff]*$", lead)
    words = run[0] if run else ""
    while (m := p.ORGAN_LEAD.regex.match(words)) and m.end() < len(words):
        words = words[m.end() :]
    return "" if p.ORGAN_LEAD.regex.fullmatch(words) else words[-14:]


_NO_LAW = re.compile(
    "^(?:本|该|有关|相关|国家(?!赔偿法|安全法|情报法)|现行|其他|上述|前款|法律|办|依|合|执|司|立|非|守|宪法和)|(?:办法|方法|做法|违法|合法|依法|执法|司法|立法|非法|守法|普法|无法|设法|想法|说法|看法|本法|该法|此法|书法|手法|用法|算法|打法)$"
)


def _bare_laws(flat: str, start: int, end: int, law_names: Mapping[str, str]) -> Iterator[Mention]:
    """Laws without 《》 that a verb governs; 宪法; a name is known, or has an article behind it."""
    for m in p.BARE_LAW.regex.finditer(flat, start, end):
        name = m["name"].removeprefix("中华人民共和国")
        if _NO_LAW.search(name):
            continue
        known = name in law_names
        if not known and not m["articles"]:
            continue
        if not known and len(name) > 12:
            continue
        a = m.start("name")
        if flat[max(start, a - 7) : a] == "中华人民共和国":
            a -= 7
        articles = split_articles(m["articles"]) if m["articles"] else ()
        title = law_names.get(name, name)
        yield Mention(
            start=a,
            end=m.end(),
            title=title,
            number=None,
            articles=articles,
            role=Role.MENTION,
            cue="",
            way="law_name" if known else "law_guess",
        )
    for m in re.compile("(?:根据|依据|依照|遵守)(?:《)?(?P<name>宪法)(?!》)(?=和|、|，|的|规定|及)").finditer(
        flat, start, end
    ):
        yield Mention(
            start=m.start("name"),
            end=m.end("name"),
            title="中华人民共和国宪法",
            number=None,
            articles=(),
            role=Role.MENTION,
            cue="",
            way="law_name",
        )


def _followers(flat: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """其实施条例 and 其实施细则 behind a law (docs/reading.md#followers)."""
    for m in found:
        follower = re.compile("(?:及|和|以及)?(?P<name>其(?P<what>实施条例|实施细则|实施办法))").match(flat, m.end)
        if follower and m.title:
            base = m.title.removesuffix("》")
            yield replace(
                m,
                start=follower.start("name"),
                end=follower.end("name"),
                title=base + follower["what"],
                number=None,
                articles=(),
                defined=None,
                way="follower",
            )


def short_names(flat: str, start: int, end: int, found: Sequence[Mention]) -> dict[str, Mention]:
    """Short name → the citation that it stands for, in this document."""
    names: dict[str, Mention] = {}
    ends = [m.end for m in found]
    for d in p.SHORT_NAME.regex.finditer(flat, start, end):
        i = bisect_right(ends, d.start())
        inside = next((m for m in found[i : i + 2] if m.start < d.start() < m.end), None)
        before = found[i - 1] if i else None
        target = inside or (
            before if before is not None and re.fullmatch(r"[（，\s等]{0,4}", flat[before.end : d.start()]) else None
        )
        if target is not None:
            names.setdefault(d["name"].strip(), replace(target, articles=()))
    return names


def _is_definition(m: Mention, flat: str) -> bool:
    """The short name inside （以下简称《…》） is no citation."""
    return bool(re.search("(?:以下|下文|下)?(?:统称|简称|称)(?:为|：)?$", flat[max(0, m.start - 6) : m.start]))


def _expanded(m: Mention, names: dict[str, Mention]) -> Mention:
    target = names.get(m.title or "")
    if target is None or target.start >= m.start or m.number:
        return m
    return replace(
        m, title=target.title or m.title, defined=target.number or target.defined, short=True, way="short_name"
    )


def _plain_short_names(flat: str, start: int, end: int, names: dict[str, Mention]) -> Iterator[Mention]:
    """A short name defined without 《》, used behind a verb or before an article: 依照慈善法第五条."""
    for name, target in names.items():
        if not target.title or len(name) < 2:
            continue
        quoted = re.escape(name)
        use = re.compile(
            rf"(?:(?<=根据)|(?<=依照)|(?<=按照)|(?<=依据)|(?<=违反)|(?<=落实)){quoted}|{quoted}(?=第[一二三四五六七八九十百零\d]+条)"
        )
        for m in use.finditer(flat, max(start, target.end), end):
            at, articles = _articles_behind(flat, m.end(), end)
            yield Mention(
                start=m.start(),
                end=at,
                title=target.title,
                number=None,
                articles=articles,
                role=Role.MENTION,
                cue="",
                defined=target.number,
                short=True,
                way="short_name_bare",
            )


def _in_own_title(m: Mention, own_title: tuple[int, int] | None, flat: str) -> bool:
    """A title inside the document's own title counts only where the title forwards it."""
    if own_title is None or not (own_title[0] <= m.start < own_title[1]):
        return False
    lead = flat[own_title[0] : m.start]
    return not re.search("转发|印发$|批转", lead)


# --- roles -------------------------------------------------------------------------------------


def _with_roles(
    flat: str, start: int, end: int, found: Sequence[Mention], own_title: tuple[int, int] | None
) -> list[Mention]:
    out: list[Mention] = []
    for i, m in enumerate(found):
        previous = out[i - 1] if i else None
        if own_title and own_title[0] <= m.start < own_title[1]:
            out.append(replace(m, role=Role.FORWARDS, cue="转发", shown="title"))
            continue
        role, cue, shown = _role(flat, start, end, m, found, i, previous)
        out.append(replace(m, role=role, cue=cue, shown=shown))
    return out


def _role(
    flat: str, start: int, end: int, m: Mention, found: Sequence[Mention], i: int, previous: Mention | None
) -> tuple[Role, str, str]:
    left = _sentence_start(flat, start, m.start)
    lead = flat[left : m.start]
    right = _sentence_end(flat, m.end, end)
    # The rest of the sentence without the citations that follow in the same list.
    tail_at = m.end
    for following in found[i + 1 : i + 8]:
        if following.start < right and _JOINER.fullmatch(flat[tail_at : following.start] or "、"):
            tail_at = following.end
        else:
            break
    tail = flat[tail_at:right]
    if re.match(r"-?附件", flat[left : left + 4]) or _is_list_line(flat, start, m.start):
        return Role.ATTACHES, "附件", "attachment"
    if p.REPEAL_AFTER.regex.match(flat[m.end : right]) and not re.search("修正|修改", tail[:12]):
        return Role.REPEALS, "废止", "repeal"
    if p.AMEND_AFTER.regex.match(tail) and not re.search("(?:通过|批准).{0,6}$|会议", lead[-30:]):
        return Role.AMENDS, "修订", "amendment"
    if (
        m.title
        and re.match("(?:[\u4e00-\u9fff]{0,30})?关于(?:修改|修订|废止)", m.title)
        and re.match("(?:第.次)?(?:修正|修订|修改)", flat[m.end : m.end + 8])
    ):
        return Role.MENTION, "", "amendment"
    if p.REPEAL_BEFORE.regex.search(lead):
        return Role.REPEALS, "废止", "repeal"
    if p.AMEND_BEFORE.regex.search(lead) and (
        p.AMENDS.regex.match(tail) or lead.endswith(("删去", "删除", "决定修改", "决定修订"))
    ):
        return Role.AMENDS, "修改", "amendment"
    line = max(flat.rfind("\n", start, m.start) + 1, start)
    if p.BASIS_HEAD.regex.match(flat[line : m.start][:60]):
        return Role.BASIS, "依据", "cue_near"
    under = _listed_under(flat, start, m.start)
    if under:
        return under
    if previous is not None and previous.start >= left and _joined(flat[previous.end : m.start]):
        return previous.role, previous.cue, "list"
    if p.FORWARD_AFTER.regex.match(tail) and not re.search("(?:根据|按照|依据|依照|遵照)[^，]{0,12}$", lead):
        return Role.FORWARDS, "印发" if "印发" in tail else "转发", "forward_behind"
    forward = p.FORWARD_BEFORE.regex.search(lead)
    if (
        forward
        and not p.NARRATIVE.regex.search(lead)
        and not re.search("(?:省|市|国务院|委|部|厅|局|办公厅|办公室)(?:联合)?(?:印发|发布|下发)", lead[-30:])
    ):
        return Role.FORWARDS, forward[0][:2], "forward_before"
    return basis_or_mention(lead, tail)


def basis_or_mention(lead: str, tail: str) -> tuple[Role, str, str]:
    """The role that the words of its sentence before and behind give a citation, with the cue, and what showed it."""
    clause = _governing(lead)
    cues = list(p.BASIS_CUE.regex.finditer(clause))
    if p.LEARNING.regex.search(clause[-24:]) or p.LEARNING.regex.match(tail[:12].lstrip("的有关等")):
        return Role.MENTION, "学习宣传", "learning"
    if not cues:
        return Role.MENTION, "", "plain"
    cue = cues[-1]
    between = clause[cue.end() :]
    if p.MAKING_BEFORE.regex.search(between) and len(between) < 14:
        return Role.MENTION, "", "making"
    if cue[0] in ("以", "按", "依") and not re.search("为依据|为准|为基础|规定|要求|办理|执行", tail[:14]):
        return Role.MENTION, "", "weak_cue"
    narrative = p.NARRATIVE.regex.search(lead)
    if narrative and cue[0].endswith(("落实", "贯彻", "执行")) and not re.search("^为|，为|现就|根据|按照|依据", lead):
        return Role.MENTION, "", "narrative"
    if cue[0] == "属于" and not re.match("(?:等)?(?:的)?(?:有关)?规定", tail):
        return Role.MENTION, "", "weak_cue"
    if cue[0] in ("抓好", "适用") or (cue[0] == "落实" and "贯彻落实工作" in tail[:12]):
        return Role.MENTION, "", "weak_cue"
    if re.search("(?:不符合|符合|违反|不符)[^，]{0,8}$", between):
        return Role.MENTION, "", "against"
    return Role.BASIS, cue[0], "cue_near" if len(between) < 20 else "cue_far"


def _governing(lead: str) -> str:
    """The words that can govern the citation: its clause, and further back while only citations stand between."""
    folded = re.sub(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:（[^（）]*(?:（[^（）]*）[^（）]*)?）)?", "§", lead)
    pieces = re.split("，", folded)
    clause = pieces[-1]
    k = len(pieces) - 2
    while (
        k >= 0
        and re.search("§[^，]{0,12}$", pieces[k])
        and len(clause) < 12
        and not re.search(p.BASIS_CUE.source, clause)
    ):
        clause = pieces[k] + "，" + clause
        k -= 1
    return clause[-80:]


def _joined(between: str) -> bool:
    """Whether two citations belong to one list: 、 和 及, an issuer between them at most."""
    bare = re.sub(r"（[^（）]{0,60}）", "", between.strip())
    bare = re.sub(r"^(?:第[^，。；《》]{1,20}?[条款项])+", "", bare)
    bare = re.sub("^(?:等)?(?:有关|相关)?(?:规定|要求|精神|文件|文件精神|文件要求)?", "", bare)
    bare = re.sub(r"^(?:[、，和及与]|以及|及其|并|或者?)+", "", bare)
    bare = re.sub(r"^(?:按照|根据|依据|依照)", "", bare)
    return bare == "" or bool(_ISSUER.fullmatch(bare)) or bare in ("国务院", "国家", "省", "市", "其")


def _sentence_start(flat: str, start: int, at: int) -> int:
    start = max(start, at - _MOST_LEAD)
    k = max(flat.rfind(c, start, at) for c in "。；！？\n")
    return k + 1 if k >= start else start


def _sentence_end(flat: str, at: int, end: int) -> int:
    m = _SENTENCE_END.search(flat, at, min(end, at + 400))
    return m.start() if m else min(end, at + 400)


_ITEM_MARK = re.compile(r"(?:（[一二三四五六七八九十百]{1,4}）|\(?\d{1,3}[)）.、．]|[一二三四五六七八九十]{1,3}、)?")
_MOST_ITEMS = 200


def _listed_under(flat: str, start: int, at: int) -> tuple[Role, str, str] | None:
    """The role of a document that begins an item of a list, where the heading of the list says 废止 or 修改."""
    line = flat.rfind("\n", start, at) + 1 or start
    mark = _ITEM_MARK.match(flat, line)
    if mark is None or mark.end() != at:
        return None
    for _ in range(_MOST_ITEMS):
        if line <= start:
            return None
        above = max(flat.rfind("\n", start, line - 1) + 1, start)
        words = flat[above : line - 1].rstrip("。；，、")
        line = above
        if "《" in words or "关于" in words:
            continue
        if len(words) <= 64 and p.REPEAL_HEAD.regex.search(words):
            return Role.REPEALS, "废止", "repeal"
        if len(words) <= 64 and p.AMEND_HEAD.regex.search(words):
            return Role.AMENDS, "修改", "amendment"
        if not words.endswith(("号", "号文件")):
            return None
    return None


def _is_list_line(flat: str, start: int, at: int) -> bool:
    """A numbered line of the list of attachments: the lines above lead up to 附件：."""
    line = flat.rfind("\n", start, at) + 1
    if not re.match(r"\d{1,2}[.、．]", flat[line : line + 4]):
        return False
    for _ in range(12):
        above = flat.rfind("\n", start, line - 1) + 1
        if above >= line or line <= start:
            return False
        if re.match(r"-?附件[：]?", flat[above : above + 4]):
            return True
        if not re.match(r"\d{1,2}[.、．]", flat[above : above + 4]):
            return False
        line = above
    return False
