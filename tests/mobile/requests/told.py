"""What a city tells about requests, as its answers have it."""
from datetime import datetime, timedelta
from uuid import UUID

from backend.contract.request_words import EventKind, PlaceKind, RequestState, Visibility
from backend.contract.requests import ClosingTold, RequestPlaceTold, RequestStep, ServiceRequest, StepToCome
from mobile.requests.kinds import Kind, Question
from mobile.requests.requests import Kept, summary_of

S, E = RequestState, EventKind
MILL_LANE = RequestPlaceTold(PlaceKind.POINT, 55.4897, 3.5036, address="Mill Lane 31")
OBSTACLE, PHOTO = UUID(int=7), UUID(int=9)
HATEFUL = Question("hateful", "Is it hateful?", True, (("yes", "Yes"), ("no", "No")))
KINDS = (
    Kind("broken_paving", "Broken paving", "texture-box", None, "Pavements", ("loose slab", "paving")),
    Kind("street_light", "Street light out", "outdoor-lamp", None, "Lights", ("street light", "lamp", "light out")),
    Kind("open_manhole", "Open manhole", "alert-octagon", None, "Roads", ("manhole",), urgent=True),
    Kind("danger_to_life", "Fire, injury, danger to life", "phone-alert", None, "Other", ("fire",), emergency=True),
    Kind("graffiti", "Graffiti", "spray", None, "Waste", ("graffiti",), questions=(HATEFUL,)),
)


def a_request(now: datetime, code: str = "K7M2PX4Q", state: RequestState = S.IN_PROGRESS, **changes) -> ServiceRequest:
    """Sent two days ago, with City Roads, due the day after tomorrow."""
    sent, due = now - timedelta(days=2), now + timedelta(days=2)
    steps = (
        RequestStep(E.SUBMITTED, sent, "reporter", S.SUBMITTED),
        RequestStep(E.DELIVERED, sent + timedelta(minutes=4), "peer", S.DELIVERED, body="City Roads"),
        RequestStep(E.ASSIGNED, sent + timedelta(minutes=30), "staff"),
        RequestStep(E.ACKNOWLEDGED, sent + timedelta(minutes=37), "officer", S.ACKNOWLEDGED, words="We fence it off today."),
    )
    told = {
        "code": code, "category": "broken_paving", "state": state, "reason": None, "body": "City Roads", "first_due": due, "due": due,
        "paused": False, "late": False, "next_step": "City Roads mends it.", "place": MILL_LANE,
        "words": "Two slabs are loose.", "lang": "en", "visibility": Visibility.PUBLIC, "author": None, "submitted_at": sent,
        "changed_at": sent + timedelta(minutes=37), "followers": 1, "mine": True, "following": True, "context": None, "closing": None,
        "dispute_until": None, "photos": (), "obstacle_id": None, "steps": steps,
        "to_come": (StepToCome(S.RESOLVED, due), StepToCome(S.CONFIRMED)), **changes,
    }  # fmt: skip
    return ServiceRequest(**told)


def a_late_one(now: datetime) -> ServiceRequest:
    """Of somebody else, followed by many, and passed up."""
    up = RequestStep(E.ESCALATED, now - timedelta(hours=3), "clock", words="passed to the head of lifts")
    request = a_request(now, "4790PQRS", S.ACKNOWLEDGED, category="lift", mine=False, late=True, due=now - timedelta(days=1, hours=2), followers=42)
    place = RequestPlaceTold(PlaceKind.LIFT, 55.49, 3.5, address="Central Station")
    return ServiceRequest(**{**fields(request), "body": "Lindrail", "place": place, "steps": (*request.steps, up)})


def a_closed_one(now: datetime) -> ServiceRequest:
    closing = ClosingTold("fixed", "New slabs are laid.", proof=PHOTO)
    return a_request(
        now, "CLSD2345", S.RESOLVED, reason="fixed", closing=closing, dispute_until=now + timedelta(days=26), to_come=(StepToCome(S.CONFIRMED),),
        changed_at=now - timedelta(hours=5), due=None,
    )  # fmt: skip


def fields(request: ServiceRequest) -> dict:
    return {name: getattr(request, name) for name in request.__struct_fields__}


def kept_of(*requests: ServiceRequest, now: datetime) -> Kept:
    """As if the city had told of all of these a moment ago."""
    sent = tuple(summary_of(one) for one in requests if one.mine)
    following = tuple(summary_of(one) for one in requests if one.following and not one.mine)
    return Kept(sent, following, {one.code: one for one in requests}, {one.code: "pass" for one in requests}, now)
