"""Feeds as a city declares them; what is wrong is named by file, line, feed and key."""
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.feeds import FeedKind
from backend.feeds.declaration import PACES, DeclarationError, Table, allowed_by, feed_of, load_feeds, read_headers

WELL = """
name = "Elmstead"
osm = "elmstead.osm.pbf"

[[gtfs]]
path = "trams.zip"

[[feeds]]
id = "trams"
kind = "gtfs-rt-trip-updates"
url = "https://trams.example/updates.pb"
every_s = 15
fresh_s = 90
max_bytes = 1048576
licence = "CC BY 4.0"
attribution = "Elmstead Trams"
header_env = { X-Api-Key = "ALLWAYS_FEED_KEY_TRAMS" }

[[feeds]]
id = "bikes"
kind = "gbfs"
url = "https://bikes.example/gbfs.json"
languages = ["de", "en"]

[[feeds]]
id = "car-parks"
kind = "parkapi"
url = "https://parking.city.example:8443/sites.json"
allow_cidr = "10.20.0.0/16"
"""
FIRST = '[[feeds]]\nid = "trams"\nkind = "gtfs-rt-alerts"\n'


@pytest.fixture
def load(tmp_path):
    def load(text: str, **more):
        path = tmp_path / "city.toml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        return load_feeds(path, **more)

    return load


def test_a_city_with_three_feeds(load):
    trams, bikes, car_parks = load(WELL)
    assert (trams.id, trams.kind, trams.every_s, trams.fresh_s, trams.max_bytes) == ("trams", FeedKind.TRIP_UPDATES, 15, 90, 1024 * 1024)
    assert (trams.licence, trams.attribution) == ("CC BY 4.0", "Elmstead Trams")
    assert (bikes.every_s, bikes.fresh_s) == PACES[FeedKind.GBFS]
    assert bikes.languages == ("de", "en")
    assert car_parks.allow_cidr == ip_network("10.20.0.0/16")
    assert allowed_by((trams, bikes, car_parks)).networks == {"parking.city.example": ip_network("10.20.0.0/16")}


def test_every_kind_has_a_pace_that_fits(load):
    for kind in FeedKind:
        (feed,) = load(f'[[feeds]]\nid = "one"\nkind = "{kind}"\nurl = "https://a.example/"')
        assert 5 <= feed.every_s <= feed.fresh_s
    (slow,) = load(f'{FIRST}url = "https://a.example/"\nevery_s = 7200')
    assert slow.fresh_s == 7200, "facts do not age before the next poll"


def test_a_file_without_feeds(load):
    assert load('name = "Elmstead"') == ()
    assert load("feeds = []") == ()


def test_keys_come_from_the_environment_only(load):
    feeds = load(WELL)
    assert read_headers(feeds, {"ALLWAYS_FEED_KEY_TRAMS": " CANARY "}) == {"trams": {"X-Api-Key": "CANARY"}}
    for environment in ({}, {"ALLWAYS_FEED_KEY_TRAMS": ""}, {"ALLWAYS_FEED_KEY_TRAMS": "CANARY\nX: 1"}, {"ALLWAYS_FEED_KEY_TRAMS": "CANARY" * 1000}):
        with pytest.raises(DeclarationError, match="feed trams: header_env needs ALLWAYS_FEED_KEY_TRAMS") as caught:
            read_headers(feeds, environment)
        assert "CANARY" not in str(caught.value)
    assert "trams.example" not in repr(feeds)


