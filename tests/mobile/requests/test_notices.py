"""News of a pass and of an account as one list: what is new, what was read, what is muted."""
from datetime import UTC, datetime

import msgspec

from mobile.requests.notices import MOST_KEPT, KeptNotices, read_kept, together, unread_words, with_older
from tests.mobile.requests.news import CODE, a_notice, kept_news, told

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_two_ways_are_one_list_newest_first_and_counted_together():
    of_pass, of_account = told(a_notice(NOW, 2), a_notice(NOW, 5, is_read=True)), told(a_notice(NOW, 1), mails=False)
    kept = together(KeptNotices(), {"pass": of_pass, "account": of_account}, NOW)
    assert [kept.by[one.id] for one in kept.notices] == ["account", "pass", "pass"]
    assert (kept.unread, kept.mails, kept.seen_at) == (2, False, NOW)
    assert together(kept, {"pass": of_pass}, NOW).by.keys() == {one.id for one in of_pass.notices}, "signed out: what was theirs is gone"


def test_older_ones_are_asked_for_and_none_stands_there_twice():
    first = a_notice(NOW, 1)
    kept = together(KeptNotices(), {"pass": told(first, after=first.id)}, NOW)
    assert kept.older == {"pass": first.id}
    more = with_older(kept, {"pass": told(first, a_notice(NOW, 2))})
    assert ([one.id for one in more.notices], more.older) == ([first.id, a_notice(NOW, 2).id], {})
    many = told(*(a_notice(NOW, number) for number in range(2, MOST_KEPT + 50)), after=first.id)
    full = with_older(kept, {"pass": many})
    assert (len(full.notices), full.older) == (MOST_KEPT, {}), "a phone keeps no more"


def test_what_is_muted_is_known_from_the_news_and_stays_known_without_them():
    kept = together(KeptNotices(muted=frozenset({"OTHER222"})), {"pass": told(a_notice(NOW, muted=True))}, NOW)
    assert kept.muted == {CODE, "OTHER222"}
    assert together(kept, {"pass": told(a_notice(NOW))}, NOW).muted == {"OTHER222"}


def test_what_is_kept_can_be_read_again_and_what_is_damaged_is_nothing():
    kept = kept_news(NOW)
    assert read_kept(msgspec.json.encode(kept)) == kept
    assert read_kept(b'{"notices": 3}') == KeptNotices()


def test_how_many_there_are_is_said():
    assert [unread_words(count) for count in (0, 1, 3)] == [
        "No new answer from the city", "1 new answer from the city", "3 new answers from the city",
    ]  # fmt: skip
