"""`tracer policy show | check | diff`: the rules as a lawyer reads them, and what does not hold in a file."""

from __future__ import annotations

import typer

from graph_schema.messages import Message, say
from tracer.cli.options import BAD_INPUT, OK, Register, json_option, lang_option, print_json, require_language
from tracer.cli.output import tell
from tracer.policy import builtin_names


def add_policy_commands(register: Register, lang: str) -> None:
    """Puts the commands into the group."""
    for add in (_add_show, _add_check, _add_diff):
        add(register, lang)


def _add_show(register: Register, lang: str) -> None:
    p_name = typer.Argument(None, metavar="NAME", help=say(lang, "help.p_policy_name", names=" ".join(builtin_names())))

    @register("show", "help.policy_show", "help.policy_show_epilog")
    def run(
        name: str | None = p_name, as_json: bool = json_option(lang), language: str | None = lang_option(lang)
    ) -> int:
        require_language(language)
        from tracer.cli.printing.policy import policy_lines
        from tracer.policy.file import load_policy
        from tracer.show.as_json.policy import policy_json

        policy = load_policy(name)
        if as_json:
            print_json(policy_json(policy))
        else:
            tell(*policy_lines(policy, lang))
        return OK


def _add_check(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_policy_file"))

    @register("check", "help.policy_check", "help.policy_check_epilog")
    def run(file: str = p_file, as_json: bool = json_option(lang), language: str | None = lang_option(lang)) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.printing.policy import policy_title
        from tracer.show.as_json.policy import fault_json

        faults = jobs.policy_faults(file)
        if as_json:
            print_json({"policy": file, "problems": [fault_json(fault, lang) for fault in faults]})
        else:
            for fault in faults:
                tell(f"{file}:{fault.line}: {say(lang, fault.said)}")
            if not faults:
                from tracer.policy.file import load_policy

                policy = load_policy(file)
                rules = Message.of("count.rules", n=len(policy.rules))
                checks = Message.of("count.checks", n=len(policy.checks))
                tell(say(lang, "policy.holds", title=policy_title(policy, lang), rules=rules, checks=checks))
        return BAD_INPUT if faults else OK


def _add_diff(register: Register, lang: str) -> None:
    p_one = typer.Argument(..., metavar="ONE", help=say(lang, "help.p_policy_one"))
    p_other = typer.Argument(..., metavar="OTHER", help=say(lang, "help.p_policy_other"))

    @register("diff", "help.policy_diff", "help.policy_diff_epilog")
    def run(
        one: str = p_one,
        other: str = p_other,
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.policy import difference_lines
        from tracer.policy.file import differences, load_policy
        from tracer.show.as_json.policy import difference_json

        found = differences(load_policy(one), load_policy(other))
        if as_json:
            print_json({"one": one, "other": other, "differences": [difference_json(d) for d in found]})
        else:
            tell(*(list(difference_lines(found, lang)) or [say(lang, "policy.same")]))
        return OK
