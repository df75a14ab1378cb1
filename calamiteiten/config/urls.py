"""All addresses. Pages live with the app that answers their question; this file only hangs them up."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from basis.klok import nu
from basis.pdf import maak_pdf
from contacten.views_uitvoer import uitvoer
from escalatie.bewaking import views as gezondheid
from escalatie.protocol.bereik import regels_zonder_ontvanger

handler404 = "basis.views.niet_gevonden"
handler500 = "basis.views.serverfout"

_open = login_not_required
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("escalatie.urls")),
    path("", include("communicatie.media.urls")),
    # contacten is below the clock and the maker of PDFs; they are handed to it.
    path("contacten/uitvoer/<slug:vorm>/", uitvoer, {"klok": nu, "pdf": maak_pdf}, name="contacten_uitvoer"),
    path("contacten/", include("contacten.urls"), {"klok": nu}),
    path("contacten/", include("contacten.urls_bijhouden"), {"klok": nu}),
    # The protocol is above it too: which rules would reach nobody when a seat empties.
    path("contacten/", include("contacten.urls_contact"), {"klok": nu, "regels": regels_zonder_ontvanger}),
    path("", include("contacten.urls_gebruikers"), {"klok": nu}),
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
