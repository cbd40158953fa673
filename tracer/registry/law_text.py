"""The paragraphs of a law's text, to its facts and articles.

Laws come as Markdown in LawRefBook's layout, as DOCX and HTML as the national database gives them; who calls
hands in the paragraphs. The head of the text says when it was adopted, published, amended and by whom.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

from graph_schema.days import printed_day
from graph_schema.levels import makes_regulations, makes_rules
from graph_schema.messages import Message
from graph_schema.regions import NATION, find_region, is_place
from graph_schema.terms import SourceLevel
from tracer.registry.articles import Article, article_key
from tracer.registry.wholeness import holes, is_heading, own_articles, signs_of_cut

_INFO_END = "INFO END"  # the comment that ends the head in LawRefBook's layout
_OWN_PAGES = ("bookHidden: true", "bookCollapseSection")  # settings of a library's own pages
_DAY = re.compile(r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日")
_ARTICLE = re.compile(
    r"(第[一二三四五六七八九十百千零〇两\d]{1,9}条(?:之[一二三四五六七八九十]{1,2})?)(?:[\s　]+|(?=【)|$)"
)
_ORDER = re.compile(
    r"(?P<organ>(?:中华人民共和国)?(?:主席|国务院|[\u4e00-\u9fff]{2,20}?(?:部|委员会|总局|署|银行|人民政府)))?令?"
    r"(?P<order>(?:令)?第\s*[一二三四五六七八九十百零〇\d]{1,7}\s*号)|(?P<code>法释\s*〔\d{4}〕\s*\d{1,3}\s*号)"
)
_ADOPTED_BY = re.compile(
    r"(?P<organ>(?:第[一二三四五六七八九十]+届)?(?P<name>全国人民代表大会(?:常务委员会)?|[\u4e00-\u9fff]{2,14}?(?:省|自治区|市|州|县)"
    r"(?:第[一二三四五六七八九十]+届)?人民代表大会(?:常务委员会)?|最高人民法院|最高人民检察院|国务院))"
)
_NEAR = timedelta(days=180)  # between the adoption of a regulation and the day by which its file is named
_STANDARD = re.compile("标准(?:[（(].{1,12}[）)])?$")
_MADE = re.compile("公布|发布|颁布|通过|批准|印发|修正|修订|修改|施行|生效|实施")
_AT_ONCE = re.compile("自(?:公布|发布|颁布|印发)之日起(?:施行|生效|实施|执行)")
_REPEALS = re.compile(r"(?:同时|一并|即行|自行)废止")
_TITLES = re.compile(r"《([^《》]{3,60})》")
_EDITION_OF_NAME = re.compile(r"[（(](\d{4})-(\d\d)-(\d\d)[）)]$")
_CASES = "案例"  # in the name of a folder of a library for court cases
_CASE_TITLE = re.compile(
    "诉.{2,40}(?:案|纠纷)(?:评析|解读)?$|(?:纠纷|行政|合同|侵权|刑事|处罚|协议|赔偿|执行|继承|婚姻家庭)(?:一案|案)$|指导(?:性)?案例"
)
_CASE_HEADING = re.compile(
    r"(?:[#\s　]*(?:[一二三四五六七八九十]{1,2}、|[（(【\[].{0,4}[）)】\]]?)?)(?:基本案情|(?:简要)?案情(?:回顾|简介|概要|介绍|摘要)?|案件事实|裁判(?:结果|要旨|要点|理由|摘要)"
    r"|(?:判决|处理|审理|仲裁)结果|法院(?:裁判|认为|审理|判决)|(?:典型|案例)意义|(?:法官|律师|仲裁员)(?:说法|提醒|寄语|点评|提示)"
    r"|(?:原告|申请人)(?:诉讼)?请求|诉讼请求|(?:案例|案件)(?:分析|评析)|专家点评|关键词)[】\]）)：:]?$"
)
_LAWLIKE = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|解释|决定|规则|规程|决议|批复|通知|意见|公告|复函|答复|安排|纪要|章程|宪法|修正案|宣言|命令"
    r"|条约|公约|声明|法律|目录|说明|方案|标准|规范|准则|守则|程序|纲要|通告|议定书)(?:[（(].{1,12}[）)])?$|刑法|修正案"
)
_FOLDERS: tuple[tuple[str, SourceLevel], ...] = (
    ("地方性法规", SourceLevel.LOCAL_REGULATION),
    ("地方政府规章", SourceLevel.LOCAL_RULE),
    ("司法解释", SourceLevel.JUDICIAL_INTERPRETATION),
    ("部门规章", SourceLevel.DEPARTMENT_RULE),
    ("行政法规", SourceLevel.ADMIN_REGULATION),
    ("宪法", SourceLevel.CONSTITUTION),
    *(
        (folder, SourceLevel.LAW)
        for folder in ("宪法相关法", "民法典", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法")
    ),
)


class NoLawError(ValueError):
    """The file holds no text of a law: `said` tells why."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.said = Message.of(code, **values)


