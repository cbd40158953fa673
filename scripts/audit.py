"""Looks the pins over, to be run every week or so: known vulnerabilities, hashes, licences, newer versions.

What is known of vulnerabilities comes from AUDIT_DATA: a folder with advisories in the OSV format (JSON, one a file), or a
zip file of these, as the OSV database gives them away for PyPI. Nothing is fetched but what pip asks its index for.
What could not be looked at is said, and never counts as fine.

Exit status: 0 all was looked at and nothing found, 1 something found, 2 data that cannot be read, 3 nothing found, but
something could not be looked at.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from scripts import licences
from scripts.install import words
from scripts.pins import CONSTRAINTS, Pin, plain_name, read_pins

# Advisories on common packages come weekly; data that are older than this tell little.
OLDEST = 30


class Status(IntEnum):
    """Holds how an audit ends."""

    FINE = 0
    FOUND = 1
    UNREADABLE = 2
    UNTOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Holds what an audit says on one matter: what was found, what could not be read or told, what else is to be known, and what is newer."""

    found: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()


@dataclass(slots=True)
class Advisories:
    """The advisories of a folder: how many, of what day the newest, those on a pin, and the files that are none."""

    count: int = 0
    newest: date | None = None
    found: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def advisory_files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yields the advisories of a folder or a zip file, by name; OSError or BadZipFile where it cannot be opened."""
    if place.is_dir():
        for path in sorted(place.rglob("*.json")):
            yield str(path.relative_to(place)), path.read_bytes()
    else:
        with zipfile.ZipFile(place) as file:
            for name in sorted(file.namelist()):
                if name.endswith(".json"):
                    yield name, file.read(name)


def within(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Tells whether a version lies in a range of an advisory, by its events in order of version."""
    steps = sorted((_moment(event) for event in events), key=lambda step: step[:2])
    inside = False
    for at, _, kind in steps:
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind in ("fixed", "limit") and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def _moment(event: Mapping[str, str]) -> tuple[Version, bool, str]:
    """Returns where an event stands; at one version what ends a range comes before what begins the next."""
    ((kind, at),) = event.items()
    if kind not in ("introduced", "fixed", "limit", "last_affected"):
        raise ValueError(f"event {kind}")
    # "0" is before all versions, development ones too; "*" is after all.
    return Version({"0": "0.dev0", "*": "999999!0"}.get(at, at)), kind == "introduced", kind


def affects(affected: Mapping[str, Any], version: Version) -> bool:
    """Tells whether an advisory's entry on a package names a version; one that names no versions names all."""
    ranges = [one for one in affected.get("ranges", []) if one["type"] in ("ECOSYSTEM", "SEMVER")]
    listed = affected.get("versions", [])
    if not ranges and not listed:
        return True
    return any(_same(one, version) for one in listed) or any(within(version, one["events"]) for one in ranges)


def _same(listed: str, version: Version) -> bool:
    """Tells whether a version in a list is this one; old releases have versions that no rule reads."""
    try:
        return Version(listed) == version
    except InvalidVersion:
        return False


def read_advisories(files: Iterable[tuple[str, bytes]], pins: Iterable[Pin]) -> Advisories:
    """Returns what the advisories say of the pins; a file that is no advisory is named and the rest goes on."""
    by_name, read = {pin.name: pin for pin in pins}, Advisories()
    for name, data in files:
        try:
            record = json.loads(data)
            day = date.fromisoformat(record["modified"][:10])
            lines = list(_said(record, by_name))
        except (ValueError, KeyError, TypeError, AttributeError, InvalidVersion, RecursionError) as error:
            read.unreadable.append(f"{name}: {type(error).__name__} {error}"[:200])
            continue
        read.count += 1
        read.newest = max(read.newest or day, day)
        read.found += lines
    return read


def _said(record: Mapping[str, Any], pins: Mapping[str, Pin]) -> Iterator[str]:
    """Yields a line for each pin that an advisory is about."""
    id, affected = str(record["id"]), list(record["affected"])
    if record.get("withdrawn"):
        return
    for entry in affected:
        package = entry["package"]
        pin = pins.get(plain_name(package["name"])) if package["ecosystem"] == "PyPI" else None
        if pin and affects(entry, Version(pin.version)):
            others = ", ".join(map(str, record.get("aliases") or []))
            summary = str(record.get("summary") or record.get("details") or "").split("\n")[0][:200]
            yield f"{pin.name} {pin.version} ({pin.use}): {id}{f' ({others})' if others else ''} {summary}".rstrip()


