"""What an operator is told, and what its answers mean."""
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.operators.operator import FactsUnusable, OperatorSilent, Standing, read_facts
from backend.operators.tomp import read, read_state
from backend.operators.tomp_messages import Booking, BookingState, Planning
from backend.operators.wire import Reply
from tests.backend.operators.conftest import FACTS, new_order, speak


async def test_an_operator_is_told_its_leg_and_nothing_else(control, tram, order):
    await tram.confirm(order)
    assert control("asked", method="GET")["asked"][order.ref] == {
        "from": {"coordinates": {"lat": 55.4897, "lng": 3.5036}, "name": "Main Station"},
        "to": {"coordinates": {"lat": 55.4951, "lng": 3.5129}, "name": "University"},
        "departureTime": "2026-11-30T08:00:00Z", "arrivalTime": "2026-11-30T08:20:00Z", "nrOfTravelers": 1,
        "extraInfo": {
            "reference": order.ref, "product": "transit", "priceMinor": 280, "currency": "eur",
            "rides": [{"tripId": "T1-0805", "serviceDay": "2026-11-30", "fromStopId": "main", "toStopId": "uni"}],
        },
    }  # fmt: skip


async def test_a_rental_names_its_stations_system_and_type(control, tram):
    place = {"lat": 55.5, "lon": 3.5}
    facts = read_facts({"from": {**place, "stationId": "s1"}, "to": {**place, "stationId": "s2"}, "systemId": "bikes", "vehicleTypeId": "cargo"})
    order = replace(new_order(), facts=facts)
    await tram.confirm(order)
    asked = control("asked", method="GET")["asked"][order.ref]
    assert (asked["from"]["stationId"], asked["to"]["stationId"], asked["useAssetTypes"]) == ("s1", "s2", ["cargo"])
    assert asked["extraInfo"]["systemId"] == "bikes"


async def test_what_else_stands_in_the_facts_is_not_passed_on(control, tram):
    told = msgspec.to_builtins(FACTS) | {"name": "CANARY-name", "traveller": {"email": "CANARY@example.org"}, "otherLegs": ["CANARY"]}
    told["from"] = told["from"] | {"home": "CANARY-home"}
    await tram.confirm(replace(new_order(), facts=read_facts(told)))
    assert "CANARY" not in str(control("asked", method="GET"))


@pytest.mark.parametrize("facts", [
    {}, {"from": {"lat": 1, "lon": 2}}, {"from": {"lat": 91, "lon": 2}, "to": {"lat": 1, "lon": 2}}, {"from": "home", "to": 3},
])  # fmt: skip
def test_facts_without_what_is_needed_are_refused(facts):
    with pytest.raises(FactsUnusable):
        read_facts(facts)


async def test_the_headers_of_the_source_are_sent(order):
    """By an operator that answers as it was asked and keeps the headers."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert await speak(f"http://127.0.0.1:{server.server_address[1]}/tomp/").status("a b/c") is Standing.UNKNOWN
    server.shutdown()
    server.server_close()
    told = {"accept-language": "en", "api": "TOMP", "api-version": "1.6.1", "maas-id": "allways", "addressed-to": "tram"}
    assert told.items() <= asked[0].items()
    assert {"cookie", "authorization", "referer"}.isdisjoint(asked[0])


@pytest.mark.parametrize("answer", [
    b"", b"{", b"null", b"[]", b'{"id": "leg-1"}', b'{"id": "leg-1", "state": "MAYBE"}', b'{"id": 7, "state": "CONFIRMED"}', b"\xff\xfe",
    b'{"id": "leg-2", "state": "CONFIRMED"}', b'{"id": "leg-1", "state": "CONFIRMED", "extraData": ' + b"[" * 100_000,
])  # fmt: skip
def test_what_is_no_booking_of_this_reference_is_no_answer(answer):
    with pytest.raises(OperatorSilent):
        read_state(Reply(200, answer), "leg-1")


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_at_all_confirm_or_break_anything(body):
    for kind in (Booking, Planning):
        try:
            found = read(Reply(200, body), kind)
        except OperatorSilent:
            continue
        assert isinstance(found, kind)


@given(st.sampled_from([200, 201]), st.sampled_from([*BookingState, "", "confirmed"]), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_only_a_booking_that_holds_counts_as_confirmed(status, state, own):
    body = msgspec.json.encode({"id": "leg-1" if own else "leg-2", "state": str(state), "legs": [{"state": "NOT_STARTED"}]})
    try:
        found = read_state(Reply(status, body), "leg-1")
    except OperatorSilent:
        assert not own or state not in set(BookingState)
        return
    assert own
    assert found == state


async def test_an_offer_under_another_reference_is_no_answer(control, tram, order, simulated, monkeypatch):
    shown = simulated.desk.shown
    monkeypatch.setattr(simulated.desk, "shown", lambda ref: shown(ref) | {"id": "offer-1"})
    with pytest.raises(OperatorSilent, match="operator_other_reference"):
        await tram.confirm(order)
    assert control.standing() == []
