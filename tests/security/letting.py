"""Everybody lets a driveway."""
from tests.security.asking import body
from tests.security.people import Person, picture_of


def let_a_space(city, person: Person, caller: str) -> None:
    """A driveway with an hour taken out, and a picture that everybody may see."""
    home, asked = "/v1/parking/listings", {"method": "POST", "route": "/v1/parking/listings"}
    made = city.send(caller, "POST", home, body(asked, person, person.name))
    assert made.status_code == 201, made.text
    listing = made.json()["id"]
    blocked = city.send(caller, "POST", f"{home}/{listing}/blocks", body(asked | {"route": home + "/{listing_id}/blocks"}, person, person.name))
    assert city.send(caller, "PUT", f"{home}/{listing}/photos/1", picture_of(person.name)).status_code == 204
    photo = city.send(caller, "GET", f"{home}/{listing}").json()["photos"][0]["id"]
    decided = {"show": True, "reason": "nobody is in it"}
    assert city.send("machine", "POST", f"/v1/staff/parking/photos/{photo}/decisions", decided).status_code == 204
    person.ids |= {
        "parking_listing": listing, "space": made.json()["spaceId"], "spot_exception": blocked.json()["blocks"][0]["id"], "listing_picture": photo,
    }  # fmt: skip
