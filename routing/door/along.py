"""Facts of whole ways, summed over their edges: small kernels, because several ways are compared in every answer."""
import numpy as np

from routing.jit import njit
from routing.streets.danger import NOT_MET
from routing.streets.model import CrossingKind

UNMET, SIGNALS = int(NOT_MET), int(CrossingKind.SIGNALS)


@njit
def told_along(edge, forward, length_cm, whole_cm, metres, no_pavement, unlit, at_tail, at_head, whole):
    """Danger in metres, streets crossed with signals and otherwise, metres without a pavement and without light.

    edge int32[k], forward uint8[k], length_cm float64[k]: what is travelled; whole_cm int32[m]: of the edges; the others: see Danger.
    One comes to a street that is crossed with one edge and leaves it with the next, or the crossing touches no street.
    """
    danger_m, signals, others, no_pavement_cm, unlit_cm = 0.0, 0, 0, 0.0, 0.0
    came, inside = UNMET, UNMET
    for i in range(edge.size):
        e = edge[i]
        danger_m += metres[e] * (length_cm[i] / whole_cm[e] if whole_cm[e] > 0 else 1.0)
        no_pavement_cm += length_cm[i] if no_pavement[e] else 0.0
        unlit_cm += length_cm[i] if unlit[e] else 0.0
        begin, end = (at_tail[e], at_head[e]) if forward[i] else (at_head[e], at_tail[e])
        if came != UNMET and begin != UNMET:
            if came == SIGNALS or begin == SIGNALS:
                signals += 1
            else:
                others += 1
        if whole[e] != UNMET and inside == UNMET:
            if whole[e] == SIGNALS:
                signals += 1
            else:
                others += 1
        came, inside = end, whole[e]
    return danger_m, signals, others, no_pavement_cm / 100, unlit_cm / 100


@njit
def common_cm(one_edge, one_cm, other_edge, other_cm):
    """Centimetres that two ways have in common; of edges int32[k] with what is travelled of each float64[k]."""
    one, other = np.argsort(one_edge), np.argsort(other_edge)
    i, j, common = 0, 0, 0.0
    while i < one.size and j < other.size:
        a, b = one[i], other[j]
        if one_edge[a] == other_edge[b]:
            common += min(one_cm[a], other_cm[b])
        if one_edge[a] <= other_edge[b]:
            i += 1
        if other_edge[b] <= one_edge[a]:
            j += 1
    return common
