"""The rule matrix as a value: which sources may end a chain, for which kind of measure (DESIGN.md section 3).

Another cleanup campaign is another file and no code. What a file does not name is not permitted;
an empty rule is refused, because emptiness must not mean yes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph_schema.errors import PolicyError
from graph_schema.terms import Check, MeasureKind, SourceLevel

BUILTIN = "credit"


class Scope(StrEnum):
    """What narrows a rule."""

    ANY = "any"
    PERSONAL_PUBLIC = "personal_public"
    MIXED_PUBLIC = "mixed_public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the matrix. `interim` and `review` are levels that send a measure to a person."""

    id: str
    kinds: frozenset[MeasureKind]
    scope: Scope
    levels: frozenset[SourceLevel]
    authority: str
    decisions: bool = False
    consent: bool = False
    direct: bool = False
    gaps: bool = True
    interim: frozenset[SourceLevel] = frozenset()
    review: frozenset[SourceLevel] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBelow:
    """From which confidence downward a finding goes to a person; 0 sends nothing there."""

    measure: float = 0.0
    citation: float = 0.0
    header: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which sources may end a chain. What is not named is not permitted."""

    id: str
    title: str
    title_en: str
    source: str
    since: date
    transition_ends: date | None
    rules: tuple[Rule, ...]
    exempt_levels: frozenset[SourceLevel]
    exempt_authority: str
    check_authority: Mapping[Check, str]
    review_below: ReviewBelow = ReviewBelow()

    def rule_for(self, kind: MeasureKind, scope: Scope) -> Rule:
        """The rule for a kind of measure: the one of that scope, else the one without a scope."""
        fitting = [r for r in self.rules if kind in r.kinds]
        exact = [r for r in fitting if r.scope is scope]
        return (exact or [r for r in fitting if r.scope is Scope.ANY])[0]

    @property
    def permitted_for_some(self) -> frozenset[SourceLevel]:
        """Levels that some rule permits: a source of one of them is of the wrong kind rather than too low."""
        return frozenset(level for r in self.rules for level in r.levels)


def load_policy(name_or_path: str | None = None) -> Policy:
    """The policy of that name (built in) or file; the built-in credit policy by default. PolicyError if it does not hold."""
    return _load(name_or_path or BUILTIN)


@cache
def _load(name: str) -> Policy:
    path = Path(name)
    if path.suffix == ".toml":
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise PolicyError(
                f"读不到规则文件 {name}：{error.strerror}。请检查路径和权限。",
                f"Cannot read the policy file {name}: {error.strerror}. Check the path and its permissions.",
            ) from error
    else:
        builtin = files("tracer").joinpath(f"policies/{name}.toml")
        if not builtin.is_file():
            raise PolicyError(
                f"没有名为 {name} 的内置规则。请给出规则文件（.toml）的路径。",
                f"There is no built-in policy named {name}. Give the path of a policy file (.toml).",
            )
        text = builtin.read_text(encoding="utf-8")
    return parse_policy(text, name)


def parse_policy(text: str, name: str) -> Policy:
    """The policy that the text of a file states; PolicyError names the file, the rule and what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            f"规则文件 {name} 不是有效的 TOML：{error}。请改正该行。",
            f"The policy file {name} is not valid TOML: {error}. Correct that line.",
        ) from error
    try:
        policy = Policy(
            id=data["id"],
            title=data["title"],
            title_en=data.get("title_en", data["title"]),
            source=data["source"],
            since=data["from"],
            transition_ends=data.get("transition_ends"),
            rules=tuple(_rule(r, name) for r in data["rule"]),
            exempt_levels=frozenset(SourceLevel(x) for x in data.get("exempt", {}).get("levels", ())),
            exempt_authority=data.get("exempt", {}).get("authority", ""),
            check_authority={Check(k): v for k, v in data.get("checks", {}).items()},
            review_below=_review_below(data.get("review_below", {}), name),
        )
    except (KeyError, ValueError) as error:
        raise PolicyError(
            f"规则文件 {name} 缺少或写错了一项：{error}。请补上或改正。",
            f"The policy file {name} lacks or misspells an entry: {error}. Add or correct it.",
        ) from error
    missing = set(MeasureKind) - {k for r in policy.rules if r.scope is Scope.ANY for k in r.kinds}
    if missing:
        names = "、".join(sorted(missing))
        raise PolicyError(
            f"规则文件 {name} 没有为 {names} 规定任何一条规则。空缺不等于允许，请补上。",
            f"The policy file {name} has no rule for {names}. A gap does not mean yes: add one.",
        )
    return policy


def _review_below(shares: Mapping[str, Any], name: str) -> ReviewBelow:
    """The thresholds of a policy; each is a share, from 0 to 1."""
    known = set(ReviewBelow.__dataclass_fields__)
    wrong = [k for k, v in shares.items() if k not in known or not isinstance(v, int | float) or not 0 <= v <= 1]
    if wrong:
        raise PolicyError(
            f"规则文件 {name} 的 review_below 中 {wrong[0]} 不对：只能写 measure、citation、header，值在 0 到 1 之间。",
            f"review_below.{wrong[0]} of the policy file {name} is wrong: only measure, citation and header, each from 0 to 1.",
        )
    return ReviewBelow(**{k: float(v) for k, v in shares.items()})


def _rule(r: Mapping[str, Any], name: str) -> Rule:
    if not r.get("levels") or not r.get("authority"):
        raise PolicyError(
            f"规则文件 {name} 的规则 {r.get('id', '?')} 没有写明层级（levels）或依据条款（authority）。请补上。",
            f"Rule {r.get('id', '?')} of the policy file {name} states no levels or no authority. Add them.",
        )
    return Rule(
        id=r["id"],
        kinds=frozenset(MeasureKind(k) for k in r["kinds"]),
        scope=Scope(r.get("scope", "any")),
        levels=frozenset(SourceLevel(x) for x in r["levels"]),
        authority=r["authority"],
        decisions=bool(r.get("decisions", False)),
        consent=bool(r.get("consent", False)),
        direct=bool(r.get("direct", False)),
        gaps=bool(r.get("gaps", True)),
        interim=frozenset(SourceLevel(x) for x in r.get("interim", ())),
        review=frozenset(SourceLevel(x) for x in r.get("review", ())),
    )
