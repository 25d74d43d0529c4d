"""The street network as flat arrays: what the build writes and every street search reads.

Vertices are junctions, ends, tagged nodes (kerb, crossing, barrier, lift, entrance), stops and points where a stop joins a street.
An edge is a stretch of one OSM way between two vertices, stored once; `access` says who may use it in which direction.
Coordinates are int32 in 1e-7 degrees (`_e7`). Three-valued facts are uint8: 0 unknown, 1 yes, 2 no (`Tri`).
"""
from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np

from routing.store import Texts

UNKNOWN_I16 = -32768  # sentinel of int16 measurements


class Tri(IntEnum):
    UNKNOWN, YES, NO = 0, 1, 2


class Source(IntEnum):
    """Where a measurement comes from."""

    UNKNOWN, TAGGED, DERIVED = 0, 1, 2


class Access(IntFlag):
    """Who may use an edge, F from tail to head, B from head to tail. DESTINATION: cars only to reach a point on it, not through."""

    FOOT_F, FOOT_B, BIKE_F, BIKE_B, CAR_F, CAR_B, DESTINATION = 1, 2, 4, 8, 16, 32, 64


# Either way along an edge; of the type of edge_access, so that an array stays as small as it is.
FOOT, CAR = np.uint8(Access.FOOT_F | Access.FOOT_B), np.uint8(Access.CAR_F | Access.CAR_B)


class Part(IntFlag):
    """The largest strongly connected part of each mode; a point is snapped to edges of it."""

    FOOT, BIKE, CAR = 1, 2, 4


class Kind(IntEnum):
    """OSM `highway` value, or what kind of way inside a station (GTFS pathway_mode), or made by the build (AREA, LINK)."""

    OTHER = 0
    MOTORWAY, MOTORWAY_LINK, TRUNK, TRUNK_LINK, PRIMARY, PRIMARY_LINK, SECONDARY, SECONDARY_LINK, TERTIARY, TERTIARY_LINK = range(1, 11)
    UNCLASSIFIED, RESIDENTIAL, LIVING_STREET, SERVICE, TRACK, PEDESTRIAN, FOOTWAY, SIDEWALK, CROSSING, PATH, CYCLEWAY = range(11, 22)
    BRIDLEWAY, STEPS, CORRIDOR, ELEVATOR = range(22, 26)
    PLATFORM, FERRY = 26, 27
    ESCALATOR, MOVING_WALKWAY, FARE_GATE, EXIT_GATE, STATION_WALKWAY = range(30, 35)
    AREA, LINK = 40, 41  # straight across a square; from a stop to the street


class Surface(IntEnum):
    UNKNOWN = 0
    ASPHALT, CONCRETE, PAVING_STONES, SETT, COBBLESTONE, COMPACTED, FINE_GRAVEL, GRAVEL, DIRT, GRASS, SAND, WOOD, METAL = range(1, 14)
    OTHER_PAVED, OTHER_UNPAVED = range(14, 16)


class Smoothness(IntEnum):
    UNKNOWN, EXCELLENT, GOOD, INTERMEDIATE, BAD, VERY_BAD, HORRIBLE, VERY_HORRIBLE, IMPASSABLE = range(9)


class CrossingKind(IntEnum):
    UNKNOWN, SIGNALS, MARKED, UNMARKED, NO = range(5)


class Kerb(IntEnum):
    UNKNOWN, FLUSH, LOWERED, RAISED, ROLLED, NO_KERB = range(6)
    PRESENT = 6  # nobody says how high


class Barrier(IntEnum):
    NONE, BOLLARD, GATE, LIFT_GATE, CYCLE_BARRIER, KISSING_GATE, STILE, TURNSTILE, BLOCK, CHAIN, OTHER = range(11)


class Wheelchair(IntEnum):
    UNKNOWN, YES, NO, LIMITED = range(4)


class Sidewalk(IntEnum):
    UNKNOWN, NONE, LEFT, RIGHT, BOTH, SEPARATE = range(6)


