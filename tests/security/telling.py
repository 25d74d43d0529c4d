"""What people tell the city: one that is for those who answer alone, answered and objected to; one that everybody reads, under a name."""
from tests.security.people import canary
from tests.worlds.town import at


def tell_the_city(city, person, caller: str) -> None:
    name, (lat, lon) = person.name, at(300, 0)
    private = {
        "category": "litter", "place": {"lat": lat, "lon": lon, "address": canary(name, "corner")}, "words": canary(name, "said"),
        "visibility": "body", "context": {"line": canary(name, "line")}, "attributes": [{"code": "what", "value": canary(name, "answer")}],
    }  # fmt: skip
    code = person.ids["service_request"] = sent(city, caller, private)
    done(city, caller, code, "comments", {"words": canary(name, "comment")})
    for act in (
        {"action": "comment", "words": canary(name, "internal"), "public": False},
        {"action": "resolve", "resolution": "fixed", "words": "Swept.", "referral": "List 7"},
    ):  # fmt: skip
        answer = city.send("machine", "POST", f"/v1/staff/requests/{code}/changes", act)
        assert answer.status_code == 200, answer.text
    done(city, caller, code, "disputes", {"words": canary(name, "objection")})
    shown = {"category": "litter", "place": {"lat": lat, "lon": lon}, "words": canary(name, "shown")}
    sent(city, caller, shown | {"visibility": "public_name", "name": canary(name, "author")})


def sent(city, caller: str, asked: dict) -> str:
    answer = city.send(caller, "POST", "/v1/requests", asked)
    assert answer.status_code == 201, answer.text
    return answer.json()["code"]


def done(city, caller: str, code: str, what: str, asked: dict) -> None:
    answer = city.send(caller, "POST", f"/v1/requests/{code}/{what}", asked)
    assert answer.status_code == 201, answer.text
