"""Closed loops, interleaved rounds, medians."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

Send = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Figures:
    """One measurement: how many a second, how long each took, and the processor time each cost."""

    per_second: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    cpu_ms: float

    def rounded(self) -> dict[str, float]:
        """As it is written down."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


async def closed_loop(send: Send, at_once: int, times: int) -> Figures:
    """Let so many senders each send the next as soon as the last was answered."""
    taken: list[float] = []
    left = iter(range(times))

    async def sender() -> None:
        for _ in left:
            began = time.perf_counter()
            await send()
            taken.append(time.perf_counter() - began)

    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(sender() for _ in range(at_once)))
    return figures(taken, time.perf_counter() - began, time.process_time() - worked)


def figures(taken: Sequence[float], seconds: float, worked: float) -> Figures:
    """The figures of so many answers within so many seconds."""
    ordered = sorted(taken)
    return Figures(
        per_second=len(ordered) / seconds,
        p50_ms=1000 * statistics.median(ordered),
        p99_ms=1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        max_ms=1000 * ordered[-1],
        cpu_ms=1000 * worked / len(ordered),
    )


def median(rounds: Sequence[Figures]) -> Figures:
    """Each figure's median over the rounds."""
    columns = zip(*(asdict(one).values() for one in rounds), strict=True)
    return Figures(*(statistics.median(column) for column in columns))
