"""Marked files are refused by every command before a byte is stored: a sentence, status 2, and the rest of the run goes on."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from small_corpus import CITY, PROVINCE
from test_bad_input import Done, tracer

from graph_schema.errors import SecretError
from graph_schema.records import SourceFile
from ingest.reading import read
from tracer import jobs
from tracer.registry.own_rows import kept_rows
from tracer.store import open_store

WORDS = "霜溪县不可外流之名单"
TEXTS = {
    "密.txt": f"机密★10年\n000012\n霜溪县人民政府文件\n\n霜政发〔2021〕4号\n\n关于{WORDS}的通知\n\n各单位：\n\n一、将失信企业列入名单。\n",
    "内.txt": f"内部资料 注意保存\n\n关于{WORDS}的通知\n\n各单位：\n\n一、将失信企业列入名单。\n",
    "夹.txt": f"{PROVINCE}\n\n秘密★长期\n霜溪县人民政府文件\n\n霜政发〔2021〕4号\n\n关于{WORDS}的通知\n\n各单位：\n\n一、保密。\n",
}
GOOD = {"甲.txt": PROVINCE, "乙.txt": CITY}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns a folder of open and of marked files."""
    place = tmp_path / "文件"
    place.mkdir()
    for name, text in {**GOOD, **TEXTS}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def assert_refused(done: Done, *names: str) -> None:
    """Asserts that the files are named on standard error, with nothing of what they say, and nothing else failed."""
    assert done.status == 2, done.err
    for name in names:
        assert any(name in line and ("标有" in line or "bears" in line) for line in done.err.splitlines()), done.err
    assert "霜溪" not in done.err + done.out and "外流" not in done.err + done.out


def assert_not_below(place: Path) -> None:
    """Asserts that no file below a folder holds anything of a marked text."""
    for path in place.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(words.encode(code) in data for words in ("霜溪", "外流") for code in ("utf-8", "utf-16-le"))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ingest_refuses_them_and_reads_the_others(folder: Path, tmp_path: Path, workers: str) -> None:
    store = tmp_path / "库" / "s.sqlite"
    store.parent.mkdir()
    assert_refused(tracer("ingest", "--workers", workers, folder, store=store), *TEXTS)
    with open_store(f"sqlite:///{store}") as kept:
        assert {Path(entry.path).name for entry in kept.entries()} == set(GOOD)
        assert "霜" not in "".join(reading.source.text for reading in kept.readings())
    assert_not_below(store.parent)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "words", [["check"], ["repairs"], ["repairs", "--remember"], ["extract"]], ids=lambda words: "-".join(words)
)
def test_the_commands_that_read_one_file_refuse_it(
    folder: Path, tmp_path: Path, words: list[str], name: str, lang: str
) -> None:
    store = tmp_path / "s.sqlite"
    tracer("ingest", folder / "甲.txt", store=store)
    assert_refused(tracer(*words, folder / name, store=store, lang=lang), name)
    assert_not_below(tmp_path / "s.sqlite")


def test_lines_of_json_are_refused_one_by_one(tmp_path: Path) -> None:
    lines = tmp_path / "行.jsonl"
    texts = {"1": PROVINCE, "2": TEXTS["密.txt"], "3": CITY}
    lines.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()), encoding="utf-8")
    done = tracer("extract", "--jsonl", lines, store=tmp_path / "s.sqlite")
    assert_refused(done)
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["1", "3"]


def test_what_the_store_holds_of_the_file_stays_and_is_told(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    (folder / "密.txt").write_text(PROVINCE, encoding="utf-8")
    tracer("ingest", folder / "密.txt", store=store)
    (folder / "密.txt").write_text(TEXTS["密.txt"], encoding="utf-8")
    for words in (["ingest"], ["check"], ["repairs"]):
        done = tracer(*words, folder / "密.txt", store=store)
        assert_refused(done, "密.txt")
        assert "资料库里还有" in done.err
    with open_store(f"sqlite:///{store}") as kept:
        assert [reading.source.text for reading in kept.readings()] == [PROVINCE]


def test_a_file_that_an_earlier_version_took_in_is_not_read_again(tmp_path: Path) -> None:
    """The dashboard's button calls undo_repairs()."""
    url = f"sqlite:///{tmp_path / 's.sqlite'}"
    source = SourceFile(path="/密.txt", sha256="0" * 64, encoding="utf-8", text=TEXTS["密.txt"])
    with open_store(url, create=True) as store:
        store.put(read(source))
    with pytest.raises(SecretError):
        jobs.undo_repairs(url, source.sha256, ())


LAW = "{mark}\n\n# 霜溪县河灯条例\n\n2015年3月2日 霜溪县人民代表大会常务委员会公布\n\n<!-- INFO END -->\n\n第一条 为了规范河灯的放流，制定本条例。\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, header: str = "") -> bytes:
    """Returns a Word file with these paragraphs, and one above the text of each page."""

    def part(tag: str, lines: tuple[str, ...]) -> str:
        words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
        return f'<w:{tag} xmlns:w="{W}">{words}</w:{tag}>'

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", part("document", paragraphs))
        archive.writestr("word/header1.xml", part("hdr", (header,)))
    return packed.getvalue()


MARKED_LAWS = {
    "甲.md": LAW.format(mark="机密★5年").encode(),
    "乙.md": ("---\n密级: 秘密\n---\n" + LAW.format(mark="")).encode(),
    "丙.docx": docx("绝密", "霜溪县河灯条例", "第一条　为了规范河灯的放流，制定本条例。"),
    "丁.docx": docx("霜溪县河灯条例", "第一条　为了规范河灯的放流，制定本条例。", header="机密★长期"),
    "戊.html": "<html><body><p>内部文件 不得外传</p><p>霜溪县河灯条例</p><p>第一条　为了规范河灯。</p></body></html>".encode(),
    "己.html": "<html><body><header><div>机密★1年</div></header><p>霜溪县河灯条例</p><p>第一条　河灯。</p></body></html>".encode(),
    "庚.csv": "机密★10年,\ntitle,level\n霜溪县河灯条例,local_regulation\n".encode(),
    "辛.csv": "密级,机密\n霜溪县目录,\ntitle,level\n".encode(),
}


@pytest.mark.parametrize("name", MARKED_LAWS)
def test_texts_of_laws_and_tables_are_refused(tmp_path: Path, no_own_registry: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MARKED_LAWS[name])
    (tmp_path / "好.csv").write_text("title,level\n河灯管理规定,department_rule\n", encoding="utf-8")
    done = tracer("registry", "import", tmp_path, store=tmp_path / "s.sqlite")
    assert_refused(done, name)
    assert_not_below(no_own_registry)
    assert [json.loads(row.facts)["title"] for row in kept_rows()] == ["河灯管理规定"]
