"""Speech through a program of the system: started without a shell, the text through its input, ended at once when it has to be silent."""

import subprocess
import threading
from collections.abc import Callable

from mobile.device.protocols import Unavailable


class ProgramSpeech:
    """`command(language, rate)` gives program and arguments; it raises Unavailable when the program is missing."""

    def __init__(self, command: Callable[[str, int], list[str]]):
        self.command = command
        self._lock = threading.Lock()
        self._running: subprocess.Popen | None = None

    def say(self, text: str, *, language: str, rate: int, on_done: Callable[[], None] | None = None) -> None:
        arguments = self.command(language, rate)
        with self._lock:
            self._end()
            try:
                self._running = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 fixed words
            except OSError as error:
                raise Unavailable(str(error)) from error
            process = self._running
        threading.Thread(target=self._speak, args=(process, text, on_done), daemon=True).start()

    def _speak(self, process: subprocess.Popen, text: str, on_done: Callable[[], None] | None) -> None:
        try:
            process.communicate(text.encode())
        except (BrokenPipeError, ValueError):  # it was silenced meanwhile
            process.wait()
        if on_done and process.returncode == 0:
            on_done()

    def stop(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._running and self._running.poll() is None:
            self._running.kill()
        self._running = None