def test_the_simulator_is_declared_without_tls(load):
    text = f'{FIRST}url = "http://127.0.0.1:8090/alerts.pb"'
    assert load(text, simulator=("127.0.0.1", 8090))[0].url == "http://127.0.0.1:8090/alerts.pb"
    for other in (None, ("127.0.0.1", 8091)):
        with pytest.raises(DeclarationError, match="url cannot be used"):
            load(text, simulator=other)


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://a.example/CANARY", "http://a.example/CANARY", "https://me:CANARY@a.example/", "https://a.example:8080/CANARY",
    "https://127.1.CANARY:1/", "https://127.0.0.1/CANARY", "https://[::1]/CANARY", "https://169.254.169.254/CANARY", "CANARY", "https:///CANARY",
])  # fmt: skip
def test_an_address_that_cannot_be_used_is_named_by_its_line_and_not_repeated(load, url):
    text = WELL + f'\n[[feeds]]\nid = "alerts"\nkind = "gtfs-rt-alerts"\n\nurl = "{url}"\n'
    line = text.splitlines().index(f'url = "{url}"') + 1
    with pytest.raises(DeclarationError, match=rf"city\.toml, line {line}: feed 4 \(alerts\): url cannot be used\.") as caught:
        load(text)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("lines, said", [
    ('id = "a"\nkind = "gtfs-rt-alerts"', "line 1: feed 1 (a): url is missing"),
    ('kind = "gtfs-rt-alerts"\nurl = "https://a.example"', "line 1: feed 1: id is missing"),
    ('id = "A b"\nkind = "gbfs"\nurl = "https://a.example"', "line 2: feed 1: id has to be a short name"),
    ('id = "a"\nkind = "gtfs"\nurl = "https://a.example"', "line 3: feed 1 (a): kind is none that can be read. Write one of gtfs-rt-trip-updates,"),
    ('id = "a"\nkind = 7', "kind must be a text"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nevery_s = 4', "line 5: feed 1 (a): every_s must be a whole number from 5 to 86400"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nevery_s = 5.5', "every_s must be a whole number"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nevery_s = true', "every_s must be a whole number"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nfresh_s = 10', "fresh_s is shorter than every_s"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nmax_bytes = 67108865', "max_bytes must be a whole number from 1024 to 67108864"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nmax_byte = 1', "line 5: feed 1 (a): max_byte is not a key of a feed"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nlicence = 4', "licence must be a text"),
    ('id = "a"\nkind = "parkapi"\nurl = "https://a.example"\nlanguages = ["de"]', "languages is for feeds of kind gbfs only"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nlanguages = "de"', "languages must be a list"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nlanguages = ["../x"]', "languages must be a list"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nallow_cidr = "10.0.0.1/8"', "allow_cidr is no network"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nallow_cidr = "0.0.0.0/0"', "allow_cidr must be a private network"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nallow_cidr = "169.254.0.0/16"', "allow_cidr must be a private network"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nallow_cidr = "8.0.0.0/8"', "allow_cidr must be a private network"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nheader_env = "X"', "header_env must be a table"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nheader_env = { Host = "ALLWAYS_FEED_X" }', "names a header that cannot be set"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nheader_env = { "X Y" = "ALLWAYS_FEED_X" }', "names a header that cannot be set"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nheader_env = { X-Key = "STRIPE_API_KEY" }', "begin with ALLWAYS_FEED_"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\nheader_env = { X-Key = "k3y" }', "never the key itself"),
    ('id = "a"\nkind = "gbfs"\nurl = "https://a.example"\n[feeds.header_env]\nx-key = "ALLWAYS_FEED_X"\nX-Key = "ALLWAYS_FEED_Y"', "line 5: "),
])  # fmt: skip
def test_what_is_wrong_is_named(load, lines, said):
    with pytest.raises(DeclarationError) as caught:
        load(f"[[feeds]]\n{lines}")
    assert said in str(caught.value)


def test_what_is_wrong_about_feeds_together(load):
    twice = f'{FIRST}url = "https://a.example/"\n'
    with pytest.raises(DeclarationError, match="line 6: feed 2 \\(trams\\): id is used twice"):
        load(twice + twice)
    one, other = (f'[[feeds]]\nid = "n{n}"\nkind = "gbfs"\nurl = "https://a.example/{n}"\nallow_cidr = "10.{n}.0.0/16"\n' for n in (1, 2))
    with pytest.raises(DeclarationError, match="allow_cidr differs"):
        load(one + other)
    with pytest.raises(DeclarationError, match="more than 100 feeds"):
        load("".join(f'[[feeds]]\nid = "n{n}"\n' for n in range(101)))


@pytest.mark.parametrize("text, said", [
    ("[[feed]]\nid = 'a'", "feed is not a key here"), ("feeds = 3", "feeds must be a list of tables"), ("[feeds]\nid = 'a'", "feeds must be a list"),
    ("[[feeds", "is no TOML in UTF-8"), ("a = '\ud800'", "is no TOML in UTF-8"), ("feeds = " + "[" * 5000, "is no TOML in UTF-8"),
])  # fmt: skip
def test_a_file_that_is_none(load, text, said):
    with pytest.raises(DeclarationError, match=said):
        load(text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DeclarationError, match="cannot be read"):
        load_feeds(tmp_path / "none.toml")


PLAIN = st.one_of(st.booleans(), st.integers(), st.floats(), st.text())
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.dictionaries(st.sampled_from(["id", "kind", "url", "every_s", "fresh_s", "allow_cidr", "languages", "header_env", "licence"]), VALUES))
def test_any_value_is_read_or_refused(entry):
    well = {"id": "a", "kind": "gbfs", "url": "https://a.example/"}
    try:
        feed = feed_of(Table(Path("city.toml"), "[[feeds]]", 1, well | entry), None)
    except DeclarationError:
        return
    assert feed.every_s <= feed.fresh_s
    assert feed.url.startswith("https://")
