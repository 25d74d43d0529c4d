"""Queries that ask for every field of every type that can be met, from fields that lead to it."""
from collections.abc import Iterator

from graphql import GraphQLAbstractType, GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type, is_leaf_type

from tests.worlds.town import at

A, B = at(10, 0), at(3890, 0)
PLAN = f'fromPlace: "{A[0]},{A[1]}", toPlace: "{B[0]},{B[1]}", date: "2026-11-24", time: "08:00"'
RENT = "transportModes: [{mode: BICYCLE, qualifier: RENT}, {mode: TRANSIT}, {mode: CAR}]"
BOX = "minLat: 49, minLon: 8, maxLat: 50, maxLon: 9"
WIDE = "minimumLatitude: -90, maximumLatitude: 90, minimumLongitude: -180, maximumLongitude: 180"
WAYS = (
    "feeds", "agencies", 'stop(id: "elmstead:market")', 'station(id: "elmstead:hbf")', 'route(id: "elmstead:T")', 'pattern(id: "elmstead:T:-1:01")',
    'trip(id: "elmstead:E480")', "alerts", "serviceTimeRange", "bikeRentalStations", "vehicleRentalStations", "rentalVehicles", "vehicleParkings",
    f"stopsByBbox({BOX})", f"vehicleRentalsByBbox({WIDE})", f"stopsByRadius(lat: {A[0]}, lon: {A[1]}, radius: 2000)",
    f"nearest(lat: {A[0]}, lon: {A[1]})", f"plan({PLAN}, {RENT})",
    f"planConnection(origin: {{location: {{coordinate: {{latitude: {A[0]}, longitude: {A[1]}}}}}}}, destination: {{location: {{stopLocation: "
    '{stopLocationId: "elmstead:east"}}}, dateTime: {earliestDeparture: "2026-11-24T08:00:00+01:00"})',
)  # fmt: skip
ARGUMENTS = {
    ("Stop", "stopTimesForPattern"): '(id: "elmstead:T:-1:01")', ("Leg", "nextLegs"): "(numberOfLegs: 1)",
    ("Leg", "previousLegs"): "(numberOfLegs: 1)",
}  # fmt: skip
DEEPEST = 4
# Parts that lead over the same things are one query: what they share is looked up once. Not where fields of several types would get mixed up.
TOGETHER = 5
# From one of them only the plain fields of the next are asked for: they lead to each other without end.
TURNS = {"Stop", "Route", "Trip", "Pattern", "Agency", "Alert", "Stoptime", "VehiclePosition"}


def every_query(schema: GraphQLSchema) -> Iterator[str]:
    for way in WAYS:
        field = schema.query_type.fields[way.partition("(")[0]]
        selection = select(schema, get_named_type(field.type), DEEPEST, frozenset())
        alone, together = [part for part in selection if "..." in part], [part for part in selection if "..." not in part]
        for part in (*alone, *(" ".join(together[begin : begin + TOGETHER]) for begin in range(0, len(together), TOGETHER))):
            yield f"{{ {way} {{ {part} }} }}"


def select(schema: GraphQLSchema, kind: GraphQLObjectType | GraphQLAbstractType, left: int, seen: frozenset[str]) -> list[str]:
    """Parts of a selection, to be asked for one by one."""
    if is_abstract_type(kind):
        parts = ["__typename"]
        for one in schema.get_possible_types(kind):
            parts += [f"... on {one.name} {{ {part} }}" for part in select(schema, one, left, seen)]
        return parts
    plain = [name + ARGUMENTS.get((kind.name, name), "") for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))]
    parts = [" ".join(plain)] if plain else []
    if left == 0 or (kind.name in TURNS and len(seen & TURNS) >= 2):
        return parts or ["__typename"]
    for name, field in kind.fields.items():
        inside = get_named_type(field.type)
        if not is_leaf_type(inside) and inside.name not in seen:
            call = name + ARGUMENTS.get((kind.name, name), "")
            parts += [f"{call} {{ {part} }}" for part in select(schema, inside, left - 1, seen | {kind.name})]
    return parts or ["__typename"]
