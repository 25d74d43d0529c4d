"""With which ids and bodies each route is asked. The address of a route as such comes from `tests/backend/service/matrix.csv`."""
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec

from backend.accounts.secrets import encode
from backend.contract.consents import Purpose
from tests.backend.accounts.people import Phone
from tests.backend.service.test_every_route import BODIES, MATRIX, WALK
from tests.security.parked import a_wish, an_event
from tests.security.people import VERIFIER, Person, canary, legs_of, photo_of, picture_of
from tests.worlds.town import at

ABSENT = "01890000-0000-7000-8000-000000000000"
WRONG_SECRET, WRONG_NUMBER, WRONG_CODE = "A" * 43, "AAA-AAA", "AAAA-AAAA"
IDS = {
    "trip_id": "trip", "obstacle_id": "obstacle", "report_id": "report", "session_id": "account_session", "code_id": "device_code",
    "passkey_id": "passkey", "export_id": "export", "grant_id": "role_grant", "quote_id": "quote", "booking_id": "booking", "ticket_id": "ticket",
    "link_id": "email_link", "entry_id": "outbox_entry", "closure_id": "closure", "card_id": "card",
    "refund_id": "refund", "claim_id": "leg_claim",
    "space_id": "space", "listing_id": "parking_listing", "block_id": "spot_exception", "photo_id": "listing_picture",
    "request_id": "parking_request", "site_id": "parking_site", "incident_id": "incident",
    "code": "service_request",
    "ride_id": "ride", "shift_id": "ride_shift", "task_id": "ride_task", "day": "ride_day",
    "gathering_id": "parking_gathering", "wish_id": "gathering_wish", "area_id": "followed_request_area",
}  # fmt: skip
OF_PART = {
    ("/v1/staff/rides", "ride_id"): "phone_ride",
    ("/v1/auth/passkeys", "ticket_id"): "passkey_ticket", ("/v1/pay-links", "link_id"): "pay_link",
    ("/v1/bookings/{booking_id}/payment", "booking_id"): "held", ("/v1/bookings/{booking_id}/abandonment", "booking_id"): "held",
}  # fmt: skip
OF_DEVICES = {"trip", "obstacle", "report"}
# Asked with what is somebody's in the body, not in the address.
BY_BODY = {
    ("POST", route) for route in (
        "/v1/auth/email-links", "/v1/account/proof", "/v1/admin/roles", "/v1/inspections", "/v1/inspections/lookups", "/v1/bookings",
    )
}  # fmt: skip
# They end things, so they come last, in this order.
ENDING = [
    ("DELETE", "/v1/account/sessions/{session_id}"),  # the first device; before each row one more signs in, and twenty are all there can be
    ("POST", "/v1/auth/email-links/{link_id}/redeem"), ("POST", "/v1/auth/email-links"),
    ("POST", "/v1/staff/rides/tasks/{task_id}/done"), ("POST", "/v1/staff/rides/{ride_id}/cancellation"), ("DELETE", "/v1/rides/{ride_id}"),
    ("POST", "/v1/staff/rides/shifts/{shift_id}/standing-still"),
    ("POST", "/v1/bookings/{booking_id}/abandonment"), ("POST", "/v1/bookings/{booking_id}/cancellations"),
    ("POST", "/v1/reservations/{booking_id}/departures"),
    ("POST", "/v1/staff/claims/{claim_id}/decision"), ("POST", "/v1/staff/incidents/{incident_id}/decision"),
    ("POST", "/v1/parking/gatherings/wishes/{wish_id}/withdrawal"), ("DELETE", "/v1/staff/parking/gatherings/{gathering_id}"),
    ("POST", "/v1/requests/{code}/withdrawal"),
    ("POST", "/v1/reservations/hosted-requests/{request_id}/answer"), ("POST", "/v1/reservations/requests/{request_id}/withdrawal"),
    ("PUT", "/v1/parking/listings/{listing_id}/photos/{number}"), ("DELETE", "/v1/parking/listings/{listing_id}/photos/{number}"),
    ("DELETE", "/v1/parking/listings/{listing_id}/blocks/{block_id}"),
    ("DELETE", "/v1/payment-cards/{card_id}"), ("DELETE", "/v1/account/passkeys/{passkey_id}"),
    ("DELETE", "/v1/trips/{trip_id}"), ("DELETE", "/v1/closures/{closure_id}"),
    ("POST", "/v1/staff/obstacles/{obstacle_id}/settlements"), ("DELETE", "/v1/admin/roles/{grant_id}"),
    ("POST", "/v1/account/sessions/current/narrowing"), ("DELETE", "/v1/account/sessions/current"), ("DELETE", "/v1/account/sessions"),
    ("POST", "/v1/account/deletion"), ("DELETE", "/v1/account/deletion"), ("DELETE", "/v1/devices/current"),
]  # fmt: skip
ENDLESS = ("GET", "/v1/trips/{trip_id}/events")


