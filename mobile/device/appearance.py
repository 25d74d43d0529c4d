"""Whether the system is dark now. Asked when the app starts and when the setting is chosen; unknown is light."""

import os
import shutil
import subprocess
import sys

PATIENCE_S = 1


def prefers_dark() -> bool:
    if "ANDROID_ARGUMENT" in os.environ:
        return android_is_dark()
    if sys.platform == "darwin":
        return answer("defaults", "read", "-g", "AppleInterfaceStyle") == "Dark"
    if sys.platform == "win32":
        return windows_is_dark()
    if os.environ.get("GTK_THEME"):
        return os.environ["GTK_THEME"].endswith(":dark")
    return "dark" in answer("gsettings", "get", "org.gnome.desktop.interface", "color-scheme")


def answer(program: str, *arguments: str) -> str:
    """What a program of the system prints; nothing when it is missing, slow or fails."""
    path = shutil.which(program)
    if path is None:
        return ""
    try:
        return subprocess.run([path, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=False).stdout.strip()  # noqa: S603 fixed words only
    except (OSError, subprocess.TimeoutExpired):
        return ""


def windows_is_dark() -> bool:
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize") as key:
            return winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0
    except OSError:
        return False


def android_is_dark() -> bool:
    """Configuration.UI_MODE_NIGHT_YES of the activity."""
    from jnius import autoclass

    activity = autoclass("org.kivy.android.PythonActivity").mActivity
    return activity.getResources().getConfiguration().uiMode & 0x30 == 0x20
