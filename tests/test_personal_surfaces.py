"""No personal data leaves the program unasked: every command, every export, every page, every file to take away."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import typer
from streamlit.testing.v1 import AppTest
from typer.core import TyperGroup

from dashboards.addresses import Page
from dashboards.linked import SCREENS
from graph_schema.plain import to_plain
from tracer import jobs
from tracer.cli.app import main, make_app
from tracer.store import open_store
from tracer.store.base.log import Disclosure
from tracer.store.export import FORMATS
from tracer.verify import verify_bytes

_MOMENT = datetime(2024, 1, 2, tzinfo=UTC)
APP = Path(__file__).resolve().parent.parent / "dashboards" / "app.py"

SECRETS = (
    "柳国栋", "石小满", "510107199111304236", "51010719911130", "13512345678", "1351234", "0833-7654321", "7654321",
    "liu.guodong", "51001234567890123", "E12345678", "川A12345", "柳荫街12号", "402室", "wang_5566",
)  # fmt: skip
"""None of these may be seen, nor any of them with full-width digits, blanks or dashes."""

TEXT = """云岭省霁川市枕山县信用办公室文件

枕信办〔2021〕7号

关于对柳国栋实施信用惩戒的通知

各单位：

根据《云岭省信用条例》第十二条，就失信被执行人柳国栋（男，身份证号５１０１０７１９９１１１３０４２３６，住址：霁川市云麓区柳荫街12号3栋402室）的惩戒通知如下。

一、将失信被执行人柳国栋（身份证号510107 19911130 4236，手机135-1234-5678）列入黑名单，限制其乘坐飞机。

二、对柳国栋、石小满（女，护照E12345678，车牌川A12345）取消其评优资格，罚款从账号51001234567890123划扣。

三、按照国家和省有关规定，将失信企业列入黑名单。

姓名\t电话\t事由
石小满\t13512345678\t欠缴
柳国栋\t0833-7654321\t欠缴

联系人：石小满，电话：0833-7654321、13512345678，邮箱：liu.guodong@example.org，微信：wang_5566。

枕山县信用办公室
2021年5月6日
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sets a user's folder and a name of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("TRACER_USER", "读者")
    monkeypatch.setenv("TRACER_LANG", "zh")
    monkeypatch.delenv("TRACER_STORE", raising=False)


@cache
def corpus() -> tuple[str, Path]:
    """Returns a store of one document full of personal data, and its file."""
    folder = Path(mkdtemp(prefix="personal-"))
    file = folder / "石小满510107199111304236-13512345678.txt"
    file.write_text(TEXT, encoding="utf-8")
    url = f"sqlite:///{folder}/store.sqlite"
    assert not jobs.ingest([file], url).failed
    return url, file


@pytest.fixture
def world(tmp_path: Path) -> dict[str, str]:
    """Returns what the command lines below name: a store of this test's own, its file, a measure of it, places for output."""
    url, file = corpus()
    own = f"sqlite:///{tmp_path}/own.sqlite"
    with open_store(url) as one, open_store(own) as other:
        other.put(next(one.readings()))
        reading = next(other.readings())
    measure = next(m.id for m in reading.measures if "柳国栋" in m.text)
    return {
        "STORE": own, "FILE": str(file), "MEASURE": measure, "DOCUMENT": reading.documents[0].id,
        "OUT": str(tmp_path), "CITATION": reading.citations[0].id,
    }  # fmt: skip


