"""Greenhouse gases of a trip, grams of CO2 equivalent per passenger and kilometre.

Source: German Environment Agency (Umweltbundesamt), "Emissionsdaten", averages of passenger transport in Germany, reference year 2022,
fuel and power supply included. A ferry figure is not among them; the value is that of a small diesel vessel from the UK government's
conversion factors 2023 (foot passengers). Other cities may differ: the numbers compare ways, they are no account of one trip.
"""

# About 1.2 kWh for 100 km on a scooter.
# A taxi as a car with one passenger: how far it drives to pick somebody up is not known.
# On demand as in a bus: how many share the vehicle is not known either.
STREET_G_PER_KM = {"CAR": 166.0, "TAXI": 166.0, "SCOOTER": 5.2, "ON_DEMAND": 93.0}
TRANSIT_G_PER_KM = {0: 63.0, 1: 63.0, 2: 58.0, 3: 93.0, 4: 19.0, 5: 63.0, 6: 63.0, 7: 63.0, 11: 63.0, 12: 63.0}
OTHER_G_PER_KM = 93.0


def basic_route_type(route_type: int) -> int:
    """The basic GTFS type of an extended one (hundreds), itself where it is basic already."""
    if route_type < 100:
        return route_type
    families = {1: 2, 2: 3, 3: 2, 4: 1, 5: 1, 6: 1, 7: 3, 8: 11, 9: 0, 10: 4, 12: 4, 13: 6, 14: 7}
    return families.get(route_type // 100, 3)


def transit_co2_g(route_type: int, distance_m: float) -> float:
    return TRANSIT_G_PER_KM.get(basic_route_type(route_type), OTHER_G_PER_KM) * distance_m / 1000


def street_co2_g(mode: str, distance_m: float) -> float:
    """Of what goes on streets without a timetable. A scooter's is the power it takes, with the German mix of 2022 (434 g per kilowatt hour)."""
    return STREET_G_PER_KM.get(mode, 0.0) * distance_m / 1000
