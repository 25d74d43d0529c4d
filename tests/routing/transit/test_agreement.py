"""All searches against the slow twin on random networks, full of ties: see networks.py for what they hold and check.py for what is compared."""
import os

import numpy as np

from routing.transit.seats import IN_SEAT, NOT_IN_SEAT
from tests.routing.transit.check import check_networks
from tests.routing.transit.networks import following, random_network
from tests.routing.transit.twin import pareto

PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
NETWORKS = 4000 if PROOF else 240


def test_every_search_agrees_with_the_slow_twin():
    counts = check_networks(NETWORKS)
    queries = counts["single"] + counts["arrive_by"] + counts["range"] + 2 * counts["least_walk"]
    # A difference ends the test, so what is counted here agreed.
    asked = f"{counts['networks']:,} networks, {queries:,} queries, {counts['journeys']:,} journeys"
    print(f"PROOF transit_searches_beside_the_slow_twin={asked}, 0 disagreements")
    assert counts["networks"] == NETWORKS
    assert counts["journeys"] > counts["networks"]


def test_the_random_networks_hold_what_the_proof_speaks_of():
    """Of the rules of a timetable each must turn up often enough to matter."""
    networks = [random_network(np.random.default_rng(number)) for number in range(60)]
    trips = [trip for network in networks for trip in network.feed.trips]
    rows = [row for network in networks for row in network.feed.transfers]
    kinds = {row.kind for row in rows}
    assert kinds == {0, 1, 2, 3, IN_SEAT, NOT_IN_SEAT}
    assert sum(bool(trip.no_pickup) for trip in trips) > 20
    assert sum(bool(trip.no_drop_off) for trip in trips) > 20
    assert sum(trip.start_s >= 0 for trip in trips) > 20
    assert {trip.days for trip in trips} == {(-1,), (0,), (1,)}
    assert sum(bool(following(network.feed)) for network in networks) > 10
    assert sum(bool(network.feed.change_s) for network in networks) > 5
    assert sum((network.vertex < 0).any() for network in networks) > 5


def test_a_pareto_set_keeps_what_nothing_beats():
    assert pareto({(10, 5), (10, 4), (12, 4), (13, 1), (14, 1)}) == {(10, 4), (13, 1)}
