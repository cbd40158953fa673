"""Random files of invented places that hang together in all ways a store knows, for tests of the link index.

Notices that cite, repeal and forward each other by number or title; captures of one notice that differ in a sentence; lists of cleanup
decisions, some titles damaged; pages of one text in several files; regulations on credit; copies of files.
"""

from __future__ import annotations

from functools import cache
from random import Random

from graph_schema.records import Reading
from ingest.formats.files import file_of_text
from ingest.reading import read

PLACES = ("云岭省", "鹭洲市", "鹭洲市")
SUBJECTS = (
    "加强码头信用监管工作",
    "渡口船舶停靠秩序专项整治行动实施",
    "渡口船舶停靠秩序专项整治行动实旋",  # one letter that a scan misread
)
MEASURES = ("对超载的经营者，列入失信名单。", "对失信企业，取消评优资格。", "将其不良信息记入信用档案。")


@cache
def reading_of(path: str, text: str) -> Reading:
    """Returns the reading of a text."""
    return read(file_of_text(text, path), {})


def title_of(place: str, subject: str) -> str:
    """Returns the title of a notice."""
    return f"{place}人民政府关于{subject}的通知"


def number_of(place: str, serial: int) -> str:
    """Returns the number of a notice."""
    return f"{place[0]}政发〔2019〕{serial}号"


def serial_of(chance: Random, subject: str) -> int:
    """Returns the serial of the notice of a subject, or a wrong one now and then."""
    return SUBJECTS.index(subject) + 1 if chance.random() < 0.85 else chance.randint(1, 4)


def name(chance: Random) -> str:
    """Returns how something is cited: a notice by title, number or both, a regulation, or a law."""
    place, subject = chance.choice(PLACES), chance.choice(SUBJECTS)
    title, number = f"《{title_of(place, subject)}》", number_of(place, serial_of(chance, subject))
    return chance.choice(
        (title, f"{title}（{number}）", f"（{number}）", "《云岭省社会信用条例》", "《征信业管理条例》")
    )


def day(chance: Random) -> str:
    """Returns a day."""
    return f"{chance.choice((2018, 2019, 2022))}年{chance.randint(1, 9)}月{chance.randint(1, 28)}日"


def items(chance: Random, first: int = 1) -> str:
    """Returns numbered items with measures, citations and repeals."""
    lines = []
    for number in range(first, first + chance.randint(1, 3)):
        basis = f"依据{name(chance)}，" if chance.random() < 0.6 else ""
        repeal = (
            f"{name(chance)}{chance.choice(('第二条', '', ''))}自{day(chance)}起废止。" if chance.random() < 0.4 else ""
        )
        lines.append(f"{'一二三四五六七八九'[number - 1]}、{basis}{chance.choice(MEASURES)}{repeal}")
    return "\n\n".join(lines)


def notice(chance: Random) -> str:
    """Returns a notice, perhaps with one that it forwards or attaches."""
    place, subject = chance.choice(PLACES), chance.choice(SUBJECTS)
    seed = Random(chance.randint(1, 4))  # captures of one notice are alike but for a sentence
    title, number = title_of(place, subject), number_of(place, serial_of(seed, subject))
    number = number if chance.random() < 0.8 else ""
    body = f"各有关单位：\n\n为规范管理，根据{name(seed)}，现就有关事项通知如下：\n\n{items(seed)}"
    body += chance.choice(("", "", f"\n\n{items(chance, 4)}", "\n\n请各单位认真贯彻执行。"))
    text = f"{title}\n\n{number}\n\n{body}\n\n{place}人民政府\n{day(seed)}\n"
    if chance.random() < 0.2:
        text += f"\n附件：\n{chance.choice(PLACES)}社会信用管理办法\n\n第一条 依据{name(chance)}制定本办法。\n\n第二条 {chance.choice(MEASURES)}\n"
    return text


def cleanup(chance: Random) -> str:
    """Returns a cleanup decision with a list."""
    place, serial = chance.choice(PLACES), chance.randint(5, 7)
    verb = chance.choice(("予以废止", "继续有效", "继续有效，有效期至2023年5月1日"))
    rows = "\n".join(
        f"{n}．{title_of(place, subject := chance.choice(SUBJECTS))}"
        + (f"（{number_of(place, serial_of(chance, subject))}）" if chance.random() < 0.5 else "")
        for n in range(1, chance.randint(2, 4))
    )
    return (
        f"{place}人民政府关于公布规范性文件清理结果的决定\n\n{number_of(place, serial)}\n\n各有关单位：\n\n"
        f"经清理，决定对下列文件{verb}：\n\n{rows}\n\n本决定自{day(chance)}起施行。\n\n{place}人民政府\n{day(chance)}\n"
    )


def regulation(chance: Random) -> str:
    """Returns a regulation on credit."""
    return (
        f"{chance.choice(('云岭省', '鹭洲市'))}社会信用条例\n\n（{day(chance)}云岭省人民代表大会常务委员会通过）\n\n第一条 为了加强信用管理，制定本条例。\n\n"
        f"第二条 {chance.choice(MEASURES)}\n"
    )


def page(chance: Random) -> tuple[str, str]:
    """Returns a page of a text in several files, with its path."""
    number = chance.randint(1, 3)
    text = f"{items(chance, 2 * number - 1)}\n" if number > 1 else notice(chance).rpartition("\n\n")[0] + "\n"
    return f"/pages/{chance.choice('ab')}_{number}.txt", text


def file(chance: Random) -> tuple[str, str]:
    """Returns a file of any kind: its path and text."""
    kind = chance.random()
    path = f"/files/{chance.randint(1, 9)}.txt"
    if kind < 0.2:
        return path, cleanup(chance)
    if kind < 0.28:
        return path, regulation(chance)
    if kind < 0.45:
        return page(chance)
    return path, "\n\n".join(notice(chance) for _ in range(chance.choice((1, 1, 1, 2))))
