"""Questions to Elmstead."""
from datetime import datetime

from tests.worlds.town import at

MORNING = "2026-11-24T07:00:00Z"


def point(x: float, y: float) -> str:
    return ",".join(f"{degrees:.7f}" for degrees in at(x, y))


HOME, WORK = point(200, 20), point(3800, 280)


def trip(**more) -> dict:
    return {"fromPlace": HOME, "toPlace": WORK, "time": MORNING} | {name: text for name, text in more.items() if text is not None}


def plan(client, version: int = 6, **more) -> dict:
    answer = client.get(f"/api/v{version}/plan", params=trip(**more))
    assert answer.status_code == 200, answer.text
    return answer.json()


def modes(itinerary: dict) -> list[str]:
    return [leg["mode"] for leg in itinerary["legs"]]


def clock(text: str) -> str:
    """Hours and minutes in UTC."""
    return datetime.fromisoformat(text).strftime("%H:%M")
