"""`tracer store citations | decide | confirm | withdraw | decisions`: what people decide on single measures and citations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from graph_schema.messages import Message, label_of, say
from graph_schema.terms import DecisionKind, LinkStatus
from tracer.cli.options import (
    OK,
    Register,
    bad_choice,
    json_option,
    lang_option,
    person_option,
    policy_option,
    print_json,
    require_language,
    store_option,
    store_url,
    text_option,
    why_option,
)
from tracer.cli.output import tell
from tracer.cli.personal import EVERYTHING, personal_option, shown_of_store

if TYPE_CHECKING:
    from graph_schema.records import Finding
    from tracer.jobs.deciding import Effect
    from tracer.show.citations import CitationRow


def add_decision_commands(register: Register, lang: str) -> None:
    """Puts the commands into the group of `tracer store`."""
    for add in (_add_citations, _add_decide, _add_confirm, _add_withdraw, _add_decisions):
        add(register, lang)


def _add_citations(register: Register, lang: str) -> None:
    p_document = typer.Argument(..., metavar="DOCUMENT", help=say(lang, "help.p_document_named"))

    @register("citations", "help.store_citations", "help.store_citations_epilog")
    def run(
        context: typer.Context,
        document: str = p_document,
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.jobs.deciding import citations
        from tracer.show.as_json.decisions import citation_json
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            rows = citations(source, document, policy=policy)
            url = source.url
        rows = shown_of_store(context, url, show_personal=show_personal, what=document).each(rows)
        if as_json:
            print_json({"citations": [citation_json(row, lang) for row in rows]})
        else:
            tell(*([_row_line(row, lang) for row in rows] or [say(lang, "store.no_citations")]))
        return OK


def _add_decide(register: Register, lang: str) -> None:
    p_kind = typer.Argument(..., metavar="|".join(DecisionKind), help=say(lang, "help.p_decision_kind"))
    p_subject = typer.Argument(..., metavar="SUBJECT", help=say(lang, "help.p_decision_subject"))
    p_value = typer.Argument(..., metavar="VALUE", help=say(lang, "help.p_decision_value"))
    p_why = text_option(lang, "--why", "help.p_why_decide", "WORDS")

    @register("decide", "help.store_decide", "help.store_decide_epilog")
    def run(
        context: typer.Context,
        kind: str = p_kind,
        subject: str = p_subject,
        value: str = p_value,
        why: str | None = p_why,
        by: str | None = person_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.jobs.deciding import decide
        from tracer.store import open_store
        from tracer.store.base.log import user_name

        if kind not in set(DecisionKind):
            raise bad_choice("KIND", kind, list(DecisionKind))
        with open_store(store_url(context, store), create=False) as target:
            who = by or user_name()
            effect = decide(target, DecisionKind(kind), subject, value, who=who, why=why or "", policy=policy)
            url = target.url
        effect = shown_of_store(context, url, show_personal=show_personal, what=subject).one(effect)
        _say_effect(effect, "decision.made", lang, as_json)
        return OK


def _add_confirm(register: Register, lang: str) -> None:
    p_decisions = typer.Argument(None, metavar="[DECISION]...", help=say(lang, "help.p_confirm"))
    p_why = why_option(lang)

    @register("confirm", "help.store_confirm", "help.store_confirm_epilog")
    def run(
        context: typer.Context,
        decisions: list[str] | None = p_decisions,
        why: str = p_why,
        by: str | None = person_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.jobs.deciding import confirm
        from tracer.show.as_json.decisions import changes_json
        from tracer.store import open_store
        from tracer.store.base.log import user_name

        with open_store(store_url(context, store), create=False) as target:
            done = confirm(target, decisions or (), who=by or user_name(), why=why, policy=policy)
            url = target.url
        changes = shown_of_store(context, url, show_personal=show_personal).each(done.changes)
        if as_json:
            print_json({"confirmed": [one.id for one in done.decisions], "changes": changes_json(changes)})
        else:
            tell(say(lang, "decision.confirmed", n=len(done.decisions), changed=len(done.changes)))
            _say_changes(changes, lang)
        return OK


def _add_withdraw(register: Register, lang: str) -> None:
    p_decision = typer.Argument(..., metavar="DECISION", help=say(lang, "help.p_decision"))
    p_why = why_option(lang)

    @register("withdraw", "help.store_withdraw", "help.store_withdraw_epilog")
    def run(
        context: typer.Context,
        decision: str = p_decision,
        why: str = p_why,
        by: str | None = person_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.jobs.deciding import withdraw
        from tracer.store import open_store
        from tracer.store.base.log import user_name

        with open_store(store_url(context, store), create=False) as target:
            effect = withdraw(target, decision, who=by or user_name(), why=why, policy=policy)
            url = target.url
        effect = shown_of_store(context, url, show_personal=show_personal, what=decision).one(effect)
        _say_effect(effect, "decision.taken_back", lang, as_json)
        return OK


def _add_decisions(register: Register, lang: str) -> None:
    p_subject = typer.Argument(None, metavar="[SUBJECT]", help=say(lang, "help.p_decisions_on"))

    @register("decisions", "help.store_decisions", "help.store_decisions_epilog")
    def run(
        context: typer.Context,
        subject: str | None = p_subject,
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.decisions import decision_line
        from tracer.jobs.following import standings
        from tracer.show.as_json.decisions import decision_json
        from tracer.store import open_store

        with open_store(store_url(context, store), create=False) as source:
            rows = standings(source, subject)
            url = source.url
        rows = shown_of_store(context, url, show_personal=show_personal, what=subject or EVERYTHING).each(rows)
        if as_json:
            print_json({"decisions": [decision_json(row) for row in rows]})
        else:
            tell(*([decision_line(row, lang) for row in rows] or [say(lang, "decision.none")]))
        return OK


# --- output ------------------------------------------------------------------------------------


def _say_effect(effect: Effect, key: str, lang: str, as_json: bool) -> None:
    """Prints the decision, and which findings are others for it today."""
    if as_json:
        from tracer.show.as_json.decisions import effect_json

        print_json(effect_json(effect.decision, effect.changes))
        return
    tell(say(lang, key, id=effect.decision.id, n=len(effect.changes)))
    _say_changes(effect.changes, lang)


def _say_changes(changes: Iterable[tuple[Finding, Finding]], lang: str) -> None:
    """Prints the findings that are others than before."""
    for before, after in changes:
        one, other = label_of(before.verdict, lang), label_of(after.verdict, lang)
        tell(f"  {after.measure.id}  {one} → {other}  {_flat(after.measure.text)}")


def _row_line(row: CitationRow, lang: str) -> str:
    known = row.link.status is LinkStatus.RESOLVED
    means = f"{row.target} 《{row.title}》" if known else label_of(row.link.status, lang)
    known_by = Message.of("list.two_facts", one=row.link.level, other=row.link.level_reason)
    parts = (
        row.citation.id,
        row.provision,
        label_of(row.citation.role, lang),
        _flat(row.citation.text),
        f"→ {say(lang, 'list.bracket', name=means, words=known_by)}",
    )
    return "  ".join(filter(None, parts))


def _flat(words: str) -> str:
    return " ".join(words.split())
