"""`urllib.request`: handlers, redirects' errors and openers are CPython's; only the connection is the host's."""

import email.message
import io

from lanes import network


def apply(module) -> None:
    """Replaces the opening of a connection, and adds the handler of https, which otherwise needs the module ssl."""

    def do_open(handler, http_class, request, **arguments):
        timeout = request.timeout if isinstance(request.timeout, (int, float)) else None
        headers = {**request.unredirected_hdrs, **request.headers}
        headers.pop("Host", None)
        sent = network.Request(request.get_method(), request.full_url, headers=headers, data=request.data)
        try:
            answer = network.fetch(sent, timeout)
        except network.TimedOut:
            raise module.URLError(TimeoutError("timed out")) from None
        except network.Unreachable as error:
            raise module.URLError(error) from None
        message = email.message.Message()
        for name, value in answer.headers:
            message[name] = value
        response = module.addinfourl(io.BytesIO(answer.body), message, answer.url, answer.status)
        response.msg, response.reason, response.version = answer.reason, answer.reason, 11
        return response

    class HTTPSHandler(module.AbstractHTTPHandler):
        """Handler of https addresses."""

        https_request = module.AbstractHTTPHandler.do_request_

        def https_open(self, request):
            return self.do_open(None, request)

    module.AbstractHTTPHandler.do_open = do_open
    module.HTTPSHandler = HTTPSHandler
    build = module.build_opener
    module.build_opener = lambda *handlers: build(*handlers, HTTPSHandler)
