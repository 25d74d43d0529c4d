"""The feed as a peer can be given it on equal terms: the same trips and stops, and exactly the footpaths that we give ourselves."""
import csv
import io
import zipfile
from pathlib import Path

COPIED = ("agency.txt", "routes.txt", "trips.txt", "calendar.txt", "calendar_dates.txt", "frequencies.txt")
STOP_COLUMNS = ("stop_id", "stop_name", "stop_lat", "stop_lon")
TIME_COLUMNS = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type")


def write_equal_feed(source: Path, target: Path, footpaths: list[tuple[str, str, int]]) -> None:
    """Copy a GTFS zip with unique stop names, without stations, blocks and pathways, and with transfers.txt made of `footpaths`.

    footpaths  (from stop id, to stop id, seconds). Same-named stops and stations would get footpaths of the peer's own making.
    Times and headways are cut to whole minutes and calls without a time or a stop left out: peers round and interpolate in ways of their own.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in COPIED:
            if name in old.namelist():
                write(new, name, [whole_minutes(row) for row in without(rows(old, name), "block_id")])
        stops = [{column: row.get(column, "") for column in STOP_COLUMNS} for row in rows(old, "stops.txt")]
        kept = [{**row, "stop_name": row["stop_id"]} for row in stops if row["stop_lat"] and row["stop_lon"]]
        write(new, "stops.txt", kept)
        known = {row["stop_id"] for row in kept}
        calls = ({column: row.get(column, "") for column in TIME_COLUMNS} for row in rows(old, "stop_times.txt"))
        timed = [call for call in calls if call["stop_id"] in known and call["arrival_time"] and call["departure_time"]]
        write(new, "stop_times.txt", [whole_minutes(call) for call in timed])
        write(new, "transfers.txt", [
            {"from_stop_id": start, "to_stop_id": end, "transfer_type": "2", "min_transfer_time": str(walk_s)} for start, end, walk_s in footpaths
        ])  # fmt: skip


def rows(archive, name):
    with archive.open(name) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig"))


def whole_minutes(row):
    cut = {name: text.strip()[:-2] + "00" for name, text in row.items() if name.endswith("_time") and text}
    if "headway_secs" in row:
        cut["headway_secs"] = str(max(60, int(row["headway_secs"]) // 60 * 60))
    return row | cut


def without(found, column):
    return [{key: value for key, value in row.items() if key and key != column} for row in found]


def write(archive, name, found) -> None:
    if not found:
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    archive.writestr(name, text.getvalue())
