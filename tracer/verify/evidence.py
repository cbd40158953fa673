"""The evidence of a proof: is what it says of its texts and facts borne out by them?

Rows of the registry lead to the registry's root; texts have their hash and give their document's id;
every word quoted stands where it is said to stand; every title in 《》 and every document number of a
text is a citation of the proof or is shown to be none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from graph_schema.ids import document_id, without_copy
from graph_schema.levels import makes_regulations
from graph_schema.numbers import parse_number, parse_spelt_number
from graph_schema.numerals import numeral, value_of
from graph_schema.regions import covers, find_region
from graph_schema.seals import root_of
from graph_schema.terms import LinkStatus, Role, SourceLevel, Zone
from tracer.verify.faults import Fault, FaultCode
from tracer.verify.patterns import (
    BARE_LAW,
    BASIS,
    CITED,
    CITED_BY_NOBODY,
    CUES,
    FIRST_NUMBER,
    GOVERNED,
    HANDS_ON,
    HEAD,
    IN_ARTICLES,
    LEARNS,
    MAKES,
    NAMED_SO,
    NATIONAL,
    NO_BASIS,
    NUMBER,
    OPENS,
    ORDERED,
    QUOTES_ANOTHER,
    REFERS,
    TITLE,
    VAGUE,
)
from tracer.verify.shape import (
    CitationShape,
    DocumentShape,
    FactShape,
    MeasureShape,
    ProofShape,
    ProvisionShape,
    ReferenceShape,
)
from tracer.verify.walk import letters, names

_NUMBER_REACH = 16
"""So many characters may stand between a number and its title: 文件印发的."""
_MAKER_REACH = 40
"""So many characters before a title may name who made it."""
_LONGEST_RANGE = 60
"""So many articles of a range are named one by one."""
_HEADING_REACH, _SENTENCE_REACH = 800, 400
"""So many characters before a citation may lie the heading of its list, so many behind it the end of its sentence."""
MASKED, STAR = "masked", "*"
"""What a document names among what it takes on trust where personal data is starred out: hash and id are of the original."""


def faults(proof: ProofShape, registry: str | None) -> Iterator[Fault]:
    """Returns what is not borne out. `registry` is the root that the reader trusts; None takes the proof's own on trust."""
    if registry is not None and proof.registry != registry:
        yield Fault("registry", FaultCode.NOT_TRUSTED)
    for fact in proof.facts:
        yield from _fact_faults(fact, proof.registry)
    for document in proof.documents:
        yield from _document_faults(document, proof)
        for c in document.citations:
            yield from _citation_faults(c, document, proof)
        yield from _left_out(document)
    yield from _measure_faults(proof)


def _fact_faults(fact: FactShape, root: str) -> Iterator[Fault]:
    row = {
        "id": fact.id,
        "title": fact.title,
        "short_titles": list(fact.short_titles),
        "numbers": list(fact.numbers),
        "level": fact.level.value,
        "issuer": fact.issuer,
        "region": fact.region,
        "repealed": _iso(fact.repealed),
        "status": fact.status,
        "versions": [
            {
                "kind": v.kind.value,
                "adopted": _iso(v.adopted),
                "published": _iso(v.published),
                "effective": _iso(v.effective),
                "until": _iso(v.until),
                "articles": v.articles,
                "title": v.title,
                "by": v.by,
            }
            for v in fact.versions
        ],
        "is_decision": fact.is_decision,
        "former_titles": list(fact.former_titles),
        "moved": [{"day": m.day.isoformat(), "old": m.old, "new": m.new, "count": m.count} for m in fact.moved],
        "known_until": _iso(fact.known_until),
    }
    try:
        led = root_of(row, fact.path)
    except ValueError:
        led = ""
    if led != root:
        yield Fault(f"facts/{fact.id}", FaultCode.NO_ROW)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- documents ---------------------------------------------------------------------------------


