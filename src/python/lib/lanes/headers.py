"""Headers of an answer, whose names have no case."""


class Headers(dict):
    """Dictionary with names in lower case."""

    def __init__(self, pairs=()):
        super().__init__((name.lower(), value) for name, value in dict(pairs).items())

    def __getitem__(self, name):
        return super().__getitem__(name.lower())

    def __setitem__(self, name, value):
        super().__setitem__(name.lower(), value)

    def __contains__(self, name):
        return super().__contains__(name.lower())

    def get(self, name, default=None):
        return super().get(name.lower(), default)

    def charset(self) -> str | None:
        """Returns the character set that the content type names."""
        _, found, rest = self.get("content-type", "").partition("charset=")
        return rest.partition(";")[0].strip().strip('"') if found else None
