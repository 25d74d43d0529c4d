"""The made-up provider: its objects, its clock, and the events that each change tells."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from backend.sandbox.clock import Clock
from backend.sandbox.errors import missing
from backend.sandbox.parameters import api_version
from backend.sandbox.store import Store

PLATFORM = "acct_sb_platform"
ACTS: dict[str, Callable[["World", dict], None]] = {}


@dataclass
class Call:
    """One request as an operation sees it. ids: what stands in the address; account: the platform or the connected account it acts for."""

    params: dict = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    account: str = PLATFORM
    request: str | None = None
    key: str | None = None
    effects: list[str] = field(default_factory=list)


def later(name: str):
    """Marks what happens to an object when its time comes."""

    def mark(act: Callable[["World", dict], None]):
        ACTS[name] = act
        return act

    return mark


class World:
    """Everything happens under `lock`, one after the other, as it does to one object at Stripe."""

    def __init__(self, path: Path | str, address: str = "http://127.0.0.1"):
        self.store, self.lock, self.address = Store(path), RLock(), address
        self.clock = Clock(**self.store.setting("clock", {}))
        self.call = Call()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One after the other, all or nothing. The clock is read anew, so an order that fails has not moved it either."""
        with self.lock, self.store.transaction():
            self.clock = Clock(**self.store.setting("clock", {}))
            yield

    def save_clock(self) -> None:
        self.store.set("clock", {"ahead_s": self.clock.ahead_s, "frozen_at": self.clock.frozen_at})

    def id(self, prefix: str) -> str:
        return f"{prefix}_sb_{secrets.token_hex(12)}"

    def new(self, prefix: str, kind: str, owner: str = "", **members: Any) -> dict:
        """A new object with what all of them have."""
        body = {"id": self.id(prefix), "object": kind, "created": self.clock.now(), "livemode": False, **members}
        self.call.effects.append(f"{kind}:{body['id']}")
        return self.store.put(body, owner)

    def change(self, body: dict, **members: Any) -> dict:
        """The changed object, written; what it was before goes into the events told next."""
        body.update(members)
        return self.store.save(body)

    def get(self, kind: str, name: str, param: str | None = None, owner: str | None = None) -> dict:
        """Raises Refusal."""
        found = self.store.find(name, kind, owner)
        if found is None:
            raise missing(kind.replace("_", " "), name, param)
        return found

    def tell(self, type_: str, body: dict, before: dict | None = None, account: str | None = None) -> None:
        """Writes the event, and a delivery to each endpoint that asked for its kind."""
        content: dict = {"object": shown(body)}
        if before is not None:
            content["previous_attributes"] = {key: value for key, value in before.items() if body.get(key) != value and not key.startswith("_")}
        event: dict[str, Any] = {
            "id": self.id("evt"), "object": "event", "type": type_, "created": self.clock.now(), "api_version": api_version(), "livemode": False,
            "data": content, "pending_webhooks": 0, "request": {"id": self.call.request, "idempotency_key": self.call.key},
        }  # fmt: skip
        if account and account != PLATFORM:
            event["account"] = account
        self.store.put(event, account or PLATFORM)
        rules = self.store.setting("events", {})
        dropped = rules.get("drop", [])
        if type_ in dropped:
            self.store.set("events", rules | {"drop": [*dropped[: dropped.index(type_)], *dropped[dropped.index(type_) + 1 :]]})
            return
        for endpoint in self.store.list_objects("webhook_endpoint"):
            if endpoint["status"] == "enabled" and {"*", type_} & set(endpoint["enabled_events"]):
                self.deliver(event["id"], endpoint["id"], self.clock.now() + rules.get("delay_s", 0), rules.get("repeat", 1))

    def deliver(self, event: str, endpoint: str, due: int, times: int = 1) -> None:
        for _ in range(times):
            self.store.db.execute("INSERT INTO delivery (event, endpoint, due, first) VALUES (?, ?, ?, ?)", (event, endpoint, due, due))

    def tick(self) -> None:
        """Does what has come due, each at its own moment."""
        while (row := self.store.next_timer(self.clock.now())) is not None:
            body = self.store.find(row["object"])
            if body is not None:
                with self.clock.at(row["at"]):
                    ACTS[row["act"]](self, body)


def shown(value: Any) -> Any:
    """As others see it: what begins with an underscore is the sandbox's own, but in metadata, whose names are the client's."""
    if isinstance(value, dict):
        return {key: one if key == "metadata" else shown(one) for key, one in value.items() if not key.startswith("_")}
    return [shown(one) for one in value] if isinstance(value, list) else value
