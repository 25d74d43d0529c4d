"""Events as they are read back, the addresses they go to, and Stripe's way to move a clock."""

import secrets
from itertools import islice

from backend.sandbox.addresses import check_hook
from backend.sandbox.clock import DAY_S
from backend.sandbox.errors import bad_call, refused
from backend.sandbox.lists import MOST, fits, paged
from backend.sandbox.world import Call, World

MOST_ENDPOINTS = 16
KEPT_S = 30 * DAY_S


def counted(world: World, event: dict) -> dict:
    row = world.store.db.execute("SELECT count(*) FROM delivery WHERE event = ? AND state <> 'done'", (event["id"],)).fetchone()
    return event | {"pending_webhooks": row[0]}


def retrieve(world: World, call: Call) -> dict:
    return counted(world, world.get("event", call.ids[0], owner=call.account))


def list_all(world: World, call: Call) -> dict:
    """The last thirty days."""
    asked = call.params
    if asked.get("type") and asked.get("types"):
        raise bad_call("Give type or types, not both.", "parameter_invalid", "types")
    wanted = [asked["type"]] if asked.get("type") else asked.get("types", ["*"])
    after = asked.get("starting_after")
    if after:
        world.get("event", after, "starting_after", call.account)
    known = world.store.stream("event", call.account, world.clock.now() - KEPT_S, after)
    fitting = (one for one in known if any(matches(one["type"], word) for word in wanted) and fits(one["created"], asked.get("created", {})))
    if "delivery_success" in asked:
        fitting = (one for one in fitting if (counted(world, one)["pending_webhooks"] == 0) == asked["delivery_success"])
    # One more than a page holds tells whether there are more; only a page that ends before an event needs all up to it.
    found = list(fitting) if asked.get("ending_before") else list(islice(fitting, MOST + 1))
    asked = {name: value for name, value in asked.items() if name != "starting_after"}
    page = paged(found, asked, "/v1/events")
    return page | {"data": [counted(world, one) for one in page["data"]]}


def matches(type_: str, word: str) -> bool:
    return type_.startswith(word[:-1]) if word.endswith("*") else type_ == word


def create_endpoint(world: World, call: Call) -> dict:
    """The answer is the only one that holds the secret."""
    asked = call.params
    check_hook(asked["url"])
    if len(world.store.list_objects("webhook_endpoint")) >= MOST_ENDPOINTS:
        raise refused(f"There can be {MOST_ENDPOINTS} webhook endpoints at most.", "resource_limit")
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    endpoint = world.new(
        "we", "webhook_endpoint", url=asked["url"], enabled_events=asked["enabled_events"], status="enabled", description=asked.get("description"),
        metadata=asked.get("metadata") or {}, api_version=asked.get("api_version"), application=None, _secret=secret,
    )  # fmt: skip
    return endpoint | {"secret": secret}


def retrieve_endpoint(world: World, call: Call) -> dict:
    return world.get("webhook_endpoint", call.ids[0])


def delete_endpoint(world: World, call: Call) -> dict:
    endpoint = world.get("webhook_endpoint", call.ids[0])
    world.store.remove(endpoint["id"])
    world.store.db.execute("DELETE FROM delivery WHERE endpoint = ?", (endpoint["id"],))
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def list_endpoints(world: World, call: Call) -> dict:
    return paged(world.store.list_objects("webhook_endpoint"), call.params, "/v1/webhook_endpoints")


def create_clock(world: World, call: Call) -> dict:
    """There is one clock for all; Stripe's test clocks are names for it."""
    move(world, call.params["frozen_time"])
    world.clock.freeze()
    world.save_clock()
    return world.new(
        "clock", "test_helpers.test_clock", frozen_time=world.clock.now(), name=call.params.get("name"), status="ready", deletes_after=None
    )


def retrieve_clock(world: World, call: Call) -> dict:
    return world.get("test_helpers.test_clock", call.ids[0]) | {"frozen_time": world.clock.now()}


def advance_clock(world: World, call: Call) -> dict:
    clock = world.get("test_helpers.test_clock", call.ids[0])
    move(world, call.params["frozen_time"])
    world.change(clock, frozen_time=world.clock.now())
    world.tell("test_helpers.test_clock.ready", clock)
    return clock


def move(world: World, moment: int) -> None:
    try:
        world.clock.advance_to(moment)
    except ValueError as trouble:
        raise refused(str(trouble), "parameter_invalid", "frozen_time") from None
    world.save_clock()
    world.tick()
