"""What was told is followed until it is done: by voice, by whoever has the same, and by who may see it."""
from pathlib import Path

import httpx
import pytest
from PIL import Image

from backend.pictures.service import LONGEST_S, Hider
from mobile.requests.notices import unread_words
from tests.backend.requests.photos.quick_child import __file__ as quick_child
from tests.mobile.driver import using
from tests.mobile.flows.telling import STATION, Neighbour, Officer, on_the_map, ready, rolled_s, sent_one, settled, staff, states, stranger, told


async def test_a_lift_is_reported_by_voice_and_followed_until_it_runs_again(tmp_path, quickly_hidden, own_backend):
    """Routes lead around it once somebody else says so too, and back when the staff has closed it with proof; everybody who follows it is told."""
    before, neighbour = rolled_s(own_backend), Neighbour(own_backend)
    async with using(tmp_path, own_backend.address, STATION, voice=True) as person:
        await ready(person)
        dictation = person.session.device.dictation
        dictation.why = "Nothing was understood. Speak again, or type."
        await person.flick_to("Report")
        await person.double_tap()
        await person.hear("Report a problem")
        await person.flick_to("Speak")
        await person.double_tap()
        await person.hear("Nothing was understood.")
        dictation.said, dictation.why = "The lift does not work", ""
        await person.double_tap()
        await person.hear("Understood: What is it? Lift out of order. ")
        assert person.transcript[-1].endswith("Nothing is sent before you choose Send.")
        assert told(own_backend) == []
        await person.flick_to("Send")
        await person.double_tap()
        await person.hear("Received, number")
        assert [one["kind"] for one in on_the_map(own_backend)] == ["LIFT_BROKEN"]
        code = sent_one(person).filed.code
        neighbour.says_me_too(code)
        await person.until(lambda: rolled_s(own_backend) > before, "routes lead around it")
        staff(own_backend, code, action="acknowledge", words="A technician is on the way.")
        Officer(own_backend).closes_with_proof(code, "It runs again.")
        assert on_the_map(own_backend) == [], "closing one closes the other"
        await person.until(lambda: rolled_s(own_backend) == before, "routes return")
        await person.until(lambda: "resolved" in neighbour.news(), "who follows it is told")
        await told_of(person, lambda: any(one.kind == "resolved" for one in person.session.notices.kept.notices))
        await person.flick_to("See what happens")
        await person.double_tap()
        await settled(person)
        await person.flick_to("Repaired. It runs again.")
        await person.flick_to("Step 1 of ")
        await person.flick_to("It is done")
        await person.double_tap()
        await person.hear("Thank you. It is done.")
        assert person.session.requests.find_known(code).state == "confirmed"


async def test_what_is_known_near_by_is_followed_instead(tmp_path, own_backend):
    code = stranger(own_backend, "broken_paving", STATION[0] + 0.00018, STATION[1])
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        await person.tap("Report", "tab")
        await person.tap("Broken paving", "radio")
        await person.hear("Same problem 20 metres away, just now. Broken paving")
        await person.tap("Same problem 20 metres away")
        await person.tap("It is this one, follow it")
        await person.hear(f"You follow no. {code} now and get its news.")
        await person.until(lambda: on_the_map(own_backend)[0]["reports"] == 2, "both voices")
        assert [one["code"] for one in told(own_backend)] == [code]
        assert (person.page.draft.kind, states(person)) == ("", [])
        await person.tap("What others reported near here")
        await settled(person)
        await person.tap("Broken paving, ")
        await settled(person)
        await person.tap("Follow no longer")
        await person.hear("You follow it no longer.")


