"""What was told is followed until it is done: by voice, by whoever has the same, and by who may see it."""
from tests.mobile.driver import using
from tests.mobile.flows.telling import STATION, on_the_map, ready, sent_one, settled, staff, states, stranger, told


async def test_a_lift_is_reported_by_voice_and_followed_until_it_runs_again(tmp_path, own_backend):
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
        staff(own_backend, code, action="acknowledge", words="A technician is on the way.")
        staff(own_backend, code, action="resolve", resolution="fixed", words="It runs again.", referral="Workshop sheet 12")
        assert on_the_map(own_backend) == [], "closing one closes the other"
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
