"""The command line: `bansou` or `python -m bot`."""

import sys

import typer


def main() -> None:
    """Run the command that was typed."""
    # The bot itself starts without what only the office's commands need: spreadsheets, the sandbox, their options.
    if sys.argv[1:] == ["run"]:
        from bot.cli.run import run  # noqa: PLC0415

        alone = typer.Typer(pretty_exceptions_enable=False)
        alone.command()(run)
        alone(args=[])
    else:
        from bot.cli.commands import app  # noqa: PLC0415

        app()


if __name__ == "__main__":
    main()
