"""Moments as clocks in the city show them, whatever zone they were told in."""

from datetime import datetime, tzinfo
from typing import TypeVar

import msgspec

Told = TypeVar("Told")


def in_zone(told: Told, zone: tzinfo | None) -> Told:
    """A message with all its moments, also those deeper in it, in a zone."""
    if isinstance(told, datetime):
        return told.astimezone(zone)
    if isinstance(told, tuple | list):
        return type(told)(in_zone(one, zone) for one in told)
    if isinstance(told, msgspec.Struct):
        return msgspec.structs.replace(told, **{name: in_zone(getattr(told, name), zone) for name in told.__struct_fields__})
    return told
