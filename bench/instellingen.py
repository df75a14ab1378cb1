"""The settings of the server that is measured: those of the product, and two addresses that are its floors."""

from calamiteiten.config.settings import *  # noqa: F403
from calamiteiten.config.settings import MIDDLEWARE as _MIDDLEWARE

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.vloer.Hallo", *_MIDDLEWARE]
ALLOWED_HOSTS = ["127.0.0.1"]
DEBUG = False
