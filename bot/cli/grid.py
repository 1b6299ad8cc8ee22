"""Tables on a terminal: whatever its width, every word can be read."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.table import Column, Table
from rich.text import Text

_SHORT = 14


def grid(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table whose long cells go on in the next line; numbers and days stay whole, brackets are no markup.

    Japanese has no spaces to break at, so that rich's default would cut it.
    """
    names, lines = list(headers), [list(row) for row in rows]
    widest = [max(map(cell_len, cells)) for cells in zip(names, *lines, strict=True)]
    columns = [
        Column(name, overflow="fold", no_wrap=width <= _SHORT) for name, width in zip(names, widest, strict=True)
    ]
    table = Table(*columns)
    for line in lines:
        table.add_row(*map(Text, line))
    return table