def in_order(rows: list[dict]) -> list[dict]:
    def place(row: dict) -> int:
        asked = (row["method"], row["route"])
        return ENDING.index(asked) if asked in ENDING else -1

    return sorted(rows, key=place)


ROUTES = in_order(MATRIX)


def kinds(route: str) -> list[str | None]:
    """What stands in each part of the address of a route; None: no id of somebody."""
    return [kind_of(route, part[1:-1]) if part.startswith("{") else None for part in route.split("/")]


def kind_of(route: str, parameter: str) -> str | None:
    return next((kind for (begin, name), kind in OF_PART.items() if name == parameter and route.startswith(begin)), IDS.get(parameter))


def names_somebody(row: dict) -> bool:
    return any(kinds(row["route"])) or (row["method"], row["route"]) in BY_BODY


def is_of_devices(row: dict) -> bool:
    return bool(OF_DEVICES.intersection(kinds(row["route"])))


def address(row: dict, whose: Person) -> str:
    path, _, query = row["asked"].partition("?")
    parts = [whose.ids.get(kind, ABSENT) if kind else part for kind, part in zip(kinds(row["route"]), path.split("/"))]
    return "/".join(parts) + (f"?{query}" if query else "")


def body(row: dict, whose: Person, caller: str):
    """JSON, bytes of a photo, or None. whose: of whom it speaks."""
    route = row["route"]
    if row["method"] in ("GET", "DELETE"):
        return None
    if route == "/v1/obstacles/{obstacle_id}/photo":
        return photo_of(caller)
    if route in ("/v1/parking/listings/{listing_id}/photos/{number}", "/v1/reservations/{booking_id}/space-taken/photo"):
        return picture_of(caller)
    for told in (account_body, money_body, parking_body):
        if (found := told(route, whose, caller)) is not None:
            return found
    if route == "/v1/closures":
        lat, lon = at(2000, 0)
        return {"geometry": {"type": "Point", "coordinates": [lon, lat]}, "title": "Works"}
    if route == "/v1/trips":
        return {"legs": [walk(caller)]}
    return BODIES.get(route)


def walk(name: str) -> dict:
    """A leg on foot between places that are named after whoever goes there."""
    return WALK | {end: WALK[end] | {"name": canary(name, end)} for end in ("from", "to")}


def account_body(route: str, whose: Person, caller: str) -> dict | None:
    verifier, key = {"verifier": encode(VERIFIER)}, {"deviceKey": encode(Phone().point)}
    shown, secret = verifier | {"code": WRONG_CODE}, {"secret": whose.secrets.get("email_link", WRONG_SECRET)}
    bodies = {
        "/v1/auth/email-links": {"email": whose.email, "challenge": encode(bytes(range(32))), "deviceName": canary(caller, "again")},
        "/v1/auth/email-links/{link_id}/look": secret,
        "/v1/auth/email-links/{link_id}/redeem": verifier | key | secret,
        "/v1/auth/device-codes": {"challenge": encode(bytes(range(32))), "deviceName": canary(caller, "waiting")},
        "/v1/auth/device-codes/{code_id}/approve": shown | {"linkId": whose.ids.get("email_link", ABSENT)},
        "/v1/auth/device-codes/{code_id}/redeem": verifier | key | {"code": whose.secrets.get("device_code", WRONG_CODE)},
        "/v1/auth/passkeys/{ticket_id}/options": {"secret": whose.secrets.get("passkey_ticket", WRONG_SECRET)},
        "/v1/auth/passkeys/{ticket_id}/register": {"secret": WRONG_SECRET, "challengeId": ABSENT, "credential": "{}"},
        "/v1/account/proof": shown | {"linkId": whose.ids.get("email_link", ABSENT)},
        "/v1/account/passkeys": {"name": canary(caller, "newkey")}, "/v1/account/passkeys/{passkey_id}": {"name": canary(caller, "renamed")},
        "/v1/account/address": {"email": f"{canary(caller, 'newmail')}@example.org"},
        "/v1/account/address/confirmation": {"code": whose.secrets.get("address_code", WRONG_CODE)},
        "/v1/account/consents": {"purpose": Purpose.STATISTICS, "given": True, "version": 1, "language": "en"},
        "/v1/admin/roles": {"email": whose.email, "role": "inspector", "reason": "They check tickets."},
    }  # fmt: skip
    return bodies.get(route)


