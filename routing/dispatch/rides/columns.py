"""Tables of whole numbers, one row for each of something."""
from dataclasses import fields

import numpy as np

# Later than anything, farther than anything. Sums of several are made in int64.
NEVER = 1 << 30
INT32, INT16 = np.dtype(np.int32), np.dtype(np.int16)


def names(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def columns(table: object, rows: int, but: tuple[str, ...]) -> None:
    """Raises ValueError where a column is not int32[rows]."""
    for name in names(type(table)):
        column = getattr(table, name)
        if name not in but and (column.dtype != INT32 or column.shape != (rows,)):
            raise ValueError(f"{name} is int32, one number for each row")
