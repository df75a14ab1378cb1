"""All settings, in one file, from the environment.

`CALAMITEITEN_MODUS` chooses: `ingebed` (default: SQLite and a broker in a folder, for trying out and a single desk),
`test` (real PostgreSQL and Redis of one run) or `productie`. Nothing has to be set to start the default; production
starts only when all its secrets and services are given, and refuses what may not be used there.
"""

import json
import ssl
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from basis import logboek
from basis.adres import domein_van, is_hier, is_verzonnen
from basis.regio import RegioFout, lees_regio
from contacten.inloggen.organisaties import OrganisatieFout, lees_organisaties

from .inhoudsbeleid import CONTENT_SECURITY_POLICY  # noqa: F401  a setting by its name
from .omgeving import Omgeving
from .ritme import ONDERDELEN, SLAG, rijen, ritme

env = Omgeving()
BASIS = Path(__file__).resolve().parent.parent.parent

# The version of the product, written once; docs/uitgave.md says how it goes up.
VERSIE = str(tomllib.loads((BASIS / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
MODUS = env.str("CALAMITEITEN_MODUS", default="ingebed")
if MODUS not in {"ingebed", "test", "productie"}:
    raise ImproperlyConfigured(f"CALAMITEITEN_MODUS is {MODUS!r}; kies ingebed, test of productie")
PRODUCTIE = MODUS == "productie"
DATA = Path(env.str("CALAMITEITEN_DATA", default=str(BASIS / ".demo"))).resolve()
DEMO = env.bool("DEMO", default=False)

STANDAARD_SLEUTEL = "alleen-voor-uitproberen-niet-geheim-0123456789abcdefghijklmnop"
SECRET_KEY = env.str("GEHEIME_SLEUTEL", default=STANDAARD_SLEUTEL)
# The key before it, for as long as it takes to put the second steps behind the new one (docs/beheer/sleutels.md).
EERDERE_SLEUTEL = env.str("GEHEIME_SLEUTEL_EERDER", default="")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("TOEGESTANE_HOSTS", default=[] if PRODUCTIE else ["127.0.0.1", "localhost", "[::1]"])
POORT = env.int("POORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{POORT}").rstrip("/")
# Folders with protocol files beside those of the product, with a comma between them: a region's own, or a trial. Their
# folder "regios" may hold a region.
PROTOCOL_MAP = BASIS / "escalatie" / "protocol"  # where its files are: contacten reads the names of the roles there
PROTOCOL_MAPPEN = env.list("PROTOCOL_MAPPEN", default=[])
# One installation serves one region: a new zaak follows a version of its protocol. Which version is in the files
# themselves (`geldt_vanaf`), so no setting names it.
REGIO_MAPPEN = (BASIS / "contacten" / "regios", *(Path(pad.strip()) / "regios" for pad in PROTOCOL_MAPPEN))
try:
    REGIO = lees_regio(env.str("REGIO", default="ijsselland"), *REGIO_MAPPEN)
except RegioFout as fout:
    raise ImproperlyConfigured(str(fout)) from fout
# bin/thema makes a stylesheet for each region of the product that has a hue of its own.
REGIO_CSS = f"css/regio/{REGIO.code}.css"
if not (BASIS / "static" / REGIO_CSS).is_file():
    REGIO_CSS = ""
# The colour of the bar around the app on a phone, per region of the product; of another, that of an ordinary accent.
_balken = json.loads((BASIS / "static" / "css" / "regio" / "balk.json").read_text(encoding="utf-8"))
BALKKLEUR = _balken.get(REGIO.code, _balken["gewoon"])

INSTALLED_APPS = [
    "basis",
    "contacten",
    "calamiteiten",
    "calamiteiten.demo",
    "communicatie",
    "escalatie",
    "contacten.apps.BeheerConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "auditlog",
    "csp",
    "django_fsm",
    "django_htmx",
    "guardian",
]

MIDDLEWARE = [
    "basis.middleware.Verzoekregel",
    "basis.middleware.Koppen",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contacten.inloggen.toeloop.Toeloop",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Within the one that says how long an answer is, around all that makes one.
    "basis.middleware.Leesrichting",
    "django.middleware.csrf.CsrfViewMiddleware",
    "basis.middleware.Sessieduur",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "contacten.gebruikers.middleware.Ingelogd",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "contacten.inloggen.tweede_stap.EistTweedeStap",
    "django_htmx.middleware.HtmxMiddleware",
    "contacten.gebruikers.middleware.Historie",
    "basis.middleware.Afscherming",
    "calamiteiten.toegang.middleware.Inzagespoor",
    "calamiteiten.middleware.InOefening",
    "calamiteiten.middleware.EenSpelling",
    "contacten.gebruikers.middleware.Eenmaal",
]

ROOT_URLCONF = "calamiteiten.config.urls"
WSGI_APPLICATION = "calamiteiten.config.wsgi.application"
AUTH_USER_MODEL = "contacten.Gebruiker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "basis.formulieren.Renderer"

_context = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "calamiteiten.navigatie.navigatie",
    "escalatie.werk.context.werk",
]
if DEMO:
    _context.append("calamiteiten.demo.context.demo")
# Our own without the spaces that their lines begin with; those of packages as they are.
_laders = ["basis.inspringing.ZonderInspringing", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASIS / "templates"],
        "OPTIONS": {
            "context_processors": _context,
            "builtins": ["basis.templatetags.formulier"],
            "loaders": [("django.template.loaders.cached.Loader", _laders)],
        },
    }
]

