"""Stand-in for aiohttp's client, on the networks of the host. README.md lists what it lacks."""

import asyncio
import json as _json

from lanes import network
from lanes.headers import Headers
from lanes.verbs import Verbs

_DEFAULT_LIMIT = 100
_DEFAULT_TIMEOUT = 300


class ClientError(Exception):
    """Failure of a request."""


class ClientConnectionError(ClientError):
    """No usable answer came."""


class ClientConnectorError(ClientConnectionError, OSError):
    """No answer came."""


class ServerTimeoutError(ClientConnectionError, asyncio.TimeoutError):
    """No answer came in time."""


class ClientResponseError(ClientError):
    """Status of 400 or more, raised by `raise_for_status`."""

    def __init__(self, status, message, url):
        super().__init__(f"{status}, message={message!r}, url={url!r}")
        self.status = status
        self.message = message


class ContentTypeError(ClientResponseError):
    """Body that is not declared as JSON."""


class ClientTimeout:
    """Time limit of a request. The browser has one limit for the whole request."""

    def __init__(self, total=_DEFAULT_TIMEOUT, **ignored):
        self.total = total


class TCPConnector:
    """Limit on requests in progress."""

    def __init__(self, limit=_DEFAULT_LIMIT, **ignored):
        self.limit = limit


class ClientResponse:
    """Answer to a request."""

    def __init__(self, answer: network.Answer):
        self.url = answer.url
        self.status = answer.status
        self.reason = answer.reason
        self.headers = Headers(answer.headers)
        self._body = answer.body

    @property
    def ok(self):
        return self.status < 400

    async def read(self):
        return self._body

    async def text(self, encoding=None):
        return self._body.decode(encoding or self.headers.charset() or "utf-8")

    async def json(self, *, content_type="application/json", **keywords):
        found = self.headers.get("content-type", "").partition(";")[0].strip()
        if content_type is not None and found != content_type:
            message = f"Attempt to decode JSON with unexpected mimetype: {found}"
            raise ContentTypeError(self.status, message, self.url)
        return _json.loads(self._body, **keywords)

    def raise_for_status(self):
        if not self.ok:
            raise ClientResponseError(self.status, self.reason, self.url)

    def release(self):
        """Does nothing: an answer is read completely."""

    close = release

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass


class _Pending:
    """Request that is awaited, or entered with `async with`."""

    def __init__(self, coroutine):
        self._coroutine = coroutine

    def __await__(self):
        return self._coroutine.__await__()

    async def __aenter__(self):
        return await self._coroutine

    async def __aexit__(self, *exception):
        pass


class ClientSession(Verbs):
    """Headers, limits and time limits that several requests share."""

    def __init__(
        self, base_url=None, *, headers=None, auth=None, timeout=None, connector=None, raise_for_status=False, **ignored
    ):
        self._base_url = str(base_url or "")
        self._headers = dict(headers or {})
        self._auth = auth
        self._timeout = timeout
        self._raises = raise_for_status
        limit = connector.limit if connector else _DEFAULT_LIMIT
        self._slots = asyncio.Semaphore(limit) if limit else None
        self.closed = False

    def request(self, method, url, **keywords):
        return _Pending(self._request(method, url, **keywords))

    async def _request(
        self, method, url, *, params=None, data=None, json=None, headers=None, auth=None, timeout=None, **ignored
    ):
        if self.closed:
            raise RuntimeError("Session is closed")
        both = {**self._headers, **(headers or {})}
        sent = network.Request(
            method, f"{self._base_url}{url}", params=params, headers=both, data=data, json=json, auth=auth or self._auth
        )
        limit = timeout if timeout is not None else self._timeout
        limit = limit.total if isinstance(limit, ClientTimeout) else limit
        if self._slots is None:
            return await self._send(sent, limit)
        async with self._slots:
            return await self._send(sent, limit)

    async def _send(self, sent, limit):
        try:
            response = ClientResponse(await network.fetch_on_loop(sent, limit))
        except network.TimedOut as error:
            raise ServerTimeoutError(str(error)) from None
        except network.Unreachable as error:
            raise ClientConnectorError(str(error)) from None
        if self._raises:
            response.raise_for_status()
        return response

    async def close(self):
        self.closed = True

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        self.closed = True
