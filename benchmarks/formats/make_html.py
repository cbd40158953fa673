"""Makes a portal's page of a text, with all that stands around documents there; for tests and scores, no part of the product.

Around the text: menus, a breadcrumb, the card of the document, buttons, a sidebar and a list of related documents whose titles
and numbers are none of the text, the foot of the site.
"""

from __future__ import annotations

import re
from html import escape

from benchmarks.formats.blocks import Block, Kind, blocks_of, title_of
from benchmarks.formats.make_pdf import table_html

_MENU = ("首页", "政务公开", "政务服务", "互动交流", "数据发布", "走进白水")
_RELATED = (
    ("关于印发白水市家政服务信用管理办法的通知", "2023-05-18"),
    ("白水市人民政府办公室关于转发《河东省公共信用信息管理办法》的通知（白政办发〔2022〕31号）", "2022-11-02"),
    ("白水市2023年度失信惩戒措施清理结果公告", "2023-12-29"),
    ("一图读懂：《白水市社会信用条例》", "2023-03-15"),
    ("关于对三家企业实施联合惩戒的公示", "2024-01-08"),
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,16}〔(\d{4})〕\d{1,4}号")


def page_of(text: str) -> bytes:
    """Returns the page of a text as its bytes."""
    blocks = blocks_of(text)
    title = title_of(blocks) or "政策文件"
    own = next((_NUMBER.fullmatch(b.words) for b in blocks[:8] if _NUMBER.fullmatch(b.words)), None)
    body = "\n".join(_html(block) for block in blocks)
    return _PAGE.format(
        title=escape(title),
        menu="".join(f'<li><a href="/{at}/">{words}</a></li>' for at, words in enumerate(_MENU)),
        card=_card(title, own),
        body=body,
        related="\n".join(
            f'<li><a href="/art/{at}.html" title="{words}">{words}</a><span>{day}</span></li>'
            for at, (words, day) in enumerate(_RELATED)
        ),
    ).encode()


def _card(title: str, own: re.Match[str] | None) -> str:
    fields = {
        "索引号": "001008003015001/2024-00172",
        "主题分类": "综合政务 / 其他",
        "文号": own[0] if own else "",
        "标题": title,
        "有效性": "有效",
    }
    cells = "".join(f"<td>{name}：</td><td>{escape(value)}</td>" for name, value in fields.items())
    return f'<table class="xxgk-card"><tr>{cells}</tr></table>'


def _html(block: Block) -> str:
    if block.kind is Kind.TABLE:
        return table_html(block)
    align = {Kind.MIDDLE: "center", Kind.RIGHT: "right"}.get(block.kind, "justify")
    indent = "&emsp;&emsp;" if block.kind is Kind.PLAIN else ""
    return f'<p style="text-align: {align};"><span style="font-family: 仿宋_GB2312;">{indent}{escape(block.words)}</span></p>'


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}_白水市人民政府门户网站</title>
<meta name="ColumnName" content="政策文件">
<style>.nav li {{ display: inline; }} .hidden {{ display: none; }}</style>
<script>var site = {{ "name": "白水市人民政府", "find": "《》" }};</script>
</head>
<body>
<div class="header"><div class="logo"><a href="/"><img src="/logo.png" alt="白水市人民政府"></a></div>
<div class="search"><form><input type="text" placeholder="请输入关键字"><button>搜索</button></form></div>
<ul class="nav">{menu}</ul></div>
<div class="hidden">无障碍浏览已开启</div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zcwj/">政策文件</a></div>
<div class="main">
<div class="article">
{card}
<h1>{title}</h1>
<div class="info"><span>发布时间：2024-03-05 10:21</span><span>来源：白水市人民政府办公室</span><span>浏览次数：<i id="hits">1024</i></span>
<span>字体：【<a>大</a> <a>中</a> <a>小</a>】</span></div>
<div class="TRS_Editor" id="zoom">
{body}
</div>
<div class="tools"><a>【打印本页】</a><a>【关闭窗口】</a></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<div class="related"><h3>相关文件</h3><ul>
{related}
</ul></div>
</div>
<div class="sidebar"><h3>热点推荐</h3><ul>
{related}
</ul></div>
</div>
<div class="footer"><p><a>网站地图</a> | <a>关于我们</a> | <a>联系我们</a></p>
<p>主办：白水市人民政府办公室　承办：白水市政务服务中心</p><p>网站标识码：0000000000　某ICP备00000000号　某公网安备00000000000000号</p></div>
</body>
</html>
"""
