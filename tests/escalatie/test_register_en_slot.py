"""A register records what happened; a lock guards what we send: every kind of outward act under each lock (R125, R156).

Nothing has to be called leave that was none: it is recorded by who may record the act, as what it was, and it is a
signal until somebody repaired what could be repaired.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import onderzoeken
from communicatie.familie.naar_buiten import Toestemming
from communicatie.familie.onderzoeken import Begin
from communicatie.models import Bericht, Buitenom, Uiting, Vrijgave
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import signalen
from escalatie.models import Taak, Termijn
from tests import bouw, klok
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.slotbouw import REGELS, plan_naar_buiten, vertel_de_familie
from tests.escalatie.invullen import moment, van_pagina, verstuur

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R16", "R125", "R156")]
HOE = {"vrijgave_reden": "De gemeente had de pers al gebeld."}
SLOTEN = ("familie", "onderzoek")


def doe_dicht(zaak: Melding, slot: str, regio: Regio, nu: datetime) -> None:
    """Only this lock is on."""
    if slot == "onderzoek":
        vertel_de_familie(zaak, regio.gebruikers["contractmanager"], nu)
        begin = Begin(nu, "officier van justitie", "Gehoord.")
        onderzoeken.begin(zaak, begin, regio.gebruikers["contractmanager"], nu, REGELS)


def bel_taak(zaak: Melding, regio: Regio, nu: datetime) -> Taak:
    """A telephone task for a mail outside the circle that reached nobody."""
    bericht = plan_naar_buiten(zaak, nu)
    bericht.status, bericht.regel = "mislukt", "communicatielijn_naar_rsj"
    bericht.save()
    taak = Taak.objects.create(
        zaak=zaak,
        code="bel_lege_zetel",
        zetel_rol="medewerkers_regio",
        titel="Bel",
        rol="contractmanager",
        gemaakt_op=nu,
    )
    taak.berichten.add(bericht)
    return taak


def daden(zaak: Melding, regio: Regio, nu: datetime) -> list[tuple[str, str, dict[str, Any]]]:
    """Every road along which something outward is recorded for a melding: who, where, what is typed."""
    gesprek = {**moment("geinformeerd_op", nu), "wijze": "brief", "door_wie": "griffie"}
    feit = lambda code: reverse("communicatie_vastleggen", args=[zaak.kenmerk, code])  # noqa: E731
    taak = lambda rij: reverse("taak", args=[zaak.kenmerk, rij.pk])  # noqa: E731
    orgaan = {"gemeente": regio.gemeenten["zwolle"].pk, **gesprek}
    uiting = {"omschrijving": "de website", "namens": "gemeente Zwolle", **moment("gedaan_op", nu)}
    return [
        *[("adviseur", feit("informeren"), {"orgaan": o.code, **orgaan}) for o in REGELS.organen if o.naar_buiten],
        *[
            ("adviseur", feit("uiting"), {"soort": soort, "sleutel": str(uuid4()), **uiting})
            for soort in ("persbericht", "publicatie", "lokaal")
        ],
        ("manager_zwolle", taak(bouw.taak(zaak, "raad_informeren", "zwolle")), {"partij": "de raad", **gesprek}),
        ("manager_zwolle", taak(bouw.taak(zaak, "college_informeren", "zwolle")), {"partij": "college", **gesprek}),
        ("contractmanager", taak(bel_taak(zaak, regio, nu)), {"partij": "medewerkers", **gesprek}),
    ]


@pytest.mark.parametrize("slot", SLOTEN)
def test_elke_daad_naar_buiten_is_vast_te_leggen_als_wat_zij_was(
    slot: str, client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    doe_dicht(zaak, slot, regio, nu)
    wegen = daden(zaak, regio, nu)
    for nummer, (wie, adres, velden) in enumerate(wegen):
        client.force_login(regio.gebruikers[wie])
        hoe = Buitenom.values[nummer % len(Buitenom.values)]
        # Without a word of how it came outside nothing is recorded; nobody is made to call it leave.
        assert client.post(adres, velden).status_code == 200, adres
        assert client.post(adres, {**velden, **HOE, "hoe_buiten": "vrijgave"}).status_code == 200, adres
        assert client.post(adres, {**velden, "hoe_buiten": hoe}).status_code == 200, adres
        antwoord = client.post(adres, {**velden, **HOE, "hoe_buiten": hoe})
        assert antwoord.status_code == 302, (adres, getattr(antwoord.context.get("form"), "errors", ""))
        uiting = Uiting.objects.order_by("-pk")[0]
        assert (uiting.buiten_om, uiting.toelichting) == (hoe, HOE["vrijgave_reden"])
        assert (uiting.wist_familie, uiting.liep_onderzoek) == (slot == "onderzoek", slot == "onderzoek")

    assert Uiting.objects.count() == len(wegen)
    assert not Vrijgave.objects.exists()
    # It counts and it is seen: a signal, a duty within the hour, and the mails.
    assert [signaal.naam for signaal in signalen.lees_signalen([zaak.pk])] == [
        "Er is iets naar buiten voordat dat mocht"
    ]
    herstel = bouw.taak(zaak, "herstel_na_uiting")
    assert (herstel.status, herstel.rol) == ("open", "contractmanager")
    gehoord = Bericht.objects.filter(zaak=zaak, regel="te_vroeg_naar_leiding")
    assert set(gehoord.values_list("rol", flat=True)) == {"contractmanager", "regiomanager", "communicatieadviseur"}
    client.force_login(regio.gebruikers["adviseur"])
    pagina = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    for soort in Buitenom:
        assert soort.label.capitalize() in pagina or soort.label in pagina
    assert not [b for b in controleer(nu) if b.nummer == 11]
    # It turns out that nothing was outside at all: the signal ends with the last of these records.
    client.force_login(regio.gebruikers["regiomanager"])
    for uiting in Uiting.objects.order_by("pk"):
        assert signalen.lees_signalen([zaak.pk])
        adres = reverse("communicatie_intrekken", args=[zaak.kenmerk, "uiting", uiting.pk])
        assert verstuur(client, adres, waarom__reden="Er was niets naar buiten.").status_code == 302
    assert not signalen.lees_signalen([zaak.pk])


@pytest.mark.parametrize("slot", SLOTEN)
def test_een_antwoord_voor_de_familie_het_wist_stopt_de_termijn(
    slot: str, client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    doe_dicht(zaak, slot, regio, nu)
    vraag = persbouw.persvraag(nu, melding=zaak)
    adres = f"/persvragen/{vraag.kenmerk}/stap/leg_antwoord_vast/"
    client.force_login(regio.gebruikers["adviseur"])
    with klok.op(nu):
        velden = {
            **van_pagina(client.get(adres)),
            "tekst": "De wethouder zegt: wij leven mee.",
            "beantwoord_door": "woordvoerder",
            **moment("beantwoord_op", nu),
            "afwijking_kernboodschap_klaar": "De gemeente wachtte niet.",
        }
        assert client.post(adres, velden).status_code == 200
        velden |= {"toestemming_hoe": "buiten_ons", "toestemming_reden": "De gemeente belde de krant zelf."}
        antwoord = client.post(adres, velden)

    assert antwoord.status_code == 302, antwoord.context["form"].errors
    vraag.refresh_from_db()
    uiting = Uiting.objects.get(persvraag=vraag)
    assert (uiting.soort, uiting.buiten_om, uiting.vrijgave) == ("persantwoord", "buiten_ons", None)
    assert Termijn.objects.get(zaak=vraag).status == "gehaald"
    assert vraag.beantwoord_op is not None
    assert bouw.taak(zaak, "herstel_na_uiting").status == "open"


def test_wat_wij_zelf_sturen_gaat_niet_door_een_slot_hoe_het_ook_heet(regio: Regio, nu: datetime) -> None:
    """A name for what happened is no leave for what is still to be sent."""
    zaak = bouw.in_fase_1(nu)
    vraag = persbouw.persvraag(nu, melding=zaak)
    verstuurt = [s.code for s in REGELS.stappen if s.naar_buiten == "gemeentenmail"]
    assert set(verstuurt) == {"antwoord_direct", "stem_af", "stuur_bij", "informeer_gemeenten", "stuur_door"}
    gelekt = Toestemming("Het staat al in de krant.", "", "gelekt")

    with pytest.raises(Geweigerd, match="kan met een reden vrijgeven"):
        persbouw.stap(vraag, "antwoord_direct", regio.gebruikers["contractmanager"], nu, toestemming=gelekt)

    assert not Uiting.objects.exists()