# Database. SQLite serves one desk; concurrent writers need IMMEDIATE (measured: 0 instead of 439 of 900 lost writes).
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'calamiteiten.sqlite3'}")
}
_db = DATABASES["default"]
SQLITE = _db["ENGINE"].endswith("sqlite3")
if SQLITE:
    DATA.mkdir(parents=True, exist_ok=True)
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _db["CONN_MAX_AGE"] = 300
    _db["CONN_HEALTH_CHECKS"] = True
    # Nobody waits forever (F11): 3 s for a lock, 15 s for one statement, 30 s between two of a transaction.
    _grenzen = {"lock_timeout": 3000, "statement_timeout": 15000, "idle_in_transaction_session_timeout": 30000}
    # A machine that is gone keeps its connections for two hours, unless the server asks after it (seconds; besluit 59).
    _grenzen |= {"tcp_keepalives_idle": 60, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
    # PostgreSQL compiles no question to machine code: a tenth of a second for what takes a few ms (besluit 66).
    _opties = ["-c jit=off", *(f"-c {wat}={ms}" for wat, ms in _grenzen.items())]
    # And the other way: a server whose machine is gone says nothing, and was waited for as long (seconds; ms).
    _lijn = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
    _db["OPTIONS"] = {"options": " ".join(_opties), "connect_timeout": 5, **_lijn}
    # The line to a server elsewhere (docs/beheer/database.md): "verify-full", and the file of who signed its key.
    if DATABASE_TLS := env.str("DATABASE_TLS", default=""):
        _db["OPTIONS"]["sslmode"] = DATABASE_TLS
    if DATABASE_TLS_CA := env.str("DATABASE_TLS_CA", default=""):
        _db["OPTIONS"]["sslrootcert"] = DATABASE_TLS_CA

    # The website signs in as the role that may have so many connections; the app has the rest (besluit 59).
    if DATABASE_ROL := env.str("DATABASE_ROL", default=""):
        _db["USER"] = DATABASE_ROL
WEB_VERBINDINGEN = env.int("WEB_VERBINDINGEN", default=40)

# The database clock decides in production; tests hold the clock of the process.
KLOK = env.str("KLOK", default="systeem" if MODUS == "test" else "database")

# Redis serves Celery only. Throttling of sign-in counts in the database, which every web process shares.
CACHES = {
    # The default of 300 rows is culled by age: a busy hour would forget that a code was used (TOTP, once).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if MODUS != "test"
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTHENTICATION_BACKENDS = [
    "contacten.inloggen.achterkant.Achterkant",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
GUARDIAN_USER_OBJ_PERMS_MODEL = "guardian.UserObjectPermission"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "werkvoorraad"
# Signing in (docs/besluiten/0035-inloggen.md). What of allauth is on, has an address in urls.py; no sign-up, no change
# of address, no codes by mail, no trusted browsers.
ACCOUNT_ADAPTER = "contacten.inloggen.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "contacten.inloggen.forms.InlogForm",
    "reset_password": "contacten.inloggen.forms.VergetenForm",
    "user_token": "contacten.inloggen.forms.LinkForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Sign-in is slowed by contacten/inloggen/rem.py: counters of the library keep a whole network, or a name, out. What it
# counts for who is signed in stays on (a changed password, confirming anew).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": None, "reset_password_from_key": None}
ACCOUNT_SESSION_REMEMBER = False
# Through an organisation (docs/besluiten/0042): JSON, a list; without it there is no page, no address and no button.
try:
    INLOG_ORGANISATIES = lees_organisaties(
        env.str("INLOG_ORGANISATIES", default=""),
        {gemeente.code for gemeente in REGIO.gemeenten},
        alleen_verzonnen=not PRODUCTIE,
    )
except OrganisatieFout as fout:
    raise ImproperlyConfigured(str(fout)) from None
SOCIALACCOUNT_ADAPTER = "contacten.inloggen.adapter.OrganisatieAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_STORE_TOKENS = False
PASSWORD_RESET_TIMEOUT = env.int("WACHTWOORDLINK_GELDIG_UREN", default=4) * 3600
# Proxies in front of the application, as addresses or networks: only what these write about the visitor is believed.
VERTROUWDE_PROXIES = env.list("VERTROUWDE_PROXIES", default=[])
# What one network may ask of a web process in a minute without signing in (0: no bound), and how much it may send.
ANONIEM_PER_MINUUT = env.int("ANONIEM_PER_MINUUT", default=0 if DEMO or MODUS == "test" else 240)
ANONIEM_MAX_KB = env.int("ANONIEM_MAX_KB", default=1024)
TWEEDE_STAP_VERPLICHT = env.bool("TWEEDE_STAP_VERPLICHT", default=not DEMO and MODUS != "test")
MFA_ADAPTER = "contacten.inloggen.adapter.TweedeStapAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address comes from the beheerder and the regiomanager, not from a sign-up
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing can be guessed there
MFA_FORMS = {
    "authenticate": "contacten.inloggen.forms.CodeForm",
    "reauthenticate": "contacten.inloggen.forms.CodeOpnieuwForm",
    "activate_totp": "contacten.inloggen.forms.CodeAppForm",
    "add_webauthn": "contacten.inloggen.forms.PasskeyForm",
    "edit_webauthn": "contacten.inloggen.forms.PasskeynaamForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))
SESSION_ENGINE = "contacten.inloggen.sessies"
# A session that stands still ends, and so does one that lasts: minutes and hours.
# Who stands outside a zaak says why he opens it (docs/besluiten/0037); most tests are about something else.
DOEL_VRAGEN = env.bool("DOEL_VRAGEN", default=MODUS != "test")
# In a test the clock jumps for days: there a browser stays signed in, but in the tests that are about this.
VEEL = 5000 if MODUS == "test" else 1
SESSIE_STIL_MINUTEN = env.int("SESSIE_STIL_MINUTEN", default=30 * VEEL)
SESSIE_HOOGSTENS_UREN = env.int("SESSIE_HOOGSTENS_UREN", default=10 * VEEL)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODUS == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "contacten.inloggen.wachtwoordregels.TeRaden"},
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# What worker and beat touch while they live, for the health check of their container; empty: nothing.
LEEFT_BESTAND = env.str("LEEFT_BESTAND", default="")
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASIS / "staticfiles")))
STATICFILES_DIRS = [BASIS / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODUS != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site loads our files
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODUS == "test"

# Mail. A message carries kenmerk, term and link only; one recipient each (communicatie/post/berichten.py).
EMAIL_BACKEND = "communicatie.post.mailverbinding.Verbinding"
EMAIL_HOST = env.str("EMAIL_HOST", default="" if PRODUCTIE else "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=587 if PRODUCTIE else 1025)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
# How the line to the mail server is guarded: "starttls", "tls" (from the first byte on) or "geen"; and the file of who
# signed its certificate, when that is no public authority (docs/beheer/mail.md).
EMAIL_TLS, EMAIL_TLS_CA = (
    env.str("EMAIL_TLS", default="starttls" if PRODUCTIE else "geen"),
    env.str("EMAIL_TLS_CA", default=""),
)
if EMAIL_TLS not in {"starttls", "tls", "geen"}:
    raise ImproperlyConfigured(f"EMAIL_TLS is {EMAIL_TLS!r}; kies starttls, tls of geen")
if EMAIL_TLS_CA and not Path(EMAIL_TLS_CA).is_file():
    raise ImproperlyConfigured(f"EMAIL_TLS_CA is {EMAIL_TLS_CA}; dat bestand is er niet")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_TLS == "starttls", EMAIL_TLS == "tls"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
DEFAULT_FROM_EMAIL = env.str("AFZENDER", default=f"Calamiteitenregie <calamiteitenregie@{REGIO.maildomein}>")
# What is not said follows the domain of the sender: an installation sets one address.
MAIL_DOMEIN = env.str("MAIL_DOMEIN", default=domein_van(DEFAULT_FROM_EMAIL) or REGIO.maildomein)
# A question of the press is no calamity: its mails do not say so on a locked phone either.
AFZENDER_PERS = env.str("AFZENDER_PERS", default=f"Persvragen jeugdhulp <persvragen@{MAIL_DOMEIN}>")
# The sender on the envelope: the mailbox where what was not delivered comes back (empty: AFZENDER); its Maildir, when
# that is on this machine (empty: none is read), and how long what was read stays there.
STUITERADRES, STUITERMAP = env.str("STUITERADRES", default=""), env.str("STUITERMAP", default="")
STUITER_BEWAREN_DAGEN = env.int("STUITER_BEWAREN_DAGEN", default=30)
# Where a weakness can be reported (/.well-known/security.txt): mailto: or https:.
BEVEILIGING_CONTACT = env.str("BEVEILIGING_CONTACT", default=f"mailto:beveiliging@{MAIL_DOMEIN}")
# A second channel for what is urgent: an HTTP service that sends texts. Without an address there is none.
SMS_URL = env.str("SMS_URL", default="")
SMS_KOP = env.str("SMS_KOP", default="Authorization")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_AFZENDER = env.str("SMS_AFZENDER", default=REGIO.organisatie[:11])
# More messages than this for one address within these minutes go as one mail with a line for each, and what follows
# waits as long for a next one. Never as long as a message counts as late (ten minutes).
VERZAMEL_BOVEN = env.int("VERZAMEL_BOVEN", default=20)
VERZAMEL_MINUTEN = min(env.float("VERZAMEL_MINUTEN", default=5.0), 8.0)

# Celery: beat sweeps tables; a broker message is a hint, the row is the record. No results, no ETA, JSON only.
REDIS_URL = env.str("REDIS_URL", default="")
REDIS_TLS_CA = env.str("REDIS_TLS_CA", default="")
CELERY_BROKER_URL = REDIS_URL or "map://"
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA / "broker"),
        "data_folder_out": str(DATA / "broker"),
        "control_folder": str(DATA / "broker" / "control"),
        "polling_interval": 0.2,
    }
