"""A trip with every kind of line in it, made from contract messages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.contract.transit import Route, TransitMode
from backend.contract.trips import IntermediateStop, Itinerary, Leg, LegMode, LegPlace, Step

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 27, 8, 47, tzinfo=ZONE)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def a_trip(start_name: str = "", stop_name: str = "Market", headsign: str = "East, Depot; Hall") -> Itinerary:
    """On foot to a tram, one stop between, and on foot to the end: 26 minutes."""
    home, market = LegPlace(start_name, 49.41, 8.69), LegPlace(stop_name, 49.411, 8.691, "market")
    bridge, work = LegPlace("Bridge", 49.42, 8.7, "bridge"), LegPlace("", 49.421, 8.701)
    turns = (
        Step("Mill Lane", "residential", 120, 90, "depart", 0, 45, 49.41, 8.69, (1,)),
        Step("High Street", "residential", 180, 130, "left", 0, 0, 49.4105, 8.6905, (2,)),
    )
    tram = Route("r4", "4", "", "#B51F1F", "#FFFFFF", 0, TransitMode.TRAM, "City Trams")
    between = IntermediateStop("Old Town", 49.415, 8.695, "old", minutes(10), minutes(10))
    legs = (
        Leg(mode=LegMode.WALK, from_=home, to=market, depart_at=START, arrive_at=minutes(5), distance_m=300, geometry="", steps=turns),
        Leg(mode=LegMode.TRAM, from_=market, to=bridge, depart_at=minutes(7), arrive_at=minutes(18), distance_m=4200, geometry="", route=tram,
            headsign=headsign, trip_id="t1", intermediate_stops=(between,)),
        Leg(mode=LegMode.WALK, from_=bridge, to=work, depart_at=minutes(18), arrive_at=minutes(26), distance_m=550, geometry=""),
    )  # fmt: skip
    return Itinerary(depart_at=START, arrive_at=minutes(26), duration_s=26 * 60, transfers=0, walk_m=850, climb_m=6, co2_g=230, legs=legs)
