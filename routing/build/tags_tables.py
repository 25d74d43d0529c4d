"""What OSM tag values mean, as tables. A value that is not listed is unknown."""
from routing.streets.model import Barrier, CrossingKind, Kerb, Kind, Sidewalk, Smoothness, Surface, Wheelchair

# Kind of way, and the modes that may use it when nothing else is tagged: f on foot, b by bike, c by car.
HIGHWAYS = {
    "motorway": (Kind.MOTORWAY, "c"), "motorway_link": (Kind.MOTORWAY_LINK, "c"), "trunk": (Kind.TRUNK, "bc"), "trunk_link": (Kind.TRUNK_LINK, "bc"),
    "primary": (Kind.PRIMARY, "fbc"), "primary_link": (Kind.PRIMARY_LINK, "fbc"), "secondary": (Kind.SECONDARY, "fbc"),
    "secondary_link": (Kind.SECONDARY_LINK, "fbc"), "tertiary": (Kind.TERTIARY, "fbc"), "tertiary_link": (Kind.TERTIARY_LINK, "fbc"),
    "unclassified": (Kind.UNCLASSIFIED, "fbc"), "residential": (Kind.RESIDENTIAL, "fbc"), "living_street": (Kind.LIVING_STREET, "fbc"),
    "service": (Kind.SERVICE, "fbc"), "track": (Kind.TRACK, "fb"), "pedestrian": (Kind.PEDESTRIAN, "f"), "footway": (Kind.FOOTWAY, "f"),
    "path": (Kind.PATH, "fb"), "cycleway": (Kind.CYCLEWAY, "fb"), "bridleway": (Kind.BRIDLEWAY, "f"), "steps": (Kind.STEPS, "f"),
    "corridor": (Kind.CORRIDOR, "f"), "elevator": (Kind.ELEVATOR, "f"), "platform": (Kind.PLATFORM, "f"), "road": (Kind.OTHER, "fbc"),
    "busway": (Kind.OTHER, ""), "bus_guideway": (Kind.OTHER, ""),
}  # fmt: skip
NOT_BUILT = (
    "", "no", "construction", "proposed", "planned", "razed", "abandoned", "disused", "raceway", "rest_area", "services", "bus_stop", "street_lamp",
    "emergency_bay", "escape", "via_ferrata", "ladder", "trailhead", "crossing", "traffic_signals", "stop", "give_way",
)  # fmt: skip
CONVEYED = ("yes", "forward", "backward", "reversible")

# Speeds by car, km/h, where no limit is tagged: what traffic reaches between crossings.
DEFAULT_KMH = {
    Kind.MOTORWAY: 110, Kind.MOTORWAY_LINK: 60, Kind.TRUNK: 80, Kind.TRUNK_LINK: 50, Kind.PRIMARY: 50, Kind.PRIMARY_LINK: 40, Kind.SECONDARY: 45,
    Kind.SECONDARY_LINK: 40, Kind.TERTIARY: 40, Kind.TERTIARY_LINK: 35, Kind.UNCLASSIFIED: 35, Kind.RESIDENTIAL: 28, Kind.LIVING_STREET: 8,
    Kind.SERVICE: 15, Kind.TRACK: 15, Kind.FERRY: 10,
}  # fmt: skip

