"""Methods of the clients in the stand-ins for HTTP libraries."""


class Verbs:
    """A method for each common verb, by way of the client's `request`, which may return an awaitable."""

    def get(self, url, **keywords):
        return self.request("GET", url, **keywords)

    def post(self, url, **keywords):
        return self.request("POST", url, **keywords)

    def put(self, url, **keywords):
        return self.request("PUT", url, **keywords)

    def delete(self, url, **keywords):
        return self.request("DELETE", url, **keywords)
