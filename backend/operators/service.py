"""The operators of a city: whoever is asked to confirm, release and say how an order stands."""
import os
from collections.abc import Mapping
from pathlib import Path

from backend.operators.declaration import OperatorDeclaration, allowed_for, load_operators, parse_simulated
from backend.operators.tomp import TompOperator, headers_of
from backend.operators.wire import Wire

OURS = "allways"


class OperatorUnknown(LookupError):
    """No such operator is declared, or it has no address to be spoken to."""


class Operators:
    """maas_id: by which operators know us. simulated: see `load_operators`."""

    def __init__(self, declared: tuple[OperatorDeclaration, ...] = (), simulated: str = "", maas_id: str = OURS):
        places = parse_simulated(simulated)
        self._declared = {one.id: one for one in declared}
        self._wires = {one.id: wire_to(one, places, maas_id) for one in declared if one.url}
        self._spoken_to = {one.id: TompOperator(one.id, self._wires[one.id], one.tombstones, one.promise_s) for one in declared if one.url}

    @classmethod
    def open(cls, path: Path | None, simulated: str = "", maas_id: str = OURS, environment: Mapping[str, str] = os.environ) -> "Operators":
        """Nobody where no file is named. Raises DeclarationError."""
        return cls(load_operators(path, simulated, environment) if path else (), simulated, maas_id)

    def get(self, operator_id: str) -> TompOperator:
        """Also of one that sells no more: what was booked with it may have to be released. Raises OperatorUnknown."""
        try:
            return self._spoken_to[operator_id]
        except KeyError:
            raise OperatorUnknown("This operator is not declared, or without an address.") from None

    def get_wire(self, operator_id: str) -> Wire:
        """For whoever looks below the protocol. Raises KeyError."""
        return self._wires[operator_id]

    def find_declared(self, operator_id: str) -> OperatorDeclaration | None:
        return self._declared.get(operator_id)

    def is_bookable(self, operator_id: str) -> bool:
        """Else people can only be sent to it: it has no address, or did not pass the conformance suite."""
        declared = self._declared.get(operator_id)
        return declared is not None and declared.is_bookable

    def list_declared(self) -> tuple[OperatorDeclaration, ...]:
        return tuple(self._declared.values())

    async def aclose(self) -> None:
        for wire in self._wires.values():
            await wire.aclose()


def wire_to(declared: OperatorDeclaration, places: frozenset[tuple[str, int]], maas_id: str) -> Wire:
    return Wire(declared.url, {**headers_of(declared.id, maas_id), **dict(declared.headers)}, allowed_for(declared.url, places))