SURFACE_VALUES = {
    Surface.ASPHALT: "asphalt chipseal tartan",
    Surface.CONCRETE: "concrete concrete:plates concrete:lanes",
    Surface.PAVING_STONES: "paving_stones paving_stones:lanes bricks brick tiles",
    Surface.SETT: "sett cobblestone:flattened",
    Surface.COBBLESTONE: "cobblestone unhewn_cobblestone",
    Surface.COMPACTED: "compacted",
    Surface.FINE_GRAVEL: "fine_gravel",
    Surface.GRAVEL: "gravel pebblestone",
    Surface.DIRT: "dirt earth ground mud soil",
    Surface.GRASS: "grass",
    Surface.SAND: "sand",
    Surface.WOOD: "wood",
    Surface.METAL: "metal metal_grid",
    Surface.OTHER_PAVED: "paved rubber acrylic",
    Surface.OTHER_UNPAVED: "unpaved rock stone woodchips grass_paver",  # small wheels sink into the grass between the pavers
}
SURFACE = {value: surface for surface, values in SURFACE_VALUES.items() for value in values.split()}
SMOOTHNESS = {kind.name.lower(): kind for kind in Smoothness if kind is not Smoothness.UNKNOWN}
WHEELCHAIR = {"yes": Wheelchair.YES, "designated": Wheelchair.YES, "no": Wheelchair.NO, "limited": Wheelchair.LIMITED, "bad": Wheelchair.LIMITED}
CROSSING = {
    "traffic_signals": CrossingKind.SIGNALS, "toucan": CrossingKind.SIGNALS, "pelican": CrossingKind.SIGNALS, "puffin": CrossingKind.SIGNALS,
    "marked": CrossingKind.MARKED, "uncontrolled": CrossingKind.MARKED, "zebra": CrossingKind.MARKED, "unmarked": CrossingKind.UNMARKED,
    "informal": CrossingKind.UNMARKED, "no": CrossingKind.NO,
}  # fmt: skip
SIDEWALK = {
    "both": Sidewalk.BOTH, "left": Sidewalk.LEFT, "right": Sidewalk.RIGHT, "no": Sidewalk.NONE, "none": Sidewalk.NONE, "separate": Sidewalk.SEPARATE,
}  # fmt: skip
CYCLEWAY = {
    "track": 1, "opposite_track": 1, "lane": 2, "opposite_lane": 2, "shared_lane": 3, "share_busway": 3, "opposite_share_busway": 3, "shared": 3,
    "opposite": 4, "no": 4, "none": 4, "separate": 4,
}  # fmt: skip
BRIDGE = (("bridge", 1), ("tunnel", 2))  # key, code of edge_bridge
KERB = {
    "flush": Kerb.FLUSH, "lowered": Kerb.LOWERED, "raised": Kerb.RAISED, "regular": Kerb.RAISED, "rolled": Kerb.ROLLED, "no": Kerb.NO_KERB,
    "none": Kerb.NO_KERB, "yes": Kerb.PRESENT,
}  # fmt: skip
# What it is, and the modes that get past it when nothing else is tagged.
BARRIER = {
    "bollard": (Barrier.BOLLARD, "fb"), "rising_bollard": (Barrier.BOLLARD, "fb"), "planter": (Barrier.BOLLARD, "fb"), "gate": (Barrier.GATE, "fbc"),
    "swing_gate": (Barrier.GATE, "fbc"), "sliding_gate": (Barrier.GATE, "fbc"), "wicket_gate": (Barrier.GATE, "fb"),
    "hampshire_gate": (Barrier.GATE, "fbc"),
    "bump_gate": (Barrier.GATE, "fbc"), "sally_port": (Barrier.GATE, "fbc"), "lift_gate": (Barrier.LIFT_GATE, "fbc"),
    "cycle_barrier": (Barrier.CYCLE_BARRIER, "fb"), "motorcycle_barrier": (Barrier.CYCLE_BARRIER, "fb"), "kissing_gate": (Barrier.KISSING_GATE, "f"),
    "stile": (Barrier.STILE, "f"), "turnstile": (Barrier.TURNSTILE, "f"), "full-height_turnstile": (Barrier.TURNSTILE, "f"),
    "horse_stile": (Barrier.STILE, "f"), "block": (Barrier.BLOCK, "fb"), "jersey_barrier": (Barrier.BLOCK, "fb"), "debris": (Barrier.BLOCK, "fb"),
    "log": (Barrier.BLOCK, "fb"), "chain": (Barrier.CHAIN, "fb"), "rope": (Barrier.CHAIN, "fb"), "cattle_grid": (Barrier.OTHER, "fbc"),
    "toll_booth": (Barrier.OTHER, "fbc"), "border_control": (Barrier.OTHER, "fbc"), "height_restrictor": (Barrier.OTHER, "fbc"),
    "door": (Barrier.GATE, "f"),
    "fence": (Barrier.OTHER, ""), "wall": (Barrier.OTHER, ""), "hedge": (Barrier.OTHER, ""), "ditch": (Barrier.OTHER, ""),
}  # fmt: skip
