"""What a screen reader sees and does through AT-SPI. Runs with the Python of the system, which has gi; prints one JSON line.

Usage: atspi_client.py BUTTON SWITCH ANNOUNCEMENT: waits for the nodes, presses both, waits for the announcement.
       atspi_client.py --path NAME…: presses one node after the other, each as soon as it is there.
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = 45


def walk(node):
    """All nodes below one. Nodes may go away at any time."""
    for index in range(node.get_child_count()):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield child
            yield from walk(child)


def wait(look):
    """What `look()` finds once it finds something. Runs the loop meanwhile, so that events come in."""
    context, end = GLib.MainContext.default(), time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        while context.iteration(False):
            pass
        try:
            if found := look():
                return found
        except GLib.Error:
            pass
        time.sleep(0.05)
    sys.exit("nothing came of " + look.__name__)


def everything():
    """All nodes of all programs, asked for anew: an early look may have remembered an empty window."""
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    return list(walk(desktop))


def node(name):
    def look():
        return next((found for found in everything() if found.get_name() == name), None)

    look.__name__ = name
    return wait(look)


def states(found):
    return sorted(state.value_nick for state in found.get_state_set().get_states())


def main(button, switch, announcement):
    heard = []
    listener = Atspi.EventListener.new(lambda event: heard.append(str(event.any_data)))
    listener.register("object:announcement")
    pressed, turned = node(button), node(switch)
    report = {
        "nodes": [(found.get_role_name(), found.get_name()) for found in everything()],
        "button": [pressed.get_role_name(), pressed.get_extents(Atspi.CoordType.WINDOW).height],
        "before": states(turned),
    }
    turned.get_action_iface().do_action(0)
    wait(lambda: "checked" in states(turned) or "pressed" in states(turned))
    report["after"] = states(turned)
    pressed.get_action_iface().do_action(0)
    wait(lambda: heard.count(announcement) >= 2)
    report["renamed"] = node("Booked").get_name()
    report["heard"] = heard
    print(json.dumps(report))


def follow(names):
    """Press each; tell the role of each and the names of all that is there in the end."""
    roles = []
    for name in names:
        found = node(name)
        roles.append(found.get_role_name())
        if found.get_action_iface() and found.get_action_iface().get_n_actions():
            found.get_action_iface().do_action(0)
    print(json.dumps({"roles": roles, "names": [found.get_name() for found in everything()]}))


if __name__ == "__main__":
    follow(sys.argv[2:]) if sys.argv[1] == "--path" else main(*sys.argv[1:])
