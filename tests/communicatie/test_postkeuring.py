"""The scan over every mail of the suite can fail: each thing that it forbids is seen when it is there."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from email.message import EmailMessage

import pytest

from communicatie.models import Bericht
from communicatie.post import berichten
from tests import bouw
from tests.conftest import Mailserver
from tests.postkeuring import klachten, lees_zaak

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R44"), pytest.mark.eis("R45")]


def met_kop(naam: str, waarde: str) -> Callable[[EmailMessage], None]:
    """Put a header in the place of what was there."""

    def verander(mail: EmailMessage) -> None:
        del mail[naam]
        mail[naam] = waarde

    return verander


def met_tekst(tekst: str) -> Callable[[EmailMessage], None]:
    """Write something under the plain part."""

    def verander(mail: EmailMessage) -> None:
        plat = mail.get_body(("plain",))
        assert plat is not None
        plat.set_content(f"{plat.get_content()}\n{tekst}\n")

    return verander


@pytest.mark.parametrize(
    ("verander", "klacht"),
    [
        (met_kop("To", "een@rsj.example, twee@rsj.example"), "niet precies één ontvanger"),
        (met_kop("Cc", "twee@rsj.example"), "heeft Cc"),
        (met_kop("Bcc", "twee@rsj.example"), "heeft Bcc"),
        (met_kop("Auto-Submitted", "no"), "vanzelf is gemaakt"),
        (met_kop("List-Id", "<berichten.elders.example>"), "niet bij welke lijst"),
        (met_kop("X-Auto-Response-Suppress", "All"), "onderdrukt ook wat niet aankwam"),
        (met_kop("X-Auto-Response-Suppress", ""), "programma's om een antwoord"),
        (met_kop("Message-ID", "<1@elders.example>"), "niet ons Message-ID"),
        (met_kop("Subject", "CAL-2026-0001: melding in Zwolle"), "noemt zwolle in het onderwerp"),
        (met_tekst("Het gaat om ernstig letsel op een\nwoongroep."), "noemt 'ernstig letsel op een woongroep'"),
        (met_tekst("Bij de IGJ is het V-000001."), "noemt 'v-000001'"),
        (met_tekst("Bel 06-00000012."), "bevat een telefoonnummer"),
        (met_tekst("Overleg met Roos Lindeholt."), "noemt de naam"),
    ],
)
def test_elke_fout_wordt_gezien(
    mailserver: Mailserver, nu: datetime, verander: Callable[[EmailMessage], None], klacht: str
) -> None:
    bouw.melding(nu)
    berichten.verzend(nu)
    zaak = lees_zaak()
    assert klachten(mailserver.ontvangen, zaak) == []

    mail = deepcopy(mailserver.ontvangen[0])
    verander(mail)

    assert any(klacht in regel for regel in klachten([mail], zaak)), klachten([mail], zaak)


def test_een_persvraag_mag_zeggen_wat_is_afgesproken_en_hoe_men_antwoordt(mailserver: Mailserver, nu: datetime) -> None:
    bouw.melding(nu)
    berichten.verzend(nu)
    mail = deepcopy(mailserver.ontvangen[0])
    met_tekst("Ernstig letsel op een woongroep. Bel 06-00000012.")(mail)
    rij = Bericht.objects.get(message_id=str(mail["Message-ID"]))
    afgesproken = {"kernboodschap": "Ernstig letsel op een woongroep.", "antwoordroute": "Bel 06-00000012"}

    Bericht.objects.filter(pk=rij.pk).update(gegevens=afgesproken)

    assert klachten([mail], lees_zaak()) == []
