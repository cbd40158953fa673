"""The words of a measure: from the act or person that it bears on to the end of its object (docs/frames.md#span)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph_schema.terms import MeasureKind
from ingest.find.frames.clause import bare_start

_SPEAKER = re.compile(
    "^(?!.{0,16}(?:档案|记录)中?应当(?:包括|包含|载明|记载))[^，。；：]{0,60}?(?:(?<!依法)应当|(?<![相对响适反供])应(?![用急对收付届聘有当])|可以|(?<![许认])可(?![信行能用持以])|(?<![必主重需摘纪])要(?![求素点件闻])|(?<!必)须|(?<!依法)必须|负责(?![人制任部])|有权|一律)(?:依法依规|依法|及时|会同有关部门|按照(?:有关|国家有关|相关)?规定|严格)?(?!作为)(?=[^的])"
)
_HANDLES = re.compile("对|将|把|经|在.{2,}(?:时|中|后)")
_ACTS = re.compile("采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|作为|挂钩")
_LIST_VERB = re.compile(
    "(?:其|依法|相应)?(?:限制|禁止|取消|撤销|暂停|停止|不得|不予|不再|不准|不能|降低|提高|增加|减少|收回|乘坐|购买|出境|旅游|入住|警告|通报|"
    "公开谴责|劝退|约谈|列为|列入|评先|享受|参加|参与|参评|申请|申报|担任|从事|其他高消费|责令|业内|行业内|发展党员)"
)
_LIST_MARK = re.compile("、|和|及|或者?|以及")


def lead_length(clause: str) -> int:
    """Returns length of the words before the measure itself: connectives, the office that acts, its modal verb."""
    at = bare_start(clause)
    speaker = _SPEAKER.match(clause[at:])
    if speaker and not _HANDLES.search(speaker[0]) and at + speaker.end() <= len(clause) - 4:
        at += speaker.end()
    return at


def bearing_start(masked: str, clauses: Sequence[tuple[int, int]], i: int, previous_end: int, start: int) -> int:
    """Tells where the act or person begins that this clause bears on, if it stands directly before and is not yet used."""
    place = i - 1
    at = start
    while place >= 0 and clauses[place][0] >= previous_end:
        words = masked[clauses[place][0] : clauses[place][1]]
        if not (
            words.endswith("的") or (words.startswith(("对", "将", "把")) and not _ACTS.search(words))
        ) or masked.startswith("；", clauses[place][1]):
            break
        at = clauses[place][0]
        place -= 1
    return at


def separated(masked: str, start: int, first_end: int, end: int, kind: MeasureKind) -> Iterator[tuple[int, int]]:
    """Yields one span, or one for each punishment of a list such as 限制A、B和C."""
    if kind is not MeasureKind.PUNISHMENT:
        yield start, end
        return
    clause = masked[first_end:end]
    cuts = list(_LIST_MARK.finditer(clause))
    pieces: list[tuple[int, int]] = []
    at = max(start - first_end, 0)
    for match in cuts:
        if match.start() > at and _LIST_VERB.match(clause, match.end()):
            pieces.append((at, match.start()))
            at = match.end()
    pieces.append((at, len(clause)))
    if len(pieces) == 1 or any(e - s < 2 for s, e in pieces):
        yield start, end
        return
    for k, (s, e) in enumerate(pieces):
        yield (min(start, first_end + s) if k == 0 else first_end + s), first_end + e
