"""How the suite is shared out among processes."""
from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling

# Each test of these lasts half a minute, and they share little.
ONE_BY_ONE = "tests/mobile/flows/test_every_screen.py"
# Begun first: what lasts long must not be left for the end.
LONG = (
    "tests/flows/", "tests/backend/feeds/relay/", "tests/mobile/flows/", "tests/backend/service/", "tests/security/", "tests/backend/accounts/",
    "tests/accessibility/guidance/", "tests/mobile/",
)  # fmt: skip


class ByFolder(LoadScopeScheduling):
    """A folder goes to one process, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return nodeid if path == ONE_BY_ONE else path.rsplit("/", 1)[0]


def name_apart(items: list) -> None:
    """Work is given out by name, so of several tests of one name only one would run: those that a description of an API makes have one name."""
    met = Counter(item.nodeid for item in items)
    for item in items:
        if met[item.nodeid] > 1:
            item._id = item.parent.id.child(item.name)
    if len({item.nodeid for item in items}) != len(items):
        raise pytest.UsageError("several tests have one name, and only one of them would run")


def long_first(items: list) -> None:
    """The order in which work is given out; without several processes it changes nothing but the order."""
    ranks = {id(item): next((n for n, begin in enumerate(LONG) if item.nodeid.startswith(begin)), len(LONG)) for item in items}
    items.sort(key=lambda item: ranks[id(item)])
