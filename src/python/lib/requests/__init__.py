"""Stand-in for requests, on the networks of the host. README.md lists what it lacks."""

import json as _json
from types import SimpleNamespace

from lanes import network
from lanes.headers import Headers
from lanes.verbs import Verbs


class RequestException(OSError):
    """Failure of a request."""

    def __init__(self, *args, response=None, request=None):
        super().__init__(*args)
        self.response = response
        self.request = request


class HTTPError(RequestException):
    """Status of 400 or more, raised by `raise_for_status`."""


class ConnectionError(RequestException):
    """No answer came."""


class Timeout(RequestException):
    """No answer came in time."""


class ReadTimeout(Timeout):
    """No answer came in time."""


class ConnectTimeout(ConnectionError, Timeout):
    """Never raised: the browser does not say which part of a request took too long."""


class InvalidURL(RequestException, ValueError):
    """Address that cannot be requested."""


class MissingSchema(RequestException, ValueError):
    """Address without http:// or https://."""


class JSONDecodeError(RequestException, _json.JSONDecodeError):
    """Body that is not JSON."""

    def __init__(self, *args, **keywords):
        _json.JSONDecodeError.__init__(self, *args)


exceptions = SimpleNamespace(
    RequestException=RequestException,
    HTTPError=HTTPError,
    ConnectionError=ConnectionError,
    Timeout=Timeout,
    ReadTimeout=ReadTimeout,
    ConnectTimeout=ConnectTimeout,
    InvalidURL=InvalidURL,
    MissingSchema=MissingSchema,
    JSONDecodeError=JSONDecodeError,
)
codes = SimpleNamespace(ok=200, created=201, no_content=204, not_found=404, internal_server_error=500)


class Response:
    """Answer to a request."""

    def __init__(self, answer: network.Answer):
        self.url = answer.url
        self.status_code = answer.status
        self.reason = answer.reason
        self.headers = Headers(answer.headers)
        self.content = answer.body
        self.encoding = self.headers.charset() or "utf-8"

    @property
    def ok(self):
        return self.status_code < 400

    @property
    def text(self):
        return self.content.decode(self.encoding, "replace")

    def json(self, **keywords):
        try:
            return _json.loads(self.content, **keywords)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos) from None

    def raise_for_status(self):
        if self.status_code < 400:
            return
        side = "Client" if self.status_code < 500 else "Server"
        message = f"{self.status_code} {side} Error: {self.reason} for url: {self.url}"
        raise HTTPError(message, response=self)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        return (self.content[at : at + chunk_size] for at in range(0, len(self.content), chunk_size))

    def iter_lines(self):
        return iter(self.content.splitlines())

    def close(self):
        """Does nothing: an answer is read completely."""

    def __bool__(self):
        return self.ok

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def __repr__(self):
        return f"<Response [{self.status_code}]>"


def request(method, url, params=None, data=None, headers=None, auth=None, timeout=None, json=None, **ignored):
    """Sends a request and returns the response."""
    if "://" not in str(url):
        raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    sent = network.Request(method, url, params=params, headers=headers, data=data, json=json, auth=auth)
    limit = timeout[-1] if isinstance(timeout, tuple) else timeout
    try:
        return Response(network.fetch(sent, limit))
    except network.TimedOut:
        raise ReadTimeout(f"{url}: Read timed out. (read timeout={limit})") from None
    except network.Unreachable as error:
        raise ConnectionError(str(error)) from None


def get(url, params=None, **keywords):
    """Sends a GET request."""
    return request("GET", url, params=params, **keywords)


def head(url, **keywords):
    """Sends a HEAD request."""
    return request("HEAD", url, **keywords)


def delete(url, **keywords):
    """Sends a DELETE request."""
    return request("DELETE", url, **keywords)


def post(url, data=None, json=None, **keywords):
    """Sends a POST request."""
    return request("POST", url, data=data, json=json, **keywords)


def put(url, data=None, **keywords):
    """Sends a PUT request."""
    return request("PUT", url, data=data, **keywords)


def patch(url, data=None, **keywords):
    """Sends a PATCH request."""
    return request("PATCH", url, data=data, **keywords)


class Session(Verbs):
    """Headers and parameters that several requests share. The browser keeps the connections."""

    def __init__(self):
        self.headers = Headers()
        self.params = {}
        self.auth = None

    def request(self, method, url, params=None, headers=None, **keywords):
        keywords.setdefault("auth", self.auth)
        both = {**self.headers, **(headers or {})}
        return request(method, url, params={**self.params, **(params or {})}, headers=both, **keywords)

    def post(self, url, data=None, json=None, **keywords):
        return self.request("POST", url, data=data, json=json, **keywords)

    def put(self, url, data=None, **keywords):
        return self.request("PUT", url, data=data, **keywords)

    def mount(self, prefix, adapter):
        """Does nothing: the browser decides on connections."""

    def close(self):
        """Does nothing, as above."""

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


session = Session
