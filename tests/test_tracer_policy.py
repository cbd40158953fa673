"""Policies as files: each thing that can be wrong is named with its line, profiles narrow, rules hold on their days."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph_schema.errors import PolicyError, StoreError
from graph_schema.records import Finding
from graph_schema.terms import Check, CheckResult, MeasureKind, SourceLevel, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer import jobs
from tracer.cli.app import main
from tracer.cli.options import BAD_INPUT
from tracer.policy import builtin_names
from tracer.policy.file import differences, load_policy, parse_policy, profiles_for, read_policy, text_of
from tracer.policy.rules import Policy, Scope
from tracer.registry.load import load_registry
from tracer.store import open_store
from tracer.verdict.judge import judge

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def tracer(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str]:
        status = main(["--lang", "zh", *words])
        return status, capsys.readouterr().out

    return run


HEAD = """id = "x"
title = "甲"
source = "乙"
from = 2020-01-01
kinds = ["name_list"]
"""
RULE = """[[rule]]
id = "r"
kinds = ["name_list"]
levels = ["law"]
authority = "丙"
"""
PROFILE = """inherits = "credit"
region = "江苏省/淮安市"
id = "p"
title = "甲"
source = "乙"
from = 2021-01-01
"""
WRONG: list[tuple[str, str, int, str]] = [
    ("unknown level", HEAD + RULE.replace('["law"]', '["law", "decree"]'), 9, "decree"),
    ("no authority", HEAD + RULE.replace('authority = "丙"\n', ""), 6, "authority"),
    ("empty authority", HEAD + RULE.replace('"丙"', '" "'), 10, "authority"),
    ("no levels", HEAD + RULE.replace('["law"]', "[]"), 9, "levels"),
    ("no such day", HEAD + RULE + "from = 2021-02-30\n", 11, "没有“2021-02-30”这一天"),
    ("a day in quotes", HEAD + RULE + 'from = "2021-02-03"\n', 11, "2020-12-07"),
    ("to before from", HEAD + RULE + "from = 2021-02-03\nto = 2021-02-02\n", 12, "2021-02-02"),
    ("unknown key", HEAD + RULE + 'athority = "丁"\n', 11, "athority"),
    ("unknown key at the top", 'naem = "丁"\n' + HEAD + RULE, 1, "naem"),
    ("unknown kind", HEAD + RULE.replace('["name_list"]', '["name_list", "fine"]'), 8, "fine"),
    ("unknown scope", HEAD + RULE + 'scope = "all"\n', 11, "all"),
    ("two rules", HEAD + RULE + RULE, 11, "第 6 行"),
    ("rules that meet on a day", HEAD + RULE + "to = 2021-01-01\n" + RULE + "from = 2021-01-01\n", 12, "第 6 行"),
    ("no rule for a kind", HEAD.replace("]", ', "sharing"]') + RULE, 5, "sharing"),
    ("only a scoped rule", HEAD + RULE + 'scope = "mixed_public"\n', 5, "name_list"),
    ("rule for a kind not asked for", HEAD + RULE + RULE.replace("name_list", "fee"), 11, "fee"),
    ("no rule at all", HEAD, 5, "name_list"),
    ("review without question", HEAD + RULE + 'review = ["local_rule"]\n', 11, "question"),
    ("unknown check", HEAD + RULE + '[[check]]\nid = "x"\nkinds = ["name_list"]\nauthority = "丁"\n', 12, "x"),
    ("not TOML", HEAD + "[[rule]\n", 6, "TOML"),
    ("a flag that is none", HEAD + RULE + "direct = 1\n", 11, "direct"),
    ("a table that is a word", "exempt = 3\n" + HEAD + RULE, 1, "[exempt]"),
    ("shares that are a list", HEAD + RULE + "[[review_below]]\nmeasure = 1\n", 11, "[review_below]"),
    ("nested too deep", "a = 1\nb = " + "[" * 100_000 + "\n", 2, "nested"),
    ("a table that is no list", HEAD + RULE.replace("[[rule]]", "[rule]"), 6, "rule"),
    ("profile of nothing", PROFILE.replace("credit", "nothing"), 1, "nothing"),
    ("profile of a profile", PROFILE.replace("credit", "huaian"), 1, "huaian"),
    ("profile without place", PROFILE.replace('region = "江苏省/淮安市"\n', ""), 1, "region"),
    ("profile of a place that is none", PROFILE.replace("淮安市", "云水市"), 2, "云水市"),
    ("profile that permits more", PROFILE + RULE.replace('"law"', '"law", "local_rule"'), 7, "local_rule"),
    ("profile that asks less", PROFILE + RULE.replace("name_list", "punishment"), 7, "direct"),
    ("profile with a kind of its own", PROFILE + RULE.replace("name_list", "fee"), 7, "fee"),
    (
        "authority text without its title",
        HEAD + RULE + '[[authority_text]]\nnumber = "国办发〔2018〕3号"\n',
        11,
        "title",
    ),
    ("authority text of no number", HEAD + RULE + '[[authority_text]]\nnumber = "甲"\ntitle = "乙"\n', 12, "甲"),
    ("profile with an authority of its own", PROFILE + '[[authority_text]]\nnumber = "丙"\n', 7, "authority_text"),
    ("profile that exempts", PROFILE + '[exempt]\nlevels = ["local_rule"]\nauthority = "丁"\n', 7, "exempt"),
]


@pytest.mark.parametrize(("text", "line", "words"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    policy, problems = read_policy(text, "甲.toml")
    assert policy is None
    assert line in [p.line for p in problems]
    assert any(words in p.said.said_in("zh") or words in p.said.said_in("en") for p in problems if p.line == line)
    with pytest.raises(PolicyError, match=rf"甲\.toml 第 {problems[0].line} 行"):
        parse_policy(text, "甲.toml")


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = HEAD.replace('"乙"', '""') + RULE.replace('["law"]', '["decree"]') + "from = 1\n"
    assert [p.line for p in read_policy(text, "甲.toml")[1]] == [3, 9, 11]


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    bad = tmp_path / "甲.toml"
    bad.write_bytes((HEAD + "title_en = 1\n").encode("gb18030"))
    with pytest.raises(PolicyError, match=r"甲\.toml 第 2 行：不是 UTF-8"):
        load_policy(str(bad))


def test_keys_within_long_strings_are_no_keys() -> None:
    text = HEAD.replace('"甲"', '"""\nlevels = 1\n"""') + RULE.replace('["law"]', '["decree"]')
    assert [p.line for p in read_policy(text, "甲.toml")[1]] == [11]


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_policies_hold(name: str) -> None:
    assert jobs.policy_faults(name) == []


def test_the_credit_policy_states_every_row_of_the_matrix() -> None:
    policy = load_policy()
    assert {r.id for r in policy.rules} >= {"info_inclusion", "sharing", "list_scope", "punishment_basis"}
    assert {c.check for c in policy.checks} == set(Check)
    assert {p.id for p in policy.principles} == {
        *("local_jurisdiction", "stop_execution", "whole_system", "fair_competition")
    }
    authorities = [r.authority for r in policy.rules] + [c.authority for c in policy.checks]
    assert all(authorities) and all(p.authority for p in policy.principles)


def test_a_profile_narrows_in_its_place_from_its_day() -> None:
    policy = load_policy("huaian")

    def permits(day: date, region: str) -> bool:
        there = policy.on(day, region)
        return SourceLevel.LOCAL_REGULATION in there.rule_for(MeasureKind.INFO_INCLUSION, Scope.ANY).levels

    assert not permits(date(2022, 1, 1), "江苏省/淮安市/盱眙县")
    assert not permits(date(2021, 6, 28), "江苏省/淮安市")
    assert permits(date(2021, 6, 27), "江苏省/淮安市")
    assert permits(date(2022, 1, 1), "江苏省/盐城市")
    assert permits(date(2022, 1, 1), "江苏省")
    everywhere = policy.on(date(2022, 1, 1), "江苏省/盐城市")
    assert everywhere.rules == load_policy().rules
    assert everywhere.checks == load_policy().on(date(2022, 1, 1), None).checks


def test_a_profile_is_offered_for_its_place_and_judges_nobody_unasked(tracer: Run, tmp_path: Path) -> None:
    assert profiles_for(load_policy(), ["江苏省/淮安市/经开区", None]) == {"huaian": "江苏省/淮安市"}
    assert profiles_for(load_policy(), ["江苏省", "江苏省/南京市"]) == {}
    assert profiles_for(load_policy("huaian"), ["江苏省/淮安市"]) == {}
    assert profiles_for(load_policy("administrative"), ["江苏省/淮安市"]) == {}
    file = tmp_path / "a.txt"
    file.write_text(RECORDS, "utf-8")
    asked = {
        name: tracer("check", str(file), "--as-of", "2023-01-01", "--policy", name) for name in ("credit", "huaian")
    }
    assert [status for status, _ in asked.values()] == [0, 1]
    assert ["--policy huaian" in out for _, out in asked.values()] == [True, False]


def test_a_rule_holds_on_its_days_only() -> None:
    policy = parse_policy(HEAD + RULE + "from = 2021-01-02\nto = 2021-01-03\n", "甲.toml")
    days = [date(2021, 1, n) for n in range(1, 5)]
    assert [policy.on(d, None).asks_for(MeasureKind.NAME_LIST) for d in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2019, 6, 30), None),
        (date(2019, 7, 1), "527号"),
        (date(2023, 4, 30), "527号"),
        (date(2023, 5, 1), "第58号"),
        (date(2025, 6, 21), "第58号"),
        (date(2025, 6, 22), "22号"),
        (date(2026, 3, 31), "22号"),
        (date(2026, 4, 1), "第36号"),
    ],
)
def test_the_rule_on_terms_of_publication_is_that_of_the_day(day: date, number: str | None) -> None:
    row = load_policy().on(day, None).check_for(Check.PUBLICATION_TERM, MeasureKind.NAME_LIST)
    assert (row is None) if number is None else (row is not None and number in row.authority)


def test_a_profile_may_not_publish_for_longer() -> None:
    longer = PROFILE_OF_TERMS.format(general="[3, 24]")
    policy, faults = read_policy(longer, "甲.toml")
    assert policy is None
    assert [fault.said.code for fault in faults] == ["policy_fault.widens"]
    assert read_policy(PROFILE_OF_TERMS.format(general="[3, 6]"), "甲.toml")[1] == []
    _, wrong = read_policy(PROFILE_OF_TERMS.format(general="[6, 3]"), "甲.toml")
    assert "policy_fault.no_months" in [fault.said.code for fault in wrong]


PROFILE_OF_TERMS = """
inherits = "credit"
region = "江苏省/淮安市"
id = "terms"
title = "公示期限"
source = "甲"
from = 2026-04-01
[[check]]
id = "publication_term"
kinds = ["sharing"]
minor_months = [0, 3]
general_months = {general}
serious_months = [12, 36]
authority = "甲"
from = 2026-04-01
"""


def test_differences_name_row_and_entry() -> None:
    found = {(d.row, d.entry): (d.one, d.other) for d in differences(load_policy(), load_policy("huaian"))}
    assert found["list_procedure · name_list", "answer_working_days"] == ("", "10")
    assert found["policy", "region"] == ("", "江苏省/淮安市")
    assert "scoring · any" not in {row for row, _ in found}
    assert differences(load_policy(), load_policy("credit")) == []


# --- in use ------------------------------------------------------------------------------------


def findings(text: str, policy: Policy, as_of: date) -> list[Finding]:
    registry = load_registry()
    reading = read(file_of_text(text, "a.txt"), registry.law_names())
    return judge([reading], registry, policy, as_of)


LIST = """淮安市盱眙县市场监督管理局文件