class NotALawError(NoLawError):
    """A page of contents, a template, a court case, an essay: nothing is missing when it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawText:
    """Holds what a text says of itself. `version` is the day of this wording, `begins` the day from which it holds, as far as
    the text tells; `part` where it is one book of a code; `cut` says by what it shows that it does not go to its end."""

    title: str
    part: str | None
    numbers: tuple[str, ...]
    level: SourceLevel
    issuer: str | None
    region: str
    promulgated: date | None
    effective: date | None
    revised: tuple[date, ...]
    version: date | None
    articles: tuple[Article, ...]
    repeals: tuple[str, ...]
    begins: date | None = None
    cut: tuple[Message, ...] = ()

    @property
    def last(self) -> int | None:
        """Returns the number of the last article at hand."""
        return max((article.number for article in self.articles), default=None)

    @property
    def count(self) -> int | None:
        """Returns how many articles this wording has; None where the text is a part or does not go to its end."""
        return None if self.part or self.cut else self.last

    @property
    def holes(self) -> tuple[int, ...]:
        """Returns the numbers below the last one that the text leaves out."""
        return () if self.part else holes(self.articles, self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFile:
    """A file with the text of a law, as the reader of its format gives it: paragraphs that are not empty.

    `front_matter` are the settings above a Markdown text; `comments` are those between the paragraphs,
    each with the number of paragraphs before it.
    """

    path: PurePath
    sha256: str
    paragraphs: Sequence[str]
    front_matter: str = ""
    comments: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLaw:
    """A file with the law that was found in it; None where it holds none, as `left_out` says."""

    path: PurePath
    sha256: str
    law: LawText | None
    left_out: Message | None = None


def law_of(file: LawFile) -> LawText:
    """Returns facts and articles of a law; the folders of the path tell the level where the head does not.

    NoLawError where there is no law in the file, NotALawError where a library keeps a page of its own in it.
    """
    if any(setting in file.front_matter for setting in _OWN_PAGES):
        raise NotALawError("law.contents")
    paragraphs, path = file.paragraphs, file.path
    info_end = next((at for at, words in file.comments if words == _INFO_END), None)
    titles, body_at = _titles(paragraphs)
    first = next((i for i, p in enumerate(paragraphs) if i >= body_at and _ARTICLE.match(p)), len(paragraphs))
    head = " ".join(paragraphs[body_at : min(first, body_at + 40)])
    dated = head if info_end is None else " ".join(paragraphs[body_at : min(first, body_at + 40, info_end)])
    events = list(_events(unicodedata.normalize("NFKC", dated)))
    articles = own_articles(titles[0] if titles else "", tuple(_articles(paragraphs[body_at:])))
    if any(_CASES in folder for folder in path.parts[:-1]) or (titles and _is_case(titles[0], paragraphs[body_at:])):
        raise NotALawError("law.case")
    if not titles or not (articles or events or info_end is not None):
        raise NoLawError("law.no_law")
    made = [words for _, words in events if _MADE.search(words)]
    if not _LAWLIKE.search(titles[0]) and not made and not any(_numbers(dated)):
        raise NotALawError("law.essay")  # nobody made it, on no day
    title, part = titles[0], " ".join(titles[1:]) or None
    level, region = _level(title, head, path)
    promulgated = _first(events, "公布|发布|颁布") or _first(events, "通过")
    revised = tuple(sorted({d for d, words in events if re.search("修正|修订|修改", words)} - {promulgated}))
    version = _version(path, promulgated, revised)
    effective = next((day for day, words in events if _is_effect(words)), None) or _effective(articles)
    return LawText(
        title=title,
        part=part,
        numbers=tuple(_numbers(head)),
        level=level,
        issuer=_issuer(head, level),
        region=region,
        promulgated=promulgated,
        effective=effective,
        revised=tuple(d for d in revised if version is None or d <= version),
        version=version,
        articles=articles,
        repeals=tuple(_repealed(articles, title)),
        begins=_begins(events, articles, version, promulgated, is_first=not revised),
        cut=tuple(signs_of_cut(title, articles, paragraphs[body_at:first], paragraphs[first:])) if not part else (),
    )


def law_of_articles(
    title: str,
    articles: Sequence[Article],
    *,
    level: SourceLevel,
    issuer: str | None,
    region: str,
    version: date,
    first_effect: date | None,
    begins: date | None,
) -> LawText:
    """Returns a law whose articles and days another collection holds apart; `begins` where a decision tells it.

    A wording that is younger than the first day of effect is a revision; who made the law and when is not told then.
    """
    plain, own = _plain_title(title), own_articles(title, articles)
    is_revised = first_effect is not None and first_effect < version
    told = _effective(own)
    if begins is None and told and told >= version:
        begins = told
    if begins is None and first_effect is not None and first_effect > version:
        begins = first_effect
    return LawText(
        title=plain,
        part=None,
        numbers=(),
        level=level,
        issuer=issuer,
        region=region,
        promulgated=None if is_revised else version,
        effective=first_effect,
        revised=(version,) if is_revised else (),
        version=version,
        articles=own,
        repeals=tuple(_repealed(own, plain)),
        begins=begins,
        cut=tuple(signs_of_cut(plain, own, (), ())),
    )


def day_of_effect(text: str, made: date) -> date | None:
    """Returns the day from which a decision that was made that day says it holds; None where it does not say."""
    found = re.search(rf"自{_DAY.pattern}起施行", text)
    if found:
        return printed_day(found["y"], found["m"], found["d"])
    return made if _AT_ONCE.search(text) else None


def _version(path: PurePath, promulgated: date | None, revised: Sequence[date]) -> date | None:
    """Returns the day of a wording: that in the name of its file, unless the head names a later making, else the last in the head."""
    named = _EDITION_OF_NAME.search(path.stem)
    day = printed_day(*named.groups()) if named else None
    if day is not None and (promulgated is None or day >= promulgated or promulgated - day <= _NEAR):
        return day
    return max((*revised, *filter(None, [promulgated])), default=None)


def _is_case(title: str, paragraphs: Sequence[str]) -> bool:
    """Tells whether a text is a court case: by its title, or by the headings of its parts where no law is called so."""
    if _CASE_TITLE.search(title):
        return True
    headings = sum(bool(_CASE_HEADING.match(paragraph)) for paragraph in paragraphs if len(paragraph) < 20)
    return headings > 0 and not _LAWLIKE.search(title)


def _begins(
    events: Sequence[tuple[date, str]],
    articles: Sequence[Article],
    version: date | None,
    promulgated: date | None,
    *,
    is_first: bool,
) -> date | None:
    """Returns the day from which this wording holds; None where the text keeps that of an earlier one, or does not tell."""
    is_first = is_first and (version is None or promulgated is None or version - promulgated <= _NEAR)
    told = [_effective(articles), *(day for day, words in events if _is_effect(words))]
    days = [day for day in told if day is not None and (is_first or version is None or day >= version)]
    if days:
        return days[0]
    at_once = any(_AT_ONCE.search(article.text) for article in articles[-3:])
    published = next((day for day, words in events if re.search("公布|发布|颁布", words)), None)
    return (published or promulgated) if is_first and at_once else None


# --- head --------------------------------------------------------------------------------------


def _titles(paragraphs: Sequence[str]) -> tuple[list[str], int]:
    """Returns title, and that of the part if there is one, and the paragraph after them."""
    if any(p.startswith("# ") for p in paragraphs[:3]):
        at, found = 0, []
        while at < len(paragraphs) and paragraphs[at].startswith("# "):
            found.append(_plain_title(paragraphs[at][2:]))
            at += 1
        return [t for t in found if t], at
    for at, paragraph in enumerate(paragraphs[:30]):
        plain = _plain_title(paragraph)
        if (
            re.search(r"(?:法|条例|规定|办法|细则|解释|决定|规则|规程|修正案[（(].{1,4}[）)])$", plain)
            and len(plain) < 60
        ):
            return [plain], at + 1
    return [], 0


def _plain_title(words: str) -> str:
    """Returns a title without outer 《》 and blanks, an inner one in 〈〉."""
    plain = re.sub(r"[\s　]+", "", words)
    if plain.startswith("《") and plain.endswith("》") and "《" not in plain[1:]:
        plain = plain[1:-1]
    return plain.replace("《", "〈").replace("》", "〉")


def _events(head: str) -> Iterator[tuple[date, str]]:
    """Yields the days of a head with the words up to the next day."""
    found = list(_DAY.finditer(head))
    ends = [m.start() for m in found[1:]] + [len(head)]
    for match, end in zip(found, ends, strict=False):
        day = printed_day(match["y"], match["m"], match["d"])
        if day is not None:
            yield day, head[match.end() : end]


def _first(events: Sequence[tuple[date, str]], words: str) -> date | None:
    return next((d for d, after in events if re.search(words, after) and not re.search("修正|修订|修改", after)), None)


def _is_effect(words: str) -> bool:
    """Tells whether the words after a day say that something takes effect then; a title (实施条例) says nothing."""
    plain = re.sub("《[^》]*》|<[^>]*>|〈[^〉]*〉", "", words)
    return bool(re.search("施行|生效|实施", plain)) and not re.search("修正|修订|修改", plain)


def _without_days(head: str) -> str:
    """Returns the head in compatible letters, without blanks; a comma stands for each day."""
    return re.sub(r"\s+", "", _DAY.sub("，", unicodedata.normalize("NFKC", head)))


def _numbers(head: str) -> Iterator[str]:
    for found in _ORDER.finditer(_without_days(head)):
        if found["code"]:
            yield found["code"]
        elif found["organ"]:
            organ = re.sub(r"^.*?(?=中华人民共和国|国务院)", "", found["organ"])
            yield f"{organ}令{found['order'].removeprefix('令')}"


def _issuer(head: str, level: SourceLevel) -> str | None:
    if level is SourceLevel.ADMIN_REGULATION:
        return "国务院"
    found = _ADOPTED_BY.search(_without_days(head))
    return re.sub("第[一二三四五六七八九十]+届", "", found["name"]) if found else None


def _level(title: str, head: str, path: PurePath) -> tuple[SourceLevel, str]:
    """Returns level and place: the folder of a library says it, else the head, else nobody."""
    level = next((level for part in reversed(path.parts[:-1]) for folder, level in _FOLDERS if folder == part), None)
    by_head = level is None
    level = level or _level_of_head(title, head)
    if level in (SourceLevel.LOCAL_REGULATION, SourceLevel.LOCAL_RULE):
        place = find_region(title)
        if place in (None, NATION):
            folder = path.parent.name
            named = (find_region(folder + unit + "人民政府") for unit in ("", "省", "市"))
            place = next((found for found in named if found and is_place(found)), None)
        if place is None or place == NATION:
            raise NoLawError("law.no_place")
        may = makes_regulations if level is SourceLevel.LOCAL_REGULATION else makes_rules
        if by_head and not may(place):
            raise NoLawError("law.not_its_to_make")
        return level, place
    return level, NATION


def _level_of_head(title: str, head: str) -> SourceLevel:
    for words, level in (
        (r"国务院令|国务院第\d+次常务会议", SourceLevel.ADMIN_REGULATION),
        (r"法释|最高人民法院|最高人民检察院", SourceLevel.JUDICIAL_INTERPRETATION),
        (r"全国人民代表大会", SourceLevel.LAW),
        (r"(?:省|自治区|市|州|县).{0,12}人民代表大会", SourceLevel.LOCAL_REGULATION),
        (r"(?:省|自治区|市|州)人民政府令|政府第\d+次常务会议", SourceLevel.LOCAL_RULE),
        (r"(?:部|委员会|总局|署|银行)令|部务会议", SourceLevel.DEPARTMENT_RULE),
    ):
        if re.search(words, head) or (level is SourceLevel.JUDICIAL_INTERPRETATION and title.startswith("最高人民")):
            return level
    if _STANDARD.search(title):
        return SourceLevel.STANDARD
    raise NoLawError("law.no_level")


# --- body --------------------------------------------------------------------------------------


def _articles(paragraphs: Iterable[str]) -> Iterator[Article]:
    """Yields the articles in order; what stands below one belongs to it. A number that comes again is left out."""
    heading = ""
    open_article: tuple[tuple[int, int], str, list[str]] | None = None
    seen: set[tuple[int, int]] = set()

    def finished() -> Iterator[Article]:
        if open_article is not None and open_article[0] not in seen:
            (number, branch), above, lines = open_article
            seen.add((number, branch))
            yield Article(number, above, "\n".join(lines).strip(), branch)

    for paragraph in paragraphs:
        opening = _ARTICLE.match(paragraph)
        key = article_key(opening[1]) if opening else None
        if opening and key:
            yield from finished()
            open_article = (key, heading, [paragraph[opening.end() :]])
        elif is_heading(paragraph):
            heading = re.sub(r"[\s　]+", " ", paragraph)
        elif open_article is not None:
            open_article[2].append(paragraph)
    yield from finished()


def _effective(articles: Sequence[Article]) -> date | None:
    for article in reversed(articles[-3:]):
        found = re.search(rf"自{_DAY.pattern}起施行", article.text)
        if found:
            return printed_day(found["y"], found["m"], found["d"])
    return None


def _repealed(articles: Sequence[Article], own: str) -> Iterator[str]:
    """Yields the titles that the last articles repeal together with the day of effect."""
    for article in articles[-3:]:
        for sentence in re.split("[。；]", article.text):
            if _REPEALS.search(sentence):
                yield from (t for t in _TITLES.findall(sentence) if _plain_title(t) != own)


# --- versions ----------------------------------------------------------------------------------

_ALIKE = 0.6
_RIVAL = 0.1  # so near another article comes that the words do not tell which of them it is
_IN_PART = 0.4  # of an article's words are in another one that may have taken it in
_REWORDED = 0.3  # of the only article between the neighbours


def moved_articles(old: Sequence[Article], new: Sequence[Article]) -> dict[int, int]:
    """Tells where each article of an older wording stands now, 0 where it is gone: by what the texts have in common.

    Articles keep their order, so that of two that look alike the nearer one counts, and one that was
    much reworded is known by its neighbours: it took the only place between theirs, or there is no
    place left and no article has taken it in. What neither words nor neighbours tell is left out, and so is
    an article that two others are alike, as where a new law says the same of two kinds of companies.
    """
    pairs = {a.number: _pairs(a.text) for a in new if not a.branch}
    shares: dict[int, Mapping[int, float]] = {}
    out: dict[int, int] = {}
    nowhere: set[int] = set()
    for article in old:
        if article.branch:
            continue
        mine = _pairs(article.text)
        shares[article.number] = {number: _share(mine, theirs) for number, theirs in pairs.items()}
        best = max(pairs, key=lambda n: (shares[article.number][n], -abs(n - article.number)), default=0)
        if best and shares[article.number][best] >= _ALIKE and not _has_rival(shares[article.number], best):
            out[article.number] = best
        elif not any(len(mine & theirs) >= _IN_PART * len(mine) for theirs in pairs.values()):
            nowhere.add(article.number)
    last, end = max(shares, default=0), max(pairs, default=0) + 1
    for number in shares.keys() - out.keys():
        before = 0 if number == 1 else out.get(number - 1)
        after = end if number == last else out.get(number + 1)
        if before is None or after is None:
            continue
        if after - before == 2 and shares[number].get(before + 1, 0.0) >= _REWORDED:
            out[number] = before + 1
        elif after - before == 1 and number in nowhere:
            out[number] = 0
    return dict(sorted(out.items()))


def _has_rival(shares: Mapping[int, float], best: int) -> bool:
    """Tells whether another article is nearly as much alike; of articles in the very same words the nearer one counts."""
    others = [share for number, share in shares.items() if number != best]
    return any(shares[best] - _RIVAL < share < shares[best] for share in others)


def _pairs(text: str) -> frozenset[str]:
    plain = re.sub(r"[\W_]+", "", text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
