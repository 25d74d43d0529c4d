"""What a careful eye finds wrong with a screen: measured on rendered pixels and on the places of words."""
from itertools import pairwise

import numpy as np
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels, glViewport
from kivy.uix.scrollview import ScrollView
from PIL import Image

from mobile.map.widget import VectorMap
from mobile.voice.tree import Node, check, clip_of, collect, silent_texts
from mobile.widgets.badges import ModeStrip
from mobile.widgets.text import Icon, Text, measured

LARGE_PX, LARGE_BOLD_PX = 24, 18.66
TEXT_RATIO, LARGE_RATIO = 4.5, 3.0


def picture() -> Image.Image:
    """What the window shows now: drawn for this, as frames are not drawn in full while somebody only uses the app."""
    width, height = (int(side) for side in Window.size)
    glViewport(0, 0, width, height)
    Window.on_draw()
    raw = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGBA", (width, height), raw).transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB")


def problems() -> list[str]:
    """Everything wrong with what is shown."""
    nodes = collect(Window.children)
    words = [widget for widget in shown(Text) if widget.text]
    found = check(nodes) + [f"nobody hears: {text}" for text in silent_texts(Window.children)]
    return found + cut_off(words) + broken(words) + overlapping(words) + out_of_order(nodes) + too_faint(words)


def shown(kind: type) -> list:
    """Widgets of a kind that are in sight, under the sheet on top if there is one. Names on the map are not words of the screen."""
    top = Window.children[0]
    sheet = next((child for child in top.children if getattr(child, "a11y_modal", False)), None)
    found = []

    def visit(widget):
        if widget.opacity == 0 or isinstance(widget, VectorMap):
            return
        if isinstance(widget, kind):
            found.append(widget)
        for child in widget.children:
            visit(child)

    for root in [sheet] if sheet else Window.children:
        visit(root)
    return found


def rect(widget) -> tuple[float, float, float, float]:
    left, bottom = widget.to_window(widget.x, widget.y)
    return left, bottom, left + widget.width, bottom + widget.height


def visible(widget) -> tuple[float, float, float, float] | None:
    """The rectangle if it is wholly in sight, else None."""
    left, bottom, right, top = rect(widget)
    clip = clip_of(widget) or (0, 0, Window.width, Window.height)
    inside = left >= clip[0] - 1 and right <= clip[2] + 1 and bottom >= clip[1] - 1 and top <= clip[3] + 1
    return (left, bottom, right, top) if inside and bottom >= 0 and top <= Window.height else None


def cut_off(words: list[Text]) -> list[str]:
    """Words larger than their place, or beyond the edge of what holds them."""
    found = []
    for word in words:
        if word.texture_size[0] > word.width + 1.5 or word.texture_size[1] > word.height + 1.5:
            found.append(f"cut off: {word.text}")
        parent = word.parent
        while parent is not None and parent is not Window and not isinstance(parent, (ScrollView, ModeStrip)):
            left, _, right, _ = rect(parent)
            mine = rect(word)
            if mine[0] < left - 1.5 or mine[2] > right + 1.5:
                found.append(f"beyond {type(parent).__name__}: {word.text} {[round(part) for part in mine]} in {round(left)}–{round(right)}")
                break
            parent = parent.parent
    return found


def broken(words: list[Text]) -> list[str]:
    """Words that go on in the next line in the middle."""
    return [
        f"broken in two: {part} in {word.text}"
        for word in words
        for part in word.text.split()
        if word.fit != "width" and measured(part, word.font_name, word.font_size) - 1 > word.width + 0.5
    ]


def overlapping(words: list[Text]) -> list[str]:
    places = [(word, place) for word in words if (place := visible(word)) and not isinstance(word.parent, ModeStrip) and not under_bar(word)]
    found = []
    for at, (one, a) in enumerate(places):
        for other, b in places[at + 1 :]:
            if a[0] < b[2] - 2 and b[0] < a[2] - 2 and a[1] < b[3] - 2 and b[1] < a[3] - 2:
                found.append(f"over each other: {one.text} / {other.text}")
    return found


def under_bar(word) -> bool:
    """Whether something opaque lies over it: the notice of what was done, at the bottom."""
    from mobile.widgets.bars import UndoBar

    bars = [rect(bar) for bar in shown(UndoBar)]
    left, bottom, right, top = rect(word)
    inside_bar = any(isinstance(parent, UndoBar) for parent in parents(word))
    return not inside_bar and any(left < bar[2] and bar[0] < right and bottom < bar[3] and bar[1] < top for bar in bars)


def parents(widget):
    while (widget := widget.parent) is not None and widget is not Window:
        yield widget


def out_of_order(nodes: list[Node]) -> list[str]:
    """Within one list or box, what is heard next stands below, or to the right in the same line."""
    found = []
    for one, other in pairwise(nodes):
        if one.group != other.group or not one.group:
            continue
        above = other.rect[3] > one.rect[3] + 8 and other.rect[1] > one.rect[1] + 8
        if above and other.rect[0] < one.rect[2] - 4:
            found.append(f"heard too late: {other.name} after {one.name}")
    return found


BYTES = np.arange(256) / 255
LINEAR = np.where(BYTES <= 0.04045, BYTES / 12.92, ((BYTES + 0.055) / 1.055) ** 2.4)


def ratio_of(pixels: np.ndarray) -> float | None:
    """Contrast of WCAG 2.2 between the colour most of a piece has and the one farthest from it; None where all is one colour."""
    flat = pixels.reshape(-1, 3).astype(np.int64)
    colours, counts = np.unique(flat @ [65536, 256, 1], return_counts=True)
    if len(colours) == 1:
        return None
    light = LINEAR[colours >> 16] * 0.2126 + LINEAR[colours >> 8 & 255] * 0.7152 + LINEAR[colours & 255] * 0.0722
    ground = light[counts.argmax()]
    return float(max((light.max() + 0.05) / (ground + 0.05), (ground + 0.05) / (light.min() + 0.05)))


def is_bold(word: Text) -> bool:
    return "700" in word.font_name or "800" in word.font_name


def too_faint(words: list[Text]) -> list[str]:
    """Contrast of the words in sight, on the pixels themselves. Icons count as graphics."""
    image, height, found = picture(), Window.height, []
    for word in [*words, *(icon for icon in shown(Icon) if icon.text)]:
        place = visible(word)
        if place is None or (not isinstance(word, Icon) and under_bar(word)):
            continue
        left, bottom, right, top = place
        box = image.crop((int(left), int(height - top), max(int(right), int(left) + 1), max(int(height - bottom), int(height - top) + 1)))
        ratio = ratio_of(np.asarray(box))
        if ratio is None:
            found.append(f"cannot be seen: {word.text if not isinstance(word, Icon) else word.icon}")
            continue
        large = isinstance(word, Icon) or word.font_size >= LARGE_PX or (is_bold(word) and word.font_size >= LARGE_BOLD_PX)
        least = LARGE_RATIO if large else TEXT_RATIO
        if ratio < least - 0.05:
            found.append(f"{ratio:.1f}:1 only: {word.text if not isinstance(word, Icon) else word.icon}")
    return found