@dataclass(frozen=True)
class Streets:
    """n vertices, m edges, g geometry points, r turn restrictions."""

    # vertices
    vertex_lat_e7: np.ndarray  # int32[n]
    vertex_lon_e7: np.ndarray  # int32[n]
    vertex_osm: np.ndarray  # int64[n], OSM node id; 0: made by the build
    vertex_elevation_dm: np.ndarray  # int16[n], decimetres; UNKNOWN_I16
    vertex_kerb: np.ndarray  # uint8[n], Kerb
    vertex_kerb_height_cm: np.ndarray  # int16[n], UNKNOWN_I16
    vertex_barrier: np.ndarray  # uint8[n], Barrier
    vertex_barrier_width_cm: np.ndarray  # int16[n], clear width; UNKNOWN_I16
    vertex_crossing: np.ndarray  # uint8[n], CrossingKind
    vertex_signal_sound: np.ndarray  # uint8[n], Tri
    vertex_signal_vibration: np.ndarray  # uint8[n], Tri
    vertex_tactile: np.ndarray  # uint8[n], Tri
    vertex_signals: np.ndarray  # uint8[n], 1: traffic signals for vehicles
    vertex_island: np.ndarray  # uint8[n], Tri: refuge island
    vertex_elevator: np.ndarray  # uint8[n], 1: a lift
    vertex_entrance: np.ndarray  # uint8[n], 1: an entrance
    vertex_wheelchair: np.ndarray  # uint8[n], Wheelchair
    # edges
    edge_tail: np.ndarray  # int32[m]
    edge_head: np.ndarray  # int32[m]
    edge_way: np.ndarray  # int64[m], OSM way id; 0: made by the build; -1 - p: pathway p of the pins
    edge_access: np.ndarray  # uint8[m], Access
    edge_part: np.ndarray  # uint8[m], Part
    edge_kind: np.ndarray  # uint8[m], Kind
    edge_length_cm: np.ndarray  # int32[m], along the geometry, at least 1
    edge_time_s: np.ndarray  # int16[m], fixed time whatever the walking speed (lift, escalator, gate); -1: by length
    edge_speed_kmh: np.ndarray  # uint8[m], car speed to expect (maxspeed and kind)
    edge_name: np.ndarray  # int32[m], into `names`; -1 none
    edge_ref: np.ndarray  # int32[m], road number, into `names`; -1 none
    edge_layer: np.ndarray  # int8[m], OSM layer, else level
    edge_bridge: np.ndarray  # uint8[m], 0 none, 1 bridge, 2 tunnel
    edge_roundabout: np.ndarray  # uint8[m], 1: part of a roundabout
    edge_incline_permille: np.ndarray  # int16[m], steepest, > 0 up towards the head; UNKNOWN_I16
    edge_incline_source: np.ndarray  # uint8[m], Source
    edge_climb_dm: np.ndarray  # int16[m], metres to climb from tail to head, in decimetres, >= 0
    edge_drop_dm: np.ndarray  # int16[m], decimetres to go down from tail to head, >= 0
    edge_step_count: np.ndarray  # int16[m], UNKNOWN_I16
    edge_surface: np.ndarray  # uint8[m], Surface
    edge_smoothness: np.ndarray  # uint8[m], Smoothness
    edge_width_cm: np.ndarray  # int16[m], UNKNOWN_I16
    edge_wheelchair: np.ndarray  # uint8[m], Wheelchair
    edge_tactile: np.ndarray  # uint8[m], Tri
    edge_lit: np.ndarray  # uint8[m], Tri
    edge_crossing: np.ndarray  # uint8[m], CrossingKind (of a footway=crossing)
    edge_signal_sound: np.ndarray  # uint8[m], Tri
    edge_signal_vibration: np.ndarray  # uint8[m], Tri
    edge_island: np.ndarray  # uint8[m], Tri
    edge_handrail: np.ndarray  # uint8[m], Tri
    edge_ramp: np.ndarray  # uint8[m], Tri: steps with a ramp for wheelchairs or prams
    edge_sidewalk: np.ndarray  # uint8[m], Sidewalk
    edge_cycleway: np.ndarray  # uint8[m], 0 unknown, 1 track or own way, 2 lane, 3 shared, 4 none
    geometry_first: np.ndarray  # int64[m + 1]
    geometry_lat_e7: np.ndarray  # int32[g], both ends included
    geometry_lon_e7: np.ndarray  # int32[g]
    # turn restrictions for cars: from edge, at least one via vertex or via edges, to edge
    turn_from_edge: np.ndarray  # int32[r]
    turn_to_edge: np.ndarray  # int32[r]
    turn_via_vertex: np.ndarray  # int32[r], the first via vertex: the end of the from edge
    turn_via_first: np.ndarray  # int32[r + 1], into turn_via_edge; empty: via that one vertex
    turn_via_edge: np.ndarray  # int32[v]
    turn_only: np.ndarray  # uint8[r], 0: this turn is forbidden (no_*), 1: it is the only one allowed (only_*)
    # pins
    pin_vertex: np.ndarray  # int32[pins], vertex of each pin
    names: Texts
