"""The same trip by flicks and double taps only: what is heard is all there is."""
from tests.mobile.driver import using

STATION = (55.4897, 3.5036)


async def spell(person, words: str) -> None:
    """Type on the spoken keyboard: explore to a key, double tap."""
    for letter in words:
        await person.flick_to("space" if letter == " " else letter)
        await person.double_tap()


async def test_a_trip_without_sight(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True, verbosity="normal") as person:
        assert person.app.hearing.gestures.on
        await person.flick_to("Where to? Search")
        assert "Where to? Search, button" in person.transcript
        await person.double_tap()
        await person.until(lambda: any("heading" in said for said in person.transcript if said.startswith("Where to?")), "the page says its name")
        await person.flick_to("Place, address or stop")
        await person.double_tap()
        await spell(person, "univ")
        await person.flick_to("Done")
        await person.double_tap()
        await person.flick_to("University")
        await person.double_tap()
        await person.until(lambda: person.page.answers and person.page.state.phase == "ready", "ways")
        await person.until(lambda: any("way" in said for said in person.transcript[-6:]), "how many ways")
        await person.flick_to("1 of ")
        first = person.page.state.results[0]
        assert any(said.startswith(first.spoken) for said in person.transcript)
        await person.double_tap()
        await person.flick_to("Step 1 of")
        assert not any(0xE000 <= ord(letter) <= 0xF8FF or ord(letter) >= 0xF0000 for said in person.transcript for letter in said)


async def test_a_sheet_keeps_the_reader_and_gives_it_back(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True) as person:
        person.app.router.choose("me")
        await person.flick_to("Text size")
        await person.double_tap()
        await person.until(lambda: person.find("200 %"), "the sheet")
        for _ in range(12):
            await person.flick()
        assert person.app.hearing.reader.focused.name == "200 %"
        await person.flick_to("130 %")
        await person.double_tap()
        await person.until(lambda: person.session.settings.text_percent == 130, "larger text")
        await person.until(lambda: person.app.hearing.reader.focused.name.startswith("Text size"), "back at the row it was opened from")
