"""`bansou db`: the schema of the database."""

import typer
from rich.console import Console

from bot import settings
from bot.cli.desk import ends_with_a_sentence
from storage import schema
from storage.database import Database

db = typer.Typer(no_args_is_help=True, help="データベース / the database")


@db.command()
def upgrade() -> None:
    """表を最新の形にする（run も始めに同じことをします）/ bring the tables to their newest form."""
    with ends_with_a_sentence():
        database = Database(settings.load().database_url)
        try:
            before, newest = schema.revision(database)
            schema.upgrade(database)
        finally:
            database.close()
        Console(emoji=False).print(f"{before or '—'} → {newest}", highlight=False)
