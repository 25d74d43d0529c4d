"""The description of the API: current, complete, without a word from elsewhere; and the API does what it says (schemathesis)."""
import json
import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from backend.paying.provider import Provider
from backend.service.app import create_app
from backend.service.openapi import PATH, text
from backend.service.settings import Settings
from tests.described import ask, labels, lasting
from tests.worlds.town import at, open_town

ROUTES = {
    ("POST", "/v1/plan"), ("POST", "/v1/days"), ("GET", "/v1/places"), ("GET", "/v1/places/reverse"), ("GET", "/v1/stops/{stop_id}/departures"),
    ("GET", "/v1/stops"), ("GET", "/v1/departures"), ("GET", "/v1/map/{z}/{x}/{y}"), ("GET", "/v1/city"), ("GET", "/healthz"),
    ("POST", "/v1/devices"), ("GET", "/v1/devices/current"), ("DELETE", "/v1/devices/current"),
    ("GET", "/v1/closures"), ("POST", "/v1/closures"), ("DELETE", "/v1/closures/{closure_id}"), ("GET", "/v1/feeds"),
    *(("GET", f"/api/v{v}/{name}") for v in (1, 5, 6) for name in ("geocode", "reverse-geocode", "rentals")),
    *(("GET", f"/api/v{v}/{name}") for v in (5, 6) for name in ("plan", "stoptimes")),
    ("POST", "/v1/trips"), ("GET", "/v1/trips/{trip_id}"), ("PATCH", "/v1/trips/{trip_id}"), ("DELETE", "/v1/trips/{trip_id}"),
    ("GET", "/v1/trips/{trip_id}/events"), ("GET", "/v1/staff/outbox"), ("POST", "/v1/staff/outbox/{entry_id}/retry"),
    ("GET", "/v1/live"), ("GET", "/v1/codes/ring"), ("GET", "/v1/codes/markers"),
    ("GET", "/v1/obstacles"), ("POST", "/v1/obstacles"), ("GET", "/v1/obstacles/{obstacle_id}"), ("PUT", "/v1/obstacles/{obstacle_id}/photo"),
    ("POST", "/v1/obstacles/{obstacle_id}/votes"), ("GET", "/v1/staff/obstacles"), ("POST", "/v1/staff/obstacles/{obstacle_id}/looks"),
    ("POST", "/v1/staff/obstacles/{obstacle_id}/reports/{report_id}/photo/looks"), ("POST", "/v1/staff/obstacles/{obstacle_id}/settlements"),
    ("POST", "/v1/requests"), ("GET", "/v1/requests"), ("GET", "/v1/requests/mine"), ("GET", "/v1/requests/{code}"),
    ("PUT", "/v1/requests/{code}/following"), ("PUT", "/v1/requests/{code}/visibility"),
    *(("POST", f"/v1/requests/{{code}}/{act}") for act in ("comments", "withdrawal", "confirmation", "disputes")),
    ("GET", "/v1/requests/{code}/photos"), ("PUT", "/v1/requests/{code}/photos/{key}"), ("GET", "/v1/requests/{code}/photos/{key}"),
    ("DELETE", "/v1/requests/{code}/photos/{key}"), ("POST", "/v1/requests/{code}/photos/{photo_id}/areas"),
    ("GET", "/v1/staff/requests/{code}/photos"), ("PUT", "/v1/staff/requests/{code}/photos/{key}"),
    ("GET", "/v1/staff/photos"), ("GET", "/v1/staff/photos/{photo_id}"), ("POST", "/v1/staff/photos/{photo_id}/original/looks"),
    *(("POST", f"/v1/staff/photos/{{photo_id}}/{act}") for act in ("areas", "shown-areas", "release", "removal")),
    ("GET", "/v1/notices"), ("GET", "/v1/notices/events"), ("PUT", "/v1/notices/ways"), ("POST", "/v1/notices/read"),
    ("GET", "/v1/notices/endpoint"), ("PUT", "/v1/notices/endpoint"), ("DELETE", "/v1/notices/endpoint"),
    ("POST", "/v1/requests/{code}/mute"), ("POST", "/v1/requests/{code}/unmute"),
    *((method, "/v1/requests/areas-followed") for method in ("GET", "POST")), ("DELETE", "/v1/requests/areas-followed/{area_id}"),
    ("POST", "/v1/requests/duplicates"), ("PUT", "/v1/requests/duplicates/{offer_id}"),
    ("GET", "/v1/staff/requests"), ("GET", "/v1/staff/requests/{code}"), ("POST", "/v1/staff/requests/{code}/changes"),
    ("POST", "/v1/auth/email-links"), ("POST", "/v1/auth/email-links/{link_id}/look"), ("POST", "/v1/auth/email-links/{link_id}/redeem"),
    ("POST", "/v1/auth/refresh"), ("GET", "/v1/account"), ("GET", "/v1/account/sessions"), ("DELETE", "/v1/account/sessions"),
    ("DELETE", "/v1/account/sessions/current"), ("DELETE", "/v1/account/sessions/{session_id}"),
    ("POST", "/v1/auth/device-codes"),
    *(("POST", f"/v1/auth/device-codes/{{code_id}}/{act}") for act in ("look", "passkey-options", "approve", "redeem")),
    ("POST", "/v1/auth/passkeys/{ticket_id}/options"), ("POST", "/v1/auth/passkeys/{ticket_id}/register"), ("POST", "/v1/account/proof"),
    ("GET", "/v1/account/passkeys"), ("POST", "/v1/account/passkeys"), ("DELETE", "/v1/account/passkeys/{passkey_id}"),
    ("PATCH", "/v1/account/passkeys/{passkey_id}"), ("POST", "/v1/account/address"), ("POST", "/v1/account/sessions/current/narrowing"),
    ("POST", "/v1/account/address/confirmation"),
    ("DELETE", "/v1/account/address"),
    ("GET", "/v1/account/consents"), ("PUT", "/v1/account/consents"), ("GET", "/v1/account/consents/receipts"), ("GET", "/v1/account/exports"),
    ("POST", "/v1/account/exports"), ("POST", "/v1/account/exports/{export_id}/download"), ("POST", "/v1/account/deletion"),
    ("GET", "/v1/tickets"), ("PUT", "/v1/tickets/{ticket_id}/holder"), ("GET", "/v1/tickets/keys"), ("GET", "/v1/tickets/kill-list"),
    ("POST", "/v1/inspections"), ("POST", "/v1/inspections/lookups"),
    ("GET", "/v1/bookings/{booking_id}/receipt"), ("GET", "/v1/operators/{operator_id}/statement"), ("GET", "/v1/parking/earnings"),
    ("GET", "/v1/fares"),
    ("POST", "/v1/quotes"), ("GET", "/v1/quotes/{quote_id}"), ("POST", "/v1/bookings"), ("GET", "/v1/bookings"), ("GET", "/v1/bookings/{booking_id}"),
    *(("POST", f"/v1/bookings/{{booking_id}}/{act}") for act in ("abandonment", "cancellation-quotes", "cancellations", "legs/{leg_no}/claims")),
    ("GET", "/v1/staff/debts"), ("POST", "/v1/staff/refunds/{refund_id}/paid-otherwise"), ("POST", "/v1/staff/claims/{claim_id}/decision"),
    ("POST", "/v1/staff/bookings/{booking_id}/debt-settlements"),
    ("POST", "/v1/bookings/{booking_id}/payment"), ("GET", "/v1/payment-cards"), ("POST", "/v1/payment-cards"),
    ("DELETE", "/v1/payment-cards/{card_id}"), ("POST", "/v1/payments/stripe/webhook"), ("POST", "/v1/operators/{operator_id}/events"),
    *(("POST", f"/v1/pay-links/{{link_id}}/{act}") for act in ("open", "look", "confirmation", "keeping")),
    ("GET", "/v1/rides"), ("GET", "/v1/rides/{ride_id}"), ("POST", "/v1/rides/{ride_id}/late"), ("DELETE", "/v1/rides/{ride_id}"),
    ("GET", "/v1/driving/shifts"), ("GET", "/v1/driving/shifts/{shift_id}"),
    ("GET", "/v1/staff/rides/zones"), ("GET", "/v1/staff/rides/zones/{key}/days/{day}"), ("POST", "/v1/staff/rides/shifts"),
    ("POST", "/v1/staff/rides/shifts/{shift_id}/standing-still"), ("PUT", "/v1/staff/rides/shifts/{shift_id}/driver"),
    ("GET", "/v1/staff/rides/tasks"), ("POST", "/v1/staff/rides/tasks/{task_id}/done"), ("POST", "/v1/staff/rides/offers"),
    ("POST", "/v1/staff/rides"), ("GET", "/v1/staff/rides/{ride_id}"), ("POST", "/v1/staff/rides/{ride_id}/cancellation"),
    *(("POST", f"/v1/driving/shifts/{{shift_id}}/{act}") for act in ("begin", "over", "events")),
    ("GET", "/v1/reservations"), ("GET", "/v1/reservations/{booking_id}"), ("POST", "/v1/reservations/{booking_id}/vehicle"),
    ("POST", "/v1/reservations/requests"), ("GET", "/v1/reservations/requests"), ("POST", "/v1/reservations/requests/{request_id}/withdrawal"),
    ("GET", "/v1/reservations/hosted-requests"), ("POST", "/v1/reservations/hosted-requests/{request_id}/answer"),
    ("POST", "/v1/reservations/{booking_id}/extensions"), ("POST", "/v1/reservations/{booking_id}/departures"),
    ("GET", "/v1/reservations/{booking_id}/departures"),
    ("POST", "/v1/reservations/{booking_id}/space-taken"), ("GET", "/v1/reservations/{booking_id}/space-taken"),
    ("PUT", "/v1/reservations/{booking_id}/space-taken/photo"), ("POST", "/v1/reservations/{booking_id}/later-arrival"),
    ("GET", "/v1/staff/incidents"), ("GET", "/v1/staff/incidents/{incident_id}/photo"), ("POST", "/v1/staff/incidents/{incident_id}/decision"),
    ("GET", "/v1/staff/parking/closings"), ("POST", "/v1/staff/parking/sites/{site_id}/closings"),
    ("DELETE", "/v1/staff/parking/closings/{closing_id}"),
    ("GET", "/v1/parking/gatherings"), *((method, "/v1/parking/gatherings/{gathering_id}/wishes") for method in ("GET", "POST")),
    ("POST", "/v1/parking/gatherings/wishes/{wish_id}/withdrawal"), *((method, "/v1/staff/parking/gatherings") for method in ("GET", "POST")),
    ("GET", "/v1/staff/parking/gatherings/{gathering_id}/plan"), ("DELETE", "/v1/staff/parking/gatherings/{gathering_id}"),
    ("PUT", "/v1/gates/{site_id}"), ("POST", "/v1/gates/{site_id}/entries"), ("POST", "/v1/gates/{site_id}/events"),
    ("GET", "/v1/parking/spaces"), ("POST", "/v1/parking/search"), ("GET", "/v1/parking/spaces/{space_id}"),
    ("GET", "/v1/parking/spaces/{space_id}/photos/{photo_id}"), ("GET", "/v1/parking/listings"), ("POST", "/v1/parking/listings"),
    *((method, "/v1/parking/listings/{listing_id}") for method in ("GET", "PATCH")), ("GET", "/v1/parking/listings/{listing_id}/calendar"),
    ("POST", "/v1/parking/listings/{listing_id}/blocks"), ("DELETE", "/v1/parking/listings/{listing_id}/blocks/{block_id}"),
    *((method, "/v1/parking/listings/{listing_id}/photos/{number}") for method in ("GET", "PUT", "DELETE")),
    ("GET", "/v1/staff/parking/photos"), ("GET", "/v1/staff/parking/photos/{photo_id}"), ("POST", "/v1/staff/parking/photos/{photo_id}/decisions"),
    ("POST", "/v1/requests/responsible"),
    ("GET", "/v1/requests/categories"), ("GET", "/v1/requests/performance"), ("GET", "/v1/staff/bodies"),
    *((method, f"/v1/staff/{one}") for one in ("bodies/{body_id}/duty", "routing-rules", "areas") for method in ("GET", "PUT")),
    ("GET", "/v1/staff/routing-rules/{version}"),
    ("GET", "/v1/staff/deliveries"), ("POST", "/v1/staff/deliveries/{delivery_id}/retry"),
    ("GET", "/v1/admin/open311-keys"), ("POST", "/v1/admin/open311-keys"), ("DELETE", "/v1/admin/open311-keys/{key_id}"),
    ("DELETE", "/v1/account/deletion"), ("GET", "/v1/admin/roles"), ("POST", "/v1/admin/roles"), ("DELETE", "/v1/admin/roles/{grant_id}"),
}  # fmt: skip
committed = json.loads(PATH.read_text(encoding="utf-8"))
schema = schemathesis.openapi.from_dict(committed)
schema.location = "http://localhost/schema/openapi.json"
STAFF = "staff-of-elmstead-0123456789abcdef"
# Beside the bounds of everything, which are always asked.
EXAMPLES = 50 if os.environ.get("ALLWAYS_PROOF") else 2
# Nobody listens there: what can be answered without the payment service is.
AWAY = Provider("http://127.0.0.1:9", "sk_test_0123456789", secrets=("whsec_0123456789",))


