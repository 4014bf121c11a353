"""What the service manager is told: that the bot runs, and again and again that it is alive."""

from __future__ import annotations

import contextlib
import socket


class Systemd:
    """address: NOTIFY_SOCKET; a leading @ stands for an abstract socket. Empty: nobody listens."""

    def __init__(self, address: str) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def say(self, state: str) -> None:
        """Never waits, never raises: whoever listens notices when nothing is said."""
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(
            socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        ) as sending:  # fmt: skip
            sending.sendto(state.encode(), self._address)