else:
    # A line that says nothing is no line: it is made anew. Longer than what a worker waits for a task (10 s).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 5, "socket_timeout": 30}
if REDIS_URL.startswith("rediss://"):
    # Whose certificate cannot be trusted is not talked to; REDIS_TLS_CA is the file of who signed it.
    CELERY_BROKER_USE_SSL = {
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
        "ssl_check_hostname": True,
        "ssl_ca_certs": REDIS_TLS_CA or None,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE, CELERY_BEAT_SCHEDULER = ritme(), SLAG
CELERY_TASK_QUEUES, CELERY_TASK_ROUTES = rijen()
CELERY_TASK_DEFAULT_QUEUE = "overig"

# The watch (docs/beheer/bewaking.md): whose silence is a fault here, and where a sign of life goes when all is well.
BEWAAKTE_ONDERDELEN = env.list("BEWAAKTE_ONDERDELEN", default=ONDERDELEN if PRODUCTIE else ONDERDELEN[:1])
# Who asks /gezond with this ("Authorization: Bearer …") hears what is wrong; without it only who is signed in does.
MONITOR_TOKEN = env.str("MONITOR_TOKEN", default="")
HARTSLAG_URL = env.str("HARTSLAG_URL", default="")

# Keeping the contact list current (R103): days until the reminder, and how long the link in the mail works.
CONTACT_HERINNEREN_DAGEN = env.int("CONTACT_HERINNEREN_DAGEN", default=7)
CONTACT_VERZOEK_GELDIG_DAGEN = env.int("CONTACT_VERZOEK_GELDIG_DAGEN", default=21)
# How many days after its end the name and number of the journalist of a press question stay.
PERSCONTACT_BEWAREN_DAGEN = env.int("PERSCONTACT_BEWAREN_DAGEN", default=14)
MEDIA_HOSTS = env.list("MEDIA_HOSTS", default=[])  # feeds come from these only: "nieuws.example", "10.0.0.5:8080"
MEDIA_TIMEOUT = env.float("MEDIA_TIMEOUT", default=10.0)
MEDIA_MAX_BYTES = env.int("MEDIA_MAX_BYTES", default=2 * 1024 * 1024)

# What people do when the app cannot: said on every page that could not do its work.
TELEFOON_ROUTE = env.str("TELEFOON_ROUTE", default="Bel de contractmanager of de regiomanager van uw regio.")
PDF_SECONDEN = env.int("PDF_SECONDEN", default=60)  # a PDF is made in a process of its own, with a time and a memory
PDF_MEGABYTES = env.int("PDF_MEGABYTES", default=1024)
PAPIER_GELDIG_UREN = env.int("PAPIER_GELDIG_UREN", default=24)  # a long paper can be fetched for as long as this

# Files with a zaak (docs/besluiten/0038): how large one is, how many one zaak has, to how much one may unpack, and how
# many points an image has. clamd scans them, at "tcp://HOST:POORT" or "unix:///PAD"; without an address nothing does.
BESTAND_MAX_MB = env.int("BESTAND_MAX_MB", default=20)
BESTAND_MAX_AANTAL = env.int("BESTAND_MAX_AANTAL", default=50)
BESTAND_UITGEPAKT_MAX_MB = env.int("BESTAND_UITGEPAKT_MAX_MB", default=200)
BESTAND_MAX_MEGAPIXELS = env.int("BESTAND_MAX_MEGAPIXELS", default=50)
CLAMAV_ADRES = env.str("CLAMAV_ADRES", default="")
CLAMAV_SECONDEN = env.float("CLAMAV_SECONDEN", default=30.0)
FILE_UPLOAD_HANDLERS = [
    "calamiteiten.bestanden.ontvangst.Begrensd",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Back-ups: where they go, the public keys (age1…, more with a comma) that can open them, how many days and weeks stay.
BACKUP_MAP = Path(env.str("BACKUP_MAP", default=str(DATA / "back-ups"))).resolve()
BACKUP_SLEUTELS = env.list("BACKUP_SLEUTELS", default=[])
BACKUP_DAGEN, BACKUP_WEKEN = env.int("BACKUP_DAGEN", default=14), env.int("BACKUP_WEKEN", default=8)
# A contact that was not confirmed for this long counts as niet bevestigd (R103); an invitation works this long.
CONTACT_BEVESTIGEN_DAGEN = env.int("CONTACT_BEVESTIGEN_DAGEN", default=92)
UITNODIGING_GELDIG_UREN = env.int("UITNODIGING_GELDIG_UREN", default=72)

# Headers and cookies.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSIE_HOOGSTENS_UREN * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
BROWSER_COOKIE_NAME = "browser"  # contacten/inloggen/browser.py
CSRF_FAILURE_VIEW = "basis.views.csrf_geweigerd"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

if PRODUCTIE:
    SESSION_COOKIE_NAME = "__Host-sessie"
    CSRF_COOKIE_NAME = "__Host-csrf"
    BROWSER_COOKIE_NAME = "__Host-browser"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SSL_OMLEIDING", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^gezond$"]

# Outside production nothing reaches a real person (R20): the services are on this machine, and what is addressed to a
# domain that can belong to somebody is refused (communicatie/post/berichten.py).
ALLEEN_VERZONNEN_ADRESSEN = not PRODUCTIE
if ALLEEN_VERZONNEN_ADRESSEN:
    for _naam, _host in (("EMAIL_HOST", EMAIL_HOST), ("SMS_URL", urlsplit(SMS_URL).hostname or "localhost")):
        if not (is_hier(_host) or is_verzonnen(_host)):
            raise ImproperlyConfigured(f"{_naam} is {_host}; buiten productie gaat post alleen naar deze machine")

if PRODUCTIE:
    _bezwaren = [
        zin
        for fout, zin in (
            (SQLITE, "DATABASE_URL ontbreekt of wijst naar SQLite; productie heeft PostgreSQL nodig"),
            (DEBUG, "DEBUG mag niet aan staan in productie"),
            (DEMO, "DEMO mag niet aan staan in productie"),
            (not TWEEDE_STAP_VERPLICHT, "TWEEDE_STAP_VERPLICHT mag niet uit staan in productie"),
            (
                SECRET_KEY == STANDAARD_SLEUTEL or len(SECRET_KEY) < 50,
                "GEHEIME_SLEUTEL ontbreekt of is te kort (50 tekens)",
            ),
            (not REDIS_URL, "REDIS_URL ontbreekt; de broker in een map is niet voor productie"),
            (
                bool(REDIS_URL) and not (urlsplit(REDIS_URL).password or is_hier(urlsplit(REDIS_URL).hostname or "")),
                "REDIS_URL heeft geen wachtwoord; wie in Redis schrijft, kan taken laten uitvoeren",
            ),
            (not ALLOWED_HOSTS, "TOEGESTANE_HOSTS ontbreekt"),
            (
                not VERTROUWDE_PROXIES,
                "VERTROUWDE_PROXIES ontbreekt: het adres van de proxy waar TLS eindigt",
            ),
            (
                EMAIL_TLS == "geen" and not is_hier(EMAIL_HOST),
                "EMAIL_TLS mag alleen 'geen' zijn als de mailserver op deze machine staat",
            ),
            (not SITE_URL.startswith("https://"), "SITE_URL moet met https:// beginnen"),
            (KLOK != "database", "KLOK moet in productie 'database' zijn"),
            (not EMAIL_HOST, "EMAIL_HOST ontbreekt; zonder mailserver hoort niemand iets"),
            *(
                (is_verzonnen(_waarde), f"{_naam} eindigt op een naam die van niemand is ({_waarde})")
                for _naam, _waarde in (
                    ("SITE_URL", urlsplit(SITE_URL).hostname or ""),
                    ("EMAIL_HOST", EMAIL_HOST),
                    ("AFZENDER", domein_van(DEFAULT_FROM_EMAIL)),
                    ("AFZENDER_PERS", domein_van(AFZENDER_PERS)),
                    ("MAIL_DOMEIN", MAIL_DOMEIN),
                    ("BEVEILIGING_CONTACT", BEVEILIGING_CONTACT),
                )
            ),
        )
        if fout
    ]
    if _bezwaren:
        raise ImproperlyConfigured("Productie start niet: " + "; ".join(_bezwaren))

LOGGING = logboek.instellingen(env.str("LOGNIVEAU", default="INFO" if PRODUCTIE else "WARNING"), is_productie=PRODUCTIE)
