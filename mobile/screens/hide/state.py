"""What is still to be hidden on a photo: parts that are chosen by name, rectangles that are drawn. Without Kivy."""

from dataclasses import dataclass, replace

from backend.contract.request_photos import MOST_AREAS, PhotoArea
from mobile.i18n import tr, trn

LEAST_SIDE = 0.02  # of the picture: less is a finger that slipped
THIRD, TWO_THIRDS = 0.3334, 0.6666
# Shares of width and height from the left and the top; neighbours overlap a little, so that nothing shows between them.
PARTS = {
    "left": (lambda: tr("Left half"), PhotoArea(0, 0, 0.5, 1)), "right": (lambda: tr("Right half"), PhotoArea(0.5, 0, 1, 1)),
    "upper": (lambda: tr("Upper half"), PhotoArea(0, 0, 1, 0.5)), "lower": (lambda: tr("Lower half"), PhotoArea(0, 0.5, 1, 1)),
    "top left": (lambda: tr("Top left"), PhotoArea(0, 0, THIRD, THIRD)),
    "top": (lambda: tr("Top middle"), PhotoArea(0.3333, 0, 0.6667, THIRD)),
    "top right": (lambda: tr("Top right"), PhotoArea(TWO_THIRDS, 0, 1, THIRD)),
    "middle left": (lambda: tr("Middle left"), PhotoArea(0, 0.3333, THIRD, 0.6667)),
    "middle": (lambda: tr("In the middle"), PhotoArea(0.3333, 0.3333, 0.6667, 0.6667)),
    "middle right": (lambda: tr("Middle right"), PhotoArea(TWO_THIRDS, 0.3333, 1, 0.6667)),
    "bottom left": (lambda: tr("Bottom left"), PhotoArea(0, TWO_THIRDS, THIRD, 1)),
    "bottom": (lambda: tr("Bottom middle"), PhotoArea(0.3333, TWO_THIRDS, 0.6667, 1)),
    "bottom right": (lambda: tr("Bottom right"), PhotoArea(TWO_THIRDS, TWO_THIRDS, 1, 1)),
}  # fmt: skip


@dataclass(frozen=True)
class HideState:
    """`parts`: keys of PARTS in the order they were chosen. `drawn`: by finger."""

    parts: tuple[str, ...] = ()
    drawn: tuple[PhotoArea, ...] = ()

    @property
    def areas(self) -> tuple[PhotoArea, ...]:
        return (*(PARTS[part][1] for part in self.parts), *self.drawn)

    @property
    def full(self) -> bool:
        return len(self.areas) >= MOST_AREAS


def switched(state: HideState, part: str) -> HideState:
    if part in state.parts:
        return replace(state, parts=tuple(one for one in state.parts if one != part))
    return state if state.full else replace(state, parts=(*state.parts, part))


def drawn(state: HideState, begin: tuple[float, float], end: tuple[float, float]) -> HideState:
    """From one corner to the other, shares of the picture from the left and the top; what lies outside of it is cut off."""
    (left, right), (top, bottom) = (sorted(min(1.0, max(0.0, one)) for one in pair) for pair in zip(begin, end))
    if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE or state.full:
        return state
    return replace(state, drawn=(*state.drawn, PhotoArea(*(round(side, 4) for side in (left, top, right, bottom)))))


def without_last(state: HideState) -> HideState:
    """Without the rectangle that was drawn last."""
    return replace(state, drawn=state.drawn[:-1])


def describe(state: HideState) -> list[str]:
    """What can be heard of it."""
    names = [PARTS[part][0]() for part in state.parts]
    if state.drawn:
        names.append(trn("{n} place drawn by hand", "{n} places drawn by hand", len(state.drawn)))
    return [tr("To be hidden: {places}", places=", ".join(names))] if names else [tr("Nothing more is to be hidden yet.")]
