"""Cures: what a dead end could rest on, by subject and by what articles state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph_schema.messages import LANGUAGES, in_words
from graph_schema.records import Instrument
from graph_schema.regions import covers
from graph_schema.terms import MeasureKind, SourceLevel
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.article_facts import ArticleFacts, facts_of, parse_facts
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.load import load_registry
from tracer.registry.shelf import ArticleShelf, built_in_shelf, spelt
from tracer.registry.validity import state_on
from tracer.registry.versions import restated
from tracer.verdict.cure import Curable, Need, about, find_cures, stored_cure
from tracer.verdict.judge import judge
from tracer.verdict.support import statement_of

FERRY = Instrument(
    id="xf-ferry",
    title="渡口管理条例",
    short_titles=(),
    numbers=(),
    level=SourceLevel.ADMIN_REGULATION,
    issuer=None,
    region="全国",
    repealed=None,
    status="in_force",
    versions=restated((), promulgated=date(2015, 1, 1), effective=date(2015, 3, 1), articles=2),
)
CREDIT = replace(FERRY, id="df-credit", title="岚台省社会信用条例", level=SourceLevel.LOCAL_REGULATION, region="岚台省")
MARKET = replace(FERRY, id="xf-market", title="集贸市场管理条例")
TEXTS = {
    FERRY.id: ("为规范渡口管理，制定本条例。", "渡口经营者受到行政处罚的，记入信用档案。"),
    CREDIT.id: ("为推进信用建设，制定本条例。", "行政处罚信息应当记入信用记录。"),
    MARKET.id: ("摊主受到行政处罚的，记入信用档案。",),
}
NEED = Need(
    measure=statement_of(MeasureKind.INFO_INCLUSION, "将渡口经营者记入信用档案", ""),
    subject="关于加强渡口管理的通知：将渡口经营者记入信用档案",
    levels=frozenset({SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION}),
    region="岚台省/沁河市",
    day=date(2022, 1, 1),
)


def pairs() -> list[tuple[str, Article]]:
    return [(i, Article(n, "", text)) for i, texts in TEXTS.items() for n, text in enumerate(texts, start=1)]


SHELF = ArticleShelf(facts=parse_facts("\n".join(facts_of(pairs()))))


def among(*known: Instrument, shelf: ArticleShelf = SHELF) -> Curable:
    return Curable({row.id: row for row in known}, shelf)


def found(need: Need, *known: Instrument) -> list[tuple[str, str]]:
    return [(c.instrument, c.article) for c in find_cures(need, among(*known or (FERRY, CREDIT, MARKET))).found]


def test_the_law_on_the_subject_comes_before_the_credit_regulation() -> None:
    assert found(NEED) == [("xf-ferry", "第二条"), ("df-credit", "第二条")]
    assert find_cures(NEED, among(FERRY, CREDIT, MARKET)).searched == 3


@pytest.mark.parametrize(
    "need",
    [
        replace(NEED, levels=frozenset({SourceLevel.LAW})),
        replace(NEED, day=date(2015, 2, 1), region=None),
        replace(NEED, measure=statement_of(MeasureKind.NAME_LIST, "列入失信名单", "")),
    ],
)
def test_nothing_is_found(need: Need) -> None:
    assert found(need) == []


def test_a_regulation_of_another_place_is_no_cure() -> None:
    assert found(replace(NEED, region="云岭省/鹭洲市")) == [("xf-ferry", "第二条")]


def test_the_words_are_the_article_where_it_is_at_hand() -> None:
    texts = Articles(":memory:")
    texts.put(FERRY.id, [article for i, article in pairs() if i == FERRY.id])
    cure = find_cures(NEED, among(FERRY, shelf=replace(SHELF, texts=texts))).found[0]
    assert isinstance(cure.words, str) and cure.words in TEXTS[FERRY.id][1]
    named = find_cures(NEED, among(FERRY)).found[0].words
    assert [in_words(lang, named) for lang in LANGUAGES] == ["记入信用记录", "record in a credit file"]


@pytest.mark.parametrize(
    ("title", "subject", "near"),
    [
        ("中华人民共和国旅游法", "旅游市场", 1.0),
        ("中华人民共和国行政处罚法", "受到行政处罚", 0.0),
        ("保障农民工工资支付条例", "拖欠农民工工资", 1.0),
        ("河南省社会信用条例", "渡口", 0.5),
        ("集贸市场管理条例", "渡口", 0.0),
    ],
)
def test_what_a_title_is_about(title: str, subject: str, near: float) -> None:
    assert (about(title, subject) >= 0.6) == (near >= 0.6)
    assert (about(title, subject) >= 0.5) == (near >= 0.5)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ((8, 0), "第八条"),
        ((10, 0), "第十条"),
        ((108, 0), "第一百零八条"),
        ((120, 1), "第一百二十条之一"),
        ((1015, 0), "第一千零一十五条"),
        ((1260, 0), "第一千二百六十条"),
    ],
)
def test_articles_as_printed(key: tuple[int, int], words: str) -> None:
    assert spelt(key) == words


def test_a_credit_regulation_in_the_store_is_read() -> None:
    articles = {(1, 0): "为推进信用建设，制定本条例。", (2, 0): "行政处罚信息应当记入信用记录。"}
    cure = stored_cure(NEED.measure, "d-1", "岚台省社会信用条例", articles)
    assert cure is not None
    assert (cure.instrument, cure.article, cure.words) == ("d-1", "第二条", "记入信用记录")
    assert stored_cure(NEED.measure, "d-1", "岚台省社会信用条例", {(1, 0): articles[1, 0]}) is None


def test_a_dead_end_is_cured_by_what_the_stored_regulation_says_and_by_nothing_else() -> None:
    regulation = (
        "岚台省社会信用条例\n\n（2021年3月30日岚台省第十三届人民代表大会常务委员会第二十四次会议通过）\n\n"
        "第一条　为了推进信用建设，制定本条例。\n\n第二条　受到行政处罚的信息记入企业信用记录。\n\n"
        "第三条　本条例自2021年7月1日起施行。\n"
    )
    notice = (
        "岚台省沁河市交通运输局文件\n\n沁交发〔2022〕4号\n\n关于渡口管理的通知\n\n各渡口经营者：\n\n"
        "一、将渡口经营者受到的行政处罚记入信用档案。\n\n二、将渡口经营者列入渡口失信黑名单。\n\n"
        "沁河市交通运输局\n2022年4月6日\n"
    )
    registry = load_registry()
    readings = [
        read(file_of_text(text, f"{i}.txt"), registry.law_names()) for i, text in enumerate((regulation, notice))
    ]
    found = [f for f in judge(readings, registry, load_policy(), date(2023, 6, 1)) if f.document.number]
    assert [(f.verdict.value, f.disposal.value, [(c.title, c.article) for c in f.cures]) for f in found] == [
        ("dead_end", "amend", [("岚台省社会信用条例", "第二条")]),
        ("dead_end", "repeal", []),
    ]
    assert found[1].searched


DAYS = [date(2014, 12, 31), date(2015, 2, 28), date(2015, 3, 1), date(2020, 5, 31), date(2020, 6, 1), date(2026, 1, 1)]


@pytest.mark.parametrize("region", [None, "", "岚台省", "岚台省/沁河市", "云岭省/鹭洲市", "全国"])
@pytest.mark.parametrize("day", DAYS)
def test_as_many_are_searched_as_may_support_it_one_by_one(day: date, region: str | None) -> None:
    ended = replace(MARKET, id="xf-ended", repealed=date(2020, 6, 1))
    undated = replace(MARKET, id="xf-undated", versions=())
    rows = (FERRY, CREDIT, MARKET, ended, undated)
    shelf = ArticleShelf(facts=ArticleFacts(known={row.id: frozenset() for row in rows}))
    need = replace(NEED, day=day, region=region)
    one_by_one = [
        row
        for row in rows
        if state_on(row, day) == "in_force"
        and (row.level is not SourceLevel.LOCAL_REGULATION or (region and covers(row.region, region)))
    ]
    assert find_cures(need, among(*rows, shelf=shelf)).searched == len(one_by_one)


def test_no_title_is_passed_over_that_is_about_a_subject() -> None:
    registry, shelf = load_registry(), built_in_shelf()
    known = [row for row in registry.instruments.values() if row.id in shelf.facts.known]
    among_all = Curable(registry.instruments, shelf)
    for row in known[::40]:
        subject = f"关于{row.title[2:]}的通知：将旅游市场失信者记入信用档案"
        near = {one.id: near for one in known if (near := about(one.title, subject)) >= 0.5}
        assert {one.id: share for one, share in among_all.near(subject)} == near