def money_body(route: str, whose: Person, caller: str) -> dict | None:
    number, quote = whose.secrets.get("number", WRONG_NUMBER), whose.quote
    accept = {"totalMinor": quote.total_minor if quote else 1, "termsFingerprint": quote.terms_fingerprint if quote else "0" * 64}
    page = {"pageToken": whose.secrets.get("page", WRONG_SECRET)}
    bodies = {
        "/v1/quotes": {"legs": msgspec.to_builtins(legs_of(caller, "tram"))},
        "/v1/bookings": {"quoteId": whose.ids.get("quote", ABSENT), "accept": accept},
        "/v1/bookings/{booking_id}/cancellation-quotes": {},
        "/v1/bookings/{booking_id}/cancellations": {"cancellationQuoteId": whose.ids.get("cancellation_quote", ABSENT)},
        "/v1/bookings/{booking_id}/legs/{leg_no}/claims": {"cause": "late", "words": canary(caller, "claim")},
        "/v1/staff/claims/{claim_id}/decision": {"upheld": False},
        "/v1/staff/refunds/{refund_id}/paid-otherwise": {"proof": canary(caller, "proof")},
        "/v1/staff/bookings/{booking_id}/debt-settlements": {"how": "collected", "grounds": canary(caller, "grounds")},
        "/v1/tickets/{ticket_id}/holder": {"deviceKey": encode(Phone().point)},
        "/v1/inspections": {"inspections": [{"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "number": number}]},
        "/v1/inspections/lookups": {"number": number},
        "/v1/pay-links/{link_id}/open": {"secret": whose.secrets.get("pay_link", WRONG_SECRET)},
        "/v1/pay-links/{link_id}/look": page,
        "/v1/pay-links/{link_id}/confirmation": page | {"card": "pm_card_visa_chargeDeclined", "attempt": str(uuid4())},
        "/v1/pay-links/{link_id}/keeping": page,
    }  # fmt: skip
    return bodies.get(route)


def a_call(lat: float, lon: float, ready_at: datetime) -> dict:
    return {"zone": "D1", "from": {"lat": lat, "lon": lon}, "to": {"lat": lat + 0.01, "lon": lon}, "readyAt": ready_at.isoformat()}


def parking_body(route: str, whose: Person, caller: str) -> dict | None:
    lat, lon = at(1200, 60)
    begin = datetime.now(UTC) + timedelta(days=9)
    window = {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=1)).isoformat()}
    later = [(begin + timedelta(days=1, hours=hour)).isoformat() for hour in (0, 1)]
    address = {"street": canary(caller, "street"), "houseNumber": canary(caller, "door")[:20], "directions": canary(caller, "directions")}
    bodies = {
        "/v1/parking/search": {"lat": lat, "lon": lon, **window},
        "/v1/parking/listings": {
            "kind": "driveway", "address": address, "lat": lat, "lon": lon, "price": {"stepMin": 30, "stepMinor": 100}, "termsVersion": 1,
            "week": [{"day": day, "fromMin": 0, "toMin": 1440} for day in range(7)], "approval": "ask",
        },
        "/v1/reservations/requests": {"spaceId": whose.ids.get("space", ABSENT), "start": later[0], "end": later[1]},
        "/v1/reservations/hosted-requests/{request_id}/answer": {"agree": True},
        "/v1/reservations/{booking_id}/vehicle": {"vehicle": {"heightMm": 1400}},
        "/v1/reservations/{booking_id}/extensions": {"until": window["endsAt"]}, "/v1/reservations/{booking_id}/space-taken": {},
        "/v1/staff/rides/shifts": {"zone": "D1", "vehicle": "Van 1", "day": begin.date().isoformat(), **window, "lat": lat, "lon": lon},
        "/v1/staff/rides/shifts/{shift_id}/standing-still": {"lat": lat, "lon": lon},
        "/v1/staff/rides/shifts/{shift_id}/driver": {"driverId": None}, "/v1/staff/rides/tasks/{task_id}/done": {"note": "a taxi was sent"},
        "/v1/staff/rides/offers": a_call(lat, lon, begin),
        "/v1/staff/rides": {
            "wish": a_call(lat, lon, begin), "pickupFrom": window["startsAt"], "pickupTo": window["startsAt"], "arriveBy": window["endsAt"],
            "name": canary(caller, "caller")[:60], "phone": "+44 1632 960123",
        },
        "/v1/rides/{ride_id}/late": {"readyAt": (datetime.now(UTC) + timedelta(hours=3, minutes=2)).isoformat()},
        "/v1/driving/shifts/{shift_id}/events": {
            "events": [{"id": str(uuid4()), "kind": "delayed", "at": datetime.now(UTC).isoformat(), "seconds": 60}],
        },
        "/v1/reservations/{booking_id}/later-arrival": {"arriveAt": window["startsAt"]}, "/v1/reservations/{booking_id}/departures": {},
        "/v1/staff/incidents/{incident_id}/decision": {"upheld": False, "reason": "nobody is in the picture"},
        "/v1/staff/parking/sites/{site_id}/closings": {**window, "reason": "painting"},
        "/v1/staff/parking/gatherings": an_event(whose), "/v1/parking/gatherings/{gathering_id}/wishes": a_wish(),
        "/v1/gates/{site_id}": {"publicKey": "A" * 43},
        "/v1/parking/listings/{listing_id}": {"directions": canary(caller, "directions")},
        "/v1/parking/listings/{listing_id}/blocks": window,
        "/v1/staff/parking/photos/{photo_id}/decisions": {"show": True, "reason": "nobody is in it"},
    }  # fmt: skip
    return bodies.get(route)
