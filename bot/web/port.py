"""The port a page listens at, taken before anything slow begins."""

from __future__ import annotations

import socket


def bind(host: str, port: int) -> socket.socket:
    """Raises OSError when the port is taken."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # two that only bind would both believe the port is theirs
    except OSError:
        bound.close()
        raise
    return bound
