"""What all pages of the console keep to: no script or style inside, escaped words, every language with every word, the colours of the app."""
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.console.assets import FILES, address_of, read_asset
from backend.console.pages import FOLDER
from backend.console.rooms import ROOMS
from backend.console.words import WORDS
from backend.service.errors import NotFound
from mobile.tokens import MAP, UI
from tests.backend.console.people import SAME, served, worker


@pytest.fixture(scope="module")
def client(sqlite_for_module):
    """What pages look like, no database changes."""
    with served(sqlite_for_module) as client:
        yield client


TEMPLATES = sorted(FOLDER.glob("*.html"))
STYLES = (FOLDER.parent / "static" / "console.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_page_holds_no_script_style_or_unescaped_word(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe|<style|\sstyle=|\son[a-z]+=|javascript:|autoescape|<script(?![^>]* src=)|https?://", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_writes_carries_its_word(path: Path):
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.S):
        assert "csrf" in form or 'action="/console/sign-in"' in form, form[:120]


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_every_word_with_the_same_gaps(language):
    def gaps(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    assert WORDS[language].keys() == WORDS["en"].keys()
    assert [name for name, text in WORDS[language].items() if gaps(text) != gaps(WORDS["en"][name]) or not text.strip()] == []
    assert len(WORDS[language]["months"].split()) == 12


def test_every_word_a_page_names_is_there():
    named = {name for path in TEMPLATES for name in re.findall(r"\bw\.(\w+)", path.read_text(encoding="utf-8"))} - {"get"}
    assert named - WORDS["en"].keys() == set()
    assert {f"room_{room.name}" for room in ROOMS} <= WORDS["en"].keys()


@pytest.mark.parametrize("theme, opening", [("light", ":root {"), ("dark", "(prefers-color-scheme: dark)"), ("hc", "(prefers-contrast: more)")])
def test_the_colours_are_those_of_the_app(theme, opening):
    block = STYLES[STYLES.index(opening) :].partition("}")[0]
    told = dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", block))
    assert len(told) > 30
    known = MAP[theme] | UI[theme]
    assert {name: value for name, value in told.items() if known[name] != value} == {}


def test_files_are_on_a_list_and_kept_by_their_content(client):
    for name in FILES:
        answer = client.get(address_of(name))
        assert answer.status_code == 200
        content, kind = read_asset(name)
        assert (answer.content, answer.headers["content-type"]) == (content, f"{kind}; charset=utf-8")
        assert "immutable" in answer.headers["cache-control"]
    for name in ("../app.py", "console.css.map", "words_en.py", ""):
        with pytest.raises(NotFound):
            read_asset(name)
        assert client.get(f"/console/assets/x/{name}").status_code == 404


def test_pages_keep_browsers_strict(client):
    answer = worker(client).get("/console/feeds")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"script-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"} <= set(policy.split("; "))
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert '"allowEval":false' in answer.text


def test_a_page_speaks_the_language_of_the_browser(client):
    person = worker(client)
    assert '<html lang="de">' in person.get("/console/feeds", **{"Accept-Language": "de-DE,de;q=0.9"}).text
    assert "Feeds and how they fare" in person.get("/console/feeds", **{"Accept-Language": "en"}).text
    assert '<html lang="ko">' in person.get("/console/feeds", **{"Accept-Language": "fr, ko;q=0.5"}).text


def test_the_language_that_was_chosen_comes_before_that_of_the_browser(client):
    answer = client.post("/console/language", data={"language": "es", "here": "/console/feeds"}, headers=SAME)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/feeds")
    kept = answer.headers["set-cookie"]
    assert "aw_console_language=es" in kept
    assert {"httponly", "path=/console", "samesite=lax"} <= {part.strip().lower() for part in kept.split(";")}
    person = worker(client)
    page = client.get("/console/feeds", headers={"Cookie": f"aw_console={person.secret}; aw_console_language=es", "Accept-Language": "de"})
    assert '<html lang="es">' in page.text
    assert "Fuentes y cómo están" in page.text


@pytest.mark.parametrize(
    "language, here", [("tlh", "/console/feeds"), ("de", "https://elsewhere.example"), ("de", "/console//elsewhere.example"), ("", "")]
)
def test_no_other_language_is_kept_and_no_other_place_led_to(client, language, here):
    answer = client.post("/console/language", data={"language": language, "here": here}, headers=SAME)
    assert answer.headers["location"] in ("/console", "/console/feeds")
    assert ("set-cookie" in answer.headers) is (language == "de")
    assert client.post("/console/language", data={"language": "de"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("language, told", [("en", "30 Nov 2025, 09:05"), ("de", "30. Nov. 2025, 09:05"), ("ko", "2025년 11월 30일 09:05")])
def test_a_moment_is_written_as_the_language_has_it(client, language, told):
    assert client.app.state.console.pages.moment(datetime(2025, 11, 30, 8, 5, tzinfo=UTC), language) == told


def test_what_is_not_there_says_so_in_a_page(client):
    answer = worker(client).get("/console/obstacles/01890000-0000-7000-8000-000000000000")
    assert (answer.status_code, answer.headers["x-problem-code"]) == (404, "not_found")
    assert "<main" in answer.text
