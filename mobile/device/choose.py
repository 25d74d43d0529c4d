"""The adapters of the system that the app runs on."""

import os
import sys
from importlib import import_module

from mobile.device.protocols import Device

SYSTEMS = {"darwin": "macos", "win32": "windows"}


def device() -> Device:
    name = "android" if "ANDROID_ARGUMENT" in os.environ else SYSTEMS.get(sys.platform, "linux")
    return import_module(f"mobile.device.{name}").device()
