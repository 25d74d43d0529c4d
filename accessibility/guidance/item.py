"""What could be said. An item is not text: its words are made when it begins to sound, from the state of that moment."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from accessibility.guidance.callouts import CALLOUTS, Callout

if TYPE_CHECKING:
    from accessibility.guidance.scene import Scene

T = TypeVar("T")
Slots = dict[str, Any]
Words = tuple[str, Slots]  # the key of the sentence, and what stands in its slots


def of(words: Callable[["Scene", T], Words | None], thing: T) -> Callable[["Scene"], Words | None]:
    """The words about this thing; made later, so that a loop may go on."""
    return lambda scene: words(scene, thing)


@dataclass(frozen=True)
class Item:
    """`words(scene)` is None once it would no longer be true. A newer item of the same `subject` replaces one that waits.

    `once` tells apart what is said once each. `point_m` is where on the route it is about; `also` are ids and onces that it says as well.
    `side` left or right for a pulse; `measures`: a walking distance is spoken; `first`: extreme, before all others; `language`: not
    ours but that of an authority.
    """

    id: str
    subject: str
    words: Callable[["Scene"], Words | None]
    once: str = ""
    point_m: float | None = None
    side: str = ""
    also: tuple[tuple[str, str], ...] = ()
    measures: bool = False
    first: bool = False
    language: str = ""
    feature: int | None = None

    @property
    def callout(self) -> Callout:
        return CALLOUTS[self.id]

    @property
    def key(self) -> tuple[str, str]:
        return self.id, self.once or self.subject


@dataclass(frozen=True)
class Utterance:
    """One thing to be played at `t_s`. `ids` are the callouts that it says; `spoken` is empty where only sound and pulse are wanted.

    `cuts`: what sounds now is to be silenced first. `shown` is for the screen and is there for everything that has words. `language` is that of
    the words, other than ours only for an alert that an authority wrote in another that we speak. `ends_s` is when they should be over.
    """

    t_s: float
    ids: tuple[str, ...]
    kind: str
    shown: str
    spoken: str
    sound: str
    haptic: str
    cuts: bool
    ends_s: float
    language: str

    @property
    def id(self) -> str:
        return self.ids[0]
