"""Signing in with a code from a mail, by touch and by ear; devices that are ended; and a guest who needs none of it."""
import asyncio

from tests.mobile.accounts.people import codes_for, sign_in, somebody
from tests.mobile.driver import using
from tests.mobile.reporting.phones import phone

STATION = (55.4897, 3.5036)


async def new_code(backend, before: list[str]) -> str:
    async with asyncio.timeout(60):
        while not (new := [code for code in await codes_for(backend.address, 0) if code not in before]):
            await asyncio.sleep(0.05)
    return new[0]


async def test_by_touch(tmp_path, backend):
    email, before = somebody(), await codes_for(backend.address, 0)
    async with using(tmp_path, backend.address, STATION) as person:
        await person.tap("Me", "tab")
        await person.tap("Sign in: Only for paying.")
        await person.tap("Send me a code")
        await person.hear("Type your e-mail address.")
        await person.tap("E-mail address", "textfield")
        await person.type(email)
        await person.tap("Send me a code")
        await person.hear(f"Look at your mail. A code is on its way to {email}.")
        await person.tap("Code from the mail", "textfield")
        await person.type("0000-0000")
        await person.tap("Sign in", "button")
        await person.hear("The code does not count")
        await person.tap("Empty the field")
        await person.type((await new_code(backend, before)).lower())
        await person.press("enter")
        await person.hear("You are signed in.")
        await person.tap(f"{email}: Account")
        await person.tap("Devices")
        await person.see("Linux computer: This device · signed in")  # today, unless midnight has just passed


async def test_by_ear(tmp_path, backend):
    email, before = somebody(), await codes_for(backend.address, 0)
    async with using(tmp_path, backend.address, STATION, voice=True) as person:
        await person.flick_to("Me")
        await person.double_tap()
        await person.flick_to("Sign in")
        await person.double_tap()
        await person.hear("Sign in")
        await person.flick_to("E-mail address")
        person.page.field.entry.text = email
        await person.flick_to("Send me a code")
        await person.double_tap()
        await person.hear("Look at your mail.")
        await person.flick_to("Code from the mail")
        person.page.field.entry.text = await new_code(backend, before)
        await person.flick_to("Sign in")
        await person.until(lambda: person.app.hearing.reader.focused.role in ("button", "heading"), "a word to press")
        person.page.go_on()
        await person.hear("You are signed in.")


async def test_a_device_that_is_ended_elsewhere_is_signed_out_here(tmp_path, backend):
    async with using(tmp_path / "one", backend.address, STATION) as person:
        email = await sign_in(person.session)
        async with phone(tmp_path / "other", backend.address) as other:
            await sign_in(other, email)
            await person.tap("Me", "tab")
            await person.tap(f"{email}: Account")
            await person.tap("Devices")
            await person.until(lambda: len(person.page.state.devices) == 2, "both devices")
            theirs = next(device for device in person.page.state.devices if not device.current)
            row = next(node for node in person.nodes() if node.widget.a11y_key == theirs.session_id)
            row.widget.a11y_activate()
            await person.tap("End it", "radio")
            await person.hear("Ended")
            await person.until(lambda: len(person.page.state.devices) == 1, "one device")
        await person.tap("Sign out everywhere")
        await person.tap("Sign out everywhere", "button")
        await person.hear("Signed out everywhere")
        await person.until(lambda: person.page.title == "Me", "back on the first page")
        await person.see("Sign in: Only for paying.")


async def test_signing_out_is_one_press_and_nothing_is_left(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        email = await sign_in(person.session)
        await person.tap("Me", "tab")
        await person.tap(f"{email}: Account")
        await person.tap("Sign out", "button")
        await person.hear("Signed out")
        await person.see("Sign in: Only for paying.")
        assert person.session.device.secure.kept == {}


async def test_in_the_browser_the_page_opens_and_its_code_is_typed_here(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await person.tap("Me", "tab")
        await person.tap("Sign in: Only for paying.")
        await person.tap("Sign in in the browser")
        await person.hear("Look at your browser.")
        (name, address), *_ = person.session.device.links.calls
        assert name == "open"
        assert "/sign-in#" in address
        await person.tap("Code from the browser", "textfield")
        await person.type("ABCD-2345")
        await person.tap("Sign in", "button")
        await person.hear("The code does not count")
        await person.tap("Another way")
        await person.see("E-mail address", "textfield")


async def test_what_one_agrees_to_stands_as_with_the_city(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, language="de") as person:
        email = await sign_in(person.session)
        person.app.router.choose("me")
        await person.tap(f"{email}: Konto")
        await person.tap("Wozu ich zustimme")
        row = await person.see("Meine Fahrten für die Stadt zählen", "switch")
        assert row.value == "aus"
        await person.tap("Meine Fahrten für die Stadt zählen", "switch")
        await person.hear("Zugestimmt: Meine Fahrten")
        assert person.find("Meine Fahrten für die Stadt zählen", "switch").value == "ein"
        await person.tap("Meine Fahrten für die Stadt zählen", "switch")
        await person.hear("Nicht mehr zugestimmt")
