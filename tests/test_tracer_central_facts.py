"""Clauses of central documents, and the search of a document cited as a whole; of an invented central opinion."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.errors import RegistryError
from graph_schema.messages import in_words
from graph_schema.numerals import numeral
from graph_schema.records import Instrument
from graph_schema.terms import CheckResult, MeasureKind, SourceLevel
from tracer.registry.article_facts import ArticleFacts, facts_of, parse_facts
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.central_facts import load_central_facts, parse_central_facts
from tracer.registry.clauses import Path as Clause
from tracer.registry.clauses import clause_path, clauses_behind, named_by, of_article
from tracer.registry.load import load_registry
from tracer.registry.package_facts import package_articles
from tracer.registry.shelf import ArticleShelf, Cited
from tracer.registry.statements import article_profile
from tracer.registry.versions import restated
from tracer.verdict.support import proportion, statement_of, support

OPINION = Instrument(
    id="zy-ferries",
    title="关于渡口信用工作的意见",
    short_titles=(),
    numbers=("国办发〔2019〕999号",),
    level=SourceLevel.CENTRAL_POLICY,
    issuer=None,
    region="全国",
    repealed=None,
    status="in_force",
)
FACTS = """
[[document]]
id = "zy-ferries"
number = "国办发〔2019〕999号"
coverage = "COVERAGE"
source = "general knowledge"
silent = ["一", "二（一）"]
[document.clauses]
"二（二）" = "record share"
"二（三）" = "joint bidding=0 procurement=24 +severe"
"三（四）" = "publish"
"""
K = MeasureKind


def central(coverage: str = "whole") -> ArticleShelf:
    return ArticleShelf(central=parse_central_facts(FACTS.replace("COVERAGE", coverage)))


@pytest.mark.parametrize(
    ("label", "path"),
    [("三（十）", (3, 10)), ("（二十一）", (0, 21)), ("三", (3,)), ("第三条", None), ("", None), ("二（一）1", (2, 1))],
)
def test_labels_of_clauses(label: str, path: Clause | None) -> None:
    assert clause_path(label) == path


@pytest.mark.parametrize(
    ("behind", "paths"),
    [
        ("三（十），限制其投标", [(3, 10)]),
        ("第三部分第（十）条规定", [(3, 10)]),
        ("》第三部分，限制其投标", [(3,)]),
        ("（以下简称《意见》）中第（十）项的要求", [(0, 10)]),
        ("的要求，将其列入名单", []),
        ("三年内不得投标", []),
        ("，三、对失信者", []),
        ("等文件", []),
    ],
)
def test_clauses_behind_a_citation(behind: str, paths: list[Clause]) -> None:
    assert list(clauses_behind(behind)) == paths


def test_articles_that_are_clauses() -> None:
    assert of_article("第（十）条") == (0, 10)
    assert of_article("第三条第（二）项") == (3, 2)
    assert of_article("第三条") == (3,)
    assert of_article("前款") is None


def test_an_item_is_named_by_its_number_where_only_one_bears_it() -> None:
    labels = [(2, 1), (2, 2), (3, 1), (3, 3), (4,)]
    assert named_by((0, 2), labels) == [(2, 2)]
    assert named_by((0, 1), labels) == []
    assert named_by((3, 1), labels) == [(3, 1)]
    assert named_by((3,), labels) == [(3, 1), (3, 3)]
    assert named_by((3, 2), labels) == [(2, 2)]  # numbered on through all parts, the part named wrongly
    assert named_by((9, 9), labels) == []


CLAUSES = [
    ((2, 2), K.INFO_INCLUSION, "记入渡口经营者信用记录", "stated"),
    ((2, 3), K.INFO_INCLUSION, "记入渡口经营者信用记录", "not_stated"),
    ((2, 1), K.INFO_INCLUSION, "记入渡口经营者信用记录", "not_stated"),
    ((0, 3), K.PUNISHMENT, "限制其参加投标", "stated"),
    ((2, 2), K.PUNISHMENT, "限制其参加投标", "not_stated"),
    ((2,), K.PUNISHMENT, "限制其参加投标", "stated"),
]


@pytest.mark.parametrize(("path", "kind", "text", "result"), CLAUSES)
def test_a_clause_is_looked_up(path: Clause, kind: MeasureKind, text: str, result: str) -> None:
    found = support(statement_of(kind, text, text), [central().clauses(OPINION, [path])])
    assert found.result.value == result


def test_a_clause_that_nobody_knows_is_not_at_hand() -> None:
    assert central().clauses(OPINION, [(5, 5)]) is None
    assert ArticleShelf().clauses(OPINION, [(2, 2)]) is None


@pytest.mark.parametrize(
    ("kind", "text", "whole", "part"),
    [
        (K.INFO_INCLUSION, "记入渡口经营者信用记录", "stated", "stated"),
        (K.PUNISHMENT, "限制其参加政府采购活动", "stated", "stated"),
        (K.PUNISHMENT, "限制其乘坐飞机", "not_stated", "text_not_at_hand"),
        (K.NAME_LIST, "列入渡口经营失信名单", "not_stated", "text_not_at_hand"),
    ],
)
def test_all_of_a_document_is_searched(kind: MeasureKind, text: str, whole: str, part: str) -> None:
    measure = statement_of(kind, text, text)
    for coverage, expected in (("whole", whole), ("part", part)):
        found = support(measure, [central(coverage).whole(OPINION)])
        assert found.result.value == expected
        assert "国办发〔2019〕999号" in in_words("zh", found.words)


ON_WHOM = [
    ("government", "对失信的乡镇政府取消投标项目审批", "stated"),
    ("government", "渡口企业被列入名单的，限制其参加投标", "not_stated"),
    ("government", "由县级政府部门限制渡口经营者参加投标", "not_stated"),
    ("government", "限制其参加投标", "stated"),
    ("government", "限制渡口企业参加政府采购活动", "not_stated"),
    ("debtors", "限制失信被执行人参加投标", "stated"),
    ("debtors", "乱停船只的居民，限制其参加投标", "not_stated"),
    ("persons", "限制渡口公司参加投标", "not_stated"),
    ("persons", "限制渡口公司的法定代表人参加投标", "stated"),
]


@pytest.mark.parametrize(("whom", "text", "result"), ON_WHOM)
def test_a_document_on_some_people_does_not_speak_of_measures_on_others(whom: str, text: str, result: str) -> None:
    facts = parse_central_facts(FACTS.replace("COVERAGE", "part").replace("source", f'whom = "{whom}"\nsource'))
    shelf = ArticleShelf(central=facts)
    measure = statement_of(K.PUNISHMENT, text, text)
    for cited in (shelf.whole(OPINION), shelf.clauses(OPINION, [(2, 3)])):
        assert support(measure, [cited]).result.value == result


def test_only_known_people_are_named() -> None:
    with pytest.raises(RegistryError):
        parse_central_facts(FACTS.replace("COVERAGE", "whole").replace("source", 'whom = "ferrymen"\nsource'))


@pytest.mark.parametrize(
    ("article", "fields"),
    [
        ("对从事渡运业务的单位负责人处一万元罚款", {"assets"}),
        ("作出准予登记或者不予登记的决定", set()),
        ("一年内不得申请渡运许可证，处一万元罚款", {"licence", "assets"}),
        ("将经营者的信用状况与贷款、征信相衔接", {"loans"}),
        ("渡船有数量限制的许可，按照先后顺序办理", set()),
    ],
)
def test_whom_a_fine_falls_on_and_what_is_decided_are_no_restraints(article: str, fields: set[str]) -> None:
    assert set(article_profile(article).fields) == fields


@pytest.mark.parametrize(("article", "result"), [("处一万元罚款", "not_stated"), ("限制其参加投标", "unknown")])
def test_joint_punishment_is_not_spoken_of_by_a_fine(article: str, result: str) -> None:
    measure = statement_of(K.PUNISHMENT, "对失信渡口经营者实施联合惩戒", "")
    assert support(measure, [Cited(article_profile(article))]).result.value == result


def test_the_clause_is_said_and_its_term_is_the_limit() -> None:
    measure = statement_of(K.PUNISHMENT, "五年内禁止其参加政府采购活动", "情节严重的，五年内禁止其参加政府采购活动")
    whole = central().whole(OPINION)
    assert "国办发〔2019〕999号二（三）：政府采购" in in_words("zh", support(measure, [whole]).words)
    assert proportion(measure, [whole]).result is CheckResult.FAILED
    assert proportion(measure, [central().clauses(OPINION, [(2, 3)])]).result is CheckResult.FAILED


def law(**articles: str) -> ArticleFacts:
    lines = facts_of((OPINION.id, Article(int(number[1:]), "", text)) for number, text in articles.items())
    return parse_facts("\n".join(lines))


def test_a_law_is_searched_by_its_texts_or_facts_and_known_whole_only_where_all_articles_are() -> None:
    row = replace(OPINION, numbers=(), versions=restated((), articles=2))
    texts = {1: "渡口应当设置明显标志。", 2: "将经营者的违法信息记入信用档案。"}
    kept = Articles(":memory:")
    kept.put(row.id, (Article(number, "", text) for number, text in texts.items()))
    record = statement_of(K.INFO_INCLUSION, "记入信用记录", "")
    listed = statement_of(K.NAME_LIST, "列入失信名单", "")
    for shelf in (ArticleShelf(kept), ArticleShelf(facts=law(a1=texts[1], a2=texts[2]))):
        whole = shelf.whole(row)
        assert whole is not None and whole.is_complete
        assert "《关于渡口信用工作的意见》第二条" in in_words("zh", support(record, [whole]).words)
        assert support(listed, [whole]).result is CheckResult.NOT_STATED
        for unsure in (replace(row, versions=()), replace(row, versions=restated((), articles=3))):
            assert support(record, [shelf.whole(unsure)]).result is CheckResult.STATED
            assert support(listed, [shelf.whole(unsure)]).result is CheckResult.TEXT_NOT_AT_HAND


def test_of_several_sources_the_best_counts() -> None:
    measure = statement_of(K.PUNISHMENT, "限制其乘坐飞机", "")
    silent, part = central().whole(OPINION), central("part").whole(OPINION)
    assert support(measure, [silent, part]).result is CheckResult.TEXT_NOT_AT_HAND
    stated = Cited(central().central.documents["zy-ferries"].clauses["二（三）"])
    assert support(statement_of(K.PUNISHMENT, "取消其投标资格", ""), [silent, stated]).result is CheckResult.STATED


def test_the_facts_that_come_with_the_program() -> None:
    facts, registry = load_central_facts(), load_registry()
    assert len(facts.documents) >= 40
    for id, document in facts.documents.items():
        assert id in registry.instruments, id
        assert document.source and "\n" not in document.source
        assert all(label == "" or clause_path(label) for label in document.clauses), id
    most_cited = "国发〔2014〕21号 国发〔2016〕33号 中办发〔2016〕64号 国发〔2016〕76号 国办发〔2019〕35号 国办发〔2020〕49号 国办发〔2025〕22号"
    known = {number for id in facts.documents for number in registry.instruments[id].numbers}
    assert not set(most_cited.split()) - known


@pytest.mark.parametrize("wrong", ['coverage = "all"', 'coverage = "whole"\nclauses = {"一" = "fly"}'])
def test_faults_of_the_file_are_named(wrong: str) -> None:
    with pytest.raises(RegistryError, match="1"):
        parse_central_facts(f'[[document]]\nid = "zy-1"\nsource = "x"\n{wrong}\n')


def test_a_package_adds_laws_that_are_whole_and_in_the_wording_on_record(tmp_path: Path) -> None:
    registry = load_registry()
    row = next(i for i in registry.instruments.values() if i.title == "中华人民共和国票据法")
    newest = row.versions[-1].day
    assert newest is not None and row.articles
    file = tmp_path / "laws.db"
    with closing(sqlite3.connect(file)) as made, made:
        made.execute(
            "CREATE TABLE laws (law_id, law_name, doc_type, level, issuing_body, publish_date, effective_date, version_date, status)"
        )
        made.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id, chapter, section, article_no, article_text)"
        )
        for id, title, articles in (
            ("a", row.title, row.articles),
            ("b", "中华人民共和国旅游法", 3),
            ("c", "无此法", 1),
        ):
            cells = (
                id,
                title,
                "法律",
                "法律",
                "全国人民代表大会常务委员会",
                None,
                None,
                newest.isoformat(),
                "现行有效",
            )
            made.execute("INSERT INTO laws VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", cells)
            numbered = [(id, "", "", f"第{numeral(n)}条", "记入信用档案。") for n in range(1, articles + 1)]
            made.executemany(
                "INSERT INTO articles (law_id, chapter, section, article_no, article_text) VALUES (?, ?, ?, ?, ?)",
                numbered,
            )
    found = list(package_articles(file, registry))
    assert {id for id, _ in found} == {row.id}
    assert len(found) == row.articles
