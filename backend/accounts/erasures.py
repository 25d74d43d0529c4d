"""The list of accounts that were deleted: what says nothing about them, and finds them again in a backup that was restored."""
import os
from pathlib import Path

MARK_DIGITS = 64
MOST_BYTES = 64 * 1024 * 1024


class ErasuresUnreadable(Exception):
    """The file is no list of erased accounts; the message says which line."""


def append(file: Path, mark: bytes) -> None:
    """On the disk when this returns. Raises OSError."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as out:
        out.write(f"{mark.hex()}\n")
        out.flush()
        os.fsync(out.fileno())


def read_marks(file: Path) -> frozenset[bytes]:
    """Raises ErasuresUnreadable."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ErasuresUnreadable(f"{file} is too large to be a list of erased accounts.")
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ErasuresUnreadable(f"{file} cannot be read: {type(error).__name__}.") from error
    return frozenset(read_mark(line.strip(), number, file) for number, line in enumerate(lines, 1) if line.strip())


def read_mark(line: str, number: int, file: Path) -> bytes:
    try:
        mark = bytes.fromhex(line)
    except ValueError:
        mark = b""
    if len(line) != MARK_DIGITS or len(mark) * 2 != MARK_DIGITS:
        raise ErasuresUnreadable(f"{file}, line {number}: {MARK_DIGITS} hexadecimal digits are expected, as `allways admin erasures` writes them.")
    return mark