def _document_faults(document: DocumentShape, proof: ProofShape) -> Iterator[Fault]:
    at = f"documents/{document.id}"
    if MASKED not in document.trusted:
        if not _is_original(document):
            yield Fault(f"{at}/text", FaultCode.OTHER_HASH)
        if document_id(document.number, document.title, document.issuer, document.text) != without_copy(document.id):
            yield Fault(at, FaultCode.OTHER_ID)
    yield from _id_faults(document)
    fact = next((f for f in proof.facts if f.id == document.instrument), None)
    if document.instrument is not None and (fact is None or not _is_text_of(document, fact)):
        yield Fault(f"{at}/instrument", FaultCode.OTHER_INSTRUMENT)
    hidden = unshown(document, proof)
    yield from (Fault(f"{at}/{name}", FaultCode.NOT_SHOWN) for name in hidden if name not in document.trusted)
    yield from (
        Fault(f"{at}/trusted", FaultCode.TRUSTED_THOUGH_SHOWN, (name,))
        for name in document.trusted
        if name not in hidden
    )
    for p in document.provisions:
        if not 0 <= p.start <= p.end <= len(document.text):
            yield Fault(f"{at}/provisions/{p.id}", FaultCode.OUTSIDE)
    for x in document.references:
        if document.text[x.start : x.end] != x.text or not _leads(x, document):
            yield Fault(f"{at}/references", FaultCode.WORDS_NOT_THERE)
    for v in document.vague:
        if document.text[v.start : v.end] != v.text or not v.text:
            yield Fault(f"{at}/vague", FaultCode.WORDS_NOT_THERE)


def _id_faults(document: DocumentShape) -> Iterator[Fault]:
    """Finds provisions and citations that do not bear an id of their own and of their document: branches name them by it."""
    for name, sign, ids in (
        ("provisions", "p", [p.id for p in document.provisions]),
        ("citations", "c", [c.id for c in document.citations]),
    ):
        if len(set(ids)) != len(ids):
            yield Fault(f"documents/{document.id}/{name}", FaultCode.TWICE)
        own = re.compile(rf"{re.escape(document.id)}\.{sign}[0-9]+")
        yield from (Fault(f"{name}/{id_}", FaultCode.OTHER_ID) for id_ in ids if own.fullmatch(id_) is None)


def _is_original(document: DocumentShape) -> bool:
    """Tells whether the text is the one of which the proof has the hash."""
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest() == document.sha256


def unshown(document: DocumentShape, proof: ProofShape) -> tuple[str, ...]:
    """Returns what of a document's card its text does not show: a reader has to take it on trust."""
    fact = next((f for f in proof.facts if f.id == document.instrument), None)
    shown = {"level": _shows_level(document, fact), "date": _shows_date(document), "region": _shows_region(document)}
    shown["ended"] = document.ended is None
    shown["begins"] = _opens_in_the_middle(document.text) is not document.begins
    shown[MASKED] = _is_original(document) or STAR not in document.text
    return tuple(name for name, is_shown in shown.items() if not is_shown)


def _opens_in_the_middle(text: str) -> bool:
    """Tells whether the first number of a text is not one; what else shows that a beginning is missing is taken on trust."""
    first = FIRST_NUMBER.regex.search(text)
    return first is not None and first["number"] not in ("一", "1", "１", "①")


def _leads(reference: ReferenceShape, document: DocumentShape) -> bool:
    """Tells whether words may lead to these provisions: by their number, or by standing before or after them."""
    if re.search("前|上述|以上|下列|后", reference.text):
        return True
    heads = set(re.findall("第[一二三四五六七八九十百千零〇两0-9]+[条章节]", re.sub(r"\s", "", reference.text)))
    labels = [p.label for p in document.provisions if p.id in reference.targets]
    return bool(heads) and all(not label.startswith("第") or label in heads or len(heads) > 1 for label in labels)


