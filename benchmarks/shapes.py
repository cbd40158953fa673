"""Says how the time of reading grows with texts of hostile shapes: `make bench-shapes` prints the table.

Each shape is made by doubling, from 10 kB to 10 MB of UTF-8, and read in a process of its own: seconds of the processor for a
megabyte, the exponent by which time grows with size over the last doublings, and the most memory. A shape that takes
longer than its budget is stopped there. Status 1 where one is slower or grows faster than a text may.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALLEST, LARGEST = 0.01, 10.0  # megabytes
SLOWEST = 3.0  # seconds a megabyte
STEEPEST = 1.15  # n log n grows by 2 ** 1.06 at a megabyte; the rest is the clock's
BUDGET = 60.0  # seconds of one size
_OVER = 8.0  # the exponent is that of sizes at least an eighth of the largest, where constant costs are gone

Shape = Callable[[int], str]
"""Makes a text of about so many characters."""

HEAD = "青石县商户信用管理办法\n青政发〔2022〕8号\n\n各乡镇人民政府：\n\n第一条　为加强商户信用管理，制定本办法。\n\n第二条　"
NOTICE = "青石县人民政府关于加强商户信用管理的通知\n青政发〔2022〕8号\n\n各乡镇人民政府：\n\n"

_NUMERALS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_NAMES = "青河石东山水林云白沙南湖岭桥"
_SURE = "政务服务环境优化提升改革发展工作机制部门地区群众企业建设管理完善推进加强落实组织保障"


def numeral(number: int) -> str:
    """Returns a number below ten thousand as Chinese writes it: 一百零三."""
    digits, out = str(number), ""
    for place, digit in enumerate(digits):
        unit = _UNITS[len(digits) - 1 - place]
        if digit != "0":
            out += _NUMERALS[int(digit)] + unit
        elif out and not out.endswith("零"):
            out += "零"
    return (out.rstrip("零") or "零").removeprefix("一十" if number < 20 else "\0") if number >= 20 else _teen(number)


def _teen(number: int) -> str:
    return _NUMERALS[number] if number < 10 else "十" + (_NUMERALS[number - 10] if number > 10 else "")


def name(number: int) -> str:
    """Returns a word of Chinese characters that stands for a number."""
    out = ""
    while True:
        number, digit = divmod(number, len(_NAMES))
        out += _NAMES[digit]
        if not number:
            return out


def repeated(piece: str, head: str = "", end: str = "\n") -> Shape:
    """Returns the shape of one piece over and over."""
    return lambda size: head + piece * max(1, (size - len(head)) // len(piece)) + end


def numbered(piece: Callable[[int], str], head: str = "", end: str = "\n") -> Shape:
    """Returns the shape of pieces that each bear their number."""

    def text(size: int) -> str:
        out, length = [head], len(head)
        for number in count(1):
            out.append(piece(number))
            length += len(out[-1])
            if length >= size:
                break
        return "".join(out) + end

    return text


def halves(first: Callable[[int], str], second: Callable[[int], str], head: str = HEAD) -> Shape:
    """Returns the shape of one kind of pieces, then as much of another, numbered alike."""

    def text(size: int) -> str:
        made = numbered(first, end="")((size - len(head)) // 2)
        return head + made + numbered(second)((size - len(head)) // 2)

    return text


def nested(size: int, opening: str, closing: str, words: str = "关于信用的通知") -> str:
    """Returns marks opened one within the other, and closed again."""
    depth = size // (len(opening) + len(closing) + len(words))
    return f"{HEAD}根据{(opening + words) * depth}{closing * depth}，列入黑名单。\n"


def random_characters(size: int) -> str:
    """Returns Chinese characters at random, with marks among them."""
    chance = random.Random(7)
    return "".join("，" if chance.random() < 0.1 else chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(size)) + "\n"


def random_words(size: int) -> str:
    """Returns words of the lexicon of measures and citations at random, with marks among them and no full stop."""
    chance = random.Random(7)
    words = [
        "将",
        "对",
        "的",
        "失信",
        "企业",
        "列入",
        "黑名单",
        "按照",
        "《条例》",
        "第三条",
        "依法",
        "其",
        "不得",
        "申报",
        "补贴",
        "三年内",
        "取消",
        "资格",
        "向",
        "公示",
        "信用",
        "记录",
        "等级",
        "评定",
        "A级",
        "，",
        "，",
        "、",
        "责任单位：",
        "县财政局",
        "前款",
        "规定",
        "（",
        "）",
        "“",
        "”",
        "被",
        "或者",
        "并",
        "信息",
        "平台",
        "归集",
        "报送",
        "2022年3月5日前",
        "青政发〔2021〕3号",
        "以下简称",
        "以下",
        "该办法",
        "违反",
        "惩戒",
    ]
    out, length = [HEAD], len(HEAD)
    while length < size:
        out.append(chance.choice(words))
        length += len(out[-1])
    return "".join(out) + "\n"


def noisy(size: int) -> str:
    """Returns a notice as a bad scan gives it: letters for digits, blots, blanks, broken lines."""
    chance = random.Random(7)
    plain = "依照《青石县信用管理办法》（青政发〔2021〕13号）第十二条规定，于2022年3月10日前将失信企业列入黑名单，并向社会公示。"
    out: list[str] = []
    while len(out) < size:
        for character in plain:
            hit = chance.random()
            out.append({"1": "l", "0": "O"}.get(character, "■") if hit < 0.05 else character)
            if hit > 0.9:
                out.append(" " if hit < 0.95 else "\n")
    return NOTICE + "".join(out)


def broken(mark: str) -> Shape:
    """Returns ordinary text with a mark between all characters."""
    words = "一、依照《青石县信用管理办法》第三条，将失信企业列入黑名单。\n"
    return repeated(mark.join(words), NOTICE)


def deep(size: int) -> str:
    """Returns provisions of four levels, one below the other, over and over."""
    return numbered(
        lambda n: (
            f"{numeral(n % 9000 + 1)}、加强管理\n（{numeral(n % 90 + 1)}）规范工作\n{n % 90 + 1}.实施惩戒\n（{n % 90 + 1}）将失信商户列入黑名单。\n"
        ),
        NOTICE,
    )(size)


SHAPES: dict[str, Shape] = {
    # one sentence
    "ordinary paragraph": repeated(
        "为进一步提升政务服务水平，持续优化营商环境，各地各部门要加强组织领导，健全工作机制，细化任务分工。", NOTICE
    ),
    "ordinary, no full stop": repeated("为进一步提升政务服务水平，持续优化营商环境，", NOTICE),
    "measure ，": repeated("将失信企业列入黑名单，", HEAD),
    "measure 、": repeated("列入黑名单、", HEAD + "将失信企业"),
    "measure ；": repeated("将失信企业列入黑名单；", HEAD),
    "measure 。": repeated("将失信企业列入黑名单。", HEAD),
    "measure, no mark": repeated("将失信企业列入黑名单", HEAD),
    "measure a line": repeated("将失信企业列入黑名单\n", HEAD),
    "bars for a term ，": repeated("有失信行为的，三年内不得申报财政补贴，", HEAD),
    "bars ；": repeated("对有失信行为的企业，限制其参加招标；", HEAD),
    "subjects ，": repeated("被列入黑名单的企业，", HEAD),
    "grades ，": repeated("对A级企业给予补贴，对D级企业取消补贴，", HEAD),
    "duty nouns、": repeated("失信惩戒、信息公示、信用修复、", HEAD + "负责"),
    "according to ，": repeated("根据信用状况，", HEAD),
    "purpose ，": repeated("为规范失信惩戒，", HEAD),
    "conditions ，": repeated("近两年无失信记录，信用状况良好，", HEAD + "申请人应当具备下列条件："),
    "list head, items 、": repeated("限制参加招标、享受补贴、担任职务、", HEAD + "对失信企业采取下列措施："),
    "list head, items a line": numbered(
        lambda n: f"（{numeral(n % 99 + 1)}）限制参加招标；\n", HEAD + "对失信企业采取下列措施：\n"
    ),
    "其 ，": repeated("取消其评优资格，", HEAD + "对失信的企业，"),
    "的 without end": repeated("失信企业的", HEAD),
    "将 without end": repeated("将", HEAD),
    "对 without end": repeated("对企业", HEAD),
    "verbs without end": repeated("归集公示列入取消", HEAD),
    "one word": repeated("信用", HEAD),
    "one word ，": repeated("失信，", HEAD),
    "colons": repeated("如下：", HEAD),
    "random words": random_words,
    "random characters": random_characters,
    # citations
    "citations、": numbered(lambda n: f"《{name(n)}条例》第{numeral(n % 900 + 1)}条、", HEAD + "根据"),
    "citations in one clause": repeated("《青石县信用条例》", HEAD + "根据"),
    "citations with numbers": numbered(lambda n: f"《{name(n)}办法》（青政发〔2021〕{n}号）、", HEAD + "根据"),
    "numbers、": numbered(lambda n: f"青政发〔2021〕{n}号、", HEAD + "根据"),
    "serials、": numbered(lambda n: f"{n}、", HEAD + "根据青政发〔2021〕"),
    "articles、": numbered(lambda n: f"第{numeral(n % 9000 + 1)}条、", HEAD + "根据《青石县信用条例》"),
    "article ranges": repeated("第一条至第九百条、", HEAD + "根据《青石县信用条例》"),
    "measures and citations": numbered(lambda n: f"依照《{name(n)}条例》第三条，将失信企业列入黑名单，", HEAD),
    "one basis, measures ，": repeated("将失信企业列入黑名单，", HEAD + "根据《青石县信用条例》，"),
    "bases 。": numbered(lambda n: f"依照《{name(n)}条例》第三条，将失信企业列入黑名单。", HEAD),
    "laws without marks": repeated("依照中华人民共和国安全生产法第三条、", HEAD),
    "makers": repeated("国务院、省政府、县财政局等部门", HEAD + "根据"),
    "short names defined": numbered(lambda n: f"《{name(n)}条例》（以下简称《{name(n)}》）、", HEAD + "根据"),
    "short names, plain": numbered(lambda n: f"《{name(n)}条例》（以下简称{name(n)}法）、", HEAD + "根据"),
    "short names used": halves(
        lambda n: f"根据《{name(n)}条例》（以下简称《{name(n)}例》），",
        lambda n: f"按照《{name(n)}例》第二条，将失信企业列入黑名单，",
    ),
    "short names, many defined": halves(
        lambda n: f"根据《{name(n)}条例》（以下简称{name(n)}法）。\n",
        lambda n: f"按照{name(n)}法第二条，将失信企业列入黑名单。\n",
    ),
    "one name defined anew": repeated("《青石县信用条例》（以下简称《条例》），依照《条例》第二条，", HEAD),
    "names of scores": numbered(lambda n: f"个人信用积分（以下简称“{name(n)}分”），", HEAD),
    "names of scores 。": numbered(lambda n: f"将失信企业列入“{name(n)}榜”（信用黑名单）。", HEAD),
    "name of one score": repeated("青石分的等级，", HEAD + "“青石分”（个人信用积分），"),
    "genres alone": repeated("按照《办法》第三条，", HEAD + "根据《青石县信用办法》，"),
    "followers": repeated("根据《青石县信用法》及其实施条例，", HEAD),
    "repealed": numbered(
        lambda n: f"{n}.《关于{name(n)}的通知》（青政发〔2011〕{n}号）\n",
        "青石县人民政府关于废止文件的决定\n\n决定废止下列文件：\n",
    ),
    "repealed in a clause": numbered(lambda n: f"《{name(n)}办法》、", HEAD + "同时废止"),
    "references": repeated("依照本条、前款、第五条、本办法、该条例，", HEAD),
    "references 。": repeated("依照前款，将失信企业列入黑名单。", HEAD),
    "lines of bases": repeated("将失信企业列入黑名单。\n依据：《青石县信用条例》第三条\n", HEAD),
    "heads of lists": repeated("依照《青石县信用条例》第三条，对下列企业：\n", HEAD),
    "vague": repeated("按照国家有关规定，", HEAD),
    "dates": repeated("2022年3月5日，", HEAD),
    "duties": repeated("由县财政局、县粮食局牵头，于2022年3月5日前将总结报送县政府，", HEAD),
    "units in charge": numbered(lambda n: f"县{name(n)}局、", HEAD + "（责任单位："),
    "points, unclosed": repeated("积分60分（", HEAD + "对"),
    "amounts": repeated("处5000元以上2万元以下罚款，扣3分，", HEAD),
    # marks
    "nested 《》": lambda size: nested(size, "《", "》"),
    "nested 〈〉": lambda size: nested(size, "〈", "〉"),
    "nested brackets": lambda size: nested(size, "（", "）"),
    "unclosed 《": repeated("《关于信用的通知", HEAD + "根据"),
    "unclosed 〈": repeated("〈关于信用的通知", HEAD + "根据"),
    "unclosed brackets": repeated("（列入黑名单", HEAD),
    "unclosed brackets, lines": repeated("（列入黑名单\n", HEAD),
    "unclosed brackets of all kinds": numbered(
        lambda n: f"{'（《“〈【〔[({「『'[n % 10]}将{name(n)}企业列入黑名单，", HEAD
    ),
    "unclosed quotes": repeated("“列入黑名单", HEAD),
    "closing marks alone": repeated("信用的通知》", HEAD + "根据"),
    "unclosed, lines": repeated("《关于信用的\n", HEAD + "根据"),
    "one bracket open": repeated("将失信企业列入黑名单，", HEAD + "（"),
    "one 《 open": repeated("将失信企业列入黑名单，", HEAD + "根据《"),
    "one quote open": repeated("将失信企业列入黑名单，", HEAD + "“"),
    "only punctuation": repeated("，。；：、！？“”《》（）"),
    "only commas": repeated("，"),
    "only digits": repeated("1234567890"),
    "only newlines": repeated("\n", end="甲"),
    "only blanks": repeated(" ", end="甲"),
    "only full stops": repeated("。"),
    # lines and provisions
    "documents": numbered(
        lambda n: (
            f"青石县人民政府关于{name(n)}的通知\n青政发〔2022〕{n}号\n\n各乡镇人民政府：\n\n一、将失信企业列入黑名单。\n\n青石县人民政府\n2022年3月5日\n\n"
        )
    ),
    "annexes": numbered(lambda n: f"附件{n}\n\n{name(n)}信用管理办法\n\n第一条　将失信企业列入黑名单。\n\n", NOTICE),
    "list of annexes": numbered(lambda n: f"{n}.{name(n)}信用管理办法\n", NOTICE + "附件："),
    "articles 第X条": numbered(lambda n: f"第{numeral(n % 9000 + 1)}条　将失信企业列入黑名单。\n", HEAD),
    "articles 第X条之Y": numbered(lambda n: f"第三条之{numeral(n % 9000 + 1)}　将失信企业列入黑名单。\n", HEAD),
    "chapters": numbered(lambda n: f"第{numeral(n % 9000 + 1)}章　信用\n", HEAD),
    "items 一、": numbered(lambda n: f"{numeral(n % 9000 + 1)}、将失信企业列入黑名单。\n", NOTICE),
    "items （一）": numbered(lambda n: f"（{numeral(n % 9000 + 1)}）将失信企业列入黑名单。\n", NOTICE + "一、惩戒\n"),
    "items 1.": numbered(lambda n: f"{n}.将失信企业列入黑名单。\n", NOTICE + "一、惩戒\n"),
    "items （1）": numbered(lambda n: f"（{n}）将失信企业列入黑名单。\n", NOTICE + "一、惩戒\n"),
    "items ①": repeated("①将失信企业列入黑名单。②公示。\n", NOTICE),
    "items in one line": numbered(lambda n: f"{n}.将失信企业列入黑名单；", NOTICE + "一、惩戒"),
    "items to depth": deep,
    "headings": numbered(lambda n: f"{numeral(n % 9000 + 1)}、加强管理\n", NOTICE),
    "letterheads": repeated("青石县人民政府文件\n", ""),
    "titles": repeated("青石县人民政府关于加强商户信用管理的通知\n", ""),
    "addressees": repeated("各乡镇人民政府：\n", NOTICE),
    "signatures": repeated("青石县人民政府\n2022年3月5日\n", NOTICE),
    "colophons": numbered(
        lambda n: f"青石县{name(n)}局\n20{n % 30:02}年3月5日\n印发日期20{n % 30:02}年3月5日印发\n", NOTICE
    ),
    "same line": repeated("将失信企业列入黑名单，并向社会公示。\n", NOTICE),
    "short lines": repeated("信用\n", NOTICE),
    "long title": lambda size: (
        f"青石县人民政府关于加强{'商户信用' * (size // 4)}管理的通知\n\n各乡镇：\n\n一、列入黑名单。\n"
    ),
    "long title in 《》": lambda size: f"{HEAD}根据《关于{'商户信用' * (size // 4)}的通知》，列入黑名单。\n",
    "page numbers": repeated("将失信企业列入黑名单，\n- 3 -\n并向社会公示。\n", NOTICE),
    "furniture": repeated(
        "将失信企业列入黑名单。\n【打印本页】【关闭窗口】\n首页 > 政务公开 > 通知\n浏览次数：32\n", NOTICE
    ),
    "menus": repeated("首页\n政务公开\n办事服务\n互动交流\n", NOTICE),
    "form debris": repeated("姓名\t□是 □否\n____年__月__日\n（签字）：________\n", NOTICE),
    "cells a line": repeated("序号\n措施\n依据\n1\n列入黑名单\n《青石县信用条例》第三条\n", NOTICE),
    "table of tabs": numbered(
        lambda n: f"{n}\t将失信企业列入黑名单\t《{name(n)}条例》第三条\n", NOTICE + "序号\t措施\t依据\n"
    ),
    "table of |": numbered(
        lambda n: f"|{n}|将失信企业列入黑名单|《{name(n)}条例》第三条|\n", NOTICE + "|序号|措施|依据|\n|-|-|-|\n"
    ),
    "one row of tabs": repeated("列入黑名单\t", NOTICE + "序号\t措施\t依据\n"),
    "a line break everywhere": broken("\n"),
    "a blank everywhere": broken(" "),
    "hard-wrapped": repeated("依照《青石县信用管理办法》第三条将失信企业列入黑名单并向社会公示取消其\n", NOTICE),
    "full width": repeated("依照《青石县信用管理办法》第１２条，对Ａ级企业给予补贴，２０２２年３月。", HEAD),
    "traditional": repeated("依照《青石縣信用管理辦法》第三條，將失信企業列入黑名單，並向社會公佈。", HEAD),
    "scan": noisy,
    "entities": repeated("&nbsp;&ldquo;信用&rdquo;&#12299;", HEAD),
    "invisible signs": repeated("信\u200b用\ufeff", HEAD),
    "markup": repeated("<p>将失信企业列入黑名单</p>", HEAD),
    "links": repeated("[信用](http://example.invalid/a)", HEAD),
    # other matter
    "glued numbers": repeated("青政发20227号2022年3月5日〔2022〕", HEAD),
    "one number": lambda size: f"{HEAD}青政发〔2022〕{'7' * size}号。\n",
    "blots": repeated("青政发〔20■9〕7号，", HEAD),
    "persons": repeated("张某某，身份证号330102199001011234，电话13800000000，", HEAD),
    "addresses": repeated("http://example.invalid/a/b.html?c=d&e=f ", NOTICE),
    "base64": repeated("aGVsbG8gd29ybGQK/+0aB", NOTICE),
    "Latin": repeated("the quick brown fox jumps over the lazy dog, ", NOTICE),
}


# --- one shape ---------------------------------------------------------------------------------


def doubled(largest: float) -> Iterator[float]:
    """Yields megabytes, doubling, up to the largest."""
    size = SMALLEST
    while size < largest * 0.75:
        yield size
        size *= 2
    yield largest


def measure(shape: str, largest: float, budget: float) -> Iterator[dict[str, float]]:
    """Yields megabytes, seconds of the processor, and megabytes of memory of each size, until one passes the budget."""
    from ingest.formats.files import file_of_text
    from ingest.reading import read

    read(file_of_text(HEAD + "依照《青石县信用条例》将失信企业列入名单。\n", "warm-up"))
    before = _peak()
    make = SHAPES[shape]
    sample = make(20_000)
    bytes_each = len(sample.encode()) / len(sample)
    for size in doubled(largest):
        text = make(int(size * 1e6 / bytes_each))
        source = file_of_text(text, "shape")
        megabytes = len(text.encode()) / 1e6
        at = time.process_time()
        found = read(source)
        spent = time.process_time() - at
        yield {"size": megabytes, "seconds": spent, "memory": _peak() - before, "measures": float(len(found.measures))}
        if spent > budget or spent * 2.2 > 4 * budget:
            return


def _peak() -> float:
    """Returns the most megabytes that this process took."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def exponent(rows: list[dict[str, float]]) -> float:
    """Returns the power of the size by which the time grew, by least squares over the last sizes."""
    last = [row for row in rows if row["size"] * _OVER * 1.1 >= rows[-1]["size"]]
    if len(last) < 2:
        return math.nan
    sizes = [math.log(row["size"]) for row in last]
    times = [math.log(max(row["seconds"], 1e-6)) for row in last]
    size, spent = sum(sizes) / len(sizes), sum(times) / len(times)
    rise = sum((x - size) * (y - spent) for x, y in zip(sizes, times, strict=True))
    return rise / sum((x - size) * (x - size) for x in sizes)


