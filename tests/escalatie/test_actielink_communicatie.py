"""A gemeente without an account records by link whom it told, and what it brought outside (R85, R104)."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Melding
from communicatie.familie.naar_buiten import is_dicht
from communicatie.models import OOK_VOOR, Actielink, Bericht, Informeermoment, Uiting
from communicatie.post.actielinks import pad_voor
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.meldingen.communicatie.communiceren import FEITEN
from escalatie.models import Stap
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import moment, van_pagina

KANARIE = "Bijzonder onderwerp van deze zaak"
# Which seat of a gemeente records what by link.
WIE = {
    "manager_gemeente": {"informeren", "uiting"},
    "toegang": {"informeren", "uiting"},
    "communicatie_gemeente": {"uiting"},
    "wethouder": set(),
}


def pad_van(zaak: Melding, rol: str, regio: Regio, nu: datetime) -> str:
    """The path of the link of this seat of Zwolle, in a mail about this melding."""
    wie = Contactpersoon.objects.filter(bezettingen__rol=rol, bezettingen__gemeente__code="zwolle").first()
    assert wie, rol
    rij = Bericht.objects.create(
        zaak=zaak,
        rol=rol,
        gemeente=regio.gemeenten["zwolle"],
        contactpersoon=wie,
        aanleiding=f"proef:{zaak.pk}:{rol}",
        regel="proef",
        # The communicatieafdeling hears of a meeting, and opens no dossier.
        met_toegang=rol != "communicatie_gemeente",
        ontvanger=f"contact:{wie.pk}",
        sjabloon="fase_1_manager",
        aan=wie.email,
        message_id=f"<{uuid4()}@rsj.example>",
        status="verzonden",
        gepland_op=nu,
        verzonden_op=nu,
    )
    return pad_voor(rij, nu)


def ingevuld(feit: str, regio: Regio, nu: datetime, **anders: Any) -> dict[str, Any]:
    """What is typed on the form of this fact."""
    velden = {
        "informeren": {
            "orgaan": "raad",
            "gemeente": str(regio.gemeenten["zwolle"].pk),
            "wijze": "met een brief",
            "door_wie": "griffier",
            **moment("geinformeerd_op", nu),
        },
        "uiting": {
            "soort": "persbericht",
            "omschrijving": "de website van de gemeente",
            "namens": "gemeente Zwolle",
            **moment("gedaan_op", nu),
        },
    }
    return {**velden[feit], **anders}


def verstuur(client: Client, adres: str, velden: dict[str, Any]) -> Any:
    """Open the page, fill it in, press the button twice."""
    alles = {**van_pagina(client.get(adres)), **velden}
    antwoord = client.post(adres, alles)
    if antwoord.status_code == 302 and "actie" in adres:
        assert client.post(adres, alles).status_code == 302
    return antwoord


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """In Fase 1; nobody of a gemeente has an account, and the family does not know."""
    melding = bouw.in_fase_1(nu, onderwerp=KANARIE, omschrijving=f"{KANARIE}: wat er gebeurde.")
    Gebruiker.objects.filter(gemeente__isnull=False).update(is_active=False)
    assert is_dicht(melding)
    return melding


@pytest.mark.eis("R101", "R104")
@pytest.mark.parametrize("rol", sorted(WIE))
def test_een_plek_ziet_alleen_wat_zij_zelf_vastlegt(
    client: Client, zaak: Melding, regio: Regio, nu: datetime, rol: str
) -> None:
    pad = pad_van(zaak, rol, regio, nu)
    for feit in FEITEN:
        adres = f"{pad}communicatie/{feit}/"
        mag = feit in WIE[rol]
        assert (adres in client.get(pad).content.decode()) == mag, feit
        assert client.get(adres).status_code == (200 if mag else 410), feit
        assert client.post(adres, {"formulier": str(uuid4())}).status_code == (200 if mag else 410), feit
    assert not Uiting.objects.filter(melding=zaak).exists()


@pytest.mark.eis("R85", "R101", "R104", "R125")
@pytest.mark.parametrize(("rol", "feit"), [(rol, feit) for rol, feiten in WIE.items() for feit in sorted(feiten)])
def test_elke_plek_legt_met_de_link_vast_wat_de_gemeente_zelf_deed(
    client: Client, zaak: Melding, regio: Regio, nu: datetime, rol: str, feit: str
) -> None:
    pad = pad_van(zaak, rol, regio, nu)
    adres = f"{pad}communicatie/{feit}/"
    wie = Actielink.objects.get(bericht__regel="proef").contactpersoon
    leest = client.get(f"{adres}?orgaan=raad").content.decode()
    # No fact of the case, and of a lock only that it is on.
    for weg in (KANARIE, zaak.aanbieder.naam, "amilie weet", "strafrechtelijk"):
        assert weg not in leest, weg
    # It is outside: that is recorded, as what it was, and not as what only others can give.
    assert verstuur(client, adres, ingevuld(feit, regio, nu)).status_code == 200
    hoe = {"hoe_buiten": "te_vroeg", "vrijgave_reden": "De raad vroeg ernaar."}
    assert verstuur(client, adres, ingevuld(feit, regio, nu, **{**hoe, "hoe_buiten": "vrijgave"})).status_code == 200
    assert not Uiting.objects.filter(melding=zaak).exists()
    gedaan = verstuur(client, adres, ingevuld(feit, regio, nu, **hoe))
    assert gedaan.status_code == 302, gedaan.context["form"].errors
    uiting = Uiting.objects.get(melding=zaak)
    assert (uiting.buiten_om, uiting.vastgelegd_door, uiting.vastgelegd_door_contact) == ("te_vroeg", None, wie)
    assert bouw.taak(zaak, "herstel_na_uiting").status == "open"
    assert "u legde dit vast op" in client.get(pad).content.decode()
    proef = {1, *([] if Actielink.objects.get(bericht__regel="proef").bericht.met_toegang else [11])}
    assert {storing.nummer for storing in controleer(nu + timedelta(hours=1))} <= proef

    _hij_neemt_het_terug(client, zaak, pad, wie)
    gedaan = verstuur(client, adres, ingevuld(feit, regio, nu, **hoe))
    assert gedaan.status_code == 302, gedaan.context["form"].errors
    uiting = Uiting.objects.get(melding=zaak, herroeping__isnull=True)
    cm = Client()
    cm.force_login(regio.gebruikers["contractmanager"])
    leest = cm.get(f"/meldingen/{zaak.kenmerk}/communicatie/").content.decode()
    assert "de website van de gemeente" in leest or "Gemeenteraad" in leest
    weg = reverse("communicatie_intrekken", args=[zaak.kenmerk, "uiting", uiting.pk])
    assert weg in leest
    assert verstuur(cm, weg, {"waarom-reden": "Het was een andere brief."}).status_code == 302
    assert not Uiting.objects.filter(melding=zaak, herroeping__isnull=True).exists()
    assert not Informeermoment.objects.filter(informering__orgaan="raad", herroeping__isnull=True).exists()


def _hij_neemt_het_terug(client: Client, zaak: Melding, pad: str, wie: Contactpersoon) -> None:
    """With the same link, and a reason; it stays to be read. What is not his, is not there."""
    (terug,) = set(re.findall(rf"{re.escape(pad)}terug/[a-z]+/[0-9]+/", client.get(pad).content.decode()))
    for _ in range(2):
        assert client.get(terug).status_code == 200
    assert client.post(terug, {"reden": " "}).status_code == 200
    assert client.get(f"{pad}terug/uiting/999999/").status_code == 410
    assert client.get(f"{pad}terug/regie/1/").status_code == 410
    assert not Uiting.objects.filter(melding=zaak, herroeping__isnull=False).exists()
    assert verstuur(client, terug, {"reden": "Het was een andere brief."}).status_code == 302
    weg = Uiting.objects.get(melding=zaak).herroeping
    assert (weg.door, weg.door_contact, weg.reden) == (None, wie, "Het was een andere brief.")
    assert Stap.objects.filter(zaak=zaak, code="trek_in").latest("pk").door_contact == wie
    assert not Informeermoment.objects.filter(informering__orgaan="raad", herroeping__isnull=True).exists()
    assert bouw.taak(zaak, "herstel_na_uiting").status == "vervallen"
    assert client.get(terug).status_code == 410


@pytest.mark.eis("R104")
def test_alleen_van_de_eigen_gemeente_en_niet_na_het_einde(
    client: Client, zaak: Melding, regio: Regio, nu: datetime
) -> None:
    pad = pad_van(zaak, "manager_gemeente", regio, nu)
    adres = f"{pad}communicatie/informeren/"
    vreemd = ingevuld("informeren", regio, nu, orgaan="wethouder", gemeente=str(regio.gemeenten["kampen"].pk))
    assert verstuur(client, adres, vreemd).status_code == 200
    gewoon = ingevuld("informeren", regio, nu, orgaan="wethouder")
    regionaal = ingevuld("informeren", regio, nu, orgaan="voorzitter_bestuur")
    assert verstuur(client, adres, regionaal).status_code == 200
    assert not Informeermoment.objects.filter(informering__melding=zaak).exists()
    assert verstuur(client, adres, gewoon).status_code == 302
    assert Informeermoment.objects.get(informering__melding=zaak).informering.gemeente == regio.gemeenten["zwolle"]
    Gebruiker.objects.filter(rol="toegang").update(is_active=True)
    klaar = f"{pad_van(bouw.tot('afgerond', nu), 'manager_gemeente', regio, nu)}communicatie/informeren/"
    assert client.get(klaar).status_code == 410
    assert client.post(klaar, gewoon).status_code == 410


@pytest.mark.eis("R85", "R101")
def test_wie_dezelfde_plek_van_meer_gemeenten_vult_legt_met_een_link_van_elk_vast(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu, gemeenten=["zwolle", "raalte"])
    Gebruiker.objects.filter(gemeente__isnull=False).update(is_active=False)
    zwolle, raalte, kampen = (regio.gemeenten[code] for code in ("zwolle", "raalte", "kampen"))
    pad = pad_van(zaak, "manager_gemeente", regio, nu)
    link = Actielink.objects.get(bericht__regel="proef")
    Bezetting.objects.create(
        rol="manager_gemeente", gemeente=raalte, contactpersoon=link.contactpersoon, volgorde=9, van_datum=nu.date()
    )
    Bericht.objects.filter(pk=link.bericht_id).update(gegevens={OOK_VOOR: [raalte.pk]})
    adres = f"{pad}communicatie/informeren/"
    # Of which is asked: nothing is filled in that may be of the other.
    assert client.get(adres).context["form"].initial.get("gemeente") is None
    for gemeente in (raalte, zwolle):
        velden = ingevuld("informeren", regio, nu, orgaan="wethouder", gemeente=str(gemeente.pk))
        assert verstuur(client, adres, velden).status_code == 302
    vreemd = ingevuld("informeren", regio, nu, orgaan="wethouder", gemeente=str(kampen.pk))
    assert verstuur(client, adres, vreemd).status_code == 200
    momenten = Informeermoment.objects.filter(informering__melding=zaak)
    assert [m.informering.gemeente for m in momenten.order_by("pk")] == [raalte, zwolle]
    leest = client.get(pad).content.decode()
    for moment_ in momenten:
        naam = f"Geïnformeerd: {moment_.informering.partij} ({moment_.informering.gemeente})"
        assert naam in leest
        terug = client.get(f"{pad}terug/informeermoment/{moment_.pk}/").content.decode()
        assert naam in terug
    # The seat of the other goes to somebody else: from then on this link is of its own gemeente only.
    Bezetting.objects.filter(contactpersoon=link.contactpersoon, gemeente=raalte).delete()
    opnieuw = ingevuld("informeren", regio, nu, orgaan="college", gemeente=str(raalte.pk))
    assert verstuur(client, adres, opnieuw).status_code == 200
