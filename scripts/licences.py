"""Lists the licence of each pinned package in docs/licences.md, from what the packages themselves say.

A licence is taken from the metadata of the installed package: its SPDX expression, else its field and classifiers, else
the text of its licence file. `--write` writes the tables of the page anew, in an environment that holds all pins
(scripts/pin.sh makes one); without it the page is compared with the pins and with what is installed here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata

from packaging.requirements import Requirement

from scripts.pins import CONSTRAINTS, ROOT, Pin, Use, plain_name, read_pins, read_project

PAGE = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- begin: scripts/licences.py -->", "<!-- end: scripts/licences.py -->"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UNKNOWN = "unknown"

# Licences that a package of run time may have; each lets this project be passed on under its own.
PERMITTED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-CMU"}
    | {"MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"}
)

# As fields and classifiers write them, in small letters without "license"; an SPDX name stands for itself.
NAMES: Mapping[str, str] = {
    "3-clause bsd": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 2-clause": "BSD-2-Clause",
    "apache": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "apache software": "Apache-2.0",
    "isc (iscl)": "ISC",
    "mozilla public 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation": "PSF-2.0",
    "gnu general public (gpl)": "GPL",
    "gnu general public v2 (gplv2)": "GPL-2.0",
    "gnu general public v3 (gplv3)": "GPL-3.0",
    "gnu general public v3 or later (gplv3+)": "GPL-3.0-or-later",
    "gnu affero general public v3": "AGPL-3.0",
    "gnu affero general public v3 or later (agplv3+)": "AGPL-3.0-or-later",
}

# What a licence's own text says, the narrower first.
TEXTS: tuple[tuple[str, str], ...] = (
    (r"GNU AFFERO GENERAL PUBLIC LICENSE", "AGPL"),
    (r"GNU LESSER GENERAL PUBLIC LICENSE", "LGPL"),
    (r"GNU GENERAL PUBLIC LICENSE", "GPL"),
    (r"Mozilla Public License", "MPL-2.0"),
    (r"Apache License\s+Version 2\.0", "Apache-2.0"),
    (r"Neither the names? of|may not be used to endorse", "BSD-3-Clause"),
    (r"Redistributions? of source code", "BSD-2-Clause"),
    (r"Permission is hereby granted, free of charge", "MIT"),
    (r"Permission to use, copy, modify, and(?:/or)? distribute", "ISC"),
)


def named(words: str) -> str | None:
    """Returns the SPDX name or expression for what a field or classifier says; None where it says too little."""
    plain = re.sub(r"\s+", " ", re.sub(r"(?i)\s*\blicen[cs]e\b", "", words)).strip()
    known = {**{name.lower(): name for name in PERMITTED}, **NAMES}
    if plain.lower() in known:
        return known[plain.lower()]
    parts = re.split(r"\s+(?:AND|OR)\s+", plain)
    return plain if len(parts) > 1 and all(part in PERMITTED for part in parts) else None


def by_text(text: str) -> str | None:
    """Returns the licence that a text is; None where it is none of those known."""
    return next((name for pattern, name in TEXTS if re.search(pattern, text)), None)


def licence(package: metadata.PackageMetadata, texts: Iterable[str]) -> str:
    """Returns the licence of a package by its metadata and the texts of its licence files; `unknown` where none says."""
    if package["License-Expression"]:
        return str(package["License-Expression"])
    said = [package["License"] or ""]
    said += [line.rpartition(" :: ")[2] for line in package.get_all("Classifier") or [] if line.startswith("License")]
    found = {name for name in map(named, said) if name}
    # A field that holds an expression says how the classifiers go together.
    whole = next((name for name in found if " " in name), None)
    if whole:
        return whole
    found = found or {name for name in map(by_text, texts) if name}
    return " AND ".join(sorted(found)) or UNKNOWN


def licence_texts(package: metadata.Distribution) -> Iterator[str]:
    """Yields the licence files of an installed package, else the licence that its metadata quote."""
    found = False
    for path in package.files or []:
        if re.match(r"(?i)licen[cs]e|copying", path.name) and path.suffix.lower() in ("", ".txt", ".md", ".rst"):
            found = True
            yield path.read_text(encoding="utf-8")
    if not found:
        yield package.metadata["License"] or ""


def permitted(expression: str) -> bool:
    """Tells whether an SPDX expression lets a package be used at run time: each part that is joined by AND must."""
    expression = re.sub(r"\(([^()]*)\)", lambda inner: "MIT" if permitted(inner[1]) else UNKNOWN, expression)
    return any(all(part.strip() in PERMITTED for part in way.split(" AND ")) for way in expression.split(" OR "))


Asked = Callable[[str], list[str]]


def asked_by(name: str) -> list[str]:
    """Returns what an installed package requires."""
    return metadata.requires(name) or []


def here(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Tells whether a requirement holds on Linux under one of the Pythons, with some extras."""
    if requirement.marker is None:
        return True
    system = {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}
    return any(
        requirement.marker.evaluate({**system, "python_version": python, "python_full_version": f"{python}.0"} | more)
        for python in PYTHONS
        for more in ({"extra": extra} for extra in (*extras, ""))
    )


