"""The web server: uvicorn in our own process (decision 0002)."""

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn

from seismo.site.asgi import App


class WebServer(uvicorn.Server):
    """Says when it listens, and keeps a signal to itself: after the last request we still close files."""

    def __init__(self, app: App, host: str, port: int, on_listening: Callable[[int], None]) -> None:
        """`on_listening` gets the port, which is a free one when `port` is 0."""
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                lifespan="off",
                ws="none",
                interface="asgi3",
                access_log=False,
                log_config=None,
                server_header=False,
                backlog=2048,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=5,
                proxy_headers=False,
            )
        )
        self._on_listening = on_listening

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        ends = (signal.SIGINT, signal.SIGTERM)
        before = {each: signal.signal(each, self.handle_exit) for each in ends}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening(self.servers[0].sockets[0].getsockname()[1])
