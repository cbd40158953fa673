"""The supply chain: every package pinned with its hashes, none installed without, each licence listed, and what audit says."""

from __future__ import annotations

import base64
import email
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from scripts import audit, licences
from scripts.pins import CONSTRAINTS, PIN, Pin, Use, plain_name, read_pins, read_project, write_pins

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = "en_US.UTF-8"
PINS = read_pins(CONSTRAINTS.read_text(encoding="utf-8"))

# --- constraints.txt ---


def test_every_pin_has_a_hash_and_the_file_names_no_index() -> None:
    text = CONSTRAINTS.read_text(encoding="utf-8")
    assert [pin.name for pin in PINS if not pin.hashes] == []
    assert len({pin.name for pin in PINS}) == len(PINS) == sum(1 for line in text.splitlines() if "==" in line[:80])
    assert "://" not in text and "index" not in re.sub(PIN.pattern, "", text)
    assert write_pins(PINS) == text


def test_what_the_project_asks_for_is_pinned_within_its_range_and_with_all_that_it_brings() -> None:
    """For each Python from 3.11 on: what this one does not need is in the requirements all the same."""
    by_name = {pin.name: pin for pin in PINS}
    wanted = read_project()
    for requirement in (Requirement(line) for use in Use for line in wanted[use]):
        assert by_name[plain_name(requirement.name)].version in requirement.specifier
    run = licences.walk(wanted[Use.RUN])
    assert run.keys() == {pin.name for pin in PINS if pin.use is Use.RUN}
    set_up = (Use.RUN, Use.FORMATS, Use.DEV)
    every = licences.walk([line for use in set_up for line in wanted[use]])
    assert every.keys() == {pin.name for pin in PINS if pin.use in set_up}


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
HASHES = st.lists(st.binary(min_size=32, max_size=32).map(lambda digest: f"sha256:{digest.hex()}"), max_size=3).map(
    tuple
)
MARKERS = st.sampled_from(["", "python_full_version < '3.13'", "platform_python_implementation != 'PyPy'"])
SOME_PINS = st.builds(Pin, name=NAMES, version=st.just("1.0"), marker=MARKERS, use=st.sampled_from(Use), hashes=HASHES)


@given(st.lists(SOME_PINS, unique_by=lambda pin: pin.name))
def test_what_is_written_is_read_again(pins: list[Pin]) -> None:
    assert sorted(read_pins(write_pins(pins)), key=lambda pin: pin.name) == sorted(pins, key=lambda pin: pin.name)


@pytest.mark.parametrize("line", ["name>=1", "    --hash=md5:00", "-r other.txt", "--index-url https://a.example/"])
def test_a_line_that_is_no_pin_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_pins(f"a==1\n{line}\n")


# --- make setup, in a small project with an index of its own ---

BACKEND = '''
"""Builds the project: a wheel that holds its command."""

import zipfile
from pathlib import Path


def build_editable(folder, settings=None, metadata=None):
    """Returns the name of the wheel."""
    name, info = "small-1.0-py3-none-any.whl", "small-1.0.dist-info"
    with zipfile.ZipFile(Path(folder) / name, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ntracer = part:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
'''


