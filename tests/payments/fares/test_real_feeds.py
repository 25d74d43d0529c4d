"""Prices of real feeds, worked out by hand from their files."""
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from payments.fares.price import price_rides, read_fares
from payments.fares.ride import Ride, Rider, Unknown
from routing.build.problems import Problems

EIGHT = datetime(2022, 11, 7, 8, tzinfo=ZoneInfo("America/New_York"))
# Stops of Brockton by zone: two in each.
BROCKTON, ASHMONT, MILTON = ("799180", "799188"), ("799770", "799774"), ("799750", "799756")
RANDOLPH, AVON, S_RANDOLPH = ("799714", "799720"), ("799702", "799708"), ("799715", "799839")
CURRENT = "2bc6804f-9e24-4b91-8947-c73a2363e7b6"  # Rose Village, of the only network there is
ROSE_VILLAGE = ("stop_id__09a24d02-a63c-4fa4-b625-c9ba13efd2c0", "stop_id__16862db1-27e2-42f5-84ca-76388efb4509")


def ride(route, board, alight, minute=0):
    leaves = EIGHT + timedelta(minutes=minute)
    return Ride(f"{route}-{minute}", route, (board, alight), leaves, leaves + timedelta(minutes=9))


@pytest.fixture(scope="module")
def brockton(shared_data):
    """Fares v1: by route, and by zones on route 12 (3219)."""
    return read(shared_data / "gtfs_flex" / "FlexExample--various.zip")


@pytest.fixture(scope="module")
def c_tran(shared_data):
    """Fares v2: one network, three rider categories, five media, free transfers for two and a half hours."""
    return read(shared_data / "gtfs_flex" / "ctran-flex.zip")


def read(path):
    problems = Problems()
    fares = read_fares(path, problems)
    assert problems.as_manifest() == {}
    return fares


@pytest.mark.parametrize("rides, cents", [
    ([ride("2933", "799209", "799236")], 150),  # by its route
    ([ride("3219", BROCKTON[0], ASHMONT[1])], 225),  # 863 to 864: the dearest, fare 1462
    ([ride("3219", ASHMONT[0], BROCKTON[1])], 225),
    ([ride("3219", *BROCKTON)], 150),  # within 863: fare 4308
    ([ride("3219", BROCKTON[0], AVON[0])], 150),  # 863 to 867
    ([ride("3219", BROCKTON[0], RANDOLPH[0])], 175),  # 863 to 866: fare 1461
    ([ride("3219", RANDOLPH[0], MILTON[0])], 175),
    ([ride("3219", *S_RANDOLPH)], 175),
    ([ride("19024", "799180", "799209")], 300),  # Dial-A-Bat
    ([ride("2933", "799209", "799236"), ride("2934", "799236", "799209", 30)], 150),  # one transfer is included
    ([ride("2933", "799209", "799236"), ride("2934", "799236", "799209", 61)], 300),  # for an hour
    ([ride("2933", "799209", "799236"), ride("2934", "799236", "799209", 20), ride("2935", "799209", "799236", 40)], 300),  # and only one
    ([ride("2933", "799209", "799236"), ride("3219", BROCKTON[0], ASHMONT[0], 20)], 375),  # the bus's fare is not one of route 12
    ([ride("3219", BROCKTON[0], AVON[0]), ride("3219", AVON[1], ASHMONT[0], 30)], 225),  # cheaper from 863 to 864 at once than in two parts
    ([ride("19024", "799180", "799209"), ride("19024", "799209", "799180", 20)], 600),  # no transfer
])  # fmt: skip
def test_brockton(brockton, rides, cents):
    found = price_rides(brockton, rides)
    assert (found.currency, found.total_minor, found.known) == ("usd", cents, True)


def test_brockton_s_seniors_and_a_route_without_a_fare(brockton):
    senior = Rider(frozenset({"2"}))
    assert price_rides(brockton, [ride("3219", BROCKTON[0], ASHMONT[0])], senior).total_minor == 110
    assert price_rides(brockton, [ride("2933", "799209", "799236")], senior).total_minor == 75
    assert price_rides(brockton, [ride("19024", "799180", "799209")], senior).total_minor == 300
    assert price_rides(brockton, [ride("2948", "807049", "807056")]).unknown == {"2948-0": Unknown.NO_RULE}


@pytest.mark.parametrize("minutes, categories, media, cents", [
    ([0], (), None, 125),
    ([0], ("HONORED_CITIZEN",), None, 60),
    ([0], ("YOUTH",), None, 0),
    ([0], ("YOUTH",), ("1",), 125),  # the free fare is on no paper ticket: the ordinary one is open to all
    ([0, 60], (), None, 125),
    ([0, 150], (), None, 125),  # 9,000 s from departure to departure
    ([0, 151], (), None, 250),
    ([0, 50, 100, 150], (), ("2",), 125),  # any number of transfers
    ([0, 100, 160], ("HONORED_CITIZEN",), None, 120),  # the third leaves too late for the first
    ([0, 100, 160, 300], (), None, 250),  # and the fourth in time for the third
])  # fmt: skip
def test_c_tran(c_tran, minutes, categories, media, cents):
    rides = [ride(CURRENT, *ROSE_VILLAGE, minute) for minute in minutes]
    found = price_rides(c_tran, rides, Rider(frozenset(categories), None if media is None else frozenset(media)))
    assert (found.currency, found.total_minor, found.known) == ("usd", cents, True)


def test_a_feed_without_fares_is_read_and_has_none(shared_data):
    found = price_rides(read(shared_data / "gtfs_flex" / "aspen-flex-on-demand.gtfs"), [ride("1", "a", "b")])
    assert set(found.unknown.values()) == {Unknown.NO_FARES}
