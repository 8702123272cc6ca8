"""Requests over the networks of the host, for threads and for coroutines."""

import asyncio
import json as _json
from base64 import b64encode
from urllib.parse import urlencode, urlsplit

from lanes import host

# Servers of the program by host: a function that responds to a path, and the latency in ms (prelude/server.py).
servers: dict = {}

# Largest body that the network sends.
_MOST_BYTES = 1 << 24


class Unreachable(OSError):
    """No answer came: the network failed, or the reader has not allowed the address."""


class TimedOut(Unreachable):
    """No answer came in time."""


class Answer:
    """Answer of a server, read completely."""

    def __init__(self, data: bytes, url: str):
        length = int.from_bytes(data[:4], "little")
        head = _json.loads(data[4 : 4 + length])
        self.status: int = head["status"]
        self.reason: str = head["reason"]
        self.url = url
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
        # Address that is requested in fact, and the content of the answer if a server of the program responds.
        self.target, self.content = _respond(self.url)

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
        head = {"method": self.method, "url": self.target, "headers": self.headers, "timeout": timeout}
        encoded = _json.dumps(head).encode()
        return len(encoded).to_bytes(4, "little") + encoded + self.body


def _with_query(url: str, params) -> str:
    if not params:
        return url
    query = params if isinstance(params, str) else urlencode(params, True)
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _respond(url: str) -> tuple[str, tuple[str, bytes] | None]:
    """Returns the address of as many bytes as a server of the program responds with, and what these bytes are."""
    parts = urlsplit(url)
    if parts.hostname not in servers:
        return url, None
    respond, latency = servers[parts.hostname]
    kind, body = _encode(respond(parts._replace(scheme="", netloc="", fragment="").geturl() or "/"))
    query = urlencode({"latency": latency, "bytes": min(len(body), _MOST_BYTES)})
    return parts._replace(query=query).geturl(), (kind, body)


def _encode(content: dict | str | bytes) -> tuple[str, bytes]:
    """Encodes what a server responds with: a dict becomes JSON, and a string a page."""
    if isinstance(content, dict):
        return "application/json", _json.dumps(content).encode()
    if isinstance(content, str):
        return "text/html; charset=utf-8", content.encode()
    return "application/octet-stream", content


def _checked(request: Request, data: bytes) -> Answer:
    answer = Answer(data, request.url)
    if answer.failure == "timed-out":
        raise TimedOut(f"no answer from {request.url} in time")
    if answer.failure is not None:
        raise Unreachable(f"{request.url}: {answer.failure}")
    if request.content is not None and answer.status == 200:
        kind, answer.body = request.content
        answer.headers = [("content-type", kind), ("content-length", str(len(answer.body)))]
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
