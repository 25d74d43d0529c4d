"""Arrays on disk: a dataclass of arrays and texts is one folder of `.npy` files, opened as copy-on-write memory maps.

Mode `c` and not `r`: a read-only array is another type to Numba and would compile every kernel a second time. The pages stay shared.
"""
from dataclasses import fields
from pathlib import Path

import numpy as np


class StoreError(Exception):
    """A city folder that cannot be opened; the message says what to do."""


class Texts:
    """Many strings as two arrays: UTF-8 bytes end to end, and where each begins. `texts[i] -> str`, negative i -> ''."""

    def __init__(self, blob: np.ndarray, first: np.ndarray):
        self.blob, self.first = blob, first

    @classmethod
    def of(cls, strings) -> "Texts":
        parts = [s.encode() for s in strings]
        first = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(p) for p in parts], out=first[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8).copy(), first)

    def __len__(self):
        return len(self.first) - 1

    def __getitem__(self, i) -> str:
        if i < 0:
            return ""
        return self.blob[self.first[i] : self.first[i + 1]].tobytes().decode()

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def index(self) -> dict[str, int]:
        """Each string's position; the last one wins where a string stands twice."""
        return {s: i for i, s in enumerate(self)}


class LongerTexts(Texts):
    """Texts with a few more behind them; the many are not copied."""

    def __init__(self, texts: Texts, more: Texts):
        self.texts, self.more = texts, more

    def __len__(self):
        return len(self.texts) + len(self.more)

    def __getitem__(self, i) -> str:
        return self.texts[i] if i < len(self.texts) else self.more[i - len(self.texts)]


def save(group, folder: Path) -> None:
    """Write every field of a dataclass of arrays and Texts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(group):
        value = getattr(group, field.name)
        if isinstance(value, Texts):
            np.save(folder / f"{field.name}.blob.npy", value.blob)
            np.save(folder / f"{field.name}.first.npy", value.first)
        else:
            np.save(folder / f"{field.name}.npy", np.ascontiguousarray(value))


def load(kind, folder: Path):
    """Open a folder written by `save` as an object of dataclass `kind`. Raises StoreError when a file is missing or cut short."""

    def array(name):
        path = folder / f"{name}.npy"
        try:
            # np.asarray: a plain view costs a third of a memmap object on each call of a kernel
            return np.asarray(np.load(path, mmap_mode="c"))
        except (OSError, ValueError, EOFError) as error:
            # of an array whose head is broken, NumPy says how to load it all the same: no advice for anybody
            reason = "its content is no array" if isinstance(error, ValueError) else error
            raise StoreError(f"{path}: cannot be opened ({reason}). Build the city again with `allways city build`.") from error

    read = {}
    for field in fields(kind):
        if field.type in (Texts, "Texts"):
            read[field.name] = Texts(array(f"{field.name}.blob"), array(f"{field.name}.first"))
        else:
            read[field.name] = array(field.name)
    return kind(**read)
