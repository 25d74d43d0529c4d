import csv
import io
import zipfile

from benchmarks.peers.feed import write_equal_feed

STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
S,Hub,1,2,1,
A,Hub,1,2,0,S
B,Hub,1,2,0,S
N,Node,,,3,S
"""
STOP_TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t,8:00:00,8:00:00,A,1
t,8:05:00,8:05:00,B,2
"""


def test_an_equal_feed_has_our_footpaths_and_nothing_a_peer_could_add_to(tmp_path):
    source, target = tmp_path / "a.zip", tmp_path / "b.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\na,A,https://a.example,Europe/Berlin\n")
        archive.writestr("stops.txt", STOPS)
        archive.writestr("trips.txt", "route_id,service_id,trip_id,block_id\nr,w,t,7\n")
        archive.writestr("stop_times.txt", STOP_TIMES)
        archive.writestr("transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,A,2,600\n")
        archive.writestr("pathways.txt", "pathway_id\np\n")
    write_equal_feed(source, target, [("A", "B", 180)])
    with zipfile.ZipFile(target) as archive:
        tables = {name: list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}
    assert set(tables) == {"agency.txt", "stops.txt", "trips.txt", "stop_times.txt", "transfers.txt"}
    assert len({row["stop_name"] for row in tables["stops.txt"]}) == 3
    assert "parent_station" not in tables["stops.txt"][0]
    assert "block_id" not in tables["trips.txt"][0]
    assert [(row["from_stop_id"], row["to_stop_id"], row["min_transfer_time"]) for row in tables["transfers.txt"]] == [("A", "B", "180")]
    assert len(tables["stop_times.txt"]) == 2
