import os
import subprocess
import sys
import textwrap
from pathlib import Path

from routing.jit import cache_folder, cache_root


def test_the_cache_goes_where_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLWAYS_CACHE", str(tmp_path / "kernels"))
    assert cache_root() == tmp_path / "kernels"


def test_a_read_only_home_falls_back(tmp_path, monkeypatch):
    """Below /proc not even root may make a folder."""
    monkeypatch.setenv("ALLWAYS_CACHE", "/proc/kernels")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_root() == tmp_path / "allways"


def test_a_cache_that_cannot_be_a_folder_falls_back(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ALLWAYS_CACHE", str(tmp_path / "file" / "kernels"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert cache_root() == tmp_path / "home" / "allways"


def test_a_changed_callee_in_another_file_is_seen(tmp_path):
    """Numba alone would keep calling the old one."""
    package = tmp_path / "routing" / "kernels"
    package.mkdir(parents=True)
    (tmp_path / "routing" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (tmp_path / "routing" / "jit.py").write_text((Path(__file__).parents[2] / "routing" / "jit.py").read_text())
    (package / "caller.py").write_text(
        textwrap.dedent("""
        from routing.jit import njit
        from routing.kernels.callee import step
        @njit
        def twice(x):
            return step(step(x))
        """)
    )

    def answer(body: str) -> str:
        (package / "callee.py").write_text(f"from routing.jit import njit\n@njit\ndef step(x):\n    return {body}\n")
        environment = {**os.environ, "ALLWAYS_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
        command = "from routing.kernels.caller import twice; print(twice(1))"
        ran = subprocess.run([sys.executable, "-P", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return ran.stdout.strip()

    assert answer("x + 1") == "3"
    assert answer("x + 10") == "21"


def test_packages_do_not_share_a_folder():
    root = Path(__file__).parents[2] / "routing"
    assert cache_folder(root / "streets") != cache_folder(root / "transit")