async def test_who_sees_it_is_said_before_and_can_be_changed_after(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        await person.tap("Report", "tab")
        await person.tap("Street light out", "radio")
        await person.see("Public, your name hidden. Everybody reads it, nobody sees who sent it. Change", "button")
        await person.tap("Send", "button")
        await person.hear("Received, number")
        await person.tap("See what happens")
        await settled(person)
        await person.tap("Who sees it")
        await person.tap("Only those who answer it", "radio")
        await person.tap("Keep it so")
        await person.hear("It counts from now: Only those who answer it")
        assert told(own_backend) == [], "everywhere and at once"
        await person.tap("Add a note")
        await person.tap("In your words", "textfield")
        await person.type("It flickers")
        await person.tap("Send the note")
        await person.hear("Your note is there.")
        await person.until(lambda: any("It flickers" in node.name for node in person.nodes()), "the note")


@pytest.fixture
def quickly_hidden(monkeypatch):
    """In place of the detectors, which take seconds; before the city begins."""
    monkeypatch.setattr(Hider.__init__, "__defaults__", (LONGEST_S, Path(quick_child)))


async def test_more_is_hidden_on_a_photo_and_what_is_not_done_is_objected_to_with_another(tmp_path, quickly_hidden, own_backend):
    source = tmp_path / "hole.png"
    Image.new("RGB", (320, 240), "white").save(source)
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        person.session.device.pictures.path = source
        await person.tap("Report", "tab")
        await person.tap("Street light out", "radio")
        await person.see("Goes to ")
        await person.tap("Add a photo")
        await person.hear("Photo added.")
        await person.tap("Send", "button")
        await person.hear("Received, number")
        code = sent_one(person).filed.code
        await person.tap("See what happens")
        await person.until(lambda: photos(own_backend, code), "the photo is hidden")
        person.page.shown()
        await person.tap("Hide more on photo 1")
        photo = await person.see("Your photo. Nothing more is to be hidden yet.", "image")
        left, bottom, right, top = photo.rect
        await person.drag(((left + right) / 2, (bottom + top) / 2), (right - 20, top - 20))
        await person.hear("To be hidden: 1 place drawn by hand")
        node = await person.see("Left half", "checkbox")
        assert person.app.hearing.reader.focus_on(node.widget)
        await person.press("space")
        await person.hear("To be hidden: Left half, 1 place drawn by hand")
        await person.press("enter", "ctrl")
        await person.hear("It is hidden.")
        await settled(person)
        await person.see("Photo 1. 4 places hidden")
        staff(own_backend, code, action="acknowledge", words="We look.")
        staff(own_backend, code, action="resolve", resolution="fixed", words="It burns.", referral="Sheet 7")
        person.page.shown()
        await person.tap("Object")
        await person.tap("Object", "button")
        await person.see("Write a few words, or add a photo.", "alert")
        await person.tap("Add a photo of how it looks now")
        await person.see("Your photo. Faces and plates")
        await person.tap("Object", "button")
        await person.hear("Another officer looks at it now.")
        await person.until(lambda: person.session.requests.find_known(code).state == "disputed", "the objection")


async def test_answers_are_heard_of_read_muted_and_an_area_is_followed(tmp_path, own_backend):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await ready(person)
        await person.tap("Report", "tab")
        await person.tap("Street light out", "radio")
        await person.tap("Send", "button")
        await person.hear("Received, number")
        code, notices = sent_one(person).filed.code, person.session.notices
        staff(own_backend, code, action="acknowledge", words="A technician is on the way.")
        await told_of(person, lambda: notices.kept.unread)
        titles = {one.title for one in notices.kept.notices}  # as it happened, or all of it together when the app was in front again
        await person.until(lambda: any(said in titles or said.endswith("from the city") for said in person.transcript), "that there is news")
        await person.tap("My requests")
        await settled(person)
        await person.tap(unread_words(notices.kept.unread), "button")
        await person.see("New. ", "button")
        await person.until(lambda: all(one.is_read for one in notices.kept.notices), "what is shown counts as read")
        await person.tap("New. ", "button")
        await settled(person)
        await person.tap("Mute it")
        await person.hear("Nothing more is told of it.")
        await person.see("Hear of it again", "button")
        person.app.router.back()
        await person.tap("What others reported near here")
        await settled(person)
        await person.tap("Follow what is reported here")
        await person.tap("500 m around the middle of the map", "radio")
        await person.hear("You hear now of what is reported here.")
        person.app.router.back()
        await person.tap("500 metres around ")
        await person.tap("Follow it no longer", "radio")
        await person.hear("You follow it no longer.")
        assert notices.areas == ()
        await person.tap("Notifications on this phone")
        await person.tap("Notify me on this phone")
        await person.hear("This phone tells you of news.")
        assert person.session.device.notifications.calls[0] == ("ask",), "the system may have to ask first"
        assert notices.rings


async def told_of(person, holds) -> None:
    """The app comes to the front again and again, until the city has told."""
    def asked_again() -> bool:
        if holds():
            return True
        if not person.session.tasks.runs(person.session, "notices"):
            person.session.look_for_news()
        return False

    await person.until(asked_again, "news")


def photos(backend, code: str) -> bool:
    """Whether everybody sees one."""
    return bool(httpx.get(f"{backend.address}/v1/requests/{code}").json()["photos"])
