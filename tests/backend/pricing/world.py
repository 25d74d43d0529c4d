"""Elmstead with fares and sellers: the tram T and the bus B cost 2.50 with one change, children pay 1.20; the ferry has no fare. Bikes, taxis."""
from pathlib import Path

from backend.following.reading import Reader, request_of
from backend.live.service import LiveCity
from backend.pricing.fares import CityFares, open_fares
from backend.pricing.service import Pricing
from backend.stops.names import Names
from backend.trips.service import TripPlanner

STOPS = "stop_id,zone_id,parent_station\nhbf,,\nwest,1,\nmarket,1,hbf\nmarket/bus,1,hbf\nbridge,1,\neast,1,\n"
FARES = {
    "trips.txt": "route_id,service_id,trip_id\n",
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\ntown,Town Lines,https://town.example,Europe/Berlin\n",
    "stops.txt": STOPS,
    "routes.txt": "route_id,agency_id,route_type\nT,town,1\nB,town,3\nF,town,4\n",
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers,transfer_duration\nride,2.50,EUR,0,1,5400\n",
    "fare_rules.txt": "fare_id,route_id\nride,T\nride,B\n",
    "rider_categories.txt": "rider_category_id,rider_category_name\nchild,Child\nSENIOR,Senior\n",
    "fare_rider_categories.txt": "fare_id,rider_category_id,price\nride,child,1.20\nride,SENIOR,2.00\n",
}  # fmt: skip
PRICES = """\
currency = "EUR"

[booking_fee]
amount = "0.30"
tax_rate_bp = 1900

[[operators]]
id = "town"
name = "Town Lines"
kind = "transit"
agencies = ["town"]
tax_rate_bp = 700
fees = [{ before_min = 60 }, { before_min = 0, factor_bp = 5000 }]

[[operators]]
id = "bikes"
name = "Elm Bikes"
kind = "rental"
systems = ["elm"]
tax_rate_bp = 1900
fees = [{ before_min = 0 }]

[[operators]]
id = "taxis"
name = "Elm Taxis"
kind = "taxi"
taxis = ["Elm Taxis"]
tax_rate_bp = 700
agreed_price = true

[[riders]]
entitlement = "old"
category = "SENIOR"

[[concessions]]
id = "companion"
entitlement = "companion"
operators = ["town"]
factor_bp = 0

[[caps]]
id = "town_day"
operators = ["town"]
day = "6.00"
"""


def write_fares(folder: Path, prices: str = PRICES, **files: str) -> Path:
    """As the build of a city leaves them. files: in place of those of FARES, by their names without `.txt`."""
    home = folder / "fares" / "0"
    home.mkdir(parents=True, exist_ok=True)
    for name, text in (FARES | {f"{name}.txt": text for name, text in files.items()}).items():
        (home / name).write_text(text)
    (folder / "fares" / "prices.toml").write_text(prices)
    return folder


def read_fares(folder: Path, prices: str = PRICES, **files: str) -> CityFares:
    return open_fares(write_fares(folder, prices, **files))


class Shop:
    """A live city that sells."""

    def __init__(self, live: LiveCity, fares: CityFares):
        self.live, self.fares = live, fares
        city = live.snapshot.city
        self.planner = TripPlanner(live, fares)
        self.pricing = Pricing(live, Reader(city, Names(city.transit)), fares)

    async def offer(self, *itineraries, entitlements=(), account_id=None, at=None, **more):
        """Of the legs of itineraries, one after the other."""
        legs = [leg for itinerary in itineraries for leg in request_of(itinerary).legs]
        return await self.pricing.offer(legs, entitlements, account_id, at or self.live.now(), **more)
