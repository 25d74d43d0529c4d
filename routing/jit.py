"""The one way to compile a kernel, and the place where compiled kernels are kept.

Numba keys a cached kernel by its own file only, so a change in a callee would leave the caller's old machine code. Each package of
kernels therefore gets a cache folder of its own, named by a hash of all sources that its kernels may call.
"""
import functools
import hashlib
import os
import sys
import tempfile
from pathlib import Path

import numba

ROUTING = Path(__file__).parent


def cache_root() -> Path:
    """A writable folder for compiled kernels: ALLWAYS_CACHE, else the user's cache folder, else a temporary one."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for wanted in (os.environ.get("ALLWAYS_CACHE"), os.path.join(home, "allways"), os.path.join(tempfile.gettempdir(), f"allways-{os.getuid()}")):
        if wanted:
            folder = Path(wanted)
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError:
                continue
            if os.access(folder, os.W_OK):
                return folder
    raise RuntimeError("No writable place for compiled kernels: set ALLWAYS_CACHE to a folder that this process may write.")


@functools.cache
def cache_folder(package: Path) -> str:
    """Kernels of routing/streets and routing/transit may call their own package and routing/*.py; those in routing/ itself, anything."""
    sources = sorted(ROUTING.rglob("*.py")) if package == ROUTING else sorted([*package.rglob("*.py"), *ROUTING.glob("*.py")])
    digest = hashlib.sha256(f"{numba.__version__} {sys.version} {package.name}".encode())
    for source in sources:
        text = source.read_bytes()
        # earth.py: kernels compile its numbers in
        if b"njit" in text or source.name == "earth.py":
            digest.update(text)
    return str(cache_root() / f"{package.name}-{digest.hexdigest()[:16]}")


def njit(kernel):
    """Compile a kernel without the interpreter lock and keep the machine code for the next process."""
    numba.config.CACHE_DIR = cache_folder(Path(kernel.__code__.co_filename).parent)  # type: ignore[attr-defined]
    return numba.njit(cache=True, nogil=True)(kernel)


def njit_inline(kernel):
    """As `njit`, copied into its callers: for the few lines of a heap."""
    numba.config.CACHE_DIR = cache_folder(Path(kernel.__code__.co_filename).parent)  # type: ignore[attr-defined]
    return numba.njit(cache=True, nogil=True, inline="always")(kernel)
