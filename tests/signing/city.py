"""A city that sells tickets, and people who hold them."""
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from signing.key_sets import KeySet, fresh_key, read_key_set, write_key_set
from signing.keys import KeyUse, RingKey, SigningKey
from signing.kill_lists import KillList, digests_of, read_kill_list, write_kill_list
from signing.showing import HolderKey, show
from signing.tickets import Ticket, TicketLeg, compressed, write_ticket

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
TRAM = TicketLeg("tram", "market-square:b", "hospital:a")


@dataclass
class City:
    """made: since when its keys sign."""

    made: datetime = NOW
    root: SigningKey = field(default_factory=SigningKey.new)
    ticket: SigningKey = field(default_factory=SigningKey.new)
    kill_list: SigningKey = field(default_factory=SigningKey.new)
    code: SigningKey = field(default_factory=SigningKey.new)

    def ring_keys(self) -> tuple[RingKey, ...]:
        uses = ((self.ticket, KeyUse.TICKET), (self.kill_list, KeyUse.KILL_LIST), (self.code, KeyUse.CODE))
        return tuple(fresh_key(key.public, use, self.made.date()) for key, use in uses)

    def set_token(self, now: datetime = NOW, version: int = 1, **more) -> bytes:
        return write_key_set("littletown", version, more.pop("keys", self.ring_keys()), more.pop("root", self.root), now, **more)

    def keys(self, now: datetime = NOW, **more) -> KeySet:
        root = more.get("root", self.root)
        return read_key_set(self.set_token(now, **more), root.public, now)

    def killed(self, *ids: UUID, at: datetime = NOW, version: int = 1) -> KillList:
        keys = self.keys(at)
        return read_kill_list(write_kill_list(digests_of(ids), version, keys, self.kill_list, at), keys, at)


@dataclass
class Traveller:
    phone: HolderKey = field(default_factory=HolderKey.new)

    def ticket(self, **more) -> Ticket:
        plain = {"id": uuid4(), "legs": (TRAM,), "valid_from": NOW, "valid_until": NOW + timedelta(hours=2), "holder": compressed(self.phone.public)}
        return Ticket(**plain | more)

    def token(self, city: City, now: datetime = NOW, **more) -> bytes:
        return write_ticket(self.ticket(**more), city.keys(now), city.ticket, now)

    def shows(self, city: City, at: datetime = NOW, **more) -> str:
        return show(self.token(city, **more), self.phone, at)