def vulnerabilities(place: Path | None, pins: tuple[Pin, ...], today: date) -> Report:
    """Reports what is known of the pins, and of what day the data are."""
    if place is None:
        return Report(
            untold=(
                words(
                    "这台机器上没有漏洞数据；请把 OSV 的 PyPI 数据（JSON 的文件夹或 zip）放到本机，用 AUDIT_DATA=路径 指明",
                    "no advisory data, so none was looked for: have the OSV data for PyPI on this machine (a folder of JSON, or "
                    "its zip) and name it: AUDIT_DATA=PATH make audit",
                ),
            )
        )
    try:
        read = read_advisories(advisory_files(place), pins)
    except (OSError, zipfile.BadZipFile) as error:
        why = words(f"AUDIT_DATA={place} 打不开：{error}", f"AUDIT_DATA={place} cannot be opened: {error}")
        return Report(unreadable=(why,))
    unreadable = tuple(
        words(f"不是 OSV 数据，没有查：{what}", f"is no OSV advisory and was not looked at: {what}")
        for what in read.unreadable
    )
    if read.newest is None:
        none = words(
            f"{place} 里没有一条漏洞数据（*.json），什么也没有查",
            f"{place} holds no advisory (*.json), so nothing was looked for",
        )
        return Report(unreadable=unreadable, untold=(none,))
    age = (today - read.newest).days
    note = words(
        f"漏洞数据 {read.count} 条，最新的一条是 {read.newest}（{age} 天前）",
        f"{read.count} advisories; the newest is of {read.newest}, {age} days ago",
    )
    old = words(
        f"漏洞数据已有 {age} 天，过旧：请换新的",
        f"the advisory data are {age} days old, too old to say that nothing is known: renew them",
    )
    return Report(found=tuple(read.found), unreadable=unreadable, untold=(old,) if age > OLDEST else (), notes=(note,))


def hashes(pins: Iterable[Pin]) -> Report:
    """Reports the pins without a hash."""
    return Report(
        found=tuple(words(f"{pin.name} 没有哈希值", f"{pin.name} has no hash") for pin in pins if not pin.hashes)
    )


def newer(pins: tuple[Pin, ...]) -> Report:
    """Reports which packages of this environment have newer versions, as pip's index says; the project is not asked for."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "1"]
    # pip takes an index that does not answer for one that has nothing new; so it is asked for something first.
    probe = subprocess.run([*pip, "index", "versions", pins[0].name], capture_output=True, text=True)
    listing = [*pip, "list", "--outdated", "--exclude-editable", "--format", "json"]
    done = subprocess.run(listing, capture_output=True, text=True) if probe.returncode == 0 else probe
    if done.returncode:
        silent = words(
            "软件源没有回答：不知道有没有新版本", "the package index did not answer: newer versions cannot be told"
        )
        return Report(untold=(silent,))
    pinned = {pin.name: pin for pin in pins}
    rows = [
        f"{pin.name} {pin.version} → {package['latest_version']}"
        for package in json.loads(done.stdout)
        if (pin := pinned.get(plain_name(package["name"])))
    ]
    count = words(
        f"有新版本的包 {len(rows)} 个（scripts/pin.sh）", f"{len(rows)} packages have newer versions (scripts/pin.sh)"
    )
    return Report(newer=(count, *rows) if rows else ())


def status(reports: Iterable[Report]) -> Status:
    """Returns how the audit ends, by the gravest of what it says."""
    reports = tuple(reports)
    if any(report.found for report in reports):
        return Status.FOUND
    if any(report.unreadable for report in reports):
        return Status.UNREADABLE
    return Status.UNTOLD if any(report.untold for report in reports) else Status.FINE


def lines(matter: str, report: Report) -> Iterator[str]:
    """Yields what is said on one matter."""
    yield f"== {matter}"
    yield from (*report.notes, *report.newer)
    marks = ((words("发现", "found"), report.found), (words("读不了", "unreadable"), report.unreadable))
    for mark, said in (*marks, (words("没有查", "not looked at"), report.untold)):
        yield from (words(f"{mark}：{line}", f"{mark}: {line}") for line in said)
    if not (report.found or report.unreadable or report.untold or report.newer):
        yield words("没有发现问题", "nothing found")


def main() -> int:
    """Says what the audit found; returns its status."""
    pins = read_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    given = os.environ.get("AUDIT_DATA")
    reports = {
        words("已知漏洞", "known vulnerabilities"): vulnerabilities(Path(given) if given else None, pins, date.today()),
        words(f"{len(pins)} 个包的哈希值", f"hashes of {len(pins)} pins"): hashes(pins),
        words("许可证", "licences"): Report(
            found=tuple(licences.faults(licences.PAGE.read_text(encoding="utf-8"), pins))
        ),
        words("新版本", "newer versions"): newer(pins),
    }
    for matter, report in reports.items():
        print("\n".join(lines(matter, report)))
    return status(reports.values())


if __name__ == "__main__":
    sys.exit(main())
