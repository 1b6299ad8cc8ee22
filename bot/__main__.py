"""The command line: `bansou` or `python -m bot`."""

import gc
import sys

_INTERRUPTED = 130
_MISUSED = 2


def main() -> None:
    """Run the command that was typed."""
    try:
        _run()
    except KeyboardInterrupt:  # before the command itself listens for it
        sys.exit(_INTERRUPTED)


def _run() -> None:
    # What is loaded stays: looking through it for rubbish, again and again, takes a tenth of the time to start.
    gc.disable()
    from bot.cli.commands import commands, next_step  # noqa: PLC0415

    app = commands(sys.argv[1:])
    gc.freeze()
    gc.enable()
    try:
        app()
    except SystemExit as end:
        if end.code == _MISUSED and (sentence := next_step(sys.argv[1:])):  # Typer's own words are English alone
            from bot.cli.desk import complain  # noqa: PLC0415

            complain(sentence)
        raise


if __name__ == "__main__":
    main()
