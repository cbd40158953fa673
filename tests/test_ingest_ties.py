"""Ties made when they are looked at behave as the tuple of records that they stand for."""

from __future__ import annotations

import pickle

from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Reading
from ingest.formats.files import file_of_text
from ingest.reading import read

TEXT = (
    "关于信用的通知\n\n各单位：\n\n根据《征信业管理条例》和《企业信息公示暂行条例》，制定本通知。\n\n"
    "一、将失信企业列入黑名单。\n\n二、取消失信企业评优资格。\n"
)


def test_ties_are_a_sequence_of_records() -> None:
    ties = read(file_of_text(TEXT, "甲")).basis
    records = tuple(ties)
    assert len(records) == 4
    assert len(ties) == 4
    assert ties == records and records == ties and hash(ties) == hash(records) and repr(ties) == repr(records)
    assert ties != (*records[1:], records[0])
    assert ties[1] == records[1] and ties[-1] == records[-1] and ties[1:3] == records[1:3]
    known = read(file_of_text(TEXT, "甲"))
    assert {(b.measure, b.citation) for b in ties} <= {(m.id, c.id) for m in known.measures for c in known.citations}


def test_a_reading_with_ties_travels_and_is_kept() -> None:
    reading = read(file_of_text(TEXT, "甲"))
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert from_plain(Reading, to_plain(reading)) == reading
