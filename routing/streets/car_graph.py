"""The driving graph: states are directed edges about to be driven, so that every turn is an arc and a forbidden turn is none.

Two things need more than one state for an edge. Streets open to destination traffic only are one state for trips that began there and
another for trips that may now only end there: nobody drives through. And a restriction over via ways follows the edges already driven.
"""
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from routing.streets.bearings import edge_bearings, turn_degrees
from routing.streets.graph import Graph
from routing.streets.model import Access, Streets
from routing.streets.restrictions import Following, allowed_turns, via_patterns

# Slowing down, looking and gaining speed again, for a turn of more than 45 and of more than 135 degrees; the same to both sides, since
# which of them crosses the other direction depends on the country.
TURN_MS, SHARP_TURN_MS, U_TURN_MS = 3_000, 6_000, 20_000
# Mean over red and green. A large junction has a signal at each of several nodes, so one of them must not cost the wait of all.
SIGNAL_MS = 4_000
# Phases of a state: on streets for everybody, or on destination streets since the beginning (both 0); on destination streets to the end.
ANYWHERE, TO_THE_END = 0, 1


class States(NamedTuple):
    """s states. edge int32[s], forward uint8[s], phase uint8[s], start and end vertices int32[s], whether the edge is for destination traffic."""

    edge: np.ndarray
    forward: np.ndarray
    phase: np.ndarray
    start: np.ndarray
    end: np.ndarray
    destination: np.ndarray


def car_graph(streets: Streets) -> Graph:
    """All states and turns, restrictions obeyed."""
    states = plain_states(streets)
    before, after = joined_states(states, len(streets.vertex_lat_e7))
    fits = allowed_phases(states, before, after) & allowed_turns(streets, states.edge[before], states.end[before], states.edge[after])
    fits &= ~u_turns(states, before, after)
    before, after = before[fits], after[fits]
    turn_ms = turn_times(streets, states, before, after)
    extended = Following(via_patterns(streets), states.edge, states.forward, states.phase).extend(before, after, turn_ms)
    return packed(states, *extended)


def plain_states(streets: Streets) -> States:
    access = streets.edge_access
    forward, backward = np.flatnonzero(access & Access.CAR_F), np.flatnonzero(access & Access.CAR_B)
    edge = np.concatenate([forward, backward]).astype(np.int32)
    ahead = np.concatenate([np.ones(len(forward), np.uint8), np.zeros(len(backward), np.uint8)])
    restricted = destination_edges(streets)
    destination = restricted[edge]
    phase = np.zeros(len(edge), np.uint8)
    edge, ahead = np.concatenate([edge, edge[destination]]), np.concatenate([ahead, ahead[destination]])
    phase = np.concatenate([phase, np.full(int(destination.sum()), TO_THE_END, np.uint8)])
    tail, head = streets.edge_tail[edge], streets.edge_head[edge]
    return States(edge, ahead, phase, np.where(ahead == 1, tail, head), np.where(ahead == 1, head, tail), restricted[edge])


def destination_edges(streets: Streets) -> np.ndarray:
    """bool[m]: for destination traffic by its tags, or reached from the streets for everybody only through such. Else nobody could get there."""
    access, n = streets.edge_access, len(streets.vertex_lat_e7)
    tagged = (access & Access.DESTINATION) != 0
    ahead, back = np.flatnonzero((access & Access.CAR_F != 0) & ~tagged), np.flatnonzero((access & Access.CAR_B != 0) & ~tagged)
    tail = np.concatenate([streets.edge_tail[ahead], streets.edge_head[back]])
    head = np.concatenate([streets.edge_head[ahead], streets.edge_tail[back]])
    if not len(tail):
        return tagged
    _, part = connected_components(csr_matrix((np.ones(len(tail), np.int8), (tail, head)), (n, n)), connection="strong")
    count = np.bincount(part)
    largest = part[np.flatnonzero(count[part] == count.max())[0]]  # of several, the one with the first vertex
    return tagged | (part[streets.edge_tail] != largest) | (part[streets.edge_head] != largest)


