"""The line to the mail server: an own certificate authority (setting EMAIL_TLS_CA) is trusted, and then no other."""

import ssl
from functools import cached_property

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


class Mailserver(EmailBackend):
    """Django's, which trusts whom the machine trusts; many a municipality signs its own servers."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """Whose certificate is believed when TLS begins; a name that does not fit is refused."""
        return ssl.create_default_context(cafile=settings.EMAIL_TLS_CA or None)
