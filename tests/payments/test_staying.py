import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.caps import CappedLeg, CapScheme, cheapest, shown_next
from payments.staying import CapPeriod, Carried, costs, what_stays

MONDAY = date(2026, 11, 23)  # the month ends within its second week
CAPS = st.none() | st.integers(0, 3000)
RIDES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 900)), max_size=8)


@dataclass
class Traveller:
    """Buys at the price shown and gives back without a fee. paid: what is with us of their money."""

    scheme: CapScheme
    legs: list[CappedLeg] = field(default_factory=list)
    carried: dict[str, Carried] = field(default_factory=dict)
    paid: int = 0
    used: set[str] = field(default_factory=set)

    def buy(self, name, day, base):
        shown = shown_next(self.scheme, self.legs, name, day, base)
        self.legs.append(CappedLeg(name, day, base, shown))
        self.paid += shown

    def give_back(self, *names):
        stays = what_stays(CapPeriod(self.scheme, tuple(self.legs), tuple(self.carried.values())), names)
        price = {leg.leg_id: leg.shown_minor for leg in self.legs if leg.leg_id in names}
        for source, shown in price.items():
            assert sum(share.amount_minor for share in stays.kept if share.source == source) <= shown
        self.legs = [leg for leg in self.legs if leg.leg_id not in names]
        self.paid -= sum(price.values()) - stays.kept_minor + stays.freed_minor
        left = [one for one in self.carried.values() if one.for_leg_id not in names]
        left += [Carried(share.source, share.for_leg_id, share.amount_minor) for share in stays.kept + stays.moved]
        self.carried = {f"{number}": one._replace(kept_id=f"{number}") for number, one in enumerate(left)}

    @property
    def cost(self):
        return cheapest(self.scheme, self.legs).total_minor


@settings(max_examples=150, deadline=None)
@given(st.tuples(CAPS, CAPS), st.booleans(), RIDES, st.randoms(use_true_random=False))
def test_whatever_the_order_all_together_pay_what_stays_costs(caps, by_month, rides, chance):
    """A few at a time, in any order, with purchases between them: R12. What was used can never be had for less."""
    day, longer = caps
    scheme = CapScheme("city", "eur", day, None if by_month else longer, longer if by_month else None)
    traveller, waiting = Traveller(scheme), list(enumerate(rides))
    while waiting or traveller.legs:
        open_legs = [leg.leg_id for leg in traveller.legs if leg.leg_id not in traveller.used]
        if waiting and (not open_legs or chance.random() < 0.6):
            number, (later, base) = waiting.pop(0)
            traveller.buy(f"leg {number}", MONDAY + timedelta(days=later), base)
        elif open_legs and chance.random() < 0.8:
            traveller.give_back(*chance.sample(open_legs, chance.randint(1, len(open_legs))))
        elif open_legs:
            traveller.used.add(chance.choice(open_legs))
        else:
            break
        assert traveller.paid == traveller.cost


def test_weeks_that_two_months_share_never_make_it_cheaper_than_it_is():
    """There a leg more can make another one cheaper to have; nobody pays less than what stays costs."""
    chance = random.Random(20261129)
    for _ in range(150):
        scheme = CapScheme("city", "eur", 500, chance.choice((900, 1200)), chance.choice((1500, 2500)))
        traveller = Traveller(scheme)
        for number in range(8):
            traveller.buy(str(number), MONDAY + timedelta(days=chance.randrange(14)), chance.choice((140, 280, 420)))
        for name in chance.sample([str(number) for number in range(8)], 6):
            traveller.give_back(name)
            assert traveller.paid >= traveller.cost


def test_a_trip_for_nothing():
    """Day cap 5.00: 2.80, 2.20 and nothing for the third. Giving the first two back does not leave the third for nothing."""
    traveller = Traveller(CapScheme("city", "eur", 500))
    for name in "abc":
        traveller.buy(name, MONDAY, 280)
    assert [leg.shown_minor for leg in traveller.legs] == [280, 220, 0]
    traveller.give_back("a")
    assert traveller.paid == 500  # two rides cost as much as three
    traveller.give_back("b")
    assert traveller.paid == 280
    traveller.give_back("c")
    assert (traveller.paid, traveller.carried) == (0, {})


def test_what_an_operator_took_away_is_not_charged_to_what_was_given_back_later():
    """The first was disrupted, so the second stays at 2.20. Giving back a ride of another day has nothing to do with it."""
    scheme = CapScheme("city", "eur", 500)
    legs = (CappedLeg("b", MONDAY, 280, 220), CappedLeg("c", MONDAY, 280, 0), CappedLeg("e", MONDAY + timedelta(days=1), 280, 280))
    stays = what_stays(CapPeriod(scheme, legs), ["e"])
    assert (stays.kept, stays.freed) == ((), ())


def test_what_was_kept_goes_to_another_leg_before_it_comes_back():
    scheme = CapScheme("city", "eur", 500)
    legs = tuple(CappedLeg(name, MONDAY, 280, 0) for name in "bc")  # a was given back, and 5.00 kept for both
    stays = what_stays(CapPeriod(scheme, legs, (Carried("1", "b", 280), Carried("2", "c", 220))), ["b"])
    assert stays.moved == (("1", "c", 60),)
    assert stays.freed == (("1", 220),)
    assert (stays.kept_minor, stays.freed_minor, stays.dearer) == (0, 220, {"c": 60})


@pytest.mark.parametrize("caps", [(None, None), (500, None), (500, 900)])
def test_the_costs_of_legs_add_up_to_the_cheapest_cover(caps):
    scheme = CapScheme("city", "eur", *caps)
    legs = [CappedLeg(str(number), MONDAY + timedelta(days=number % 3), 280, 280) for number in range(7)]
    assert sum(costs(scheme, legs).values()) == cheapest(scheme, legs).total_minor
