"""What a walker would rather not meet, as metres that people walk further to avoid it: the weighting behind the safest and the recommended way.

The scale is what people are seen to do: walkers followed by GPS went 70 m further rather than cross an arterial street without signals, 50 m to save
a turn, and took a metre along a busy street for 1.14 (Broach and Dill, Pedestrian route choice model estimated from revealed preference GPS data,
TRB 2015). Decision 0014 says how the other figures were set between these. Facts that nobody tagged count as the docstrings below say.
"""
from typing import NamedTuple

import numpy as np

from routing.streets.model import CAR, FOOT, CrossingKind, Kind, Sidewalk, Smoothness, Streets, Tri
from routing.streets.walls import INSIDE, known_smoothness, known_surface

# Classes of streets by how much is driven there, and how fast: 0 is off the carriageway, or shared at a walking pace.
RANK = {
    Kind.RESIDENTIAL: 1, Kind.UNCLASSIFIED: 1, Kind.TERTIARY: 2, Kind.TERTIARY_LINK: 2, Kind.SECONDARY: 3, Kind.SECONDARY_LINK: 3,
    Kind.PRIMARY: 4, Kind.PRIMARY_LINK: 4, Kind.TRUNK: 4, Kind.TRUNK_LINK: 4,
}  # fmt: skip
# Metres for crossing a street of each class where nothing helps; 70 m of an arterial street are Broach and Dill's, a street of houses costs a glance.
CROSSED_M = np.array([0.0, 10.0, 25.0, 50.0, 70.0])
UNSURE_RANK = 2  # of a crossing that touches no street on the map
# What is left of it. Signals stop the traffic; a zebra gives way but has to be trusted; where crossing is forbidden there is reason.
HELPED = {CrossingKind.SIGNALS: 0.15, CrossingKind.MARKED: 0.5, CrossingKind.UNMARKED: 1.0, CrossingKind.UNKNOWN: 1.0, CrossingKind.NO: 1.5}
# An island halves a crossing: 46 % fewer crashes at marked ones, 39 % at unmarked ones (FHWA, Proven Safety Countermeasures).
ISLAND = 0.55
# For each metre along a street without a pavement, by its class: nine in ten crashes of people who walk along a road are where there is none (FHWA,
# Public Roads, March 2012: pavements prevent up to 88 %), and a faster road makes them worse.
NO_PAVEMENT = np.array([0.0, 0.1, 0.4, 0.8, 1.2])
BUSY, BUSY_RANK = 0.14, 3  # along a busy street with a pavement (Broach and Dill)
SILENT_RANK = 2  # from this class on, nobody saying anything of a pavement counts as half of there being none
UNLIT = 0.3  # after dark; light takes away a quarter of crashes with injuries at junctions (FHWA, STEP)
STEPS = 0.25
ROUGH = {Smoothness.BAD: 0.2, Smoothness.VERY_BAD: 0.5, Smoothness.HORRIBLE: 1.0, Smoothness.VERY_HORRIBLE: 1.0, Smoothness.IMPASSABLE: 1.0}
# A junction passed is a place to go wrong and a turn half of the time or less.
JUNCTION_M, JUNCTION_WAYS = 4.0, 3
WILD = (Kind.PATH, Kind.TRACK, Kind.BRIDLEWAY)  # lit only where somebody says so
NOT_MET = 255


class Danger(NamedTuple):
    """metres float64[m] for passing a whole edge; no_pavement, unlit bool[m]; at_tail, at_head uint8[m]: the CrossingKind of the street that one
    begins or ends to cross at that end, else NOT_MET; whole uint8[m]: that of a crossing which touches no street, else NOT_MET."""

    metres: np.ndarray
    no_pavement: np.ndarray
    unlit: np.ndarray
    at_tail: np.ndarray
    at_head: np.ndarray
    whole: np.ndarray


def danger_of(streets: Streets, dark: bool, wheels: bool) -> Danger:
    """dark: by night, when light matters; wheels: of somebody for whom it matters how smooth a surface is."""
    own = rank_of_edges(streets)
    at_vertex = rank_of_vertices(streets, own)
    crossing, metres = CrossedEnds(streets, own, at_vertex), np.zeros(len(own))
    for end, met in ((streets.edge_tail, crossing.at_tail), (streets.edge_head, crossing.at_head)):
        metres += crossing.cost(met, at_vertex[end]) / 2
    metres += crossing.cost(crossing.whole, np.full(len(own), UNSURE_RANK))
    metres += junctions_m(streets)
    none, along = beside_traffic(streets, own)
    unlit = is_unlit(streets)
    along = along + UNLIT * (unlit & dark) + STEPS * (streets.edge_kind == Kind.STEPS)
    if wheels:
        along = along + roughness(streets)
    metres += along * streets.edge_length_cm / 100
    return Danger(metres, none, unlit, crossing.at_tail, crossing.at_head, crossing.whole)


