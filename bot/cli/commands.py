"""The commands of `bansou`, one module a subject; only that of the command that was typed is loaded."""

from importlib import import_module

import typer

SINGLE = ("demo", "run", "check")
GROUPS = (
    "org",
    "groups",
    "requests",
    "skills",
    "practices",
    "rollout",
    "outbox",
    "digest",
    "audit",
    "db",
    "predict",
)


def commands(arguments: list[str]) -> typer.Typer:
    """The command that the arguments begin with, or all of them, as `--help` shows them."""
    app = typer.Typer(
        name="bansou",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        epilog="はじめに / to begin: bansou demo → bansou org template → bansou org import → bansou check → bansou run",
    )
    app.callback()(bansou)
    typed = arguments[0] if arguments else ""
    known = (*SINGLE, *GROUPS)
    for name in [typed] if typed in known else known:
        found = getattr(import_module(f"bot.cli.{name}"), name)
        if name in GROUPS:
            app.add_typer(found, name=name)
        else:
            app.command()(found)
    return app


def next_step(arguments: list[str]) -> str | None:
    """What to do about a command that could not be understood; None where nothing but its help was asked for."""
    words = [word for word in arguments if word in (*SINGLE, *GROUPS)][:1]
    if arguments == words and not {*words} & {*SINGLE}:
        return None
    shown = " ".join(["bansou", *words, "--help"])
    return f"打ち方が違います。使い方は {shown} で見られます / please see {shown}"


def bansou() -> None:
    """伴走：職員の提案・好事例・相談をワーキンググループへ / Bansou: proposals and skills for working groups."""
