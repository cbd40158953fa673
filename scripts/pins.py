"""Reads and writes constraints.txt: each package of the environment with its version and the hashes of its files.

`python -m scripts.pins FOLDER [--keep]` asks the package index by uv (scripts/pin.sh makes the environment for it) and
writes constraints.txt anew. The file names no index.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
PLATFORM = "sys_platform == 'linux'"

HEAD = """\
# Every package of the environment, pinned, for Python 3.11 or newer on Linux, with the hashes of all files of that
# version. Made by scripts/pin.sh; taken by make setup, which leaves out the last parts.
"""

PIN = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?")
HASH = re.compile(r"\s+--hash=(?P<hash>sha256:[0-9a-f]{64})(?P<more>\s*\\)?")


class Use(StrEnum):
    """Holds what a package is here for; the value is the heading of its part of the file."""

    RUN = "Run time"
    FORMATS = "Formats of offices"
    DEV = "Development"
    BENCH = "Benchmarks"
    LAWS = "Texts of laws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One package: the version, where it is wanted, what it is for, and the hashes of its files."""

    name: str
    version: str
    marker: str
    use: Use
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        first = f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")
        return " \\\n    ".join([first, *(f"--hash={value}" for value in self.hashes)])


def plain_name(name: str) -> str:
    """Returns the name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(text: str) -> tuple[Pin, ...]:
    """Returns the pins of a file; ValueError names a line that is neither a pin nor a hash of one."""
    pins: list[Pin] = []
    use = Use.RUN
    for number, line in enumerate(text.splitlines(), 1):
        if line.removeprefix("# ") in list(Use):
            use = Use(line.removeprefix("# "))
        elif line.startswith("#") or not line.strip():
            continue
        elif found := PIN.fullmatch(line):
            name, version, marker = found["name"], found["version"], (found["marker"] or "")
            pins.append(Pin(name=plain_name(name), version=version, marker=marker, use=use, hashes=()))
        elif (found := HASH.fullmatch(line)) and pins:
            last = pins[-1]
            hashes = (*last.hashes, found["hash"])
            pins[-1] = Pin(name=last.name, version=last.version, marker=last.marker, use=last.use, hashes=hashes)
        else:
            raise ValueError(f"line {number} is neither a pin nor a hash: {line}")
    return tuple(pins)


def write_pins(pins: Iterable[Pin]) -> str:
    """Returns the text of the file, a part for each use."""
    kept = sorted(pins, key=lambda pin: pin.name)
    parts = (f"# {use}\n\n" + "".join(f"{pin}\n" for pin in kept if pin.use is use) for use in Use)
    return "\n".join([HEAD, *parts])


def wanted(project: dict[str, dict[str, object]]) -> dict[Use, list[str]]:
    """Returns what pyproject.toml asks for, by use; the tool that builds the project counts as development."""
    extras = tomllib_table(project["project"]["optional-dependencies"])
    return {
        Use.RUN: listed(project["project"]["dependencies"]),
        Use.FORMATS: listed(extras["office"]) + listed(extras["ocr"]),
        Use.DEV: listed(project["build-system"]["requires"]) + listed(extras["dev"]),
        Use.BENCH: listed(extras["bench"]),
        Use.LAWS: listed(extras["laws"]),
    }


def tomllib_table(value: object) -> dict[str, object]:
    """Returns a table of a TOML file as one."""
    assert isinstance(value, dict)
    return value


def listed(value: object) -> list[str]:
    """Returns a list of words of a TOML file as one."""
    assert isinstance(value, list)
    return [str(one) for one in value]


def read_project() -> dict[Use, list[str]]:
    """Returns what the project asks for, by use."""
    return wanted(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")))


def compile_pins(folder: Path, requirements: list[str], out: str, *options: str) -> tuple[Pin, ...]:
    """Returns what uv pins for some requirements; `out` is its file, whose versions it prefers."""
    (folder / "wanted.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    uv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    shown = ["--no-header", "--no-annotate", "--generate-hashes"]
    subprocess.run([*uv, *shown, *options, "wanted.txt", "-o", out], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    # The platform is the same for all; what remains of a marker says more.
    text = (folder / out).read_text(encoding="utf-8")
    return read_pins(text.replace(f" and {PLATFORM}", "").replace(f" ; {PLATFORM}", ""))


def main(arguments: list[str]) -> int:
    """Writes constraints.txt; the newest versions, or with --keep those that it has as far as they do."""
    folder, keep = Path(arguments[0]), "--keep" in arguments
    # uv takes the platform from the pyproject.toml beside it.
    (folder / "pyproject.toml").write_text(f'[tool.uv]\nenvironments = ["{PLATFORM}"]\n', encoding="utf-8")
    (folder / "all.txt").write_text(CONSTRAINTS.read_text(encoding="utf-8") if keep else "", encoding="utf-8")
    asked = read_project()
    every = compile_pins(folder, [one for use in Use if use is not Use.LAWS for one in asked[use]], "all.txt")
    of_use = {
        use: {pin.name for pin in compile_pins(folder, asked[use], f"{use.name}.txt", "-c", "all.txt")}
        for use in (Use.RUN, Use.FORMATS, Use.DEV)
    }
    uses = {pin.name: next((use for use in of_use if pin.name in of_use[use]), Use.BENCH) for pin in every}
    # Of the texts of laws the file is read and nothing is run, so that what the package asks for stays out.
    texts = compile_pins(folder, asked[Use.LAWS], "laws.txt", "--no-deps")
    uses |= {pin.name: Use.LAWS for pin in texts}
    pins = [
        Pin(name=pin.name, version=pin.version, marker=pin.marker, use=uses[pin.name], hashes=pin.hashes)
        for pin in (*every, *texts)
    ]
    CONSTRAINTS.write_text(write_pins(pins), encoding="utf-8")
    print(f"constraints.txt: {len(pins)} pins, {sum(len(pin.hashes) for pin in pins)} hashes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
