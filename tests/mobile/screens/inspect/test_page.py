"""The page as inspectors use it: by touch, by ear, with a network and without."""
import asyncio
from datetime import timedelta

import cv2
import numpy as np

from backend.database.base import now
from signing.numbers import said
from tests.backend.tickets.world import kill
from tests.mobile.accounts.people import sign_in, somebody
from tests.mobile.driver import using
from tests.mobile.looking import problems
from tests.mobile.scan.test_read import qr
from tests.mobile.screens.scan.conftest import STATION, show


async def begin(person, city) -> None:
    email = somebody()
    await city.employ(email)  # before the service looks the roles up, which it does every ten seconds
    await sign_in(person.session, email)
    await person.session.account.account()
    assert "inspector" in person.session.account.roles
    person.app.router.choose("me")
    person.app.router.go("account")
    (await person.see("Check tickets")).widget.a11y_activate()
    await person.until(lambda: person.page.title == "Check tickets", "the page")
    await person.until(lambda: person.page.book.killed, "keys and list")


async def hold_up(person, text: str) -> None:
    await show(person, np.pad(qr(text, 5), 40, constant_values=200))


async def test_a_ticket_given_back_is_refused_by_the_list_that_is_kept(tmp_path, city):
    ticket = await city.sell()
    await kill(city.database, ticket.row)
    async with using(tmp_path, city.live.address, STATION) as person:
        await begin(person, city)
        async with asyncio.timeout(60):  # the service looks every twenty seconds what was killed; the first of these tests does not wait for it
            while not person.page.book.killed.count:
                await asyncio.sleep(2)
                await person.page.renew()
        await hold_up(person, ticket.text())
        await person.hear("Not valid. This ticket was given back")
        assert person.page.checked.list_all() == []


async def test_a_ticket_is_checked_and_the_city_hears_of_it(tmp_path, city):
    ticket = await city.sell()
    async with using(tmp_path, city.live.address, STATION) as person:
        await begin(person, city)
        await person.see("Point the phone at the ticket", "heading")
        await hold_up(person, ticket.text())
        await person.hear("Valid. tram: market:b to hospital:a.")
        await person.see("Valid.", "heading")
        assert problems() == []
        assert person.session.device.viewfinder.on_frame is None, "the camera rests once a ticket is read"
        await person.until(lambda: not person.page.checked.waiting(), "it is sent")
        assert await city.inspections() == ["COUNTED"]
        await person.tap("Next ticket")
        await hold_up(person, ticket.text(now() - timedelta(seconds=70)))
        await person.hear("Not valid. This is a picture of a ticket")


async def test_a_right_is_looked_at_and_the_city_hears_whether_it_was_shown(tmp_path, city):
    ticket = await city.sell("companion")
    async with using(tmp_path, city.live.address, STATION) as person:
        await begin(person, city)
        await hold_up(person, ticket.text())
        await person.hear("Valid. Companion: travels with somebody who has a pass for it, look at both. tram: market:b")
        await person.until(lambda: not person.page.checked.waiting(), "it is sent")
        assert (await city.rights_shown())[-1] is None
        await person.tap("Not shown")
        await person.hear("Noted: it was not shown.")
        await person.until(lambda: not person.page.checked.waiting(), "that is sent, too")
        assert (await city.rights_shown())[-1] is False
        await person.see("Noted: it was not shown.")
        assert problems() == []


async def test_a_second_use_is_seen_without_a_network_and_sent_later(tmp_path, city):
    ticket = await city.sell()
    before = len(await city.inspections())
    async with using(tmp_path, city.live.address, STATION) as person:
        await begin(person, city)
        city.live.stop()
        try:
            await hold_up(person, ticket.text())
            await person.hear("Valid. tram")
            await person.see("1 check waits to be sent")
            await person.tap("Next ticket")
            await hold_up(person, ticket.text())
            await person.hear("Valid. Checked before, at ")
            await person.see("2 checks wait to be sent")
            assert problems() == []
        finally:
            city.live.start()
        await person.until(lambda: not person.page.checked.waiting(), "both are sent")
        assert (await city.inspections())[before:] == ["COUNTED", "REPEATED"]


async def test_by_number_when_the_phone_is_dead_by_ear(tmp_path, city):
    ticket = await city.sell()
    async with using(tmp_path, city.live.address, STATION, voice=True) as person:
        await begin(person, city)
        await person.flick_to("Type the number")
        await person.double_tap()
        await person.hear("Number of the ticket")
        person.page.field.entry.text = "7K2"
        person.page.find_number()
        await person.hear("A number has six letters and digits")
        person.page.field.entry.text = said(ticket.number).lower()
        await person.flick_to("Find")
        await person.double_tap()
        await person.hear("Valid. City Tram: Market Square to Hospital.")


async def test_without_a_camera_a_picture_or_a_number_will_do(tmp_path, city):
    ticket = await city.sell()
    async with using(tmp_path, city.live.address, STATION) as person:
        person.session.device.viewfinder.why = "There is no camera here."
        await begin(person, city)
        await person.see("No camera", "heading")
        assert problems() == []
        cv2.imwrite(str(tmp_path / "wall.png"), np.full((200, 200), 200, np.uint8))
        person.session.device.pictures.path = tmp_path / "wall.png"
        await person.tap("Choose a picture")
        await person.hear("No code in view")
        cv2.imwrite(str(tmp_path / "ticket.png"), qr(ticket.text(), 5))
        person.session.device.pictures.path = tmp_path / "ticket.png"
        await person.tap("Choose a picture")
        await person.hear("Valid. tram")
