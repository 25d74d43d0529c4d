"""The rooms of the console, in the order in which they stand in the navigation. A room is a controller and a line here."""
from dataclasses import dataclass

from backend.contract.accounts import Role


@dataclass(frozen=True)
class Room:
    """name: of its words and its route, as `next` names it. path: where its first page is. roles: who works there."""

    name: str
    path: str
    roles: tuple[Role, ...] = (Role.STAFF,)


ROOMS = (
    Room("requests", "/console/requests"),
    Room("obstacles", "/console/obstacles"),
    Room("closures", "/console/closures"),
    Room("parking", "/console/parking"),
    Room("rides", "/console/rides"),
    Room("rules", "/console/rules"),
    Room("areas", "/console/areas"),
    Room("duty", "/console/duty"),
    Room("templates", "/console/templates"),
    Room("deliveries", "/console/deliveries"),
    Room("feeds", "/console/feeds", (Role.STAFF, Role.ADMINISTRATOR)),
    Room("audit", "/console/audit", (Role.STAFF, Role.ADMINISTRATOR)),
)


def rooms_of(role: Role) -> tuple[Room, ...]:
    return tuple(room for room in ROOMS if role in room.roles)


def find_room(name: str, role: Role) -> Room:
    """The room of this name where the role has it, else the first one it has: `next` is a name and never an address."""
    own = rooms_of(role)
    return next((room for room in own if room.name == name), own[0])
