"""A trip is handed to the city and listened to: with a pass of its own, through losses of the network, without more words than needed."""
import asyncio
import json
from datetime import timedelta

import msgspec
import pytest

from accessibility.profiles import ProfileId
from backend.contract.following import EndReason, FollowRequest, TripEnded, TripMended
from mobile import following as followed
from mobile.asking import Ask, Spot, When, WhenKind
from mobile.client import Client
from mobile.device.fake import FakeSecureStore
from mobile.device.linux import NoSecureStore
from mobile.following import Following, request_to_follow
from mobile.store.needs import Needs
from mobile.store.passes import Passes, name_of
from tests.mobile.following_city import city_that_follows, event
from tests.mobile.lively import a_break, lively
from tests.mobile.screens.test_underway import told
from tests.mobile.share.trip import START, a_trip, minutes

ASK = Ask(Spot("Home, Mill Lane 3", 49.41, 8.69), Spot("Clinic", 49.421, 8.701))
NEEDS = Needs(ProfileId.MANUAL_CHAIR, max_walk_m=800, max_transfers=2)
BROKEN = a_break(a_trip(), other=a_trip())
ENDED = TripEnded(EndReason.ARRIVED)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(followed, "RETRY_S", (0.01,))


async def hear(city, secure=None, most: int = 20):
    """All that is heard until the following ends, or so many messages."""
    client = Client(city.address)
    following = Following(client, Passes(secure or FakeSecureStore()), request_to_follow(a_trip(), ASK, NEEDS))
    heard = []
    async with asyncio.timeout(60):
        async for message in following.listen():
            heard.append(message)
            if len(heard) == most:
                break
    await following.forget()
    await client.close()
    return heard


def test_nothing_leaves_the_phone_that_following_does_not_need():
    trip = lively(a_trip("Home, Mill Lane 3"), START)
    request = request_to_follow(trip, Ask(ASK.origin, ASK.destination, When(WhenKind.ARRIVE, minutes(40))), NEEDS)
    sent = msgspec.json.encode(request)
    assert b"Mill Lane" not in sent
    assert b"Clinic" not in sent
    assert b"chair" not in sent.replace(b'"wheelchair"', b"")
    assert request.legs[1].from_.name == "Market"
    assert (request.legs[2].rental.pick_up_station_id, request.legs[2].rental.drop_off_station_id) == ("s1", "s2")
    assert request.legs[1].scheduled_depart_at == request.legs[1].depart_at - timedelta(minutes=4)
    assert (request.arrive_by, request.share_position, request.max_walk_m) == (minutes(40), False, 800)
    assert msgspec.json.decode(sent, type=FollowRequest) == request


def test_a_trip_of_more_legs_than_a_city_follows_is_not_handed_over():
    long = msgspec.structs.replace(a_trip(), legs=a_trip().legs * 11)
    assert request_to_follow(long, ASK, NEEDS) is None
    endless = msgspec.structs.replace(a_trip().legs[0], geometry="x" * 8001)
    assert request_to_follow(msgspec.structs.replace(a_trip(), legs=(endless,)), ASK, NEEDS).legs[0].geometry == ""


async def test_what_the_city_tells_is_heard_in_order_until_the_end():
    said = event("state", told(), 1) + event("break", BROKEN, 2) + event("mended", TripMended("b1", 1, ""), 3) + event("ended", ENDED, 4)
    with city_that_follows(said) as city:
        heard = await hear(city)
    assert [type(message).__name__ for message in heard] == ["TripNow", "TripBreak", "TripMended", "TripEnded"]
    assert heard[1].alternative == a_trip()
    (headers, body), = city.of("POST", "/v1/trips")
    assert headers["authorization"] == "Bearer pass-1"
    assert headers["idempotency-key"]
    assert len(json.loads(body)["legs"]) == 3
    (headers, _), = city.of("DELETE", "/v1/trips/t1")
    assert headers["idempotency-key"]


