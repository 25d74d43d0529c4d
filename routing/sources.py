"""Facts, by the source that told them."""
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

Told = TypeVar("Told")


def cut_out(known: Mapping[str, Told], source: str) -> Mapping[str, Told]:
    """As if the source had said nothing."""
    return MappingProxyType({name: facts for name, facts in known.items() if name != source})
