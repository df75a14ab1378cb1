"""All addresses. Pages live with the app that answers their question; this file only hangs them up."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from escalatie.bewaking import views as gezondheid

handler404 = "basis.views.niet_gevonden"
handler500 = "basis.views.serverfout"

_open = login_not_required
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("escalatie.urls")),
    path("", include("communicatie.urls")),
    path("", include("contacten.urls")),
    path("beheer/", admin.site.urls),
    path("inloggen/", _open(account.login), name="account_login"),
    path("uitloggen/", _open(account.logout), name="account_logout"),
    path("inloggen/niet-actief/", _open(account.account_inactive), name="account_inactive"),
    path("inloggen/opnieuw/", account.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/vergeten/", _open(account.password_reset), name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", _open(account.password_reset_done), name="account_reset_password_done"),
    path(
        "wachtwoord/nieuw/<uidb36>-<key>/",
        _open(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        _open(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("livez", _open(gezondheid.livez), name="livez"),
    path("readyz", _open(gezondheid.readyz), name="readyz"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("calamiteiten.demo.urls")))
