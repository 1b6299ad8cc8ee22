"""What the figures were measured on."""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path


def facts(folder: Path) -> dict[str, object]:
    """Processor, versions, load, and how often a second this disk really writes."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("slack-bolt", "sqlalchemy", "sqlmodel")},
        "fdatasync_per_second": round(_fdatasync_rate(folder)),
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _fdatasync_rate(folder: Path) -> float:
    """As pg_test_fsync: overwrite the same 8 KB and wait for the disk."""
    page, taken = b"x" * 8192, []
    with tempfile.TemporaryFile(dir=folder) as file:
        os.pwrite(file.fileno(), page, 0)
        os.fsync(file.fileno())
        for _ in range(300):
            began = time.perf_counter()
            os.pwrite(file.fileno(), page, 0)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return 1 / statistics.median(taken)
