"""Packed files are opened within limits: each that is no document is refused with a sentence, and nothing outside is looked at."""

from __future__ import annotations

import struct

import pytest

from benchmarks.small_files import docx_parts, packed
from graph_schema.errors import InputError
from ingest.formats.packed import DEEPEST, LARGEST_PART, MOST_PARTS, opened, unpacked_size

GOOD: dict[str, str | bytes] = {"a.xml": "<a><b>甲</b><!-- x --></a>", "b/c.bin": b"\x00\x01"}
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def with_field(data: bytes, offset: int, value: bytes) -> bytes:
    """Returns a packed file with another field in the first entry of its list of parts."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


def overlapping(copies: int) -> bytes:
    """Returns a packed file whose list names one part so many times."""
    data = packed({"a.xml": "甲" * 100_000})
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[at:end]
    last = data[end:-14] + struct.pack("<HHIIH", copies, copies, copies * len(entry), at, 0)
    names = [entry[:46] + b"%05d" % n + entry[46 + 5 :] for n in range(copies)]
    return data[:at] + b"".join(names) + last


def said(data: bytes, part: str = "a.xml") -> str:
    """Returns the sentence by which a file is refused when a part is asked for."""
    with pytest.raises(InputError) as caught:
        opened(data, "某.docx", "file_kind.docx").xml(part)
    assert "某.docx" in caught.value.message and "某.docx" in caught.value.english
    return str(caught.value.message)


def test_parts_are_read_and_xml_is_parsed() -> None:
    found = opened(packed(GOOD), "a", "file_kind.docx")
    assert found.names == tuple(GOOD) and "a.xml" in found and "x" not in found
    assert found.read("b/c.bin") == b"\x00\x01"
    assert found.xml("a.xml").findtext("b") == "甲"


def test_a_part_without_a_name_is_none() -> None:
    without = packed({"a.xml": "<a/>", "b/": "", "z": ""}).replace(b"z", b"\0")
    assert opened(without, "a", "file_kind.docx").names == ("a.xml",)


BAD = {
    "缺失": (packed({}), "损坏"),
    "不是压缩": (b"PK\x03\x04" + b"x" * 99, "不是"),
    "空": (b"", "不是"),
    "太多": (packed(dict.fromkeys(map(str, range(MOST_PARTS + 1)), "")), "部件太多"),
    "太大": (packed({"a.xml": b" " * (LARGEST_PART + 1)}), "展开后过大"),
    "重叠": (overlapping(100), "展开后过大"),
    "加密": (with_field(packed(GOOD), 8, b"\x01\x00"), "密码"),
    "别的压缩": (with_field(packed(GOOD), 10, b"\x0e\x00"), "损坏"),
    "大小不实": (with_field(packed(GOOD), 24, b"\x05\x00\x00\x00"), "损坏"),
    "位置不实": (with_field(packed(GOOD), 42, b"\xff\xff\x00\x00"), "打不开"),
    "不是 XML": (packed({"a.xml": "甲"}), "损坏"),
    "编码不明": (packed({"a.xml": '<?xml version="1.0" encoding="cp950x"?><a/>'}), "损坏"),
    "实体": (packed({"a.xml": LAUGHS}), "嵌套太深"),
    "外部实体": (packed({"a.xml": OUTSIDE}), "嵌套太深"),
    "实体 UTF-16": (packed({"a.xml": LAUGHS.encode("utf-16")}), "嵌套太深"),
    "太深": (packed({"a.xml": "<a>" * 100_000 + "</a>" * 100_000}), "嵌套太深"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_no_office_program_writes_is_refused_with_a_sentence(name: str) -> None:
    data, words = BAD[name]
    assert words in said(data)


def test_every_cut_is_refused_or_read() -> None:
    data = packed(docx_parts())
    for at in range(0, len(data), len(data) // 40):
        said(data[:at], "word/document.xml")


def test_as_deep_as_real_files_go_is_read() -> None:
    depth = DEEPEST - 6
    data = packed({"a.xml": "<a>" * depth + "</a>" * depth})
    assert opened(data, "a", "file_kind.docx").xml("a.xml").tag == "a"


def test_the_size_that_limits_are_set_by_is_what_it_unpacks_into_and_no_lie() -> None:
    plain, twice = b"x" * 1000, packed({"a": b"ab" * 20})
    assert unpacked_size(plain) == 1000
    assert unpacked_size(twice) == len(twice)
    bomb = packed({"a": bytes(10_000_000)})
    assert unpacked_size(bomb) == 20 * len(bomb)
    assert unpacked_size(bomb[:-30]) == len(bomb) - 30
