"""Stand-in for httpx, on the networks of the host. README.md lists what it lacks."""

import json as _json

from lanes import network
from lanes.headers import Headers
from lanes.verbs import Verbs

_DEFAULT_TIMEOUT = 5.0


class HTTPError(Exception):
    """Failure of a request."""


class RequestError(HTTPError):
    """No usable answer came."""


class TransportError(RequestError):
    """No usable answer came."""


class ConnectError(TransportError):
    """No answer came."""


class TimeoutException(TransportError):
    """No answer came in time."""


class ReadTimeout(TimeoutException):
    """No answer came in time."""


class HTTPStatusError(HTTPError):
    """Status of 400 or more, raised by `raise_for_status`."""

    def __init__(self, message, *, request=None, response):
        super().__init__(message)
        self.request = request
        self.response = response


class Timeout:
    """Time limit of a request. The browser has one limit for the whole request."""

    def __init__(self, timeout=_DEFAULT_TIMEOUT, **parts):
        self.seconds = parts.get("read", timeout)


class Limits:
    """Limits on connections, which only the browser sets: accepted and ignored."""

    def __init__(self, **limits):
        self.limits = limits


class Response:
    """Answer to a request."""

    def __init__(self, answer: network.Answer):
        self.url = answer.url
        self.status_code = answer.status
        self.reason_phrase = answer.reason
        self.headers = Headers(answer.headers)
        self.content = answer.body

    @property
    def is_success(self):
        return 200 <= self.status_code < 300

    @property
    def text(self):
        return self.content.decode(self.headers.charset() or "utf-8", "replace")

    def json(self, **keywords):
        return _json.loads(self.content, **keywords)

    def raise_for_status(self):
        if self.status_code < 400:
            return self
        side = "Client" if self.status_code < 500 else "Server"
        message = f"{side} error '{self.status_code} {self.reason_phrase}' for url '{self.url}'"
        raise HTTPStatusError(message, response=self)

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"


class _Settings(Verbs):
    """Settings and methods that both clients share."""

    def __init__(self, *, base_url="", headers=None, params=None, auth=None, timeout=_DEFAULT_TIMEOUT, **ignored):
        self._base_url = str(base_url)
        self._headers = dict(headers or {})
        self._params = dict(params or {})
        self._auth = auth
        self._timeout = timeout
        self.is_closed = False

    def _prepare(
        self,
        method,
        url,
        *,
        params=None,
        headers=None,
        data=None,
        content=None,
        json=None,
        auth=None,
        timeout=...,
        **ignored,
    ):
        if self.is_closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        sent = network.Request(
            method,
            url if "://" in str(url) else f"{self._base_url.rstrip('/')}/{str(url).lstrip('/')}",
            params={**self._params, **(params or {})},
            headers={**self._headers, **(headers or {})},
            data=content if content is not None else data,
            json=json,
            auth=auth or self._auth,
        )
        limit = self._timeout if timeout is ... else timeout
        return sent, limit.seconds if isinstance(limit, Timeout) else limit


def _translated(error: network.Unreachable) -> TransportError:
    return ReadTimeout(str(error)) if isinstance(error, network.TimedOut) else ConnectError(str(error))


class Client(_Settings):
    """Client whose requests block the thread."""

    def request(self, method, url, **keywords):
        sent, limit = self._prepare(method, url, **keywords)
        try:
            return Response(network.fetch(sent, limit))
        except network.Unreachable as error:
            raise _translated(error) from None

    def close(self):
        self.is_closed = True

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class AsyncClient(_Settings):
    """Client whose requests are awaited."""

    async def request(self, method, url, **keywords):
        sent, limit = self._prepare(method, url, **keywords)
        try:
            return Response(await network.fetch_on_loop(sent, limit))
        except network.Unreachable as error:
            raise _translated(error) from None

    async def aclose(self):
        self.is_closed = True

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        self.is_closed = True


def request(method, url, **keywords):
    """Sends a request and returns the response."""
    return Client().request(method, url, **keywords)


def get(url, **keywords):
    """Sends a GET request."""
    return request("GET", url, **keywords)


def post(url, **keywords):
    """Sends a POST request."""
    return request("POST", url, **keywords)
