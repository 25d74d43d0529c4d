"""What prices are worked out from, kept with a city: the files of each feed that its fares refer to, and the prices the city declares.

They stay files, because reading them is not the engine's business; the city is then whole without its inputs.
"""
import shutil
from pathlib import Path

from routing.build.declaration import Declaration
from routing.build.gtfs_files import ALWAYS_THERE, FeedFiles, open_feed

FOLDER, PRICES = "fares", "prices.toml"
PARKING_FOLDER, PARKING = "parking", "parking.toml"
REQUESTS_FOLDER, REQUESTS, AREAS = "requests", "requests.toml", "areas.geojson"
RIDES_FOLDER, RIDES = "rides", "rides.toml"
REFERRED = (
    "agency.txt", "stops.txt", "routes.txt", "calendar.txt", "calendar_dates.txt", "rider_categories.txt", "areas.txt", "stop_areas.txt",
    "networks.txt", "route_networks.txt", "timeframes.txt", "location_groups.txt", "locations.geojson",
)  # fmt: skip


def keep_fares(declaration: Declaration, folder: Path) -> None:
    """`fares/<number of the feed>` for each feed that has fares, from 0, and `fares/prices.toml`; nothing where there is neither.
    What of its parking is booked here stands in `parking/parking.toml`, who answers what people report in `requests/`, what drives on demand in
    `rides/rides.toml`: none is a part of what fares are worked out from."""
    for number, feed in enumerate(declaration.feeds):
        with open_feed(feed.path) as files:
            keep_feed(files, folder / FOLDER / str(number))
    keep_file(declaration.prices, folder / FOLDER / PRICES)
    keep_file(declaration.parking, folder / PARKING_FOLDER / PARKING)
    keep_file(declaration.requests, folder / REQUESTS_FOLDER / REQUESTS)
    keep_file(declaration.areas, folder / REQUESTS_FOLDER / AREAS)
    keep_file(declaration.rides, folder / RIDES_FOLDER / RIDES)


def keep_file(file: Path | None, kept: Path) -> None:
    if file is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, kept)


def keep_feed(files: FeedFiles, folder: Path) -> None:
    fares = sorted(name for name in files.names if name.startswith("fare_") and name.endswith(".txt") and "/" not in name)
    if not fares:
        return
    folder.mkdir(parents=True)
    (folder / ALWAYS_THERE).write_text("route_id,service_id,trip_id\n", encoding="utf-8")  # without its trips it is still a feed
    for name in (*fares, *REFERRED):
        content = files.find_bytes(name)
        if content is not None:
            (folder / name).write_bytes(content)