def rank_of_edges(streets: Streets) -> np.ndarray:
    by_kind = np.zeros(256, np.int64)
    by_kind[list(RANK)] = list(RANK.values())
    return by_kind[streets.edge_kind]


def rank_of_vertices(streets: Streets, own: np.ndarray) -> np.ndarray:
    """int64[n], the highest class of street at each vertex."""
    found = np.zeros(len(streets.vertex_lat_e7), np.int64)
    np.maximum.at(found, streets.edge_tail, own)
    np.maximum.at(found, streets.edge_head, own)
    return found


class CrossedEnds:
    """Whoever comes to a street of a higher class than what is walked begins to cross it there, and ends on leaving: each is half a crossing.

    So it costs the same whether the crossing is drawn, or only a point, or no more than a footpath that meets the street.
    """

    def __init__(self, streets: Streets, own: np.ndarray, at_vertex: np.ndarray):
        self.streets = streets
        drawn, silent = streets.edge_kind == Kind.CROSSING, np.isin(streets.edge_kind, (*INSIDE, Kind.LINK))
        told = np.where(drawn, streets.edge_crossing, np.uint8(0))
        self.at_tail, self.at_head = (
            np.where((at_vertex[end] > own) & ~silent, np.where(told > 0, told, self.at_point(end)), np.uint8(NOT_MET))
            for end in (streets.edge_tail, streets.edge_head)
        )
        road = np.zeros(len(streets.vertex_lat_e7), bool)
        driven = (streets.edge_access & CAR) > 0
        road[streets.edge_tail[driven]] = road[streets.edge_head[driven]] = True
        touching = np.unique(streets.edge_way[road[streets.edge_tail] | road[streets.edge_head]])
        self.whole = np.where(drawn & ~np.isin(streets.edge_way, touching), told, np.uint8(NOT_MET))

    def at_point(self, end: np.ndarray) -> np.ndarray:
        lights = self.streets.vertex_signals[end] > 0
        told = self.streets.vertex_crossing[end]
        return np.where((told == CrossingKind.UNKNOWN) & lights, np.uint8(CrossingKind.SIGNALS), told)

    def cost(self, met: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """Metres of whole crossings."""
        helped = np.zeros(256)
        helped[list(HELPED)] = list(HELPED.values())
        island = np.where(self.streets.edge_island == Tri.YES, ISLAND, 1.0)
        return helped[met] * CROSSED_M[rank] * island


def junctions_m(streets: Streets) -> np.ndarray:
    """Half of each junction at both ends. A point with two ways is none."""
    walked = (streets.edge_access & FOOT) > 0
    ways = np.bincount(np.concatenate((streets.edge_tail[walked], streets.edge_head[walked])), minlength=len(streets.vertex_lat_e7))
    junction = ways >= JUNCTION_WAYS
    return (junction[streets.edge_tail].astype(float) + junction[streets.edge_head]) * JUNCTION_M / 2


def beside_traffic(streets: Streets, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether one walks on a street without a pavement, and what a metre of it costs. In streets of houses silence says that there is one."""
    told = streets.edge_sidewalk
    none, silent = (told == Sidewalk.NONE) & (own > 0), (told == Sidewalk.UNKNOWN) & (own >= SILENT_RANK)
    cost = NO_PAVEMENT[own] * (none + 0.5 * silent)
    return none | silent, cost + np.where(~none & (own >= BUSY_RANK), BUSY, 0.0)


def is_unlit(streets: Streets) -> np.ndarray:
    return (streets.edge_lit == Tri.NO) | ((streets.edge_lit == Tri.UNKNOWN) & np.isin(streets.edge_kind, WILD))


def roughness(streets: Streets) -> np.ndarray:
    cost = np.zeros(256)
    cost[list(ROUGH)] = list(ROUGH.values())
    return cost[known_smoothness(streets, known_surface(streets))]
