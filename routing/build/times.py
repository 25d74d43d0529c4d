"""How long it takes to pass what does not depend on the walking speed, where the input does not say. Seconds."""
import re

LIFT_WAIT_S = 30  # half the round of a lift, doors included
LIFT_LEVEL_S = 10  # per floor
ESCALATOR_MPS = 0.5  # rated speed, EN 115-1
GATE_S = 5
FERRY_MPS = 10 / 3.6
TIME_LIMIT_S = 32_000  # of an int16


def find_duration_s(value: str) -> int | None:
    """OSM `duration`: `00:20`, `1:05:00`, `20` (minutes), `PT1H30M`."""
    value = value.strip()
    clock = re.fullmatch(r"(\d+):(\d{2})(?::(\d{2}))?", value)
    if clock:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    iso = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", value)
    if iso and any(iso.groups()):
        hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return hours * 3600 + minutes * 60 + seconds
    return int(value) * 60 if value.isdecimal() else None
