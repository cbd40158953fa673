"""The head of a list, and what its items are: measures, conditions, or nothing that it says (docs/frames.md#heads)."""

from __future__ import annotations

import re
from functools import lru_cache

from graph_schema.terms import MeasureKind
from ingest.find.frames.words import tokens_of

ANNOUNCES = re.compile(
    "惩戒|激励|奖惩|约束|惩处|惩罚|奖励|褒扬|结果的?(?:应用|运用|使用)|(?:等级|分类|分级)(?:监管|管理|应用)|处理|待遇|(?:惩戒|激励|监管|管理|约束)措施"
)
_HEAD_OF_MEASURES = re.compile(
    "(?:下列|以下|如下|下述|下面)[^，。；：]{0,16}(?:措施|办法|激励|惩戒|限制|约束|便利|服务|优惠|处理|处置|方式|待遇|政策)[^。；]{0,16}：?$|(?:措施|方式)[^，。；]{0,6}：$|同时：$|的基础上：$|^(?:（[^）]{1,3}）|\\d{1,2}[.、．])?对[^，。；：]{2,40}(?:级|牌|榜|名单|失信|守信|用户|企业|机构|单位|主体|对象|户|人员|商户|会员|学生|人)(?:的)?(?:，[^。；：]{0,40})?：$|(?:规定|要求|方式)(?:办理|处理|执行)：$|(?:在榜|上榜|列入|公示|惩戒|管理|名单)期间：$|(?:人员|主体|企业|户|者|商户|会员)，[^。；：]{0,16}(?:起|期间|内)：$"
)
_HEAD_OF_RESTRICTIONS = re.compile(
    "(?:被执行人|失信|限制(?:高)?消费|惩戒|黑名单)[^。；]{0,60}(?:不得|禁止|限制)[^，。；：]{0,10}(?:下列|以下|如下|下述|下面)[^。；：]{0,24}(?:行为|消费|活动)[^。；：]{0,8}：$"
)
_HEAD_OF_CONDITIONS = re.compile(
    "(?:下列|以下|如下|下述|下面)[^，。；：]{0,16}(?:情形|行为|条件|资格|信息|内容|情况|事项|主体|资料|文件|标准|原则|领域|范围|之一)|包括[^，。；]{0,10}：$|(?:情形|行为|条件|信息|内容|情况|范围|材料|目录|主体|对象)如下：$|以下：$"
)
_HEAD_OF_ORDERS = re.compile(
    "(?:下列|以下|如下|下述|下面)[^，。；：]{0,10}(?:职责|职能|职权|义务|责任|工作|任务|要求|方面)(?:任务|分工|要求)?[^，。；：]{0,4}：?$"
    "|(?:做好|抓好|做到|落实|开展|完成|推进|加强|强化|组织|办理|执行|遵守|会议|议定|商定|决定|研究|审议|讨论|同意|明确|要求|部署)"
    "[^，。；：]{0,12}(?:下列|以下|如下|下述|下面)[^，。；：]{0,10}(?:事项|内容)[^，。；：]{0,4}：?$"
    "|(?:通知|通告|公告|通报|意见|决定|决议|批复|函复|答复|复函|安排|部署|规定|要求|明确|布告|公示)如下[：。]?$"
)
_ACTS_BELOW = re.compile("(?:下列|以下|如下|下述|下面)[^，。；：]{0,10}(?:情形|行为|情况|条件)(?:之一)?的?，")
_REQUIRES = re.compile(
    "^(?!.*(?:名单|[红黑]榜|激励|等级|评定|评为|修复|移出|认定|信用评价))(?:.*(?:符合|具备|具有|满足|达到)[^，。；：]{0,16}(?:条件|要求|资格)|.*(?:申请|申报|报名|参评|推荐|入围|准入|资格|招聘|选聘|投标|竞买|承租)[^，。；：]{0,16}(?:条件|要求))"
)
MUST_BE = re.compile(
    "(?:应当?|须|必须|需)(?:同时)?(?:符合|具备|满足|提供|是|为|无|没有|未)|条件(?:之一)?(?:是|为|：|$)|(?:申请|申报|报名|参评|投标|竞买|承租|参加|应聘|参选|候选|推荐|借款|供应)[^，。；：]{0,8}(?:[人者户商]|单位|企业|机构|主体|对象)"
)
_FITS = re.compile("(?:下列|以下|如下|下述|下面)[^，。；：]{0,10}(?:情形|行为|情况|条件|问题)(?:之一)?(?:的|，|者)")
_KIND_OF_HEAD = (
    (
        MeasureKind.PUNISHMENT,
        re.compile("惩戒|惩罚|约束|限制|不得|禁止|处罚|失信|黑名单|黑榜|不良|[红黄黑]牌|[CDＣＤ]级|恶意|拖欠"),
    ),
    (MeasureKind.INCENTIVE, re.compile("激励|奖励|优惠|便利|守信|优待|待遇|A级|红名单|白名单|红榜|绿牌|优良")),
)


@lru_cache(maxsize=1 << 12)
def are_requirements(head: str) -> bool:
    """Tells whether the items below a list head are what someone must meet to be let in."""
    return bool(_REQUIRES.match(head))


@lru_cache(maxsize=1 << 12)
def shuts_out(head: str) -> bool:
    """Tells whether the items below a list head shut out whom they fit: 有下列情形之一的，不予贷款：."""
    found = _FITS.search(head)
    if found is None:
        return False
    tokens = [t for t in tokens_of(head) if t.start >= found.end()]
    denied = next((k for k, t in enumerate(tokens) if t.is_a("deny")), None)
    return denied is not None and any(t.is_a("access", "benefit") for t in tokens[denied:])


@lru_cache(maxsize=1 << 12)
def items_are(head: str) -> str:
    """Returns what the items below a list head are: 'measures', 'conditions', or '' where the head does not say."""
    if _HEAD_OF_RESTRICTIONS.search(head):
        return "measures"
    if _HEAD_OF_MEASURES.search(head) and not _ACTS_BELOW.search(head):
        return "measures"
    if _HEAD_OF_ORDERS.search(head):
        return ""
    if _HEAD_OF_CONDITIONS.search(head) or _ACTS_BELOW.search(head):
        return "conditions"
    return ""


@lru_cache(maxsize=1 << 12)
def listed_kind(head: str) -> MeasureKind | None:
    """Returns what the items are below a head that names measures and says of which kind."""
    if items_are(head) != "measures":
        return None
    return next((kind for kind, words in _KIND_OF_HEAD if words.search(head)), None)


def is_head_of_measures(words: str) -> bool:
    """Tells whether words lead to a list of measures."""
    return bool(_HEAD_OF_MEASURES.search(words))


def opens_conditions(words: str) -> bool:
    """Tells whether words lead to a list of conditions."""
    return bool(_HEAD_OF_CONDITIONS.search(words))
