"""Nested dissection: in which order a hierarchy contracts the vertices of a graph, separators last."""
import numpy as np
import pymetis


def neighbours(n: int, tail: np.ndarray, head: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Undirected neighbours of every vertex without loops and duplicates, as CSR: first int32[n + 1], neighbour int32."""
    plain = tail != head
    a, b = tail[plain].astype(np.int64), head[plain].astype(np.int64)
    pairs = np.unique(np.concatenate([a * n + b, b * n + a]))
    first = np.zeros(n + 1, np.int32)
    if n:
        np.cumsum(np.bincount(pairs // n, minlength=n), out=first[1:])
    return first, (pairs % max(1, n)).astype(np.int32)


def dissection_order(first: np.ndarray, neighbour: np.ndarray) -> np.ndarray:
    """int32[n], the vertex contracted i-th, by METIS. The same graph gives the same order."""
    n = len(first) - 1
    if not len(neighbour):
        return np.arange(n, dtype=np.int32)
    found = pymetis.nested_dissection(pymetis.CSRAdjacency(first, neighbour))
    return np.asarray(found[0], np.int32)
