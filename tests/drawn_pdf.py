"""PDF files written by hand: words at places, lines, hidden words, pages turned; every character is drawn as a black square."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Placed = tuple[float, float, str]
"""Words, and where they begin: from the left and from the bottom, in points."""

SIZE = 10


def printed(
    pages: Sequence[Sequence[Placed]],
    lines: Sequence[Sequence[str]] = (),
    *,
    page: str = "/MediaBox[0 0 600 800]",
    catalog: str = "",
    trailer: str = "",
    unicode_of: Mapping[str, str] | None = None,
    letters: str = "",
) -> bytes:
    """Returns a PDF with words at places of each page, and what the operators of `lines` draw below them.

    `page` are entries of each page, `catalog` and `trailer` those of the file; `unicode_of` says what the font claims that
    characters are, whose codes are 1, 2, 3 … in the order of `letters`, or else sorted.
    """
    letters = letters or "".join(sorted({letter for words_of in pages for *_, words in words_of for letter in words}))
    code = {letter: number for number, letter in enumerate(letters, 1)}
    claimed = {letter: (unicode_of or {}).get(letter, letter) for letter in letters}
    table = "".join(
        f"<{code[letter]:02x}> <{claimed[letter].encode('utf-16-be').hex()}>\n" for letter in letters if claimed[letter]
    )
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {len(letters)} beginbfchar\n{table}endbfchar endcmap end end"
    )
    square = "1000 0 0 0 900 900 d1 50 0 850 850 re f"
    widths = " ".join(["1000"] * 256)
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type3/FontBBox[0 -200 1000 900]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 4 0 R>>"
        f"/Encoding<</Differences[0{' /a' * 256}]>>/FirstChar 0/LastChar 255/Widths[{widths}]/ToUnicode 5 0 R/Resources<<>>>>",
        f"<</Length {len(square)}>>stream\n{square}\nendstream",
        f"<</Length {len(unicode_map)}>>stream\n{unicode_map}\nendstream",
    ]
    for number, placed in enumerate(pages):
        drawn = lines[number] if number < len(lines) else ()
        text = "".join(
            f"1 0 0 1 {x} {y} Tm <{bytes(code.get(letter, 0) for letter in words).hex()}> Tj\n"
            for x, y, words in placed
        )
        content = "\n".join(drawn) + f"\nBT /F1 {SIZE} Tf\n{text}ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R{page}/Resources<</Font<</F1 3 0 R>>>>/Contents {7 + 2 * number} 0 R>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    return as_file(objects, trailer)


def as_file(objects: Sequence[str], trailer: str = "") -> bytes:
    """Returns objects as a PDF, the first one its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}{end}".encode("latin-1")
