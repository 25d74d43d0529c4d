"""The page that any camera opens: for people without the app, whoever they are."""
import base64
import hashlib
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from backend.codes.page import STYLE
from backend.codes.words import WORDS, language_of
from signing.codes import CodeKind
from signing.keys import SigningKey
from tests.backend.codes.conftest import NOW, Printer, ring_key

NOT_OURS = "This is no code of this city"


class Page(HTMLParser):
    """What is on a page: tags in order with their attributes, and its words."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_a_stop_says_its_name_and_what_leaves(client, printer):
    answer = client.get(f"/C/{printer.payload()}")
    page = Page(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "West Gate A" in page.words
    assert [header["scope"] for header in page.all("th")] == ["col"] * 3
    assert 1 <= len(page.all("time")) <= 8
    assert page.all("a") == [{"href": f"allways://code/{printer.payload()}"}]


def test_the_page_can_be_read_by_everybody(client, printer):
    for language in sorted(WORDS):
        answer = client.get(f"/C/{printer.payload()}", headers={"accept-language": f"xx,{language}-XX;q=0.8,en;q=0.1"})
        page = Page(answer.text)
        assert page.all("html") == [{"lang": language}]
        assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
        headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert headings == ["h1", "h2"]
        assert WORDS[language]["departures"] in page.words
        assert "initial-scale=1" in page.all("meta")[1]["content"]
        assert "maximum-scale" not in answer.text


def test_nothing_runs_and_nothing_comes_from_elsewhere(client, printer):
    answer = client.get(f"/C/{printer.payload()}")
    page = Page(answer.text)
    assert not {"script", "iframe", "img", "link", "form", "object", "input"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.tags for name in attributes)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_its_colours_are_far_enough_apart_by_day_and_night():
    day, night = STYLE.split("@media(prefers-color-scheme:dark)")
    for part in (day, night):
        text, ground = (full(re.search(rf"body{{[^}}]*?{name}:(#[0-9a-f]+)", part).group(1)) for name in ("(?<=[;{])color", "background"))
        link = full(re.search(r"a{[^}]*?color:(#[0-9a-f]+)", part).group(1))
        for ink in (text, link):
            low, high = sorted((light(ink), light(ground)))
            assert (high + 0.05) / (low + 0.05) >= 4.5


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(sign * 2 for sign in colour[1:])


@pytest.mark.parametrize("kind", [CodeKind.LIFT, CodeKind.BAY, CodeKind.VEHICLE, CodeKind.PLACE])
def test_other_things_say_what_they_are(client, printer, kind):
    page = Page(client.get(f"/C/{printer.payload(kind=kind, id='x-1', name='Lift to the tracks')}").text)
    assert WORDS["en"][kind] in page.words
    assert "Lift to the tracks" in page.words
    assert "Next departures" not in page.words


def test_a_stop_that_is_gone_is_still_the_city_s(client, printer):
    answer = client.get(f"/C/{printer.payload(id='closed-long-ago', name='Old Mill')}")
    assert answer.status_code == 200
    assert "Old Mill" in answer.text
    assert "not in the timetable" in answer.text


def test_a_name_is_words_and_never_markup(client, printer):
    answer = client.get(f"/C/{printer.payload(name='<b onclick=x>&West')}")
    assert "&lt;b onclick=x&gt;&amp;West" in answer.text
    assert Page(answer.text).all("b") == []


def strangers(printer, tmp_path):
    """What hangs in the street and is not from the city."""
    other_key = Printer(tmp_path)
    other_city = Printer(tmp_path, city="oaktown", key=printer.key)
    good = printer.payload()
    return {
        "nonsense": "NOTHING", "markup": "<script>alert(1)</script>", "dots": "..", "another key": other_key.payload(),
        "another city": other_city.payload(), "one sign changed": good[:40] + ("A" if good[40] != "A" else "B") + good[41:],
        "cut off": good[:-3], "small letters": good.lower(), "long": "A" * 5000, "empty sign": "%00",
    }  # fmt: skip


def test_what_the_city_did_not_sign_says_so_and_nothing_else(client, printer, tmp_path):
    pages = set()
    for what, payload in strangers(printer, tmp_path).items():
        answer = client.get(f"/C/{payload}")
        if answer.headers["content-type"].startswith("application/problem"):
            assert (answer.status_code, payload in answer.text) == (404, False), what  # no address of ours at all
            continue
        assert (answer.status_code, NOT_OURS in answer.text) == (404, True), what
        pages.add(answer.text)
    assert len(pages) == 1
    assert Page(pages.pop()).all("a") == []


def test_a_code_of_a_key_that_ran_out_is_refused(client, printer):
    payload = printer.payload(at=NOW - timedelta(days=100))
    printer.publish(type(printer.ring)(printer.city, printer.host, (ring_key(printer.key, until=NOW.date() - timedelta(days=50)),)))
    assert NOT_OURS in client.get(f"/C/{payload}").text


def test_a_code_after_the_city_has_a_new_key_still_counts(client, printer):
    payload = printer.payload()
    printer.publish(printer.ring.having(ring_key(SigningKey.new())))
    assert client.get(f"/C/{payload}").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "own", "language"),
    [("", "de", "de"), ("", "fr", "en"), ("fr, ko;q=0.5", "de", "ko"), ("de;q=0, es;q=0.1", "en", "es"), (";q=x,,", "es", "es"),
     ("en;q=0.2,de", "ko", "de"), ("a" * 5000, "de-AT", "de")],
)  # fmt: skip
def test_the_language_is_that_of_the_reader(accepted, own, language):
    assert language_of(accepted, own) == language