SAID: dict[str, tuple[str, ...]] = {
    "ingest": ("ingest FILE --anew --store STORE", "ingest FILE --json --store STORE", "ingest OUT/石小满13512345678.txt --store STORE"),
    "extract": ("extract FILE", "extract --jsonl OUT/lines.jsonl", "extract OUT/石小满13512345678.txt"),
    "gaps": ("gaps --store STORE", "gaps --json --store STORE", "gaps --verdict review --store STORE",
        "gaps --verdict review --json --store STORE",
        "gaps --must-mend --limit 1 --store STORE", "gaps --lang en --store STORE"),
    "trace": ("trace MEASURE --store STORE", "trace MEASURE --json --store STORE", "trace MEASURE --proof - --store STORE",
              "trace MEASURE --proof OUT/proof.json --store STORE", "trace 13512345678 --store STORE"),
    "check": ("check FILE --store STORE", "check FILE --json --store STORE", "check OUT/柳国栋（男）.txt"),
    "repairs": ("repairs FILE --store STORE", "repairs FILE --json", "repairs FILE --remember --store STORE"),
    "impact": ("impact --store STORE", "impact --json --store STORE", "impact 云岭省信用条例 --store STORE"),
    "verify": ("verify OUT/proof.json", "verify OUT/proof.json --json", "verify OUT/510107199111304236.json"),
    "registry gaps": ("registry gaps --store STORE", "registry gaps --json --store STORE"),
    "store search": ("store search 柳国栋 --store STORE", "store search 黑名单 --json --store STORE"),
    "store log": ("store log --store STORE", "store log --json --store STORE"),
    "store citations": ("store citations DOCUMENT --store STORE", "store citations DOCUMENT --json --store STORE"),
    "store decide": ("store decide verdict MEASURE review --why 柳国栋来电13512345678 --store STORE",
                     "store decide comment MEASURE 请核13512345678 --json --store STORE"),
    "store confirm": ("store confirm --why 已核 --store STORE", "store confirm --why 已核 --json --store STORE"),
    "store withdraw": ("store withdraw 13512345678 --why 已核 --store STORE",),
    "store decisions": ("store decisions --store STORE", "store decisions --json --store STORE"),
    "store check": ("store check --store STORE", "store check --json --store STORE"),
    "store export": tuple(f"store export {form} OUT/export-{form} --store STORE" for form in FORMATS),
}  # fmt: skip
"""The command lines that print words of documents, by command."""

SILENT = {
    "dashboard": "serves pages",
    "eval": "prints figures over labels",
    "policy show": "prints rules", "policy check": "prints rules", "policy diff": "prints rules",
    "registry build": "prints counts", "registry import": "prints counts and file names",
    "registry import-list": "prints a national list", "registry lists": "prints titles and days of lists",
    "registry show": "prints laws", "registry search": "prints laws", "registry lint": "prints file names and lines",
    "registry decide": "prints what was typed", "registry undo": "prints what was typed",
    "registry remove": "prints laws", "registry sources": "prints file names",
    "registry editions": "prints days and digests", "registry update": "prints laws, titles and counts",
    "store judge": "prints counts", "store show": "prints counts", "store copy": "prints counts and file names",
    "store backup": "keeps the original", "store restore": "keeps the original",
}  # fmt: skip
"""The commands that print no words of documents; the net under all output masks them too."""


