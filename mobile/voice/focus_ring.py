"""The ring around what has the focus: seen by who uses keys, and by who looks on while another listens."""
from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Line, ScissorPop, ScissorPush
from kivy.metrics import dp

from mobile.theme import theme
from mobile.voice.reader import Reader
from mobile.voice.tree import Node, clip_of, cut, rect_of

GUIDE_DP, INK_DP, GAP_DP = 5, 3, 1
REACH_DP = GAP_DP + GUIDE_DP + INK_DP
ROUNDER_DP = 6  # than the element
PLAIN_RADIUS_DP = 8  # of what has no corners of its own


class FocusRing:
    """Guide yellow within ink, drawn over all of a window. It follows its widget, and leaves with a pointer unless `heard`."""

    def __init__(self, window, reader: Reader):
        self.window, self.reader = window, reader
        self.heard = False
        self._node: Node | None = None
        self._drawn = None
        self._group = InstructionGroup()
        self._frames = Clock.create_trigger(self._follow, 0, interval=True)

    def start(self) -> None:
        self.window.canvas.after.add(self._group)
        self.window.bind(on_touch_down=self._pointed)
        self.reader.on_focus.append(self.show)

    def stop(self) -> None:
        self.hide()
        self.window.canvas.after.remove(self._group)
        self.window.unbind(on_touch_down=self._pointed)
        self.reader.on_focus.remove(self.show)

    def show(self, node: Node | None) -> None:
        """Draw around a node from now on; None hides the ring, and so does a pointer."""
        if node is None or (self.reader.pointed and not self.heard):
            self.hide()
            return
        self._node = node
        self._frames()
        self._follow()  # last: it hides the ring when the widget has gone meanwhile

    def hide(self) -> None:
        self._frames.cancel()
        self._group.clear()
        self._node = self._drawn = None

    def _pointed(self, *_) -> bool:
        self.reader.pointed = True
        if not self.heard:
            self.hide()
        return False

    def _follow(self, *_) -> None:
        widget = self._node.widget
        if widget.get_parent_window() is None:
            self.hide()
            return
        rect, clip = rect_of(widget), clip_of(widget)
        look = (rect, clip, theme.name, self.window.size[0], self.window.size[1])
        if look != self._drawn:
            self._drawn = look
            self._draw(rect, clip)

    def _draw(self, rect, clip) -> None:
        self._group.clear()
        reach, width, height = dp(REACH_DP), *self.window.size
        window = (0, 0, width, height)
        if clip:
            seen = cut(rect, clip)
            if seen[0] >= seen[2] or seen[1] >= seen[3]:
                return
            clip = cut((clip[0] - reach, clip[1] - reach, clip[2] + reach, clip[3] + reach), window)
            self._group.add(ScissorPush(x=int(clip[0]), y=int(clip[1]), width=int(clip[2] - clip[0]), height=int(clip[3] - clip[1])))
        # At the edge of the window the ring lies on the element: beyond, nobody would see it.
        outer = cut((rect[0] - reach, rect[1] - reach, rect[2] + reach, rect[3] + reach), window)
        radius = self._radius() + dp(ROUNDER_DP)
        ink = theme.ui["on"] if theme.name == "light" else [0, 0, 0, 1]
        self._band(outer, radius + dp(INK_DP), INK_DP, ink)
        inset = dp(INK_DP)
        self._band((outer[0] + inset, outer[1] + inset, outer[2] - inset, outer[3] - inset), radius, GUIDE_DP, theme.ui["yellow"])
        if clip:
            self._group.add(ScissorPop())

    def _band(self, outer, radius: float, width_dp: float, colour) -> None:
        """A closed line of a width within `outer`; radius is that of its outer edge."""
        half = dp(width_dp) / 2
        left, bottom, right, top = outer[0] + half, outer[1] + half, outer[2] - half, outer[3] - half
        radius = max(1, min(radius - half, (right - left) / 2, (top - bottom) / 2))
        self._group.add(Color(*colour))
        self._group.add(Line(rounded_rectangle=(left, bottom, right - left, top - bottom, radius), width=half))

    def _radius(self) -> float:
        corners = getattr(self._node.widget, "corners", None)
        return dp(max(corners)) if corners else dp(PLAIN_RADIUS_DP)
