"""Lists told apart by their names: of the bad, of the good, of the eligible."""

from __future__ import annotations

import re

ELIGIBLE = re.compile(
    "推荐|候选|人选|专家|合格|供应商|入围|备选|代表|项目(?!经理)|目录|志愿|名师|培育|储备|示范|服务商|合作|库|备案机构"
)
BAD_LIST = re.compile(
    "黑|失信|惩戒|不良|违法|违规|异常|警示|灰|劣|限制|禁|曝光|欠|逃|拖|关注|负面|监管|重点|不诚信|不文明"
)


def is_of_the_eligible(words: str) -> bool:
    """Tells whether a list names those who may take part, and not those of bad standing."""
    return bool(ELIGIBLE.search(words)) and not BAD_LIST.search(words)
