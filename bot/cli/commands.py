"""The commands of `bansou`, one module a subject."""

import typer

from bot.cli.check import check
from bot.cli.db import db
from bot.cli.demo import demo
from bot.cli.digest import digest
from bot.cli.org import org
from bot.cli.outbox import outbox
from bot.cli.predict import predict
from bot.cli.requests import requests
from bot.cli.run import run

app = typer.Typer(
    name="bansou",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="伴走：職員の提案・好事例・相談をワーキンググループへ / Bansou: proposals and skills for working groups",
    epilog="はじめに / to begin: bansou demo → bansou org template → bansou check → bansou run",
)
app.command()(demo)
app.command()(run)
app.command()(check)
for name, commands in (
    ("org", org),
    ("requests", requests),
    ("outbox", outbox),
    ("digest", digest),
    ("db", db),
    ("predict", predict),
):
    app.add_typer(commands, name=name)
