"""How the suite is shared out among processes."""
from xdist.scheduler import LoadScopeScheduling

# Each test of these lasts half a minute, and they share little.
ONE_BY_ONE = "tests/mobile/flows/test_every_screen.py"
# Begun first: what lasts long must not be left for the end.
LONG = ("tests/flows/", "tests/backend/feeds/relay/", "tests/mobile/flows/", "tests/mobile/")


class ByFolder(LoadScopeScheduling):
    """A folder goes to one process, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return nodeid if path == ONE_BY_ONE else path.rsplit("/", 1)[0]


def long_first(items: list) -> None:
    """The order in which work is given out; without several processes it changes nothing but the order."""
    ranks = {id(item): next((n for n, begin in enumerate(LONG) if item.nodeid.startswith(begin)), len(LONG)) for item in items}
    items.sort(key=lambda item: ranks[id(item)])