def commands(group: TyperGroup, *above: str) -> Iterator[tuple[str, list[str]]]:
    """Yields every command of the program with its options."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name)), [option for p in command.params for option in p.opts]


def found_in(words: str) -> list[str]:
    """Returns the secrets that can be read in words, whatever their digits and the signs between them look like."""
    plain = words.translate({ord("０") + n: ord("0") + n for n in range(10)})
    joined = re.sub(r"[ \-\u3000]", "", plain)
    return [s for s in SECRETS if s in words or s in plain or re.sub("[ -]", "", s) in joined]


Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str], world: dict[str, str]) -> Said:
    """Returns what runs a command line and gives its status and all that it wrote, files included."""

    def run(line: str, *more: str) -> tuple[int, str]:
        words = line.split()
        for name, value in sorted(world.items(), key=lambda item: -len(item[0])):
            words = [word.replace(name, value) for word in words]
        (Path(world["OUT"]) / "lines.jsonl").write_text(
            json.dumps({"id": "石小满（男）", "text": TEXT}) + "\n", encoding="utf-8"
        )
        status = main([*words, *more])
        out, err = capfd.readouterr()
        return status, out + err

    return run


def written(folder: str) -> str:
    """Returns all that stands in the files that commands wrote."""
    files = [
        f
        for f in Path(folder).rglob("*")
        if f.is_file() and not f.name.startswith(("own.sqlite", "lines.jsonl", "disclosures"))
    ]
    return "\n".join(f.read_bytes().decode("utf-8", "replace") for f in files)


def test_every_command_is_tried_or_said_to_print_no_words_of_documents() -> None:
    program = typer.main.get_command(make_app("zh"))
    assert isinstance(program, TyperGroup)
    listed = dict(commands(program))
    assert not listed.keys() - SAID.keys() - SILENT.keys()
    assert not SAID.keys() & SILENT.keys()
    assert {name for name, options in listed.items() if "--show-personal" in options} == SAID.keys()


@pytest.mark.parametrize("line", [line for lines in SAID.values() for line in lines])
def test_no_command_shows_personal_data(line: str, said: Said, world: dict[str, str]) -> None:
    if line.startswith("verify"):
        said("trace MEASURE --proof OUT/proof.json --store STORE")
    if "decisions" in line or "withdraw" in line:
        said("store decide verdict MEASURE review --why 柳国栋来电13512345678 --store STORE")
    _, everything = said(line)
    typed = "柳国栋" if line.startswith(("check OUT", "store search 柳国栋")) else ""
    assert everything or "export" in line
    assert [secret for secret in found_in(everything) if secret != typed] == []
    assert found_in(written(world["OUT"])) == []


def test_offsets_and_lengths_stay_right(said: Said, world: dict[str, str]) -> None:
    _, out = said("gaps --verdict review --json --store STORE")
    with open_store(world["STORE"]) as store:
        text = next(store.readings()).source.text
    assert json.loads(out)["findings"]
    for finding in json.loads(out)["findings"]:
        words = finding["text"]
        assert len(words) == len(text[finding["start"] : finding["end"]].replace("\n", ""))
        assert all(
            shown in (said_, "*") for shown, said_ in zip(words, text[finding["start"] : finding["end"]], strict=True)
        )


def test_a_masked_proof_holds_and_says_so(said: Said, world: dict[str, str]) -> None:
    said("trace MEASURE --proof OUT/proof.json --store STORE")
    status, out = said("verify OUT/proof.json --json")
    (report,) = json.loads(out)
    assert report["accepted"] and status == 0
    assert [place for place in report["trusted"] if place.endswith("/masked")]
    proof = json.loads((Path(world["OUT"]) / "proof.json").read_text(encoding="utf-8"))
    for document in proof["documents"]:
        document["trusted"] = [name for name in document["trusted"] if name != "masked"]
    forged = verify_bytes(json.dumps(proof).encode(), "forged", jobs.proof_anchors())
    assert {"not_shown", "other_hash", "other_id"} <= {fault.code.value for fault in forged.faults}


def test_a_proof_with_its_words_is_not_called_masked(said: Said, world: dict[str, str]) -> None:
    said("trace MEASURE --proof OUT/whole.json --show-personal --store STORE")
    value = json.loads((Path(world["OUT"]) / "whole.json").read_text(encoding="utf-8"))
    assert "柳国栋" in value["documents"][0]["text"]
    assert verify_bytes(json.dumps(value).encode(), "whole", jobs.proof_anchors()).faults == ()
    value["documents"][0]["trusted"] = sorted([*value["documents"][0]["trusted"], "masked"])
    forged = verify_bytes(json.dumps(value).encode(), "forged", jobs.proof_anchors())
    assert "trusted_though_shown" in {fault.code.value for fault in forged.faults}


# --- showing all of it -------------------------------------------------------------------------

_REVEALED = [
    "gaps --store STORE", "gaps --verdict review --json --store STORE", "trace MEASURE --store STORE", "check FILE --store STORE",
    "store search 黑名单 --store STORE", "repairs FILE --json --store STORE", "store log --store STORE",
]  # fmt: skip


@pytest.mark.parametrize("line", _REVEALED)
def test_what_is_shown_on_demand_is_on_record_in_the_store_and_said(
    line: str, said: Said, world: dict[str, str]
) -> None:
    with open_store(world["STORE"]) as store:
        version = store.version()
    _, everything = said(line, "--show-personal")
    assert found_in(everything) and "已记入数据库日志（读者" in everything
    with open_store(world["STORE"]) as store:
        (kept,) = store.disclosures()
        assert store.version() == version
    assert (kept.who, kept.where) == (
        "读者",
        f"tracer {line.split(' --')[0].split()[0]}"
        if "store" not in line[:5]
        else f"tracer {' '.join(line.split()[:2])}",
    )
    _, log = said("store log --store STORE")
    assert "显示了个人信息" in log and "读者" in log


def test_without_a_store_it_is_on_record_in_a_file_of_the_user_alone(said: Said, tmp_path: Path) -> None:
    os.umask(0o000)
    _, everything = said("extract FILE", "--show-personal")
    file = tmp_path / "data" / "policy-basis-tracer" / "disclosures.jsonl"
    assert "柳国栋" in everything and str(file) in everything
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line).keys() == to_plain(Disclosure(at=_MOMENT, who="", where="", what="")).keys()
    assert json.loads(line)["who"] == "读者"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_what_cannot_be_put_on_record_is_not_shown(said: Said, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "policy-basis-tracer").write_text("in the way", encoding="utf-8")
    status, everything = said("extract FILE", "--show-personal")
    assert status == 2 and found_in(everything) == []


def test_the_next_command_hides_again(said: Said) -> None:
    assert found_in(said("gaps --store STORE", "--show-personal")[1])
    assert found_in(said("gaps --store STORE")[1]) == []


# --- pages -------------------------------------------------------------------------------------


def opened(page: Page, world: dict[str, str], *, personal: bool = False) -> AppTest:
    """Returns a page on the document, with or without the switch that shows personal data."""
    params = {"doc": world["DOCUMENT"], "measure": world["MEASURE"]} if page is not Page.OVERVIEW else {"q": "柳国栋"}
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(params)
    app.run()
    if page is not Page.OVERVIEW:
        app.switch_page(SCREENS[page])
        app.query_params.update(params)
        app.run()
    if personal:
        app.toggle(key="show_personal").set_value(True).run()
    assert not app.exception, app.exception
    return app


def everything_on(app: AppTest) -> str:
    """Returns the whole of a page as it is sent, what its pictures, boxes, tips and files hold included."""
    return "\n".join(repr(app.get(kind)) + "".join(str(e.proto) for e in app.get(kind)) for kind in _kinds(app))


def _kinds(app: AppTest) -> set[str]:
    return {element.type for element in app.main} | {
        "bidi_component",
        "download_button",
        "selectbox",
        "iframe",
        "html",
        "multiselect",
    }


def readable(words: str) -> str:
    """Returns a message of Streamlit's with its escaped bytes as characters."""
    return (
        words.encode("latin-1", "backslashreplace")
        .decode("unicode_escape")
        .encode("latin-1", "replace")
        .decode("utf-8", "replace")
    )


