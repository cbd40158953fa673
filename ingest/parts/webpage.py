"""The page around a document on the web: breadcrumbs and the table of its card above, buttons below.

Government sites show 索引号、主题分类、发文机关… above the text (《政府信息公开条例》 asks for such an
index); copied text keeps these lines. They are fenced as noise, since the document says the same itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_PAGE_HEAD = 40
MOST_PAGE_FOOT = 12

_FIELD = re.compile(
    r"[【〔]?(?P<name>索\s*引\s*号|信息索引|统一编号|登记号|主题(?:分类|词)|体裁(?:分类)?|组配分类|服务对象|信息分类|文件类型|"
    r"发(?:文|布)(?:机关|机构|单位|日期|时间|字号)|制发机关|信息来源|来\s*源|公开(?:主体|方式|范围|时限|日期|形式|类别|属性)|责任部门|"
    r"(?:成文|生成|印发|印制|生效|实施|施行|失效|废止|发文|公布|更新)(?:日期|时间)|(?:文件|信息)?(?:标题|名称)|文\s*号|文件(?:编号|号)|"
    r"有\s*效\s*性|效力(?:状态)?|时效性?|文件状态|关键[词字]|浏览(?:次数|量)|点击(?:数|率|量|次数)|阅读(?:次数|量|数)?|访问量|字\s*[号体]|分享到?|"
    r"(?:责任)?编辑|作者|所属机构|内容(?:概述|分类)|是否有效)[】〕]?(?:[：:\t ].*|$)"
)
_CRUMBS = re.compile(
    r"^今天是|门户网站$|网站(?:支持IPv6|首页)|长者模式|无障碍|^首页.*(?:政务公开|新闻中心|办事服务|互动交流|机构)|^(?:您?(?:现在的?|当前(?:的)?|所在)?位置|首页|网站首页)|[〉>»].{1,20}[〉>»]|^(?:打印|收藏|字体|分享|下载|扫一扫|\[|〔(?:打印|大|字体))"
)
_FOOT = re.compile(
    r"^(?:扫一扫|打印本页|关闭(?:窗口|本页)|上一[篇条]|下一[篇条]|相关(?:链接|阅读|文档)：?$|责任编辑|分享到|返回(?:顶部|列表)|网站(?:标识码|地图|声明)|版权所有|联系我们)"
    r"|[【〔\[](?:打印(?:本页)?|关闭(?:窗口|本页)?|收藏|返回)[】〕\]]|ICP备|公网安备"
)
_NEXT_FIELD = re.compile(
    "(?<=.)(来源|点击数|浏览次数|阅读次数|访问量|字号|字体|作者|编辑|发布时间|发布日期|文号|发文字号)[：:]"
)
_LEAST_FIELDS = 3


def page_head(flat: Sequence[str], opens: Sequence[bool]) -> int:
    """Tells how many of the first lines are the card of a web page; 0 where there is none, or no document opens behind it.

    `opens` says of each line whether it can open a document (a title, a letterhead, a 文号).
    """
    fields: set[str] = set()
    end = 0
    for at, line in enumerate(flat):
        names = _fields(line)
        if names:
            fields.update(names)
            end = at + 1
        elif _CRUMBS.search(line):
            end = at + 1
        elif not _is_value(flat, at):
            break
    if len(fields) < _LEAST_FIELDS or not any(opens[end : end + 3]):
        return 0
    return end


def _fields(line: str) -> list[str]:
    """Returns the names of the fields that a line holds: one, or several in a row (发布时间：…来源：…点击数：…)."""
    parts = [m["name"] for part in line.split("\t") if (m := _FIELD.fullmatch(part.strip()))]
    if parts and len(line) <= 160:
        parts += [m[1] for m in _NEXT_FIELD.finditer(line)]
    return parts


def _is_value(flat: Sequence[str], at: int) -> bool:
    """Tells whether a line stands between two fields, such as the value of a field that stands alone on its line."""
    if at == 0 or len(flat[at]) > 80 or flat[at].endswith(("。", "；")):
        return False
    return any(_FIELD.fullmatch(x) for x in flat[at + 1 : at + 3])


def page_foot(flat: Sequence[str]) -> int:
    """Returns the index of the first of the last lines that are buttons and notices of a web page; len(flat) where there are none."""
    first = len(flat)
    for at in range(len(flat) - 1, -1, -1):
        if len(flat[at]) <= 80 and _FOOT.search(flat[at]):
            first = at
        elif first < len(flat) and first - at > 2:
            break
    return first
