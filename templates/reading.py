"""Reads the files of sentences; what was compiled is kept beside them, as Python does with its own modules."""

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, bc_magic
from jinja2.sandbox import ImmutableSandboxedEnvironment

# How a sentence is compiled depends on the options below, so that a change of this file is a new form.
_FORM = f"{zlib.crc32(Path(__file__).read_bytes()):08x}"


class _Kept(BytecodeCache):
    """Compiling all sentences takes most of a second, at every start."""

    def __init__(self, kind: str) -> None:
        self._ending = f".{sys.implementation.cache_tag}.{kind}.{_FORM}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Where the compiled form is kept."""
        source = Path(filename or name)
        return str(source.parent / "__pycache__" / (source.name + self._ending))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there, unless the source has changed."""
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            kept, head = Path(bucket.key).read_bytes(), _head(bucket)
            if kept.startswith(head):
                bucket.code = marshal.loads(kept[len(head) :])  # noqa: S302 - as Python does with its own modules

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next start, where we may write."""
        place = Path(bucket.key)
        partial = place.with_name(f"{place.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            place.parent.mkdir(exist_ok=True)
            partial.write_bytes(_head(bucket) + marshal.dumps(bucket.code))
            partial.replace(place)


def _head(bucket: Bucket) -> bytes:
    """Of which Jinja and which source it is; Jinja's own way of reading the rest takes six times as long."""
    return bc_magic + bucket.checksum.encode()


def environment(
    folder: Path,
    filters: Mapping[str, Callable[..., Any]],
    finalize: Callable[[Any], Any] | None,
    *,
    kept: bool,
    known: Mapping[str, Any] | None = None,
) -> ImmutableSandboxedEnvironment:
    """The sentences of a folder, with what all of them know; compiled ones are kept only beside our own."""
    found = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        bytecode_cache=_Kept("plain" if finalize is None else "mrkdwn") if kept else None,
    )
    found.filters.update(filters)
    found.globals.update(known or {})
    return found