盱市监发〔2022〕3号

关于建立失信名单的通知

各分局：

一、列入名单。依照《江苏省社会信用条例》，将拒不履行处罚决定的企业列入本县失信企业名单，事先书面告知理由、依据和陈述申辩的权利。

二、异议处理。企业对列入名单有异议的，应当在{days}个工作日内反馈核实结果。

盱眙县市场监督管理局
2022年5月18日
"""


RECORDS = """淮安市盱眙县市场监督管理局文件

盱市监发〔2022〕4号

关于记录处罚信息的通知

各分局：

一、依照《江苏省社会信用条例》，将受到行政处罚的经营者的处罚信息记入信用档案。

盱眙县市场监督管理局
2022年5月18日
"""


@pytest.mark.parametrize(("days", "failed"), [("10", False), ("十五", True), ("20", True)])
def test_a_late_answer_fails_the_procedure_in_the_city_that_sets_a_term(days: str, failed: bool) -> None:
    text = LIST.format(days=days)
    for name, expected in (("huaian", failed), ("credit", False)):
        lists = [f for f in findings(text, load_policy(name), date(2023, 1, 1)) if f.measure.kind == "name_list"]
        assert lists
        for finding in lists:
            assert (finding.checks[Check.LIST_PROCEDURE].result is CheckResult.FAILED) is expected


SAND = """云水市石滩镇人民政府文件

