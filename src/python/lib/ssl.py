"""Stand-in for ssl. The browser secures connections and checks certificates, so contexts have no effect.

It has the names that the standard library and HTTP libraries refer to. Sockets cannot be wrapped.
"""

CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = range(3)


class SSLError(OSError):
    """Never raised: a failed handshake is a failed request."""


class SSLWantReadError(SSLError):
    """Never raised."""


class SSLSyscallError(SSLError):
    """Never raised."""


class SSLContext:
    """Settings that programs make and pass on."""

    verify_mode = CERT_REQUIRED
    check_hostname = True

    def load_verify_locations(self, *ignored, **ignored_too):
        """Does nothing: only the browser's certificates count."""

    load_cert_chain = load_default_certs = set_ciphers = load_verify_locations

    def wrap_socket(self, *ignored, **ignored_too):
        raise NotImplementedError("a browser has no sockets")


def create_default_context(*ignored, **ignored_too):
    """Returns a context."""
    return SSLContext()