# --- table -------------------------------------------------------------------------------------


def in_child(shape: str, largest: float, budget: float) -> list[dict[str, float]]:
    """Returns the rows of a shape that a process of its own measured; what it had when it was stopped."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.shapes",
        "--child",
        shape,
        "--largest",
        str(largest),
        "--budget",
        str(budget),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as child:
        try:
            out, _ = child.communicate(timeout=20 * budget)
        except subprocess.TimeoutExpired:
            child.kill()
            out, _ = child.communicate()
    return [json.loads(line) for line in out.splitlines() if line.endswith("}")]


def main() -> int:
    """Prints the table; or, for a child, one line of JSON a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="*", help="words of the names of shapes; all shapes without any")
    parser.add_argument("--largest", type=float, default=LARGEST, help="megabytes of the largest text")
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds that one text may take")
    parser.add_argument("--sizes", action="store_true", help="print seconds a megabyte at each size")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        for row in measure(options.child, options.largest, options.budget):
            print(json.dumps(row), flush=True)
        return 0
    chosen = [shape for shape in SHAPES if not options.shapes or any(words in shape for words in options.shapes)]
    print(f"{'MB':>6} {'s/MB':>7} {'grows':>6} {'memory':>7}  shape", flush=True)
    slow = 0
    for shape in chosen:
        rows = in_child(shape, options.largest, options.budget)
        if not rows:
            print(f"{'not read':>29}  {shape}", flush=True)
            slow += 1
            continue
        last, power = rows[-1], exponent(rows)
        each = last["seconds"] / last["size"]
        is_slow = each > SLOWEST or power > STEEPEST or last["size"] < options.largest * 0.9
        slow += is_slow
        print(
            f"{last['size']:6.2f} {each:7.2f} {power:6.2f} {last['memory']:7.0f}  {shape}{'  ← slow' if is_slow else ''}",
            flush=True,
        )
        if options.sizes:
            print(
                "       " + " ".join(f"{row['size']:.2f}:{row['seconds'] / row['size']:.2f}" for row in rows),
                flush=True,
            )
    print(f"\n{len(chosen)} shapes, {slow} slow")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
