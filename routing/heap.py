"""A 4-ary heap in one int64 array, key `time << 32 | vertex`: one comparison, lazy deletion, no decrease-key."""
from routing.jit import njit_inline


@njit_inline
def push(heap, size, key):
    """Add a key to heap[:size]; returns the new size. The caller guarantees room."""
    i = size
    while i > 0:
        parent = (i - 1) >> 2
        if heap[parent] <= key:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = key
    return size + 1


@njit_inline
def pop(heap, size):
    """Take the smallest key off heap[:size], size > 0; returns (key, new size)."""
    smallest = heap[0]
    size -= 1
    key = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        best = child
        for other in range(child + 1, min(child + 4, size)):
            if heap[other] < heap[best]:
                best = other
        if heap[best] >= key:
            break
        heap[i] = heap[best]
        i = best
    heap[i] = key
    return smallest, size
