"""Taking everything along, and deleting it with a week to think: only after a fresh code from the mail, and undone by signing in."""
import zipfile
from datetime import UTC, datetime

import pytest

from tests.mobile.accounts.people import codes_for, sign_in
from tests.mobile.driver import using
from tests.mobile.flows.test_sign_in import new_code
from tests.mobile.payments.shop import Shop, problem, selling

STATION = (55.4897, 3.5036)


async def prove(person, backend, before) -> None:
    await person.see("Code from the mail", "textfield")
    sheet = person.app.router.sheet()
    await person.until(lambda: sheet.state.phase == "code", "a code is on its way")
    sheet.field.entry.text = await new_code(backend, before)
    await person.tap("Go on", "button")


@pytest.fixture
def city(backend):
    """One that has not heard for long that it is still you."""
    shop = Shop(datetime.now(UTC), backend.address)
    shop.refusals["POST /v1/account/exports"] = [problem("step_up_required", 401)]
    with selling(shop) as address:
        yield address


async def test_take_it_all_then_delete_it_and_change_ones_mind(tmp_path, backend, city):
    async with using(tmp_path / "app", city, STATION) as person:
        email = await sign_in(person.session)
        saved = []
        person.session.device.share.file = lambda path, mime: saved.append((zipfile.is_zipfile(path), mime)) or "Saved"
        await person.tap("Me", "tab")
        await person.tap(f"{email}: Account")
        await person.tap("Take it all or delete it")
        before = await codes_for(backend.address, 0)
        await person.tap("Ask for all my data")
        await prove(person, backend, before)
        await person.hear("Your data is being packed")
        await person.hear("Save my data. Can be fetched once")
        await person.tap("Save my data")
        await person.until(lambda: saved == [(True, "application/zip")], "a file that can be opened")
        assert not list((tmp_path / "app" / "share").iterdir()), "nothing of it stays in the folder of the app"
        await person.tap("Delete my account")
        await person.tap("Delete my account", "button")
        await person.hear("Your account will be deleted")
        await person.until(lambda: not person.session.account.on, "signed out")
        assert person.page.title == "Me"
        await sign_in(person.session, email)
        await person.tap(f"{email}: Account")
        await person.tap("Take it all or delete it")
        await person.tap("Keep my account")
        await person.hear("Your account stays.")
        await person.see("Delete my account: After a week")
