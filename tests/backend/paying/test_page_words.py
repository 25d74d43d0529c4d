"""The page of payment in four languages, with no script and no place on the net but its own."""
import json
import re

from backend.accounts.page import source
from backend.paying.asking import TEST_CARDS
from backend.paying.page import MORE_STYLE, pay_page, policy
from backend.paying.script import SCRIPT
from backend.paying.seen import CardReason
from backend.paying.words import PAGES
from backend.sandbox.cards import CARDS


async def test_the_page_speaks_four_languages_and_runs_its_own_script_only(client):
    for path in ("/pay/01890000-0000-7000-8000-000000000000", "/pay/card"):
        for language in PAGES:
            page = await client.get(path, headers={"Accept-Language": language})
            words, told = PAGES[language], page.headers["content-security-policy"]
            assert page.status_code == 200, (language, path)
            assert f'<html lang="{language}">' in page.text
            assert words["noscript"] in page.text
            assert words["promise"] in page.text
            assert f"script-src {source(SCRIPT)};" in told
            assert source(MORE_STYLE) in told
            assert "unsafe" not in told
            assert "stripe" not in told
            assert f"<script>{SCRIPT}</script>" in page.text
            assert f"<style>{MORE_STYLE}</style>" in page.text
            assert not re.search(r"https?://|style=| on\w+=", page.text)
            assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
            shown = json.loads(re.search(r'id="words">(.*?)</script>', page.text).group(1))
            assert shown["refused"] == words["refused"]


def test_all_languages_say_the_same_things():
    assert len({frozenset(words) for words in PAGES.values()}) == 1
    for words in PAGES.values():
        assert all(words.values())
        assert set(CardReason) <= set(words)
        for name in ("pay", "held", "ending"):
            assert re.findall(r"\{\w+\}", words[name]).sort() == re.findall(r"\{\w+\}", PAGES["en"][name]).sort()


def test_what_the_script_says_there_are_words_for():
    for name in set(re.findall(r"words\.([a-z_]+)", SCRIPT)) | set(re.findall(r"words\['([a-z_]+)'\]", SCRIPT)):
        assert name in PAGES["en"], name
    for name in set(re.findall(r"at\('([a-z]+)'\)", SCRIPT)):
        assert f'id="{name}"' in pay_page("en", sandbox=True), name


def test_with_stripe_this_page_alone_may_load_its_form():
    told = policy(sandbox=False)
    assert "script-src" in told
    assert "https://js.stripe.com;" in told
    assert "frame-src https://js.stripe.com https://hooks.stripe.com;" in told
    assert "connect-src 'self' https://api.stripe.com;" in told
    assert "unsafe" not in told
    assert '<script src="https://js.stripe.com/v3/"></script>' in pay_page("en", sandbox=False)


def test_the_cards_it_shows_are_cards_of_the_sandbox():
    assert set(TEST_CARDS) <= set(CARDS)