def walk(roots: Iterable[str], asked: Asked = asked_by) -> dict[str, set[str]]:
    """Returns all packages that some requirements bring, each with those that ask for it; the project is ''."""
    found: dict[str, set[str]] = {}
    waiting = [("", Requirement(root)) for root in roots]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        parent, requirement = waiting.pop()
        if not here(requirement, ()):
            continue
        name = plain_name(requirement.name)
        found.setdefault(name, set()).add(parent)
        extras = frozenset(requirement.extras)
        if (name, extras) not in done:
            done.add((name, extras))
            children = (Requirement(line) for line in asked(name))
            waiting += [(name, plain(child)) for child in children if here(child, extras)]
    return found


def plain(requirement: Requirement) -> Requirement:
    """Returns a requirement without the condition that was found to hold."""
    requirement.marker = None
    return requirement


def table(pins: Iterable[Pin], parents: Mapping[str, set[str]]) -> Iterator[str]:
    """Yields the lines of a table of packages."""
    yield "| package | version | licence | asked for by |"
    yield "| --- | --- | --- | --- |"
    for pin in pins:
        package = metadata.distribution(pin.name)
        by = ", ".join(sorted(parent or "this project" for parent in parents[pin.name]))
        yield f"| {pin.name} | {pin.version} | {licence(package.metadata, licence_texts(package))} | {by} |"


def tables(pins: Iterable[Pin]) -> str:
    """Returns the tables of all pins, a part for each use; all must be installed."""
    pins, wanted = tuple(pins), read_project()
    parents = walk([line for use in Use if use is not Use.LAWS for line in wanted[use]])
    # Nothing of this one is run: what it asks for is not installed.
    parents |= {plain_name(Requirement(line).name): {""} for line in wanted[Use.LAWS]}
    lines: list[str] = []
    for use in Use:
        lines += [f"### {use}", "", *table((pin for pin in pins if pin.use is use), parents), ""]
    return "\n".join(lines)


def rows(page: str) -> dict[str, tuple[str, str, str]]:
    """Returns what a page says of each package: the heading that it stands under, its version and its licence."""
    found, heading = {}, ""
    for line in page.partition(BEGIN)[2].partition(END)[0].splitlines():
        if line.startswith("### "):
            heading = line.removeprefix("### ")
        elif line.startswith("| ") and not line.startswith(("| package", "| ---")):
            name, version, named_licence, _ = (cell.strip() for cell in line.strip("|").split("|"))
            found[name] = heading, version, named_licence
    return found


def faults(page: str, pins: Iterable[Pin]) -> Iterator[str]:
    """Yields what does not hold in the list: against the pins, against what is installed, and what may not be there."""
    pins, listed = tuple(pins), rows(page)
    for pin in pins:
        if pin.name not in listed:
            yield f"{pin.name} {pin.version} is pinned and not listed"
            continue
        heading, version, said = listed[pin.name]
        if (heading, version) != (pin.use, pin.version):
            yield f"{pin.name} is listed as {version}, {heading}; pinned is {pin.version}, {pin.use}"
        if pin.use in (Use.RUN, Use.FORMATS) and not permitted(said):
            yield f"{pin.name} is for run time and under {said}"
        try:
            package = metadata.distribution(pin.name)
        except metadata.PackageNotFoundError:
            continue
        if package.version == pin.version and (held := licence(package.metadata, licence_texts(package))) != said:
            yield f"{pin.name} {pin.version} is listed under {said}; the package says {held}"
    for name in sorted(listed.keys() - {pin.name for pin in pins}):
        yield f"{name} is listed and not pinned"


def main(arguments: list[str]) -> int:
    """Writes the page, or names what does not hold in it."""
    page, pins = PAGE.read_text(encoding="utf-8"), read_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    if "--write" in arguments:
        before, _, rest = page.partition(BEGIN)
        page = f"{before}{BEGIN}\n\n{tables(pins)}\n{END}{rest.partition(END)[2]}"
        PAGE.write_text(page, encoding="utf-8")
    found = list(faults(page, pins))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
