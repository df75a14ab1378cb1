"""Nothing of a foreign dossier in any byte that leaves the house: pages, lists, searches, files, papers, calendars,
mails and the log. What the pages of the table themselves give is listened to in their own walk (test_tabel)."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis import klok
from calamiteiten.models import Inzage, Paraatheidsfeit
from communicatie.post.berichten import verzend
from contacten.gebruikers import agendalink
from escalatie.meldingen.papier.soorten import SOORTEN, Vraag
from tests.communicatie.test_wat_een_mail_zegt import brieven
from tests.conftest import Mailserver
from tests.toegang import blik, kanarie
from tests.toegang.kanarie import KANARIE, LIED, PERSLIED, VRAAG
from tests.toegang.tabel import BUITEN, DEELNEMERS, TABEL
from tests.toegang.test_tabel import adres, als, ieder, zaak  # noqa: F401  `zaak` is a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# Where the kenmerk of a zaak stands, which is no part of it and no way in: where its post is watched, where who
# handles the press reads that a melding is there, and (test_samenhang) in a dossier that somebody linked to it.
NOEMT_KENMERKEN = {"bewaking", "werkbank"}


@pytest.fixture
def bestrooid(client: Client, zaak: Any, regio: Any, settings: Any, tmp_path: Any) -> Any:  # noqa: F811
    settings.DATA = tmp_path
    kanarie.strooi(client, zaak, regio.gemeenten["raalte"], NU)
    return zaak


def test_geen_letter_van_een_vreemd_dossier_verlaat_het_huis(
    client: Client, bestrooid: Any, mailserver: Mailserver
) -> None:
    eigen, vreemd = bestrooid["eigen"], bestrooid["vreemd"]
    fout: list[str] = []
    rest = vreemd.kenmerk.rsplit("-", 1)[1]
    zoek = [f"{reverse(naam)}?q={vraag}" for naam in ("meldingen", "zoeken") for vraag in (vreemd.kenmerk, rest)]
    zoek += [f"{reverse('meldingen')}?gemeente=raalte", f"{reverse('rapportages')}?gemeente=raalte"]
    for wie in ieder(client, bestrooid, sorted((DEELNEMERS | BUITEN) - {"verhuisd"})):
        gebruiker = bestrooid["spelers"][wie]
        open_ = dict(kanarie.lijsten(wie))
        ook = [open_[naam] for naam in NOEMT_KENMERKEN & open_.keys()]
        paden = [pad for pad in open_.values() if pad not in ook]
        paden += [f"{pad}?q={VRAAG}" for pad in paden]
        token = agendalink.maak(gebruiker, klok.nu())
        paden += [reverse(f"agenda_{vorm}", args=[token]) for vorm in ("ics", "atom")]
        # Linked to the foreign one and of the same aanbieder: what the own dossier says of that.
        if wie in DEELNEMERS:
            leest = [n for n, r in TABEL.items() if "kenmerk" in r.argumenten and wie in r.get.get(200, ())]
            ook += [adres(naam, eigen) for naam in leest]
            vraag = Vraag(eigen, gebruiker, klok.nu())
            papieren = [soort for soort in SOORTEN.values() if soort.mag(vraag)]
            tekst = "".join(f"{vel.html}{vel.gegevens}" for soort in papieren for vel in soort.maak(vraag).vellen)
            fout += [f"{wie} leest {w} op papier" for w in (LIED, vreemd.get_absolute_url()) if w in tekst]
            assert tekst
        fout += kanarie.zongen(client, wie, paden, vreemd.kenmerk)
        fout += kanarie.zongen(client, wie, [*ook, *zoek], f'"{vreemd.get_absolute_url()}"')
    assert not fout, "\n".join(fout)
    verzend(klok.nu(), limiet=1000)
    post = brieven(mailserver)
    assert len(post) > 5
    assert not [str(mail["Subject"]) for mail, tekst in post if LIED in tekst or PERSLIED in tekst]


def test_wie_wel_mag_lezen_hoort_elke_kanarie_het_logboek_niet_en_elke_lijst_laat_haar_filter_na(
    client: Client, bestrooid: Any
) -> None:
    vreemd, gehoord, gedrukt = bestrooid["vreemd"], "", ""
    fout: list[str] = []
    als(client, bestrooid, "regiomanager")
    dossier = [adres(n, vreemd) for n, r in TABEL.items() if "kenmerk" in r.argumenten and 405 not in r.get]
    dossier.append(adres("aanbieder", bestrooid["eigen"]))
    dossier.append(reverse("paraatheid", args=[Paraatheidsfeit.objects.latest("pk").paraatheid.kenmerk]))
    with kanarie.productielog() as uit:
        for naam, pad in kanarie.lijsten("regiomanager"):
            gehoord += _van_de_lijst(client, naam, f"{pad}?q={VRAAG}+{LIED.replace(' ', '+')}", fout)
            voor, antwoord = blik.rijen(), client.get(pad)
            if kanarie.zingt(antwoord, PERSLIED) and blik.rijen() != voor + 1:
                fout.append(f"{naam}: leest van een dossier en laat niets na")
            gehoord += antwoord.getvalue().decode(errors="replace")
        for pad in dossier:
            antwoord = client.get(pad)
            tekst = kanarie.inhoud(antwoord).decode(errors="replace")
            gehoord += tekst
            gedrukt += tekst if antwoord.getvalue().startswith(b"%PDF-") else ""
            client.post(pad, {"omschrijving": KANARIE, "tekst": KANARIE, "reden": KANARIE, "onderwerp": KANARIE})
        client.get(f"/meldingen/CAL-2026-9999/?q={LIED}")
        # Nothing of the case, and nothing of what somebody looked for.
        regels = uit.getvalue()
    assert not fout, "\n".join(fout)
    for woord in (KANARIE, f"Actie {LIED}", f"Signaal {LIED}", f"Geregeld {LIED}", f"Rapport {LIED}", PERSLIED):
        assert woord in gehoord, woord
    # In a paper too, in its letters and in the data that go with it: who listens to the others can hear it there.
    assert gedrukt.count(f"Rapport {LIED}") > 1
    assert '"route": "meldingen/<str:kenmerk>/"' in regels
    assert [regel for regel in regels.splitlines() if re.search(f"{VRAAG}|{LIED}|{PERSLIED}", regel)] == []


def _van_de_lijst(client: Client, naam: str, pad: str, fout: list[str]) -> str:
    """What this list shows of what was looked for; what is wrong with its row of who looked goes in `fout`."""
    voor = blik.rijen()
    antwoord = client.get(pad)
    tekst: str = antwoord.getvalue().decode(errors="replace")
    rijen = list(Inzage.objects.order_by("pk")[voor:])
    aantal = len(set(blik.KENMERK.findall(tekst))) if antwoord["Content-Type"].startswith("text/html") else None
    if len(rijen) != 1 or rijen[0].adres != naam or not re.fullmatch(r"q=#[0-9a-f]{10}", rijen[0].filter):
        fout.append(f"{naam}: {[vars(rij) for rij in rijen]}")
    elif rijen[0].soort == "zoeken" and rijen[0].aantal != aantal:
        fout.append(f"{naam}: toont {aantal} en niet {rijen[0].aantal}")
    return tekst
