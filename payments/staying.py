"""What legs that stay cost once others of their day, week or month are given back.

Each leg under a cap costs by how much it makes the cheapest cover dearer, in the order in which legs were bought. Without the legs before it, a leg
that was cheap or free costs more. Its price was shown and does not rise; what it costs more is kept of what the legs that go were paid, so that
nobody has a trip for nothing by giving back those that filled the cap. All together then pay what the legs that stay cost, in whatever order legs
were bought and given back. What an operator takes away is not worked out anew: then each leg that stays costs what was shown.
"""
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from payments.allocation import Weight, allocate
from payments.caps import CappedLeg, CapScheme, cheapest


class Carried(NamedTuple):
    """Kept earlier, of a leg that was given back, for one that costs more without it."""

    kept_id: str
    for_leg_id: str
    amount_minor: int


class CapPeriod(NamedTuple):
    """What counts for a cap, in the order of purchase, and what was kept for any of these legs earlier."""

    scheme: CapScheme
    legs: tuple[CappedLeg, ...]
    carried: tuple[Carried, ...] = ()


class Share(NamedTuple):
    """source: the leg that goes, or the `kept_id` of what was kept earlier. for_leg_id: the leg that stays and costs so much more."""

    source: str
    for_leg_id: str
    amount_minor: int


class Stays(NamedTuple):
    """kept: of the prices of legs that go. moved: what was kept for a leg that goes now, and is for another one from now on. freed: what of it comes
    back, by kept_id."""

    kept: tuple[Share, ...] = ()
    moved: tuple[Share, ...] = ()
    freed: tuple[tuple[str, int], ...] = ()

    @property
    def kept_minor(self) -> int:
        return sum(share.amount_minor for share in self.kept)

    @property
    def freed_minor(self) -> int:
        return sum(amount for _, amount in self.freed)

    @property
    def dearer(self) -> dict[str, int]:
        """By how much each leg that stays costs more."""
        sums: dict[str, int] = {}
        for share in self.kept + self.moved:
            sums[share.for_leg_id] = sums.get(share.for_leg_id, 0) + share.amount_minor
        return sums


def costs(scheme: CapScheme, legs: Iterable[CappedLeg]) -> dict[str, int]:
    """What each leg costs, in the order of purchase; their sum is the cheapest cover."""
    found: dict[str, int] = {}
    before: list[CappedLeg] = []
    total = 0
    for leg in legs:
        before.append(leg)
        whole = cheapest(scheme, before).total_minor
        found[leg.leg_id], total = whole - total, whole
    return found


def what_stays(period: CapPeriod, going: Iterable[str]) -> Stays:
    """going: ids of legs; those that the period does not have change nothing."""
    (scheme, legs, carried), gone = period, set(going)
    staying = [leg for leg in legs if leg.leg_id not in gone]
    before, after = costs(scheme, legs), costs(scheme, staying)
    more = {leg.leg_id: after[leg.leg_id] - before[leg.leg_id] for leg in staying}
    paid = [(leg.leg_id, leg.shown_minor) for leg in legs if leg.leg_id in gone]
    earlier = [(one.kept_id, one.amount_minor) for one in carried if one.for_leg_id in gone and one.amount_minor]
    whole = sum(amount for _, amount in paid)
    needed = min(max(0, sum(more.values())), whole + sum(amount for _, amount in earlier))
    dearer = allocate(needed, [Weight(leg_id, amount) for leg_id, amount in more.items() if amount > 0]) if needed else {}
    of_prices = allocate(min(needed, whole), [Weight(leg_id, amount) for leg_id, amount in paid]) if min(needed, whole) else {}
    targets = [(leg_id, dearer[leg_id]) for leg_id in more if dearer.get(leg_id)]
    kept, targets = matched(list(of_prices.items()), targets)
    moved, _ = matched(earlier, targets)
    left = {kept_id: amount - sum(share.amount_minor for share in moved if share.source == kept_id) for kept_id, amount in earlier}
    return Stays(tuple(kept), tuple(moved), tuple((kept_id, amount) for kept_id, amount in left.items() if amount))


def matched(sources: list[tuple[str, int]], targets: list[tuple[str, int]]) -> tuple[list[Share], list[tuple[str, int]]]:
    """Amounts passed from sources to targets, in their orders, as far as both go; and what targets need still."""
    shares = list(filled(sources, targets))
    got: dict[str, int] = {}
    for share in shares:
        got[share.for_leg_id] = got.get(share.for_leg_id, 0) + share.amount_minor
    return shares, [(name, amount - got.get(name, 0)) for name, amount in targets if amount > got.get(name, 0)]


def filled(sources: list[tuple[str, int]], targets: list[tuple[str, int]]) -> Iterator[Share]:
    waiting = deque(targets)
    for source, amount in sources:
        while amount and waiting:
            name, needed = waiting.popleft()
            part = min(amount, needed)
            if part:
                yield Share(source, name, part)
            amount -= part
            if needed > part:
                waiting.appendleft((name, needed - part))
