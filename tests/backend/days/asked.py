"""A day in Elmstead as it is asked for: see tests/worlds/town.py. Trams every quarter of an hour, 100 m from all that is done."""
from tests.worlds.town import at

HOME, BAKERY, POST, SCHOOL = (200, 20), (1290, 5), (2610, 5), (3880, 5)


def place(point: tuple[float, float], name: str = "") -> dict:
    lat, lon = at(*point)
    return {"lat": lat, "lon": lon, "name": name}


def clock(time: str, date: str = "2026-11-24", offset: str = "+01:00") -> str:
    return f"{date}T{time}:00{offset}"


def errand(point: tuple[float, float], duration_min: int = 0, opens: str | None = None, closes: str | None = None, **more) -> dict:
    openings = [{"opensAt": clock(opens), "closesAt": clock(closes)}] if opens and closes else []
    return {"place": place(point), "durationMin": duration_min, "openings": openings, **more}


def day(*errands: dict, **more) -> dict:
    chosen = errands or (errand(BAKERY, 5, "06:00", "18:30"),)
    return {"start": place(HOME, "Home"), "leaveAt": clock("13:30"), "endBy": clock("19:00"), "errands": list(chosen), **more}