def within_reach(graph: Graph, edges: int) -> np.ndarray:
    """bool[edges]: one can drive from there to the largest part of the states, and to there from it. Restrictions may enclose an edge."""
    if not len(graph.tail):
        return np.zeros(edges, bool)
    arcs = csr_matrix((np.ones(len(graph.tail), np.int8), (graph.tail, graph.head)), (graph.vertex_count,) * 2)
    _, part = connected_components(arcs, connection="strong")
    some = int(np.argmax(np.bincount(part)[part]))
    found = []
    for joined, counts in ((arcs, np.ones(graph.vertex_count, bool)), (arcs.T.tocsr(), graph.vertex_start == 1)):
        reached = breadth_first_order(joined, some, return_predecessors=False)
        edge = graph.vertex_edge[reached[counts[reached]]]
        found.append(np.bincount(edge, minlength=edges) > 0)
    return found[0] & found[1]


def joined_states(states: States, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of states of which the second begins where the first ends, int32 each."""
    by_start = np.argsort(states.start, kind="stable").astype(np.int32)
    first = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(states.start, minlength=n), out=first[1:])
    count = first[states.end + 1] - first[states.end]
    before = np.repeat(np.arange(len(states.edge), dtype=np.int32), count)
    last = np.cumsum(count)
    within = np.arange(len(before)) - np.repeat(last - count, count)
    return before, by_start[np.repeat(first[states.end], count) + within]


def allowed_phases(states: States, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Into a destination street only to stay on such; out of one only if the trip began there."""
    ending, enters = states.phase[before] == TO_THE_END, states.destination[after]
    began_here = states.destination[before] & ~ending
    wanted_phase = np.where(enters & ~began_here, TO_THE_END, ANYWHERE)
    return (states.phase[after] == wanted_phase) & (~ending | enters)


def u_turns(states: States, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Turning round, wherever another way on exists."""
    same = states.edge[before] == states.edge[after]
    other = np.zeros(len(states.edge), np.int64)
    np.add.at(other, before[~same], 1)
    return same & (other[before] > 0)


def turn_times(streets: Streets, states: States, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """int32 milliseconds for every turn."""
    leaving, arriving = edge_bearings(streets)
    arrived = np.where(states.forward == 1, arriving[states.edge], leaving[states.edge] + 180)
    left = np.where(states.forward == 1, leaving[states.edge], arriving[states.edge] + 180)
    angle = np.abs(turn_degrees(arrived[before], left[after]))
    circling = (streets.edge_roundabout[states.edge[before]] == 1) | (streets.edge_roundabout[states.edge[after]] == 1)
    milliseconds = np.select([circling, angle > 135, angle > 45], [0, SHARP_TURN_MS, TURN_MS], 0)
    milliseconds = np.where(states.edge[before] == states.edge[after], U_TURN_MS, milliseconds)
    signals = streets.vertex_signals[states.end[before]] == 1
    return (milliseconds + np.where(signals, SIGNAL_MS, 0)).astype(np.int32)


def packed(states: States, state: np.ndarray, before: np.ndarray, after: np.ndarray, turn_ms: np.ndarray) -> Graph:
    """The graph with states and arcs ordered by edge. `state` int32[s']: the plain state that each state is or extends."""
    order = np.argsort(states.edge[state], kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    tail, head = place[before], place[after]
    plain = state[order]
    by_tail = np.argsort(tail, kind="stable")
    edge, forward = states.edge[plain], states.forward[plain]
    begins = (states.phase[plain] == ANYWHERE) & (order < len(states.edge))
    return Graph(
        size=np.array([len(order)], np.int32), tail=tail[by_tail], head=head[by_tail], arc_edge=edge[tail[by_tail]],
        arc_forward=forward[tail[by_tail]], turn_ms=turn_ms[by_tail].astype(np.int32), vertex_edge=edge, vertex_forward=forward,
        vertex_start=begins.astype(np.uint8),
    )  # fmt: skip
