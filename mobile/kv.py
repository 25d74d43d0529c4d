"""Layouts: `load(__file__)` reads the screen.kv beside a module, once, after every widget it may name is known."""

from importlib import import_module
from pathlib import Path

from kivy.lang import Builder

WIDGETS = ("axis", "bars", "badges", "box", "field", "floating", "press", "rows", "scroll", "sheet", "states", "stepper", "text", "timeline")


def load(module_file: str) -> None:
    for name in WIDGETS:
        import_module(f"mobile.widgets.{name}")
    import_module("mobile.map.widget")
    Builder.load_file(str(Path(module_file).with_name("screen.kv")))
