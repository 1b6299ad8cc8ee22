"""The command line: `bansou` or `python -m bot`."""

import gc
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command that was typed."""
    try:
        _run()
    except KeyboardInterrupt:  # before the command itself listens for it
        sys.exit(_INTERRUPTED)


def _run() -> None:
    # What is loaded stays: looking through it for rubbish, again and again, takes a tenth of the time to start.
    gc.disable()
    from bot.cli.commands import commands  # noqa: PLC0415

    app = commands(sys.argv[1:])
    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    main()
