"""Whether there is room on the disk beside a SQLite file."""

import errno
from pathlib import Path
from tempfile import TemporaryFile

from bot.domain.errors import StorageError, StorageFailure

_LEAST_BYTES = 1_000_000
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def check_room(file: Path) -> None:
    """Raises StorageError when what comes in next may not fit, or no file can be made there.

    Opening the file tells nothing: SQLite uses the space of its own log again.
    """
    try:
        with TemporaryFile(dir=file.parent) as tried:
            tried.write(b"\0" * _LEAST_BYTES)
            tried.flush()
    except OSError as error:
        failure = StorageFailure.FULL if error.errno in _FULL else StorageFailure.UNREADABLE
        raise StorageError(failure, error.strerror or str(error)) from error
