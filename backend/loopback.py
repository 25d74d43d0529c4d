"""An HTTP server for what is made up on this machine, such as a payment service: whoever reaches it can order anything, so nobody else may."""
import ipaddress
import socket
import struct
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ADDRESS = "127.0.0.1"
SILENCE_S = 30
HOSTS = ("127.0.0.1", "localhost", "[::1]")


class LoopbackServer(ThreadingHTTPServer):
    """A thread for each client. `url` is where it answers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: str, port: int, handler: type["LoopbackHandler"]):
        """Raises ValueError for an address that others can reach, OSError for a port that is taken."""
        if ":" in address or not ipaddress.ip_address(address).is_loopback:
            raise ValueError("others can reach this address")
        super().__init__((address, port), handler)
        self.url = f"http://{address}:{self.server_address[1]}"

    def serve_in_thread(self) -> None:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name=type(self).__name__, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """A client that hung up is none; anything else is a fault of ours, and said."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            traceback.print_exc()


class LoopbackHandler(BaseHTTPRequestHandler):
    """One connection. `server_version` is its name."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    timeout = SILENCE_S
    disable_nagle_algorithm = True

    def is_local(self, own_pages: bool = False) -> bool:
        """Neither another host's name that leads here, nor a page of another site. own_pages: its own may ask."""
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        return (host.rpartition(":")[0] or host) in HOSTS and (origin is None or (own_pages and origin == f"http://{host}"))

    def body_within(self, most: int) -> bytes | None:
        """None for a body of unknown length or of more bytes: it is not read, and this connection ends after the answer."""
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdecimal()) or self.headers.get("Transfer-Encoding") or len(length) > 9 or int(length) > most:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def log_message(self, *_) -> None:
        """A journal tells more, and keeps no query."""

    def hang_up(self, reset: bool) -> None:
        """No answer at all; a reset makes the client's own sending fail too."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