def _is_text_of(d: DocumentShape, fact: FactShape) -> bool:
    return (
        bool(d.number and d.number in fact.numbers) or bool(d.title and names(fact, d.title)) or _same_number(d, fact)
    )


def _same_number(d: DocumentShape, fact: FactShape) -> bool:
    own = parse_number(d.number or "")
    return own is not None and any(
        (n := parse_number(number)) is not None and (n.year, n.serial) == (own.year, own.serial)
        for number in fact.numbers
    )


def _shows_level(document: DocumentShape, fact: FactShape | None) -> bool:
    """Tells whether number, issuer, title and text allow a level as high as this: a low one accuses no law of being one."""
    if fact is not None and fact.level is not SourceLevel.UNKNOWN:
        return document.level is fact.level
    organ = (document.number or "") + (document.issuer or "")
    match document.level:
        case SourceLevel.CONSTITUTION | SourceLevel.LAW:
            return "全国人民代表大会" in document.text
        case SourceLevel.ADMIN_REGULATION:
            return "国务院" in organ + document.text
        case SourceLevel.CENTRAL_POLICY:
            return bool(re.search("国发|国办|国函|中发|中办|国务院|中共中央", organ))
        case SourceLevel.JUDICIAL_INTERPRETATION:
            return "最高人民" in organ + document.text
        case SourceLevel.LOCAL_REGULATION:
            maker = find_region(document.issuer or "", document.region)
            return bool(re.search("人民代表大会|人大常委", document.text + organ)) and makes_regulations(maker)
        case SourceLevel.DEPARTMENT_RULE | SourceLevel.LOCAL_RULE:
            return "令" in organ + document.text[:400]
        case _:
            return True


def _shows_date(document: DocumentShape) -> bool:
    if document.date is None:
        return True
    dense = "".join(document.text.split()).translate(str.maketrans("〇○ＯO０１２３４５６７８９", "0000" + "0123456789"))
    spelt = "".join("0一二三四五六七八九"[int(c)] for c in str(document.date.year))
    for year in (str(document.date.year), spelt, spelt.replace("0", "零")):
        if re.search(f"{year}[年.\\-/]", dense):
            month, day = document.date.month, document.date.day
            if re.search(f"{year}[年.\\-/]0?{month}[月.\\-/]0?{day}(?!\\d)", dense):
                return True
            if re.search(f"{year}年{_spelt(month)}月{_spelt(day)}日", dense):
                return True
    return False


