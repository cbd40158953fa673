"""Support and proportion: what an article says against what a measure does, of an invented ferry regulation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.errors import InputError, RegistryError
from graph_schema.messages import in_words
from graph_schema.records import Instrument
from graph_schema.terms import CheckResult, MeasureKind, SourceLevel
from tracer.registry.article_facts import ArticleFacts, build, facts_of, load_facts, parse_facts
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.shelf import ArticleShelf, Cited
from tracer.registry.statements import article_profile
from tracer.registry.versions import restated
from tracer.verdict.support import proportion, quotation, quote_after, statement_of, support

RECORD = "渡口经营者有前款行为的，由交通主管部门记入信用档案，并向社会公布。"
LISTS = "情节严重的，列入渡口经营严重失信主体名单，三年内不得申请财政补助，在政府采购、评优评先等方面依法予以限制。"
BID = "串通投标的，取消其一年至二年内参加渡口建设项目投标的资格。"
PLAIN = "渡口应当设置明显标志，并保持通道畅通。"
BAN = "因渡运事故被追究刑事责任的，终身不得从事渡口经营活动。"
ARTICLES = {1: RECORD, 2: LISTS, 3: BID, 4: PLAIN, 5: BAN}
FERRIES = Instrument(
    id="xf-ferries",
    title="渡口管理条例",
    short_titles=(),
    numbers=(),
    level=SourceLevel.ADMIN_REGULATION,
    issuer=None,
    region="全国",
    repealed=None,
    status="in_force",
    versions=restated((), articles=5),
)
K = MeasureKind
CASES = [
    (K.INFO_INCLUSION, "记入企业信用记录", 1, "stated", None),
    (K.INFO_INCLUSION, "记入企业信用记录", 4, "not_stated", None),
    (K.INFO_INCLUSION, "记入企业信用记录", 3, "not_stated", None),
    (K.SHARING, "向社会公布违法渡口经营者信息", 1, "stated", None),
    (K.SHARING, "公示渡口经营者的处罚信息", 4, "not_stated", None),
    (K.NAME_LIST, "列入渡口经营失信名单", 2, "stated", None),
    (K.NAME_LIST, "列入渡口经营失信名单", 1, "not_stated", None),
    (K.NAME_LIST, "列入经营异常名录", 2, "not_stated", None),
    (K.PUNISHMENT, "情节严重的，三年内不得申请财政补助", 2, "stated", "ok"),
    (K.PUNISHMENT, "情节严重的，五年内不得申请财政补助", 2, "stated", "failed"),
    (K.PUNISHMENT, "三年内不得申请财政补助", 2, "stated", "unknown"),
    (K.PUNISHMENT, "取消其两年内的投标资格", 3, "stated", "ok"),
    (K.PUNISHMENT, "永久取消其投标资格", 3, "stated", "failed"),
    (K.PUNISHMENT, "取消其投标资格", 3, "stated", "unknown"),
    (K.PUNISHMENT, "取消其一年内投标资格并限制乘坐飞机", 3, "stated", "failed"),
    (K.PUNISHMENT, "取消其文明户评选资格", 3, "not_stated", "unknown"),
    (K.PUNISHMENT, "取消其文明户评选资格", 4, "not_stated", "unknown"),
    (K.PUNISHMENT, "终身不得从事渡口经营", 5, "stated", "ok"),
    (K.SCORING, "开展渡口经营者信用评价", 1, "not_stated", None),
    (K.REPAIR, "可以申请信用修复", 2, "not_stated", None),
]


def facts() -> ArticleFacts:
    lines = facts_of((FERRIES.id, Article(number, "", text)) for number, text in ARTICLES.items())
    return parse_facts("\n".join(lines))


@pytest.fixture(params=["texts", "facts"])
def shelf(request: pytest.FixtureRequest) -> ArticleShelf:
    if request.param == "facts":
        return ArticleShelf(facts=facts())
    kept = Articles(":memory:")
    kept.put(FERRIES.id, (Article(number, "", text) for number, text in ARTICLES.items()))
    return ArticleShelf(kept)


@pytest.mark.parametrize(("kind", "text", "article", "supported", "harsher"), CASES)
def test_cases(
    shelf: ArticleShelf, kind: MeasureKind, text: str, article: int, supported: str, harsher: str | None
) -> None:
    measure = statement_of(kind, text, text + "。")
    cited = [shelf.cited(FERRIES, [(article, 0)])]
    assert support(measure, cited).result.value == supported
    if harsher:
        assert proportion(measure, cited).result.value == harsher


def test_what_is_not_at_hand(shelf: ArticleShelf) -> None:
    measure = statement_of(K.INFO_INCLUSION, "记入信用记录", "")
    assert shelf.cited(FERRIES, [(9, 0)]) is None
    assert support(measure, [None]).result is CheckResult.TEXT_NOT_AT_HAND
    assert support(measure, []).result is CheckResult.TEXT_NOT_AT_HAND
    assert proportion(measure, [None]).result is CheckResult.UNKNOWN


def test_the_best_of_several_citations_counts(shelf: ArticleShelf) -> None:
    measure = statement_of(K.INFO_INCLUSION, "记入信用记录", "")
    silent, speaking = shelf.cited(FERRIES, [(4, 0)]), shelf.cited(FERRIES, [(1, 0)])
    assert support(measure, [silent, speaking]).result is CheckResult.STATED
    assert support(measure, [silent, None]).result is CheckResult.TEXT_NOT_AT_HAND


@pytest.mark.parametrize(
    ("behind", "result"),
    [
        ("规定：“由交通主管部门记入信用档案，并向社会公布”，记入信用记录。", "ok"),
        ("“由交通主管部门\n记入信用档案”的规定，记入信用记录。", "ok"),
        ("规定：“由交通主管部门列入失信名单，并处罚款”，列入名单。", "failed"),
        ("，记入信用记录。", None),
        ("记入“红黑榜”。", None),
    ],
)
def test_quoted_words(behind: str, result: str | None) -> None:
    kept = Articles(":memory:")
    kept.put(FERRIES.id, [Article(1, "", RECORD)])
    with_text = ArticleShelf(kept).cited(FERRIES, [(1, 0)])
    words = quote_after(behind)
    quoted = [(words, with_text)] if words else []
    found = quotation(quoted)
    assert (found.result.value if found else None) == result
    if words:
        by_facts = quotation([(words, ArticleShelf(facts=facts()).cited(FERRIES, [(1, 0)]))])
        assert by_facts is not None and by_facts.result is CheckResult.TEXT_NOT_AT_HAND


LAMPS = {
    1: "购灯人未按约定使用购灯款的，贷款人可以停止发放贷款。",
    2: "主管部门与金融机构应当建立信用信息共享机制。",
    3: "任何人可以查询对自己的信用评价。",
    4: "伪造灯具检验报告的，二年内不得申请贷款贴息。",
    5: "灯具经营者的违法行为记入信用档案，并向社会公布。",
}
WHOLE_CASES = [
    (K.PUNISHMENT, "三年内不予贷款", (1,), "unknown"),
    (K.PUNISHMENT, "二年内不得申请贷款贴息", (1, 4), "stated"),
    (K.SHARING, "公布失信的灯具经营者", (2, 5), "stated"),
    (K.SCORING, "建立灯具经营者信用评价制度", (3,), "unknown"),
    (K.NAME_LIST, "列入灯具经营失信名单", (1, 2, 3), "not_stated"),
]


@pytest.mark.parametrize("by_facts", [False, True])
@pytest.mark.parametrize(("kind", "text", "articles", "supported"), WHOLE_CASES)
def test_a_word_somewhere_in_a_law_is_no_statement(
    kind: MeasureKind, text: str, articles: tuple[int, ...], supported: str, by_facts: bool
) -> None:
    texts = [Article(number, "", LAMPS[old]) for number, old in enumerate(articles, 1)]
    kept = Articles(":memory:")
    kept.put(FERRIES.id, texts)
    by_lines = parse_facts("\n".join(facts_of((FERRIES.id, one) for one in texts)))
    law = replace(FERRIES, versions=restated((), articles=len(texts)))
    known = (ArticleShelf(facts=by_lines) if by_facts else ArticleShelf(kept)).whole(law)
    assert support(statement_of(kind, text, text + "。"), [known]).result.value == supported


def test_the_words_are_those_of_the_article() -> None:
    kept = Articles(":memory:")
    kept.put(FERRIES.id, [Article(1, "", RECORD)])
    measure = statement_of(K.INFO_INCLUSION, "记入企业信用记录", "")
    found = support(measure, [ArticleShelf(kept).cited(FERRIES, [(1, 0)])])
    assert isinstance(found.words, str) and found.words in RECORD and "信用档案" in found.words
    by_facts = support(measure, [ArticleShelf(facts=facts()).cited(FERRIES, [(1, 0)])])
    assert "条文文本不在手边" in in_words("zh", by_facts.words)
    assert "its text is not at hand" in in_words("en", by_facts.words)


def test_the_facts_are_built_from_a_folder_and_name_their_errors(tmp_path: Path) -> None:
    folder = tmp_path / "laws"
    folder.mkdir()
    with pytest.raises(InputError):
        build(folder, tmp_path / "facts.gz")
    (folder / "a.jsonl").write_text(
        '{"instrument": "xf-1", "article": "第一条之二", "text": "记入信用档案。"}\n', "utf-8"
    )
    assert build(folder, tmp_path / "facts.gz") == 1
    made = load_facts(tmp_path / "facts.gz")
    assert made.profile("xf-1", (1, 2)) and made.profile("xf-1", (1, 0)) is None
    with pytest.raises(RegistryError, match="2"):
        parse_facts("a\t1-2\t\nb\t1-x\t")


def test_the_facts_that_come_with_the_program_hold_no_words() -> None:
    built_in = load_facts()
    assert len(built_in.known) > 500
    assert not any(
        "\u4e00" <= c <= "\u9fff" for stated in built_in.stated.values() for p in stated.values() for c in str(p)
    )


def test_a_profile_cited_without_texts_shows_terms() -> None:
    one = Cited(facts().profile(FERRIES.id, (3, 0)) or pytest.fail("no profile"))
    found = proportion(statement_of(K.PUNISHMENT, "取消其五年内投标资格", ""), [one])
    assert found.result is CheckResult.FAILED
    assert "5年" in in_words("zh", found.words) and "2年" in in_words("zh", found.words)
    assert "the measure: 5 years; the article at most: 2 years" in in_words("en", found.words)


def test_words_that_only_look_like_restraints() -> None:
    """Neither who punishes, nor the taking of a licence, nor the refusal of what is not due restrains anybody in a field."""
    for text, absent in [
        ("隐匿采购文件的，由政府采购监督管理部门处以罚款。", "procurement"),
        ("情节严重的，吊销采砂许可证。", "licence"),
        ("不符合用途管制要求的，不得办理规划许可。", "licence"),
        ("有下列情形之一的，可以不予撤销登记。", "business"),
        ("对违反许可制度的行政处罚，由国务院规定。", "licence"),
    ]:
        assert absent not in article_profile(text).fields, text
    assert "licence" in article_profile("骗取许可的，三年内不予受理其许可申请。").fields
