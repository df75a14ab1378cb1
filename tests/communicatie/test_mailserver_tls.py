"""The line to the mail server is guarded, or nothing goes: not the mail, and not the password."""

import smtplib
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from tests import bouw
from tests.tlslijn import Gezag

from .tlsserver import mailserver as server

pytestmark = pytest.mark.django_db


@pytest.fixture
def melding(nu: datetime) -> Melding:
    return bouw.melding(nu)


@pytest.fixture
def lijn(settings: Any) -> Any:
    def zet(soort: str, poort: int, ca: Path | None) -> None:
        settings.EMAIL_BACKEND = "communicatie.post.mailverbinding.Verbinding"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", poort, 5
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "wachtwoord-van-de-mail"
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = soort == "starttls", soort == "tls"
        settings.EMAIL_TLS_CA = str(ca or "")

    return zet


@pytest.mark.parametrize("soort", ["starttls", "tls"])
def test_over_een_lijn_met_een_goed_certificaat_gaat_de_post(
    soort: str, melding: Melding, lijn: Any, tmp_path: Path, nu: datetime
) -> None:
    gezag = Gezag(tmp_path, "eigen-gezag")
    with server(soort, gezag.voor("localhost").context) as (loket, poort):
        lijn(soort, poort, gezag.bestand)
        telling = berichten.verzend(nu)

    assert telling.verzonden == len(loket.post) > 1
    assert all(is_bewaakt for _, is_bewaakt, _ in loket.post)
    assert loket.wachtwoorden == [True]


@pytest.mark.parametrize("soort", ["starttls", "tls"])
@pytest.mark.parametrize("geval", ["ander gezag", "geen eigen gezag", "andere naam", "biedt het niet"])
def test_een_lijn_die_niet_klopt_krijgt_niets(
    soort: str, geval: str, melding: Melding, lijn: Any, tmp_path: Path, nu: datetime
) -> None:
    """Not a mail, not a password; each row waits with the reason, and goes when the line is right again."""
    gezag, ander = Gezag(tmp_path, "eigen-gezag"), Gezag(tmp_path, "ander-gezag")
    context = gezag.voor("elders.example" if geval == "andere naam" else "localhost").context
    with server("geen" if geval == "biedt het niet" else soort, context) as (loket, poort):
        lijn(soort, poort, {"ander gezag": ander.bestand, "geen eigen gezag": None}.get(geval, gezag.bestand))
        telling = berichten.verzend(nu)

    assert (loket.post, loket.wachtwoorden) == ([], [])
    assert telling.verzonden == telling.mislukt == 0
    wacht = Bericht.objects.filter(status=BerichtStatus.GEPLAND)
    assert wacht.count() == telling.uitgesteld > 1
    (reden,) = set(wacht.values_list("reden", flat=True))
    assert reden.startswith(("Het certificaat van de mailserver", "De mailserver biedt geen", "De mailserver spreekt"))
    assert set(wacht.values_list("fouten", "mogelijk_dubbel")) == {(0, False)}

    with server(soort, gezag.voor("localhost").context) as (loket, poort):
        lijn(soort, poort, gezag.bestand)
        assert berichten.verzend(nu + timedelta(minutes=1)).verzonden == len(loket.post) == telling.uitgesteld


def test_waar_niet_met_een_wachtwoord_kan_worden_ingelogd_zegt_de_reden_dat(
    melding: Melding, lijn: Any, nu: datetime
) -> None:
    with server("geen", None, alleen_bewaakt=True) as (loket, poort):
        lijn("geen", poort, None)
        berichten.verzend(nu)

    assert (loket.post, loket.wachtwoorden) == ([], [])
    (reden,) = set(Bericht.objects.filter(status=BerichtStatus.GEPLAND).values_list("reden", flat=True))
    assert "wachtwoord" in reden
    assert "STARTTLS" not in reden


def test_wat_een_mail_draagt_voor_de_machines_onderweg(
    melding: Melding, lijn: Any, tmp_path: Path, settings: Any, nu: datetime
) -> None:
    """The envelope is ours for what comes back; no program answers, and what is refused does come back."""
    settings.STUITERADRES = "stuiters@calamiteitenregie.example"
    gezag = Gezag(tmp_path, "eigen-gezag")
    with server("starttls", gezag.voor("localhost").context) as (loket, poort):
        lijn("starttls", poort, gezag.bestand)
        berichten.verzend(nu)

    assert {van for van, _, _ in loket.post} == {"stuiters@calamiteitenregie.example"}
    for _, _, ruw in loket.post:
        mail = message_from_bytes(ruw)
        assert mail["From"] == settings.DEFAULT_FROM_EMAIL
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"] == f"<berichten.{settings.MAIL_DOMEIN}>"
        assert not {"NDR", "All"} & set(mail["X-Auto-Response-Suppress"].split(", "))


@pytest.mark.parametrize("naam", ["DEFAULT_FROM_EMAIL", "AFZENDER_PERS", "STUITERADRES"])
def test_aan_onszelf_gaat_niets(naam: str, melding: Melding, mailserver: Any, settings: Any, nu: datetime) -> None:
    """A contact with our own mailbox as address: a telephone task, and no mail that goes round."""
    aan = Bericht.objects.filter(zaak=melding).exclude(aan="").values_list("aan", flat=True)[0]
    setattr(settings, naam, f"Van ons <{aan.upper()}>")

    berichten.verzend(nu)

    assert aan not in {str(mail["To"]) for mail in mailserver.ontvangen}
    assert set(Bericht.objects.filter(aan=aan).values_list("status", flat=True)) == {"mislukt"}


def test_een_server_zonder_inloggen_heet_zo(
    melding: Melding, lijn: Any, tmp_path: Path, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is guarded: whoever reads the reason looks for the right thing."""

    def weiger(*_: object, **__: object) -> None:
        raise smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")

    monkeypatch.setattr(smtplib.SMTP, "login", weiger)
    gezag = Gezag(tmp_path, "eigen-gezag")
    with server("starttls", gezag.voor("localhost").context) as (loket, poort):
        lijn("starttls", poort, gezag.bestand)
        telling = berichten.verzend(nu)

    assert (loket.post, telling.afzender_geweigerd) == ([], telling.uitgesteld)
    (reden,) = set(Bericht.objects.filter(status=BerichtStatus.GEPLAND).values_list("reden", flat=True))
    assert "ingelogd" in reden
