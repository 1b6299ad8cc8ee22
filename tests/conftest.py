"""What every test may ask for: a clock that stands still and both databases, migrated and empty."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from storage import schema
from storage.database import Database


class StillClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **amount: float) -> None:
        self._now += timedelta(**amount)

    def to(self, moment: datetime) -> None:
        self._now = moment


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))  # a Tuesday, 10:00 in Tokyo


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own; its address without a database name."""
    # Not under pytest's folder: another run closes that to everybody but root while our server still works in it.
    folder = Path(tempfile.mkdtemp(prefix="bansou-postgres-"))
    binaries = _postgres_binaries()
    as_user = _as_unprivileged(folder)
    data, port = folder / "data", _free_port()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    _run([*as_user, binaries / "initdb", "-D", data, "-U", "bansou", "-A", "trust", "-E", "UTF8"], environment)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    _run([*as_user, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], environment)
    try:
        yield f"postgresql+psycopg://bansou@127.0.0.1:{port}"
    finally:
        _run([*as_user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], environment)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    _administer(postgres, 'CREATE DATABASE "template_bansou"')
    database = Database(f"{postgres}/template_bansou")
    schema.upgrade(database)
    database.close()
    return "template_bansou"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each kind in turn."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite file, for tests in which the kind of database plays no part."""
    path = tmp_path / "bansou.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> str:
    """A migrated, empty PostgreSQL database, for tests that are about it."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(postgres, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    return f"{postgres}/{name}"


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool], float], None]:
    """Wait for a condition of another process, within bounds."""

    def wait(condition: Callable[[], bool], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come true in time"
            time.sleep(0.02)

    return wait


def _postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    assert on_path, "a PostgreSQL server is needed: make test installs Debian's"
    return Path(on_path).resolve().parent


def _as_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; its package brings a user to run as."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _run(command: list[str | Path], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout


def _administer(server: str, statement: str) -> None:
    address = server.replace("postgresql+psycopg", "postgresql") + "/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
