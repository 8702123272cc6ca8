"""Requests over the networks of the host, for threads and for coroutines."""

import asyncio
import json as _json
from base64 import b64encode
from urllib.parse import urlencode

from lanes import host


class Unreachable(OSError):
    """No answer came: the network failed, or the reader has not allowed the address."""


class TimedOut(Unreachable):
    """No answer came in time."""


class Answer:
    """Answer of a server, read completely."""

    def __init__(self, data: bytes):
        length = int.from_bytes(data[:4], "little")
        head = _json.loads(data[4 : 4 + length])
        self.status: int = head["status"]
        self.reason: str = head["reason"]
        self.url: str = head["url"]
        self.headers: list[tuple[str, str]] = [tuple(pair) for pair in head["headers"]]
        self.failure: str | None = head.get("failure")
        self.body = data[4 + length :]


class Request:
    """Request with its body encoded, as all stand-ins for HTTP libraries prepare it."""

    def __init__(self, method, url, *, params=None, headers=None, data=None, json=None, auth=None):
        self.method = method.upper()
        self.url = _with_query(str(url), params)
        self.headers = {str(name): str(value) for name, value in dict(headers or {}).items()}
        self.body = self._encode(data, json)
        if auth is not None:
            token = b64encode(f"{auth[0]}:{auth[1]}".encode()).decode()
            self.headers["Authorization"] = f"Basic {token}"

    def _encode(self, data, json) -> bytes:
        if json is not None:
            self.headers.setdefault("Content-Type", "application/json")
            return _json.dumps(json).encode()
        if data is None or isinstance(data, (bytes, bytearray)):
            return bytes(data or b"")
        if isinstance(data, str):
            return data.encode()
        self.headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return urlencode(data, True).encode()

    def packed(self, timeout) -> bytes:
        """Returns the request as the host reads it: the length of the head, the head as JSON, the body."""
        head = {"method": self.method, "url": self.url, "headers": self.headers, "timeout": timeout}
        encoded = _json.dumps(head).encode()
        return len(encoded).to_bytes(4, "little") + encoded + self.body


def _with_query(url: str, params) -> str:
    if not params:
        return url
    query = params if isinstance(params, str) else urlencode(params, True)
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _checked(request: Request, data: bytes) -> Answer:
    answer = Answer(data)
    if answer.failure == "timed-out":
        raise TimedOut(f"no answer from {request.url} in time")
    if answer.failure is not None:
        raise Unreachable(f"{request.url}: {answer.failure}")
    return answer


def fetch(request: Request, timeout: float | None = None) -> Answer:
    """Sends a request and waits with the GIL released."""
    _, data = host.call(host.FETCH, data=request.packed(timeout))
    return _checked(request, data)


async def fetch_on_loop(request: Request, timeout: float | None = None) -> Answer:
    """Sends a request and lets the event loop continue."""
    loop = asyncio.get_running_loop()
    _, data = await loop.call_host(host.FETCH, request.packed(timeout))
    return _checked(request, data)
