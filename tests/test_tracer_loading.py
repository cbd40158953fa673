"""Files with pages that are pictures: queued behind the others, recognised page by page, named where that fails; and shown."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from drawn_image import FONT, drawn_line
from drawn_pdf import printed
from PIL import Image
from test_bad_input import tracer

from graph_schema.errors import InputError, NotFoundError
from graph_schema.page_map import PageMap, Unit
from graph_schema.records import Span
from ingest.formats import scan_engine
from ingest.formats.file_text import FileText
from ingest.formats.files import source_file
from tracer import jobs
from tracer.jobs import page_pictures
from tracer.store import open_store
from tracer.work import RECOGNISING, Progress

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="no font with Chinese characters")

WORDS = "对失信者列入黑名单并公示"
NAMED = "联系人：王小明，电话13812345678"


def tiff(*lines: str) -> bytes:
    """Returns a file of pictures with a line of text each."""
    first, *others = (Image.open(BytesIO(drawn_line(words, "png"))) for words in lines)
    out = BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[Progress]]:
    """Returns a store with a scan of two pages and a text, the folder that they lie in, and what the progress was."""
    folder = tmp_path_factory.mktemp("扫描件")
    (folder / "一.tiff").write_bytes(tiff(WORDS, NAMED))
    (folder / "二.txt").write_text("关于渡口的通知\n\n各单位：\n\n加强渡口管理。\n", encoding="utf-8")
    url = f"sqlite:///{folder.parent / 'scans.sqlite'}"
    told: list[Progress] = []
    report = jobs.ingest([folder], url, on_progress=told.append)
    assert not report.failed
    return url, folder, told


def test_pages_are_recognised_behind_all_other_files(scans: tuple[str, Path, list[Progress]]) -> None:
    url, folder, told = scans
    pages = [(p.done, p.total) for p in told if p.doing == RECOGNISING]
    assert pages == [(0, 2), (1, 2), (2, 2)]
    assert [p.path for p in told if p.doing is None and p.path][-1] == str(folder / "二.txt")
    with open_store(url) as store:
        source = store.get_reading(str(folder / "一.tiff")).source
    assert source.text.index(WORDS) < source.text.index("13812345678") and source.origin is not None
    (place,) = PageMap.of_bytes(source.origin.page_map).places(*_at(source.text, "13812345678"))
    assert (place.unit, place.number) == (Unit.PAGE, 2)


def _at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_a_stretch_is_marked_on_its_page_and_personal_data_painted_over(
    scans: tuple[str, Path, list[Progress]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    url, folder, _ = scans
    with open_store(url) as store:
        source = store.get_reading(str(folder / "一.tiff")).source
    stretch = Span(*_at(source.text, WORDS))
    plain = jobs.page_of(url, source.sha256, Span(0, 0), personal=True)
    marked = jobs.page_of(url, source.sha256, stretch, personal=True)
    assert (marked.number, marked.pages) == (1, 2) and marked.png != plain.png
    at = _boxes(source.origin.page_map if source.origin else b"", stretch)
    assert _changed(plain.png, marked.png, at) > 0.9
    hidden = jobs.page_of(url, source.sha256, stretch, number=2)
    shown = jobs.page_of(url, source.sha256, stretch, number=2, personal=True)
    phone = _boxes(source.origin.page_map if source.origin else b"", Span(*_at(source.text, "13812345678")))
    assert _changed(shown.png, hidden.png, phone) > 0.9
    kept = [*(tmp_path / "policy-basis-tracer" / "pages").iterdir()]
    assert len(kept) == 2 and all(file.stat().st_mode & 0o077 == 0 for file in kept)


def _boxes(kept: bytes, stretch: Span) -> tuple[float, float, float, float]:
    """Returns the box of a stretch in pixels of a picture."""
    (place,) = PageMap.of_bytes(kept).places(stretch.start, stretch.end)
    assert place.box is not None
    left, top, right, bottom = (round(side * page_pictures.DOTS / 72) for side in place.box)
    return left, top, right, bottom


def _changed(before: bytes, after: bytes, box: tuple[float, float, float, float]) -> float:
    """Returns the share of the pixels in a box that are others."""
    one, other = (np.asarray(Image.open(BytesIO(png)).convert("RGB").crop(box)) for png in (before, after))
    return float((one != other).any(axis=2).mean())


def test_pictures_are_kept_as_far_as_they_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_pictures, "MOST_KEPT", 25)
    for age, name in enumerate(("new", "old", "oldest")):
        (tmp_path / name).write_bytes(b"0123456789")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    page_pictures._forget_oldest(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"new", "old"}


def test_a_file_that_changed_or_has_no_pages_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    text, pages = tmp_path / "文.txt", tmp_path / "页.pdf"
    text.write_text("关于渡口的通知\n\n加强渡口管理。\n", encoding="utf-8")
    pages.write_bytes(printed([[(50, 700, WORDS)]]))
    url = f"sqlite:///{tmp_path / 's.sqlite'}"
    jobs.ingest([text, pages], url)
    with open_store(url) as store:
        hashes = {Path(entry.path).name: entry.sha256 for entry in store.entries()}
    pages.write_bytes(printed([[(50, 700, NAMED)]]))
    for name, code in (("文.txt", "没有可以显示的页面"), ("页.pdf", "改动")):
        with pytest.raises(InputError, match=code):
            jobs.page_of(url, hashes[name], Span(0, 1))
    with pytest.raises(NotFoundError):
        jobs.page_of(url, "0" * 64, Span(0, 1))


@pytest.mark.parametrize("command", ["ingest", "check", "repairs", "extract"])
def test_without_the_engine_a_scan_is_named_with_the_command_that_installs_it(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_engine, "find_spec", lambda _: None)
    (tmp_path / "图.png").write_bytes(drawn_line(WORDS, "png"))
    done = tracer(command, tmp_path / "图.png", store=tmp_path / "s.sqlite")
    assert done.status == 2 and "图.png" in done.err and "[ocr]" in done.err


def test_a_page_at_which_the_process_ends_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.jobs.loading._recognise", _end)
    (tmp_path / "一.tiff").write_bytes(tiff(WORDS, NAMED))
    (tmp_path / "二.txt").write_text("关于渡口的通知\n\n加强渡口管理。\n", encoding="utf-8")
    report = jobs.ingest([tmp_path / "一.tiff", tmp_path / "二.txt"], f"sqlite:///{tmp_path / 's.sqlite'}")
    ((path, error),) = report.failed
    assert path.endswith("一.tiff") and "第 1 页" in error.message and len(report.added) == 1


def _end(_: object) -> None:
    os._exit(1)


def test_who_wrote_a_file_is_not_kept() -> None:
    fields = {"author": "王小明", "Author": "王小明", "editor": "李四", "title": "通知", "文号": "青石发〔2021〕17号"}
    found = FileText(text="通知", encoding="docx", page_map=PageMap(), metadata=fields)
    origin = source_file("a.docx", "0" * 64, found).origin
    assert origin is not None and dict(origin.metadata) == {"title": "通知", "文号": "青石发〔2021〕17号"}