def _spelt(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def _shows_region(document: DocumentShape) -> bool:
    """Tells whether issuer, title or head of the text name this place."""
    if document.region is None:
        return True
    for words in (document.issuer, document.title):
        found = find_region(words) if words else None
        if found is not None:
            return found == document.region or (
                covers(found, document.region) and document.region.split("/")[-1] in document.text
            )
    if document.region == "全国":
        return bool(NATIONAL.regex.search((document.issuer or "") + (document.title or "") + document.text))
    return document.region.split("/")[-1] in document.text


# --- citations ---------------------------------------------------------------------------------


def _citation_faults(citation: CitationShape, document: DocumentShape, proof: ProofShape) -> Iterator[Fault]:
    at = f"citations/{citation.id}"
    if document.text[citation.start : citation.end] != citation.text or not citation.text:
        yield Fault(at, FaultCode.WORDS_NOT_THERE)
        return
    if not citation.tied:
        yield from _role_faults(citation, document, at)
    plain = TITLE.regex.sub("", re.sub(r"\s", "", citation.text))
    named = {value_of(m[1].strip("（）")) for a in citation.articles if (m := re.match("第([^条]+)条", a))}
    if named != _articles_in(plain):
        yield Fault(f"{at}/articles", FaultCode.OTHER_ARTICLES)
    provision = next((p for p in document.provisions if p.id == citation.provision), None)
    if citation.provision is not None and (provision is None or not provision.start <= citation.start < provision.end):
        yield Fault(f"{at}/provision", FaultCode.STANDS_ELSEWHERE)
    head = HEAD.regex.search(document.text)
    in_preamble = head and citation.start < head.start() and provision is not None
    if citation.role is Role.BASIS and in_preamble and not citation.whole and not citation.tied:
        yield Fault(f"{at}/whole", FaultCode.WHOLE_UNSAID)
    if citation.whole and citation.role is not Role.BASIS:
        yield Fault(f"{at}/whole", FaultCode.WHOLE_NO_BASIS)
    if (
        citation.whole
        and provision is not None
        and provision.zone is not Zone.PREAMBLE
        and not _makes(document, citation)
    ):
        yield Fault(f"{at}/whole", FaultCode.WHOLE_ELSEWHERE)
    yield from _target_faults(citation, document, proof, at)


def _articles_in(words: str) -> set[int | None]:
    """Returns the numbers of all articles that a list names, those within its ranges too."""
    out: set[int | None] = set()
    waiting: list[tuple[int | None, bool]] = []
    last, end = None, 0
    for piece in IN_ARTICLES.regex.finditer(words):
        if re.sub("[、，和及与或以者第]", "", words[end : piece.start()]):
            waiting = []
        waiting.append((value_of(piece["number"]), piece["range"] is not None))
        end = piece.end()
        if piece["unit"] is None:
            continue
        for number, to in waiting if piece["unit"] == "条" else ():
            if to and last is not None and number is not None and last < number <= last + _LONGEST_RANGE:
                out.update(range(last + 1, number))
            out.add(number)
            last = number
        waiting = []
    return out


def _makes(document: DocumentShape, c: CitationShape) -> bool:
    """Tells whether a citation of the body stands in a basis clause: the first article, or 制定本办法."""
    provision = next(p for p in document.provisions if p.id == c.provision)
    words = document.text[provision.start : provision.end]
    first = provision.label in ("第一条", "第1条", "一") or provision.zone is not Zone.BODY
    return first or bool(re.search("制定|制订|通知如下|意见如下|印发|出台", words))


def _role_faults(citation: CitationShape, document: DocumentShape, at: str) -> Iterator[Fault]:
    before = re.sub(r"\s", "", document.text[max(0, citation.start - 160) : citation.start])
    after = re.sub(r"\s", "", document.text[citation.end : citation.end + 80])
    clause = re.split("[。；]", before)[-1]
    if citation.by_reference:
        if citation.role is Role.BASIS and not re.search(f"(?:{BASIS})[^，。；：]{{0,8}}$", clause):
            yield Fault(f"{at}/cue", FaultCode.NO_CUE)
        if not any(
            o.title == citation.title and o.start < citation.start and not o.by_reference for o in document.citations
        ):
            yield Fault(f"{at}/by_reference", FaultCode.NO_ANTECEDENT)
        if not REFERS.regex.search(citation.text):
            yield Fault(f"{at}/by_reference", FaultCode.NO_REFERRING_WORDS)
    elif citation.role is Role.BASIS:
        cue = re.sub(r"\s", "", citation.cue)
        if not _is_cued(cue, citation, document):
            yield Fault(f"{at}/cue", FaultCode.NO_CUE)
        if LEARNS.regex.search(re.split("[，。；]", before)[-1][-16:]) and not re.search(BASIS, clause[-16:]):
            yield Fault(f"{at}/role", FaultCode.LEARNT)
    elif citation.role is Role.FORWARDS:
        if not HANDS_ON.regex.search(before[-60:] + after[:60]):
            yield Fault(f"{at}/role", FaultCode.NOT_FORWARDED)
    elif _is_governed(clause):
        yield Fault(f"{at}/role", FaultCode.IS_BASIS)
    elif re.search("现?将[^。；]{0,12}$", clause) and re.match("[^。；]{0,16}(?:转发|印发)给", after):
        yield Fault(f"{at}/role", FaultCode.IS_FORWARDED)


def _is_cued(cue: str, citation: CitationShape, document: DocumentShape) -> bool:
    """Tells whether the words said to make a citation a basis do so, and stand where they can."""
    before = re.sub(r"\s", "", document.text[max(0, citation.start - _HEADING_REACH) : citation.start])
    after = re.sub(r"\s", "", document.text[citation.end : citation.end + _SENTENCE_REACH])
    if not cue:
        return False
    if CUES.regex.search(cue):
        return cue in before + after[:80] + re.sub(r"\s", "", citation.text)
    # 为推动《…》落地，制定本方案: the sentence goes on to make the document.
    return MAKES.regex.search(cue) is not None and cue in re.split("[。；]", after)[0]


def _is_governed(before: str) -> bool:
    """Tells whether the words before a title or number make it a basis, past other things cited in the same breath."""
    found = GOVERNED.regex.search(CITED.regex.sub("", before))
    # 将第三条中“依照《…》”修改为: the words of another text.
    quoted = QUOTES_ANOTHER.regex.search(before)
    return found is not None and not NO_BASIS.regex.search(found["between"]) and quoted is None


def _target_faults(citation: CitationShape, document: DocumentShape, proof: ProofShape, at: str) -> Iterator[Fault]:
    if citation.role is Role.SELF:
        return
    if citation.title is not None and not _title_is_shown(citation, document):
        yield Fault(f"{at}/title", FaultCode.NOT_IN_TEXT)
    if citation.number is not None and not _number_is_shown(citation.number, document.text):
        yield Fault(f"{at}/number", FaultCode.NOT_IN_TEXT)
    if citation.status is LinkStatus.UNRESOLVED:
        known = [
            f
            for f in proof.facts
            if _is_named(citation, f.title, f.numbers, (*f.short_titles, *f.former_titles), exactly=True)
        ]
        if citation.target is not None or known:
            yield Fault(f"{at}/status", FaultCode.IS_KNOWN)
        if not _may_be(citation, document):
            yield Fault(f"{at}/level", FaultCode.NOT_SHOWN)
        return
    pairs = [(r.target, r.level, r.region) for r in citation.rivals]
    if citation.status is LinkStatus.RESOLVED:
        pairs = [(citation.target or "", citation.level, citation.region)] if citation.target else []
    if not pairs:
        yield Fault(f"{at}/target", FaultCode.NO_TARGET)
    if citation.rivals and citation.level not in {SourceLevel.UNKNOWN, *(r.level for r in citation.rivals)}:
        yield Fault(f"{at}/level", FaultCode.NO_CANDIDATE)
    for target, level, region in pairs:
        yield from _link_faults(citation, target, level, region, proof, at)


def _link_faults(
    citation: CitationShape, target: str, level: SourceLevel, region: str | None, proof: ProofShape, at: str
) -> Iterator[Fault]:
    fact = next((f for f in proof.facts if f.id == target), None)
    document = next((d for d in proof.documents if d.id == target), None)
    if fact is not None:
        names_of = (*fact.short_titles, *fact.former_titles)
        if not citation.decided and not _is_named(citation, fact.title, fact.numbers, names_of, exactly=False):
            yield Fault(f"{at}/target", FaultCode.OTHER_INSTRUMENT)
        if fact.level is not SourceLevel.UNKNOWN and level is not fact.level:
            yield Fault(f"{at}/level", FaultCode.OF_INSTRUMENT)
        if region != fact.region:
            yield Fault(f"{at}/region", FaultCode.OF_INSTRUMENT)
    elif document is not None:
        numbers = (document.number,) if document.number else ()
        if not citation.decided and not _is_named(citation, document.title or "", numbers, (), exactly=False):
            yield Fault(f"{at}/target", FaultCode.OTHER_DOCUMENT)
        if region != document.region:
            yield Fault(f"{at}/region", FaultCode.OF_DOCUMENT)
        if level is not document.level:
            yield Fault(f"{at}/level", FaultCode.OF_DOCUMENT)
    elif citation.own or citation.whole or citation.role is Role.FORWARDS or not target.startswith("d-"):
        yield Fault(f"{at}/target", FaultCode.NOT_IN_PROOF)


def _is_named(
    citation: CitationShape, title: str, numbers: tuple[str, ...], shorts: tuple[str, ...], *, exactly: bool
) -> bool:
    """Tells whether a citation names this by number or title; damage of a scan is allowed for unless `exactly`."""
    for number in filter(None, (citation.number, citation.defined_number)):
        own = parse_spelt_number(number)
        if exactly and own and own.is_order and own.year is None:
            continue  # the series of orders begin anew: another one may have that number
        for other in map(parse_spelt_number, numbers):
            if own and other and (own.year, own.serial) == (other.year, other.serial):
                return own.organ == other.organ or not exactly
    asked = letters(citation.title or "")
    known = [letters(name) for name in (title, *shorts) if name]
    if asked in known and asked:
        return True
    if exactly or not asked:
        return False
    return any(asked in name or name in asked or SequenceMatcher(None, asked, name).ratio() >= 0.8 for name in known)


def _title_is_shown(citation: CitationShape, document: DocumentShape) -> bool:
    """Tells whether the title stands in the text: here, where a short name is given, or much like it in a damaged scan."""
    asked = letters(citation.title or "")
    here = letters(citation.text)
    if asked in here or here in asked or asked in letters(document.text):
        return True
    if here.startswith("其"):  # 《…法》及其实施细则
        return asked.endswith(here[1:]) and asked.removesuffix(here[1:]) in letters(document.text)
    return SequenceMatcher(None, asked, here).ratio() >= 0.6


def _number_is_shown(number: str, text: str) -> bool:
    parsed = parse_number(number)
    if parsed is None:
        return number in text
    dense = re.sub(r"\s", "", text).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if parsed.organ[-1:] not in dense:
        return False
    year = f"(?:{parsed.year}|{_in_numerals(parsed.year)})年?" if parsed.year else ""
    if re.search(rf"(?:{year}\D{{0,3}}第?0*)?(?:{parsed.serial}|{numeral(parsed.serial)})", dense):
        return True
    # 35号至37号 holds 36号.
    ranges = re.finditer(rf"{year}\D{{0,3}}(?P<low>\d{{1,5}})号?[至到—~-](?P<high>\d{{1,5}})号", dense)
    return any(int(found["low"]) < parsed.serial < int(found["high"]) for found in ranges)


def _in_numerals(year: int) -> str:
    """Returns the pattern of a year written digit by digit: 二〇一六."""
    return "".join("[零〇○0]" if digit == "0" else "零一二三四五六七八九"[int(digit)] for digit in str(year))


def _may_be(citation: CitationShape, document: DocumentShape) -> bool:
    """Tells whether the words of a thing that nobody knows allow its level: only what looks high can be high."""
    maker = re.split("[，。；》\n]", document.text[max(0, citation.start - _MAKER_REACH) : citation.start])[-1]
    words = letters((citation.title or "") + (citation.number or "") + (citation.defined_number or "") + citation.text)
    words += letters(maker)
    match citation.level:
        case SourceLevel.CONSTITUTION | SourceLevel.LAW:
            return bool(re.search("(?<!办)法(?:典|第|$)|宪法", words)) or bool(re.search("(?<!办)法》", citation.text))
        case SourceLevel.ADMIN_REGULATION | SourceLevel.LOCAL_REGULATION:
            return bool(re.search("条例|规定|办法|细则|国务院|决定", words))
        case SourceLevel.CENTRAL_POLICY:
            return bool(re.search("国发|国办|国函|中发|中办|国务院|中共中央|中央|厅字", words))
        case SourceLevel.JUDICIAL_INTERPRETATION:
            return bool(re.search("最高人民|法释|解释", words))
        case _:
            # What is by its title a law of the state must not be called a low document.
            title = letters(citation.title or "")
            return not (citation.text.startswith("《中华人民共和国") and title.endswith("法"))


def _numbers_next(found: re.Match[str], document: DocumentShape) -> bool:
    """Tells whether a number stands before the title whose number it is."""
    digits = [str(int(part)) for part in re.findall(r"\d+", found[0])]
    return any(
        0 <= c.start - found.end() <= _NUMBER_REACH and re.findall(r"\d+", c.number or "") == digits
        for c in document.citations
    )


def _left_out(document: DocumentShape) -> Iterator[Fault]:
    """Yields titles and numbers of the text that are no citation of the proof, where words make them a basis."""
    spans = [(c.start, c.end) for c in document.citations]
    for pattern in (BARE_LAW, TITLE, NUMBER):
        for found in pattern.regex.finditer(document.text):
            start = found.start("law") if pattern is BARE_LAW else found.start()
            if any(a < found.end() and start < b for a, b in spans) or CITED_BY_NOBODY.regex.search(found[0]):
                continue
            before = re.sub(r"\s", "", document.text[max(0, start - 120) : start])
            own = letters(found[0]) in letters(document.title or "") or (found[0] in (document.number or ""))
            if pattern is NUMBER and _numbers_next(found, document):
                continue  # 某发〔2019〕3号《…》 is one citation
            if NAMED_SO.regex.search(before):
                continue  # （以下简称《意见》） gives a name
            if not own and _is_governed(re.split("[。；]", before)[-1]):
                yield Fault(f"documents/{document.id}", FaultCode.CITATION_LEFT_OUT, (found[0],))


# --- the measure -------------------------------------------------------------------------------


def _measure_faults(proof: ProofShape) -> Iterator[Fault]:
    measure = proof.measure
    document = next((d for d in proof.documents if d.id == measure.document), None)
    if document is None:
        yield Fault("measure/document", FaultCode.NOT_IN_PROOF)
        return
    yield from _words_faults(measure, document)
    provision = next((p for p in document.provisions if p.id == measure.provision), None)
    if provision is None or not (provision.start <= measure.sentence_start and measure.sentence_end <= provision.end):
        yield Fault("measure/provision", FaultCode.STANDS_ELSEWHERE)
        return
    yield from _sentence_faults(measure, document)
    yield from _tie_faults(proof, document)
    yield from _left_aside(measure, document, provision)


def _words_faults(measure: MeasureShape, document: DocumentShape) -> Iterator[Fault]:
    """Finds words and an id of a measure that are not those of its place in the text."""
    if document.text[measure.start : measure.end] != measure.text or not measure.text:
        yield Fault("measure", FaultCode.WORDS_NOT_THERE)
    begin = document.id + ".m"
    if not measure.id.startswith(begin) or not measure.id.removeprefix(begin).isdigit():
        yield Fault("measure/id", FaultCode.OTHER_ID)


def _sentence_faults(measure: MeasureShape, document: DocumentShape) -> Iterator[Fault]:
    """Finds a sentence that is not the measure's own, or more than one."""
    if not measure.sentence_start <= measure.end or not measure.start <= measure.sentence_end:
        yield Fault("measure/sentence", FaultCode.NOT_ITS_SENTENCE)
    if re.search("。.", _sentence(measure, document).strip(), re.DOTALL):
        yield Fault("measure/sentence", FaultCode.SEVERAL_SENTENCES)


def _sentence(measure: MeasureShape, document: DocumentShape) -> str:
    return document.text[measure.sentence_start : measure.sentence_end]


def _tie_faults(proof: ProofShape, document: DocumentShape) -> Iterator[Fault]:
    """Finds citations said to be the measure's own, or referred to by its sentence, where the words do not make them so, and the reverse."""
    measure = proof.measure
    led_to = _led_to(document, measure.provision, measure.sentence_start, measure.sentence_end)
    ordered = _ordered(document, measure.provision, _sentence(measure, document))
    for other in proof.documents:
        here = other.id == document.id
        for citation in other.citations:
            is_basis, beside = citation.role is Role.BASIS, citation.provision == measure.provision
            if citation.tied and here and citation.own == beside != citation.referred:
                continue
            if citation.own and not (here and (beside or _heads_the_list(citation, document, proof))):
                yield Fault(f"citations/{citation.id}/own", FaultCode.OWN_ELSEWHERE)
            if (citation.own or citation.referred) and not is_basis:
                yield Fault(f"citations/{citation.id}/own", FaultCode.NO_BASIS)
            if citation.referred and not (here and citation.provision in led_to):
                yield Fault(f"citations/{citation.id}/referred", FaultCode.NOT_LED_THERE)
            if citation.tied and here and not (citation.own or citation.referred):
                continue
            if here and is_basis and citation.provision in ordered and not (citation.referred or citation.own):
                yield Fault(f"citations/{citation.id}/referred", FaultCode.LED_THERE)


def _left_aside(measure: MeasureShape, document: DocumentShape, provision: ProvisionShape) -> Iterator[Fault]:
    """Yields a basis in the measure's own sentence or at the head of its provision, or vague words, that the proof leaves aside."""
    taken = [c.id for c in document.citations if c.tied and not (c.own or c.referred or c.whole)]
    basis = [
        c for c in document.citations if c.role is Role.BASIS and c.provision == provision.id and c.id not in taken
    ]
    inside = [c for c in basis if measure.sentence_start <= c.start < measure.sentence_end]
    if inside and not any(c.own for c in inside):
        yield Fault("measure", FaultCode.OWN_LEFT_ASIDE)
    opening = [c for c in basis if OPENS.regex.search(re.sub(r"\s", "", document.text[provision.start : c.start]))]
    if opening and not inside and opening[0].start < measure.start and not any(c.own or c.whole for c in opening):
        first = re.split("。", document.text[provision.start :])[0]
        if measure.start < provision.start + len(first):
            yield Fault("measure", FaultCode.OPENING_LEFT_ASIDE)
    dense = re.sub(r"\s", "", _sentence(measure, document))
    begin, end = measure.sentence_start, measure.sentence_end
    named = any(v.provision == provision.id and begin <= v.start and v.end <= end for v in document.vague)
    if VAGUE.regex.search(re.sub("《[^》]*》", "", dense)) and not named:
        yield Fault("measure", FaultCode.VAGUE_LEFT_OUT)
    preamble = [p for p in document.provisions if p.zone is Zone.PREAMBLE]
    words = re.sub(r"\s", "", "。".join(document.text[p.start : p.end] for p in preamble))
    if VAGUE.regex.search(words) and not any(v.provision in {p.id for p in preamble} for v in document.vague):
        yield Fault("measure", FaultCode.VAGUE_LEFT_OUT)


def _led_to(document: DocumentShape, provision: str, start: int, end: int) -> set[str]:
    """Returns the provisions that references lead to from the measure's sentence, directly or on the way."""
    at_first = [x for x in document.references if x.provision == provision and start <= x.start < end]
    queue, found = list(at_first), set[str]()
    while queue:
        new = set(queue.pop().targets) - found
        found |= new
        queue += [x for x in document.references if x.provision in new]
    return found


def _ordered(document: DocumentShape, own: str, sentence: str) -> set[str]:
    """Returns the other provisions that the sentence rests on by their number: 依照第五条, 按照本办法第五条."""
    dense = re.sub("《[^》]*》(?:（[^）]*）)?第[^条]{1,7}条", "", re.sub(r"\s", "", sentence))
    words = ORDERED.regex.findall(dense)
    return {p.id for p in document.provisions if p.label in words and p.id != own}


def _heads_the_list(c: CitationShape, d: DocumentShape, proof: ProofShape) -> bool:
    """Tells whether a citation stands above the measure, in a provision that its own one may be an item of."""
    return any(other.id == c.id and c.start < proof.measure.start for other in d.citations)
