"""The largest part of each mode, beside a search from every vertex."""
import numpy as np
import pytest

from routing.build.draft import edge_rows
from routing.build.parts import MODE_BITS, parts_of


def reached(start: int, arcs: set[tuple[int, int]]) -> set[int]:
    found, queue = {start}, [start]
    for vertex in queue:
        new = {head for tail, head in arcs if tail == vertex} - found
        found |= new
        queue.extend(sorted(new))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_parts_agree_with_a_search_from_every_vertex(seed):
    rng = np.random.default_rng(seed)
    n, m = 14, 22
    tail = rng.integers(0, n, m)
    head = (tail + rng.integers(1, n, m)) % n
    edges = edge_rows(m, tail=tail, head=head, access=rng.integers(0, 64, m))
    found = parts_of(edges, n)
    for bit, forward, backward in MODE_BITS:
        rows = list(zip(tail.tolist(), head.tolist(), edges["access"].tolist(), strict=True))
        arcs = {(a, b) for a, b, access in rows if access & forward} | {(b, a) for a, b, access in rows if access & backward}
        from_vertex = [reached(vertex, arcs) for vertex in range(n)]
        together = [{other for other in from_vertex[vertex] if vertex in from_vertex[other]} for vertex in range(n)]
        largest = max(together, key=lambda part: (len(part), -min(part)))
        expected = [bool(access & (forward | backward)) and a in largest and b in largest for a, b, access in rows]
        assert ((found & bit) > 0).tolist() == expected


def test_nobody_anywhere_makes_no_part():
    assert parts_of(edge_rows(1, tail=0, head=1), 2).tolist() == [0]