石政发〔2021〕5号

关于加强河砂管理的通知

各村：

一、许可。凡在镇域河道采砂的，应当取得镇人民政府核发的采砂许可证。

二、处罚。依照《中华人民共和国水法》，对擅自采砂的，处以二千元以下罚款。

三、收费。运砂车辆每车收取道路养护费五十元。

石滩镇人民政府
2021年5月18日
"""


def test_another_campaign_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAND, "utf-8")
    report = jobs.check(tmp_path / "a.txt", policy="administrative", as_of=date(2022, 1, 1))
    assert [(f.measure.kind.value, f.verdict) for f in report.findings] == [
        ("licence", Verdict.DEAD_END),
        ("penalty", Verdict.DIRECT),
        ("fee", Verdict.DEAD_END),
    ]
    assert "行政许可法" in report.findings[0].authority


def test_a_store_is_read_for_one_campaign(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAND, "utf-8")
    store = f"sqlite:///{tmp_path}/store.sqlite"
    jobs.ingest([tmp_path / "a.txt"], store)
    with pytest.raises(Exception, match="--policy"):
        jobs.gaps(store, policy="administrative", as_of=date(2022, 1, 1))
    assert jobs.ingest([tmp_path / "a.txt"], store, policy="administrative").replaced
    assert jobs.gaps(store, policy="administrative", as_of=date(2022, 1, 1)).gaps == 2


@pytest.mark.parametrize(
    ("first", "then", "text"),
    [(None, "administrative", RECORDS), ("administrative", None, SAND), ("administrative", "huaian", SAND)],
)
def test_a_store_is_not_read_for_a_second_campaign(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, first: str | None, then: str | None, text: str
) -> None:
    """Also where other files were read by another version of the program: the measures tell."""
    old, new = tmp_path / "a.txt", tmp_path / "b.txt"
    old.write_text(text, "utf-8")
    new.write_text(SAND + RECORDS, "utf-8")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    with open_store(url, reader="an earlier version") as store:
        jobs.ingest([old], store, policy=first)
        before = list(store.readings())
        assert before[0].measures
    assert main(["ingest", str(new), str(old), "--store", url, *(("--policy", then) if then else ())]) == BAD_INPUT
    assert "另一种清理" in capsys.readouterr().err
    with open_store(url) as store:
        assert list(store.readings()) == before
        with pytest.raises(StoreError, match="另一种清理"):
            jobs.undo_repairs(store, before[0].source.sha256, [], policy=then)
    assert jobs.ingest([new, old], url, policy=first).replaced == (str(old),)


def test_a_policy_and_its_lexicon_must_agree(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text_of("administrative").replace('"licence", ', "", 1), "utf-8")
    assert [p.line for p in read_policy(path.read_text("utf-8"), str(path))[1]]
    path.write_text(HEAD + 'lexicon = "administrative"\n' + RULE, "utf-8")
    assert [p.line for p in jobs.policy_faults(str(path))] == [6]


# --- the commands ------------------------------------------------------------------------------


def test_show_check_and_diff(tracer: Run, tmp_path: Path) -> None:
    status, out = tracer("policy", "show", "huaian", "--json")
    assert status == 0 and json.loads(out)["inherits"] == "credit"
    (asking,) = (rule for rule in json.loads(out)["rules"] if "question" in rule)
    assert asking["question"].endswith("？") and asking["question_en"].endswith("?")
    assert asking["question_en"] in tracer("policy", "show", "huaian", "--lang", "en")[1]
    assert "国办发〔2020〕49号 二（一）" in tracer("policy", "show")[1]
    bad = tmp_path / "坏.toml"
    bad.write_text(HEAD + RULE.replace('["law"]', '["decree"]'), "utf-8")
    status, out = tracer("policy", "check", str(bad))
    assert status == 2 and f"{bad}:9: " in out
    status, out = tracer("policy", "check", str(bad), "--json")
    assert (status, json.loads(out)["problems"][0]["line"]) == (2, 9)
    assert tracer("policy", "check", "credit")[0] == 0
    said = tracer("policy", "diff", "credit", "huaian")[1]
    assert "+ 异议答复期限（工作日）  10" in said and "名单认定程序 · 名单" in said
    for name in builtin_names():
        for lang in ("zh", "en"):
            _, out = tracer("policy", "show", name, "--lang", lang)
            codes = [c for c in (*SourceLevel, *MeasureKind, "local_jurisdiction", "stop_execution") if "_" in c]
            assert [c for c in codes if c in re.sub(r"(?m)^  (?:编号|id)  .*$", "", out)] == []
    english = tracer("policy", "diff", "credit", "administrative", "--lang", "en")[1]
    assert "the policy itself" in english and "coercion" in english
    assert tracer("policy", "diff", "credit", "credit")[1].strip() == "没有不同。"