@pytest.mark.parametrize("page", list(Page))
def test_no_page_shows_personal_data(page: Page, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_STORE", world["STORE"])
    app = opened(page, world)
    words = str(app._tree) + everything_on(app)
    seen = found_in(words) + found_in(readable(words))
    assert [s for s in seen if page is not Page.OVERVIEW or s != "柳国栋"] == []  # what was typed stands in the box


@pytest.mark.parametrize("page", list(Page))
def test_a_page_shows_it_on_demand_and_that_is_on_record(
    page: Page, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_STORE", world["STORE"])
    app = opened(page, world, personal=True)
    words = everything_on(app)
    assert "13512345678" in re.sub("-", "", words + readable(words))
    assert any("已记入数据库日志" in warning.value for warning in app.warning)
    with open_store(world["STORE"]) as store:
        assert {one.where for one in store.disclosures()} == {f"dashboard {page.value}"}


def test_pages_that_others_can_reach_have_no_such_switch(
    world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_STORE", world["STORE"])
    monkeypatch.setenv("TRACER_READ_ONLY", "1")
    assert not opened(Page.OVERVIEW, world).toggle


def test_what_the_program_stumbles_over_is_masked_too(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace for developers quotes what the program had in hand."""

    def stumble(*_: object, **__: object) -> None:
        raise ValueError("联系人：石小满，13512345678")

    monkeypatch.setenv("TRACER_DEBUG", "1")
    monkeypatch.setattr(jobs, "gaps", stumble)
    status, everything = said("gaps --store STORE")
    assert status == 2 and "Traceback" in everything and "ValueError" in everything
    assert found_in(everything) == []
