"""All addresses. Pages live with the app that answers their question; this file only hangs them up."""

from allauth.account import views as account
from allauth.mfa.base import views as stap
from allauth.mfa.recovery_codes import views as herstelcodes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from basis.views import beveiliging, manifest
from contacten.inloggen.views import nieuw_wachtwoord
from escalatie.bewaking import views as gezondheid

handler400 = "basis.views.klopt_niet"
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
    # The key holds a hyphen itself: a path with two places would cut it at the wrong one.
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        nieuw_wachtwoord,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        _open(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("inloggen/tweede-stap/", _open(stap.authenticate), name="mfa_authenticate"),
    path("inloggen/passkey/", _open(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("inloggen/opnieuw/code/", stap.reauthenticate, name="mfa_reauthenticate"),
    path("inloggen/opnieuw/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("beveiliging/", stap.index, name="mfa_index"),
    path("beveiliging/code-app/", totp.activate_totp, name="mfa_activate_totp"),
    path("beveiliging/code-app/verwijderen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("beveiliging/herstelcodes/", herstelcodes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("beveiliging/herstelcodes/nieuw/", herstelcodes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("beveiliging/herstelcodes/bestand/", herstelcodes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("beveiliging/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("beveiliging/passkeys/nieuw/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("beveiliging/passkeys/<int:pk>/verwijderen/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("beveiliging/passkeys/<int:pk>/naam/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("beveiliging/apparaten/", list_usersessions, name="usersessions_list"),
    path(".well-known/security.txt", _open(beveiliging), name="beveiliging"),
    path("app.webmanifest", _open(manifest), name="manifest"),
    path("livez", _open(gezondheid.livez), name="livez"),
    path("readyz", _open(gezondheid.readyz), name="readyz"),
    path("gezond", _open(gezondheid.gezond), name="gezond"),
    path("metrics", _open(gezondheid.metrieken), name="metrics"),
]
if settings.INLOG_ORGANISATIES:
    urlpatterns.append(path("", include("contacten.inloggen.urls")))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("calamiteiten.demo.urls")))