async def test_after_a_loss_it_goes_on_behind_the_last_event_with_the_same_trip():
    with city_that_follows(event("state", told(), 7), event("ended", ENDED, 8)) as city:
        heard = await hear(city)
    assert [type(message).__name__ for message in heard] == ["TripNow", "TripEnded"]
    first, second = city.of("GET", "/v1/trips/t1/events")
    assert "last-event-id" not in first[0]
    assert second[0]["last-event-id"] == "7"
    assert len(city.of("POST", "/v1/trips")) == 1


async def test_what_a_newer_city_tells_is_passed_over():
    said = b"event: weather\ndata: {}\n\nevent: state\ndata: not json\n\n" + event("ended", ENDED, 2)
    with city_that_follows(said) as city:
        assert await hear(city) == [ENDED]


async def test_a_pass_that_has_run_out_is_replaced_once():
    secure = FakeSecureStore()
    with city_that_follows(event("ended", ENDED, 1)) as city:
        secure.keep(f"pass for {city.address}", "of last year")
        assert await hear(city, secure) == [ENDED]
        assert secure.kept == {f"pass for {city.address}": "pass-1"}
        assert len(city.of("POST", "/v1/devices")) == 1


async def test_a_pass_that_is_never_good_ends_it_without_asking_for_ever():
    with city_that_follows(b"", refuses={"/v1/trips": (401, "not_signed_in")}) as city:
        assert await hear(city) == []
        assert len(city.of("POST", "/v1/devices")) == 2


@pytest.mark.parametrize("path", ["/v1/devices", "/v1/trips", "/v1/trips/t1/events"])
async def test_a_city_that_follows_no_trips_ends_it(path):
    with city_that_follows(b"", refuses={path: (404, "not_found")}) as city:
        assert await hear(city) == []


async def test_how_it_stands_can_be_asked_for_while_the_stream_is_silent():
    with city_that_follows(event("state", told(), 1), stands=msgspec.to_builtins(told(5))) as city:
        client = Client(city.address)
        following = Following(client, Passes(FakeSecureStore()), request_to_follow(a_trip(), ASK, NEEDS))
        assert await following.look() is None
        async for _ in following.listen():
            break
        assert await following.look() == told(5)
        city.refuses["/v1/trips/t1"] = (503, "busy")
        assert await following.look() is None
        await client.close()


async def test_a_trip_that_the_city_took_on_unheard_is_forgotten_too():
    with city_that_follows(b"") as city:
        client = Client(city.address)
        following = Following(client, Passes(FakeSecureStore()), request_to_follow(a_trip(), ASK, NEEDS))
        city.refuses["/v1/trips"] = (503, "busy")
        listening = asyncio.ensure_future(anext(following.listen()))
        while not city.of("POST", "/v1/trips"):
            await asyncio.sleep(0.01)
        listening.cancel()
        city.refuses.clear()
        await following.forget()
        keys = [headers["idempotency-key"] for headers, _ in city.of("POST", "/v1/trips")]
        assert len(set(keys)) == 1
        assert city.of("DELETE", "/v1/trips/t1")
        await client.close()


async def test_nothing_is_asked_about_a_trip_that_was_never_handed_over():
    with city_that_follows(b"") as city:
        client = Client(city.address)
        await Following(client, Passes(FakeSecureStore()), request_to_follow(a_trip(), ASK, NEEDS)).forget()
        assert city.asked == []
        await client.close()


async def test_a_busy_city_is_asked_again():
    with city_that_follows(event("ended", ENDED, 1), refuses={"/v1/trips": (503, "busy")}) as city:
        asyncio.get_running_loop().call_later(0.2, city.refuses.clear)
        assert await hear(city) == [ENDED]
        keys = {headers["idempotency-key"] for headers, _ in city.of("POST", "/v1/trips")}
        assert len(keys) == 1


async def test_a_pass_is_kept_by_the_system_or_only_until_the_app_is_closed():
    secure = FakeSecureStore()
    with city_that_follows(b"") as city:
        client = Client(city.address)
        for store, asks in ((secure, 1), (secure, 1), (NoSecureStore(), 2)):
            passes = Passes(store)
            assert await passes.get(client) == await passes.get(client) == "pass-1"
            assert len(city.of("POST", "/v1/devices")) == asks
        assert secure.find(name_of(client)) == "pass-1"
        passes.drop(client)
        await client.close()
