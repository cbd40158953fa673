"""Article texts: kept by instrument and number, found by their words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shared_files import SHARED, needs_shared

from graph_schema.errors import InputError, StoreError
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article, article_key, read_article_lines

MADE_UP = (
    Article(1, "总则", "为了规范渡口管理，制定本条例。"),
    Article(2, "", "渡口经营者提供虚假材料的，由主管部门记入信用档案，并向社会公布。"),
    Article(3, "", "渡口经营者拖欠规费的，列入渡口经营失信名单。"),
    Article(3, "", "船员的诚信档案由船舶所有人保管。", 1),
)


@pytest.fixture
def articles(tmp_path: Path) -> Articles:
    made = Articles(tmp_path / "articles.sqlite")
    made.put("xf-1", MADE_UP)
    made.put("xf-2", (Article(1, "", "集市经营者的信用档案由街道保管。"),))
    return made


def test_texts_by_number(articles: Articles) -> None:
    assert articles.text("xf-1", 2) == MADE_UP[1].text
    assert articles.text("xf-1", 3, 1) == MADE_UP[3].text
    assert articles.text("xf-1", 4) is None
    assert articles.has("xf-1") and not articles.has("xf-3")
    assert articles.numbers("xf-1") == ((1, 0), (2, 0), (3, 0), (3, 1))


def test_putting_again_replaces(articles: Articles) -> None:
    articles.put("xf-1", MADE_UP[:1])
    assert articles.numbers("xf-1") == ((1, 0),)
    assert [hit.instrument for hit in articles.search(["信用档案"], 5)] == ["xf-2"]


@pytest.mark.parametrize(
    ("words", "among", "found"),
    [
        (["信用档案", "虚假材料"], None, [("xf-1", 2), ("xf-2", 1)]),
        (["信用档案"], ["xf-2"], [("xf-2", 1)]),
        (["诚信"], None, [("xf-1", 3)]),
        (["规费", "名单"], None, [("xf-1", 3)]),
        (['"信用"'], None, []),
        ([""], None, []),
        (["飞行器"], None, []),
    ],
)
def test_search(articles: Articles, words: list[str], among: list[str] | None, found: list[tuple[str, int]]) -> None:
    hits = articles.search(words, 5, among)
    assert [(hit.instrument, hit.article.number) for hit in hits] == found
    assert all(hit.words and hit.score > 0 for hit in hits)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("no database at all, but long enough to be taken for one\n" * 20)
    with pytest.raises(StoreError):
        Articles(tmp_path / "broken")
    with pytest.raises(StoreError):
        Articles(tmp_path / "missing", create=False)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("第十二条", (12, 0)),
        ("第一百二十条之一", (120, 1)),
        ("第三条之十一", (3, 11)),
        ("第一千二百六十条", (1260, 0)),
        ("附则", None),
    ],
)
def test_article_key(printed: str, key: tuple[int, int] | None) -> None:
    assert article_key(printed) == key


def test_import_lines(tmp_path: Path) -> None:
    good = {"instrument": "xf-1", "article": "第二条", "text": "渡口"}
    (tmp_path / "a.jsonl").write_text(json.dumps(good, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert list(read_article_lines(tmp_path / "a.jsonl")) == [("xf-1", Article(2, "", "渡口"))]
    for bad in ('{"instrument": "xf-1"}', "[", '{"instrument": "a", "article": "附则", "text": ""}', "[]"):
        (tmp_path / "b.jsonl").write_text(json.dumps(good) + "\n" + bad, encoding="utf-8")
        with pytest.raises(InputError, match="2"):
            list(read_article_lines(tmp_path / "b.jsonl"))


@pytest.mark.shared
@needs_shared
def test_the_stored_laws_are_read() -> None:
    files = sorted((SHARED / "registry" / "lawtext").glob("*.jsonl"))[:20]
    with Articles(":memory:") as kept:
        for file in files:
            lines = list(read_article_lines(file))
            assert kept.put(lines[0][0], (article for _, article in lines)) == len(lines)
