"""The console in Chromium: by keyboard alone, without a serious finding of axe, at the width of a phone, and what only a browser can show."""
import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from backend.contract.accounts import Role
from backend.requests.models import Request
from tests.backend.console.vans import furnish
from tests.backend.requests.city import services
from tests.console import browser
from tests.console.browser import CHROMIUM, FLAGS, Key, employ, findings, give_key, opened_town, sign_in
from tests.worlds.town import at

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: install the extra `dev`")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium here: apt-get install chromium")
PATIENCE_MS = 120_000
ROOMS = (
    "requests", "photos", "obstacles", "closures", "parking", "rides", "rules", "rules/rule", "rules/text", "areas", "duty", "templates",
    "deliveries", "feeds", "audit",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(sqlite_for_module):
    with opened_town(sqlite_for_module, services) as opened:
        opened.do(furnish(opened.database))
        yield opened


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page(chromium, town):
    """Signed in by a passkey, as somebody of the staff. What a page logs is kept: a policy that refuses something says so there."""
    opened, key = chromium.new_page(viewport={"width": 1280, "height": 900}), Key()
    opened.set_default_timeout(PATIENCE_MS)
    opened.said = []
    opened.on("console", lambda message: opened.said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    town.do(employ(town.database, key, Role.STAFF, email="kim@example.org"))
    give_key(opened, key)
    sign_in(opened, town)
    yield opened
    assert [line for line in opened.said if "422" not in line] == []


@pytest.fixture(scope="module")
def code(town) -> str:
    return town.do(browser.tell(town.app, "A hole as deep as a hand."))


def go(page, town, path: str) -> None:
    page.goto(f"{town.origin}/console/{path}")


def state_of(town, code: str) -> tuple[str, str]:
    async def read():
        async with town.database.reading() as session:
            row = (await session.scalars(select(Request).where(Request.code == code))).one()
            return row.state, row.closing_words

    return town.do(read())


def test_axe_finds_nothing_serious_in_any_room_light_or_dark_and_a_phone_is_wide_enough(page, town, code):
    found = []
    for path in (*ROOMS, f"requests/{code}"):
        go(page, town, path)
        assert page.locator("h1").count() == 1
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [(path, scheme, one) for one in findings(page)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_twice_the_size_of_letters_hides_nothing(page, town, code):
    page.set_viewport_size({"width": 640, "height": 900})
    for path in ("requests", f"requests/{code}", "closures"):
        go(page, town, path)
        page.evaluate("document.documentElement.classList.add('twice'); document.body.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    page.set_viewport_size({"width": 1280, "height": 900})


def reach(page, wanted: str, most: int = 80) -> None:
    """By Tab alone, until the focus is on what is wanted; the focus is seen on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement && document.activeElement.matches(wanted)", wanted):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", wanted
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (120, 90), "#8A8A90").save(held, "JPEG")
    return held.getvalue()


def test_somebody_without_a_mouse_signs_in_acknowledges_and_resolves_with_a_photo(chromium, town, code, tmp_path):
    opened, key = chromium.new_page(), Key()
    opened.set_default_timeout(PATIENCE_MS)
    town.do(employ(town.database, key, Role.STAFF, email="lee@example.org"))
    give_key(opened, key)
    opened.goto(f"{town.origin}/console/sign-in?next=requests")
    reach(opened, "form[data-passkey] button")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#queue")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    reach(opened, f"#queue a[href$='{code}']")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(".steps")
    reach(opened, "#act-acknowledge summary")
    opened.keyboard.press("Enter")
    reach(opened, "#acknowledge-words")
    opened.keyboard.type("We look tomorrow.")
    reach(opened, "#act-acknowledge button.first")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(".told")
    reach(opened, "#act-resolve summary")
    opened.keyboard.press("Enter")
    reach(opened, "#resolve-how")
    opened.keyboard.press("r")
    reach(opened, "#resolve-words")
    opened.keyboard.type("Filled and rolled.")
    reach(opened, "#act-resolve button.first")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#resolve-proof-wrong")
    assert opened.input_value("#resolve-words") == "Filled and rolled."
    assert opened.evaluate("document.activeElement.id") == "resolve-new"
    proof = Path(tmp_path / "after.jpg")
    proof.write_bytes(picture())
    with opened.expect_file_chooser() as chooser:
        opened.keyboard.press("Enter")
    chooser.value.set_files(str(proof))
    reach(opened, "#act-resolve button.first")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(".told")
    assert state_of(town, code) == ("resolved", "Filled and rolled.")
    opened.close()


def test_the_list_answers_while_one_filters_and_says_so(page, town, code):
    other = town.do(browser.tell(town.app, "Loose stones.", "broken_paving"))
    go(page, town, "requests?state=all")
    assert page.locator("#queue tbody tr").count() == 2
    page.select_option("#category", "broken_paving")
    sync_api.expect(page.locator("#queue tbody tr")).to_have_count(1, timeout=PATIENCE_MS)
    assert other in page.inner_text("#queue")
    sync_api.expect(page.locator("#live")).to_contain_text("1 of 1", timeout=PATIENCE_MS)


def test_an_answer_is_begun_from_a_template_and_outlives_a_sign_in_that_ended(page, town):
    fresh = town.do(browser.tell(town.app, "Another hole."))
    go(page, town, "templates")
    page.fill("#name", "Thanks")
    page.fill("#text", "Thank you. We look at it within two days.")
    page.click("main form button.first")
    page.wait_for_selector(".told")
    go(page, town, f"requests/{fresh}")
    page.click("#act-comment summary")
    page.select_option("#comment-reply", index=1)
    page.click("#act-comment [data-insert]")
    assert page.input_value("#comment-words") == "Thank you. We look at it within two days."
    page.fill("#comment-words", "Typed at length.")
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.click("#act-comment button.first")
    page.wait_for_selector("form[data-passkey]")
    page.context.add_cookies(kept)
    go(page, town, f"requests/{fresh}")
    assert page.input_value("#comment-words") == "Typed at length."


def test_the_map_is_drawn_nearer_and_farther_without_leaving_the_page(page, town, code):
    go(page, town, f"requests/{code}")
    assert "400 m" in page.get_attribute("#map svg", "aria-label")
    page.click("#map-larger")
    page.wait_for_selector("#map svg[aria-label*='800 m']")
    sync_api.expect(page.locator("#live")).to_contain_text("800 m", timeout=PATIENCE_MS)


def test_a_rule_is_changed_without_a_mouse_and_counts(page, town, code):
    go(page, town, "rules")
    reach(page, "main a[href='/console/rules/rule?rule=rest']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rule-id")
    reach(page, "#rule-priority")
    page.keyboard.press("Control+a")
    page.keyboard.type("98")
    reach(page, "button[name='act'][value='try']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".changes")
    assert "+ priority = 98" in page.inner_text(".changes")
    assert "of the last" in page.inner_text("main")
    assert findings(page) == []
    reach(page, "form[action='/console/rules'] button.first")
    page.keyboard.press("Enter")
    page.wait_for_selector(".told")
    assert page.locator("tr", has_text="rest").first.locator(".chip").first.inner_text() == "98"


def test_points_are_put_on_the_map_by_keys_and_by_clicks_and_taken_back(page, town):
    lat, lon = at(700, 0)
    go(page, town, f"closures?lat={lat}&lon={lon}&across=800")
    reach(page, "#placing")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    west, east = (tuple(map(float, line.split(", "))) for line in page.input_value("#points").splitlines())
    assert west == pytest.approx((lat, lon), abs=2e-6)
    assert (west[0], west[1] < east[1]) == (east[0], True)
    assert page.locator("#placing .placed circle").count() == 2
    sync_api.expect(page.locator("#live")).to_contain_text("Point 2", timeout=PATIENCE_MS)
    page.keyboard.press("Backspace")
    assert len(page.input_value("#points").splitlines()) == 1
    box = page.locator("#placing svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    first, again = page.input_value("#points").splitlines()
    assert all(abs(float(one) - float(other)) < 1e-4 for one, other in zip(first.split(", "), again.split(", ")))
    across = page.get_attribute("#placing svg", "aria-label")
    page.click("#board_nearer")
    sync_api.expect(page.locator("#placing svg")).not_to_have_attribute("aria-label", across, timeout=PATIENCE_MS)
    sync_api.expect(page.locator("#placing .placed circle")).to_have_count(2, timeout=PATIENCE_MS)


def test_rectangles_are_drawn_on_a_photo_or_written(page, town):
    told, photo = town.do(browser.hidden_photo(town.app, "Wheel in it.", picture()))
    go(page, town, f"requests/{told}/photos/{photo}")
    page.wait_for_load_state("load")
    at = page.locator("[data-board] img").bounding_box()
    page.mouse.move(at["x"] + at["width"] * 0.2, at["y"] + at["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] * 0.6, at["y"] + at["height"] * 0.7)
    page.mouse.up()
    drawn = [round(float(page.input_value(f"#{side}-1"))) for side in ("left", "top", "right", "bottom")]
    assert all(abs(one - wanted) <= 1 for one, wanted in zip(drawn, (20, 30, 60, 70))), drawn
    page.focus("[data-more-boxes]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "left-3"
    assert findings(page) == []