def write_wheel(folder: Path, name: str) -> str:
    """Writes a small package; returns its hash."""
    info = f"{name}-1.0.dist-info"
    parts = {
        f"{name}.py": f"def main():\n    print('{name}')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: own\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    file = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        for path, text in parts.items():
            wheel.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{path},sha256={digest},{len(text)}\n")
        wheel.writestr(f"{info}/RECORD", "".join([*lines, f"{info}/RECORD,,\n"]))
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a project with the scripts of this one, whose packages `part` and `peer` lie in the folder `wheels`."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "scripts").mkdir()
    for name in ("setup.sh", "common.sh", "install.py", "debian.sh"):
        shutil.copy(ROOT / "scripts" / name, folder / "scripts")
    (folder / "wheels").mkdir()
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    (folder / "pyproject.toml").write_text(build, encoding="utf-8")
    return folder


def pin(name: str, *hashes: str, use: Use = Use.RUN) -> Pin:
    """Returns a pin of a package of the small project."""
    return Pin(name=name, version="1.0", marker="", use=use, hashes=hashes)


def set_up(folder: Path, pins: list[Pin], *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs make setup's script in the small project, without any index but its folder."""
    (folder / "constraints.txt").write_text(write_pins(pins), encoding="utf-8")
    told = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PIP_"))}
    told |= {"LANG": ENGLISH, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"}
    command = ["scripts/setup.sh", *arguments]
    return subprocess.run(command, cwd=folder, env={**told, **environment}, capture_output=True, text=True, timeout=240)


def installed(folder: Path) -> set[str]:
    """Returns the modules of the small packages that are installed."""
    return {path.stem for path in (folder / ".venv").glob("lib/*/site-packages/p[ae]*.py")}


def test_nothing_is_installed_without_the_hash_that_was_pinned(small: Path) -> None:
    part, peer = (write_wheel(small / "wheels", name) for name in ("part", "peer"))
    bench = pin("peer", peer, use=Use.BENCH)
    wrong = "sha256:" + "0" * 64

    others = [f"sha256:{number:064}" for number in range(60)]
    for pins in ([pin("part", *others), bench], [pin("part"), bench]):
        done = set_up(small, pins)
        assert done.returncode == 2 and installed(small) == set()
        assert "part==1.0" in done.stderr
        assert "has not the hash that constraints.txt names" in done.stderr and "SETUP_HASHES=no" in done.stderr

    # One hash of several is enough; what only benchmarks need stays out until it is asked for.
    done = set_up(small, [pin("part", wrong, part), bench])
    assert (done.returncode, installed(small)) == (0, {"part"}), done.stderr
    done = set_up(small, [pin("part", wrong, part), bench])
    assert (done.returncode, done.stderr) == (0, "")
    done = set_up(small, [pin("part", part), pin("peer", wrong, use=Use.BENCH)], "bench")
    assert (done.returncode, installed(small)) == (2, {"part"})
    done = set_up(small, [pin("part", part), bench], "bench")
    assert (done.returncode, installed(small)) == (0, {"part", "peer"})


def test_hashes_are_left_out_only_when_told_and_the_environment_is_made_anew_afterwards(small: Path) -> None:
    write_wheel(small / "wheels", "part")
    pins = [pin("part", "sha256:" + "0" * 64)]
    done = set_up(small, pins, SETUP_HASHES="no")
    assert done.returncode == 0 and "hashes are not compared" in done.stderr and "part" in installed(small)
    done = set_up(small, pins)
    assert done.returncode == 2 and installed(small) == set()
    done = set_up(small, pins, SETUP_HASHES="maybe")
    assert done.returncode == 2 and "is neither yes nor no" in done.stderr


# --- docs/licences.md ---


def test_the_list_of_licences_is_that_of_the_pins_and_permits_what_runs() -> None:
    assert list(licences.faults(licences.PAGE.read_text(encoding="utf-8"), PINS)) == []


def test_what_does_not_hold_in_the_list_is_named() -> None:
    page = licences.PAGE.read_text(encoding="utf-8")
    rich, pytest_pin = (next(pin for pin in PINS if pin.name == name) for name in ("rich", "pytest"))
    without = [pin for pin in PINS if pin is not rich]

    def one(text: str, pins: list[Pin] | None = None) -> str:
        (fault,) = licences.faults(text, pins or PINS)
        return fault

    row = f"| rich | {rich.version} | MIT |"
    assert row in page
    assert one(page, without) == "rich is listed and not pinned"
    assert one(page.replace(row, "| wrong | 1 | MIT |"), without) == "wrong is listed and not pinned"
    assert "rich is listed as 0.1" in one(page.replace(row, "| rich | 0.1 | MIT |"))
    other = replace(rich, version="99")
    assert "pinned is 99" in one(page, [*without, other])
    for bad in ("GPL-3.0-or-later", "AGPL-3.0", "unknown", "MIT AND GPL-2.0"):
        found = list(licences.faults(page.replace(row, row.replace("MIT", bad)), PINS))
        assert f"rich is for run time and under {bad}" in found and "the package says MIT" in found[1]
    moved = replace(pytest_pin, use=Use.RUN)
    assert "pinned is" in one(page, [*(pin for pin in PINS if pin is not pytest_pin), moved])


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-2.0) AND Apache-2.0", True),
        ("(MIT AND GPL-2.0) OR AGPL-3.0", False),
        ("LGPL-2.1-or-later", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_a_licence_is_permitted_as_its_expression_says(expression: str, may: bool) -> None:
    assert licences.permitted(expression) is may


@pytest.mark.parametrize(
    ("said", "texts", "wanted"),
    [
        ("License-Expression: MIT OR Apache-2.0", [], "MIT OR Apache-2.0"),
        ("License: MIT License", [], "MIT"),
        ("License: MIT\nClassifier: License :: OSI Approved :: MIT License", [], "MIT"),
        ("License: MIT OR Apache-2.0\nClassifier: License :: OSI Approved :: MIT License", [], "MIT OR Apache-2.0"),
        (
            "License: MIT\nClassifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
            [],
            "GPL-3.0 AND MIT",
        ),
        ("Classifier: License :: OSI Approved :: BSD License", ["All rights reserved."], "unknown"),
        ("Classifier: License :: OSI Approved :: BSD License", ["Redistributions of source code ..."], "BSD-2-Clause"),
        ("License: BSD", ["Redistributions of source code\nNeither the name of the"], "BSD-3-Clause"),
        ("License: UNKNOWN", ["GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3"], "AGPL"),
        ("License: see the file", [], "unknown"),
        ("Classifier: Typing :: Typed", [], "unknown"),
    ],
)
def test_a_licence_is_what_the_package_says(said: str, texts: list[str], wanted: str) -> None:
    message = email.message_from_string(f"Name: a\n{said}\n")
    assert licences.licence(message, texts) == wanted  # type: ignore[arg-type]


def test_the_walk_takes_in_what_another_python_needs_and_nothing_of_other_systems() -> None:
    asked = {
        "a": ["b[more]>=1", "win; sys_platform == 'win32'", "later; python_version >= '3.13'", "test; extra == 'test'"],
        "b": ["c; extra == 'more'", "d; extra == 'less'", "a"],
    }
    found = licences.walk(["A"], lambda name: asked.get(name, []))
    assert found == {"a": {"", "b"}, "b": {"a"}, "later": {"a"}, "c": {"b"}}


def test_what_wheels_of_run_time_carry_inside_is_on_the_page() -> None:
    """Libraries of others have their own licences, which no metadata name."""
    page = licences.PAGE.read_text(encoding="utf-8")
    for pin in (pin for pin in PINS if pin.use in (Use.RUN, Use.FORMATS)):
        for path in metadata.files(pin.name) or []:
            if path.parts[0].endswith(".libs"):
                library = re.split(r"[-.]", path.name)[0]
                assert library in page, f"{pin.name} carries {path.name}"


def test_pillow_is_built_without_the_part_that_is_under_the_gpl() -> None:
    from PIL import features

    assert not features.check("libimagequant")


# --- make audit ---

TODAY = date(2030, 5, 20)
FRAIL = pin("frail", "sha256:" + "1" * 64)


def advisory(*affected: dict[str, object], **more: object) -> dict[str, object]:
    """Returns an invented advisory in the OSV format."""
    return {"id": "TEST-2030-1", "modified": "2030-05-13T08:00:00.5Z", "affected": list(affected), **more}


def entry(*events: dict[str, str], name: str = "frail", ecosystem: str = "PyPI", **more: object) -> dict[str, object]:
    """Returns what an advisory says of a package: one range of versions."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    return {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges, **more}


def begin(at: str = "0") -> dict[str, str]:
    """Returns the event with which a range begins."""
    return {"introduced": at}


def write_advisories(folder: Path, *records: object) -> Path:
    """Writes advisories, one a file; returns their folder."""
    folder.mkdir(exist_ok=True)
    for number, record in enumerate(records):
        text = record if isinstance(record, str) else json.dumps(record)
        (folder / f"{number}.json").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("version", "affected", "found"),
    [
        ("1.0", entry(begin(), {"fixed": "1.1"}), True),
        ("1.1", entry(begin(), {"fixed": "1.1"}), False),
        ("1.1.dev1", entry(begin(), {"fixed": "1.1"}), True),
        ("1.0", entry(begin(), {"last_affected": "1.0"}), True),
        ("1.0.1", entry(begin(), {"last_affected": "1.0"}), False),
        ("1.10", entry(begin("1.9")), True),
        ("1.8", entry(begin("1.9")), False),
        ("2.5", entry(begin(), {"fixed": "1.1"}, begin("2.0"), {"fixed": "2.6"}), True),
        ("1.5", entry(begin("2.0"), {"fixed": "2.6"}, begin(), {"fixed": "1.1"}), False),
        ("1.0", entry(begin(), {"limit": "*"}), True),
        ("1.0", entry(versions=["0.9", "1.0.0"]), True),
        ("1.0", entry(versions=["0.9", "one"]), False),
        ("1.0", entry(begin("3.0"), versions=["1.0"]), True),
        ("1.0", entry(), True),
        ("1.0", entry(begin(), name="Frail"), True),
        ("1.0", entry(begin(), name="frail-too"), False),
        ("1.0", entry(begin(), ecosystem="npm"), False),
    ],
)
def test_an_advisory_is_on_the_versions_that_it_names(version: str, affected: dict[str, object], found: bool) -> None:
    data = json.dumps(advisory(affected)).encode()
    read = audit.read_advisories([("a.json", data)], [replace(FRAIL, version=version)])
    assert (read.count, read.unreadable, bool(read.found)) == (1, [], found)


def test_an_advisory_that_was_withdrawn_is_on_nothing() -> None:
    data = json.dumps(advisory(entry(begin()), withdrawn="2030-05-14T00:00:00Z")).encode()
    assert audit.read_advisories([("a.json", data)], [FRAIL]).found == []


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has sentences in English."""
    monkeypatch.setenv("LC_ALL", ENGLISH)


@pytest.mark.usefixtures("english")
def test_what_is_found_is_told_with_its_name_and_the_age_of_the_data(tmp_path: Path) -> None:
    bad = advisory(entry(begin()), aliases=["CVE-2030-1"], summary="Reads what it may not")
    place = write_advisories(tmp_path / "data", bad, advisory(entry(begin("9"))))
    report = audit.vulnerabilities(place, (FRAIL,), TODAY)
    assert report.found == ("frail 1.0 (Run time): TEST-2030-1 (CVE-2030-1) Reads what it may not",)
    assert report.notes == ("2 advisories; the newest is of 2030-05-13, 7 days ago",)
    assert audit.status([report]) == 1
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        for path in place.iterdir():
            file.write(path, path.name)
    assert audit.vulnerabilities(tmp_path / "all.zip", (FRAIL,), TODAY) == report
    fine = audit.vulnerabilities(place, (replace(FRAIL, name="other"),), TODAY)
    assert audit.status([fine]) == 0 and fine.notes == report.notes


@pytest.mark.usefixtures("english")
def test_without_data_or_with_old_ones_an_audit_is_never_fine(tmp_path: Path) -> None:
    none = audit.vulnerabilities(None, (FRAIL,), TODAY)
    assert audit.status([none]) == 3 and "no advisory data" in none.untold[0] and "AUDIT_DATA" in none.untold[0]
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "one.yaml").write_text("id: TEST-1", encoding="utf-8")
    empty = audit.vulnerabilities(tmp_path / "empty", (FRAIL,), TODAY)
    assert audit.status([empty]) == 3 and "holds no advisory" in empty.untold[0]
    place = write_advisories(tmp_path / "data", advisory(entry(begin("9"))))
    old = audit.vulnerabilities(place, (FRAIL,), TODAY + timedelta(days=24))
    assert audit.status([old]) == 3 and "31 days old" in old.untold[0]
    assert audit.status([audit.vulnerabilities(place, (FRAIL,), TODAY + timedelta(days=23))]) == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "{}", '{"id": "A"}', "[" * 100_000]
    + [
        json.dumps({**advisory(entry(begin())), key: value})
        for key in ("modified", "affected")
        for value in (None, 7, ["x"])
    ]
    + [json.dumps(advisory(entry({"introduced": "a word"}))), json.dumps(advisory(entry({"began": "1"})))],
    ids=lambda text: text[:20],
)
@pytest.mark.usefixtures("english")
def test_a_file_that_is_no_advisory_is_named_and_the_rest_is_looked_at(text: str, tmp_path: Path) -> None:
    place = write_advisories(tmp_path / "data", text, advisory(entry(begin("9"))))
    report = audit.vulnerabilities(place, (FRAIL,), TODAY)
    assert len(report.unreadable) == 1 and "0.json" in report.unreadable[0]
    assert audit.status([report]) == 2 and "1 advisories" in report.notes[0]
    write_advisories(place, text, advisory(entry(begin())))
    assert audit.status([audit.vulnerabilities(place, (FRAIL,), TODAY)]) == 1


@pytest.mark.usefixtures("english")
def test_data_that_cannot_be_opened_are_said(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"no zip")
    for place in (tmp_path / "missing", tmp_path / "no.zip"):
        report = audit.vulnerabilities(place, (FRAIL,), TODAY)
        assert audit.status([report]) == 2 and str(place) in report.unreadable[0]


def test_the_audit_says_what_it_could_not_look_at() -> None:
    """On the real pins, without data and without an index."""
    told = {name: value for name, value in os.environ.items() if name != "AUDIT_DATA"}
    told |= {"LC_ALL": ENGLISH, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    command = [sys.executable, "-m", "scripts.audit"]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stderr
    assert done.stdout.count("not looked at: ") == 2 and done.stdout.count("nothing found") == 2
    assert "no advisory data" in done.stdout and "the package index did not answer" in done.stdout


def test_a_pin_without_a_hash_is_found() -> None:
    assert audit.status([audit.hashes([FRAIL])]) == 0
    assert audit.status([audit.hashes([replace(FRAIL, hashes=())])]) == 1
