"""A provider of OpenID Connect that is not ours: django-allauth's own (`allauth.idp`), on loopback, in a process and
with a database of its own. It tells the truth and keeps to the standard; `tests/identiteitsdienst.py` lies.

Run as a module it is that provider: it makes its tables and its people, says its address on a line, and serves until it
is ended. What it is to know comes as JSON on its standard input.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

WACHTWOORD = "een-lang-geheim-van-daar"


@contextmanager
def allauthdienst(client: str, geheim: str, terug: str, mensen: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The address of a running one, where these people (by address, with what is said of each) can sign in for this
    client, which is answered at `terug`."""
    with tempfile.TemporaryDirectory() as map_:
        proces = subprocess.Popen(
            [sys.executable, "-m", __name__, map_],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        assert proces.stdin
        assert proces.stdout
        try:
            proces.stdin.write(json.dumps({"client": client, "geheim": geheim, "terug": terug, "mensen": mensen}))
            proces.stdin.close()
            adres = proces.stdout.readline().strip()
            assert adres, "the provider did not start"
            yield adres
        finally:
            proces.terminate()
            proces.wait()
            proces.stdout.close()


def meld_aan(adres: str, email: str, terug: str) -> str:
    """Sign in there as a browser does, from the address where the product sends it to: where it is sent back to."""
    with requests.Session() as browser:
        browser.trust_env = False
        antwoord = browser.get(adres, allow_redirects=False, timeout=30)
        while True:
            if antwoord.is_redirect:
                volgende = urljoin(antwoord.url, antwoord.headers["Location"])
                if volgende.startswith(terug):
                    return volgende
                antwoord = browser.get(volgende, allow_redirects=False, timeout=30)
                continue
            assert antwoord.status_code == 200, (antwoord.url, antwoord.status_code, antwoord.text)
            velden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', antwoord.text))
            velden = {naam: unescape(waarde) for naam, waarde in velden.items()}
            velden |= {"login": email, "password": WACHTWOORD}
            antwoord = browser.post(antwoord.url, velden, allow_redirects=False, timeout=30)


# The provider itself --------------------------------------------------------------------------------------------------


_CONTEXT = ("template.context_processors.request", "contrib.auth.context_processors.auth")
_SJABLONEN = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            *(f"django.{naam}" for naam in _CONTEXT),
            "django.contrib.messages.context_processors.messages",
        ]
    },
}


def _stel_in(map_: str) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    sleutel = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.allauthdienst_adressen",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{map_}/daar.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[_SJABLONEN],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        IDP_OIDC_PRIVATE_KEY=sleutel.decode(),
        IDP_OIDC_ADAPTER="tests.allauthdienst_adressen.Adapter",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )


def _vul(gegeven: dict[str, Any]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    for email, zegt in gegeven["mensen"].items():
        # What the organisation says of somebody, where the adapter finds it.
        wie = User.objects.create_user(email.partition("@")[0], email, WACHTWOORD, first_name=json.dumps(zegt))
        EmailAddress.objects.create(user=wie, email=email, verified=True, primary=True)
    client = Client(id=gegeven["client"], name="calamiteiten", skip_consent=True)
    client.set_secret(gegeven["geheim"])
    client.set_scopes(["openid", "email"])
    client.set_redirect_uris([gegeven["terug"]])
    client.save()


def main() -> None:
    """Be that provider."""
    import django

    gegeven = json.load(sys.stdin)
    _stel_in(sys.argv[1])
    django.setup()
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    _vul(gegeven)

    class Balie(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Stil(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = make_server("127.0.0.1", 0, get_wsgi_application(), Balie, Stil)
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