@pytest.fixture(scope="module")
def asked():
    app = create_app(open_town, Settings(log_requests=False, per_minute=None, staff_token=STAFF, provider=AWAY))
    with lasting(app) as schema.app:
        yield schema


def operations():
    return [(method.upper(), path, found) for path, item in committed["paths"].items() for method, found in item.items()]


def test_the_committed_description_is_current():
    assert PATH.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_every_route_is_described_with_its_problems():
    assert {(method, path) for method, path, _ in operations()} == ROUTES
    for method, path, found in operations():
        assert found["summary"], path
        assert {"400", "429", "500"} <= set(found["responses"]), (method, path)
        for status, answer in found["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_limits_of_the_request_are_described():
    request = committed["components"]["schemas"]["PlanRequest"]
    assert request["additionalProperties"] is False
    assert request["properties"]["maxTransfers"]["maximum"] == 6


def test_the_page_needs_nothing_from_elsewhere(client):
    page = client.get("/schema")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "http" not in page.text.replace("HTTP", "")
    assert all(path in page.text for _, path in ROUTES)
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert client.get("/schema/openapi.json").json() == committed


def test_headers_keep_browsers_strict(client):
    for address in ("/v1/city", "/v1/nothing", "/v1/plan"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
    foreign = client.options("/v1/plan", headers={"origin": "https://evil.example", "access-control-request-method": "POST"})
    assert "access-control-allow-origin" not in foreign.headers


@schema.hook
def map_body(context, body):
    """Half of the points of valid degrees are moved into the town, or hardly a trip would be planned."""
    if isinstance(body, dict):
        for end, (west, south) in (("origin", (200, 20)), ("destination", (3000, 100))):
            point = body.get(end)
            if isinstance(point, dict) and is_degrees(point.get("lat"), 90) and is_degrees(point.get("lon"), 180) and point["lat"] >= 0:
                point["lat"], point["lon"] = at(west + point["lon"], south + point["lat"])
    return body


def is_degrees(value, limit: int) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= limit


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def does_what_it_says(case):
    # A request may fit the schema and still ask for a place in another city, two times at once or a time without its offset.
    sent = {"Authorization": f"Bearer {STAFF}"} if case.path.startswith("/v1/staff/") else {}
    # A null or an empty object in a query is sent as an empty text, or not at all: for a list the schema allows both.
    unsaid = any(value is None or value in ({}, []) for value in (case.query or {}).values())
    answer = case.call(headers=sent)
    # The token of the staff is sent even where the case is to go without. And what is too large is refused unread.
    excluded = [positive_data_acceptance, *([negative_data_rejection] if unsaid or sent or answer.status_code == 413 else [])]
    case.validate_response(answer, excluded_checks=excluded, headers=sent)


@pytest.mark.parametrize("label", labels(committed))
def test_the_api_does_what_it_says(asked, label):
    ask(asked, label, does_what_it_says)


@pytest.mark.parametrize("address", ["/schema/../etc", "/schema/none"])
def test_no_other_page(client, address):
    assert client.get(address).status_code == 404
