"""What was recorded of the communication is put right field by field: the old struck through, the locks asked anew."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from basis import taal
from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import familielijst, herroepen
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.forms import SLOTVELDEN
from communicatie.familie.informeringen import Inlichting, leg_orgaan_vast
from communicatie.familie.naar_buiten import Toestemming, is_dicht, leg_uiting_vast
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import HERROEPBAAR, Informeermoment, Uiting, Uitzondering
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import wijzig
from escalatie.draaiboek.correcties import VERBETER
from escalatie.draaiboek.signalen import lees_signalen
from escalatie.draaiboek.zegels import breuken
from escalatie.meldingen.communicatie import communiceren, verbeteren
from escalatie.meldingen.communicatie.communiceren import FamilieVerteld, NaarBuiten, leg_vast
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken.herzien import verbeter
from escalatie.meldingen.taken.vervulling import Informeerverslag, Vervulling
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import moment, van_pagina
from tests.escalatie.test_herzien import MAKERS, WAAROM

UUR = timedelta(hours=1)
OUDER, SLACHTOFFER = "Ouder of verzorger", "Slachtoffer"
GEWELD = {**dict.fromkeys(bouw.CRITERIA["geweld"], "ja"), "slachtoffer": "jeugdige", "pleger": "medebewoner"}
# Kind of fact -> another value for every field of its form. A moment is of before the test.
ANDERS: dict[str, dict[str, object]] = {
    "informeermoment": {
        "geinformeerd_op": UUR,
        "wijze": "in een brief",
        "door_wie": "wethouder Zwolle",
        "toelichting": "Zo ging het echt.",
    },
    "slachtofferhulp": {
        "aangeboden_op": UUR,
        "door_wie": "de huisarts",
        "toelichting": "Het gezin denkt erover na.",
        "aangeboden": "nee",
    },
    "uiting": {"gedaan_op": UUR, "omschrijving": "de website", "namens": "gemeente Raalte", "soort": "publicatie"},
    "uitzondering": {"reden": "Is niet te vinden.", "nummer": ""},
    "regie": {"vanaf_op": UUR, "functie": "burgemeester Zwolle", "reden": "Dat is zo afgesproken.", "wie": ""},
    "onderzoek": {"begonnen_op": UUR, "beslist": "de officier, na overleg", "reden": "Van de politie gehoord."},
}
# Which body was told is another fact: that one is taken back.
ELDERS = {"orgaan", "gemeente", "sleutel", *SLOTVELDEN, "bevestig_persoonsgegevens"}


def _persbericht(zaak: Melding, door: Gebruiker, nu: datetime) -> Uiting:
    regels, weg = haal_communicatieregels(zaak.protocol_versie), Toestemming("Het moest nu.", "officier van justitie")
    namens, wat = "gemeente Zwolle", "een brief"
    return leg_uiting_vast(
        zaak, "persbericht", "uiting:proef", door, nu, regels, toestemming=weg, namens=namens, omschrijving=wat
    )


def _uitzondering(zaak: Melding, door: Gebruiker, nu: datetime) -> Uitzondering:
    regels = haal_communicatieregels(zaak.protocol_versie)
    erbij = familielijst.voeg_toe(zaak, "ouder", door, nu, regels)
    return familielijst.maak_uitzondering(zaak, erbij.pk, "Wil het niet van ons horen.", door, nu, regels)


def _verteld(zaak: Melding, door: Gebruiker, nu: datetime) -> Informeermoment:
    regels = haal_communicatieregels(zaak.protocol_versie)
    orgaan = next(o for o in regels.organen if door.is_rol(*o.door) and o.per == "regio" and not o.is_familie)
    return leg_orgaan_vast(zaak, orgaan, None, Inlichting(nu, "telefonisch", "regiomanager"), door, nu, regels)


HIER = {
    **MAKERS,
    "informeermoment": ("regiomanager", _verteld),
    "uiting": ("regiomanager", _persbericht),
    "uitzondering": ("regiomanager", _uitzondering),
}


@pytest.mark.eis("R125", "R126", "R149", "R156")
# Another part is another person: who is on the list by mistake is taken off it.
@pytest.mark.parametrize("soort", [soort for soort in HERROEPBAAR if soort != "informering"])
def test_elk_veld_van_elk_feit_wordt_verbeterd_met_het_oude_doorgestreept(
    soort: str, client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw._tot_fase_1(nu).melding
    door, maak = HIER[soort]
    rij = maak(zaak, regio.gebruikers[door], nu)
    client.force_login(regio.gebruikers[door])
    naam = "communicatie_verbeteren"
    adres = reverse(naam, args=[zaak.kenmerk, soort, rij.pk])
    assert adres in client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    assert set(ANDERS[soort]) == set(client.get(adres).context["form"].fields) - ELDERS
    for veld, waarde in ANDERS[soort].items():
        pagina = client.get(adres)
        ingevuld = van_pagina(pagina)
        nieuw = waarde or next(c for c, _ in pagina.context["form"].fields[veld].choices if c != ingevuld[veld])
        tekst = moment(veld, nu - waarde) if isinstance(waarde, timedelta) else {veld: str(nieuw)}
        post = {**ingevuld, **tekst, "bevestig_persoonsgegevens": "on"}
        assert client.post(adres, {**post, "waarom-reden": " "}).status_code == 200
        antwoord = client.post(adres, {**post, "waarom-reden": WAAROM})
        assert antwoord.status_code == 302, (veld, antwoord.context["form"].errors)
        stap = Stap.objects.filter(zaak=zaak, code=VERBETER).latest("volgnummer")
        assert stap.door
        assert (stap.door.username, stap.motivering) == (door, WAAROM)
        adres = reverse(naam, args=[zaak.kenmerk, soort, stap.gegevens["nieuw"]])
    pagina_tekst = client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    gezegd = [m for m in tijdlijn(zaak) if m.velden]
    assert len(gezegd) == len(ANDERS[soort])
    assert all(f"was </span>{v.oud}</del>" in pagina_tekst for m in gezegd for v in m.velden if v.oud)
    if soort != "onderzoek":
        assert client.get(reverse(naam, args=[zaak.kenmerk, soort, rij.pk])).status_code == 404
    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert client.get(adres).status_code == 404
    assert list(breuken()) == []
    assert controleer(nu) == []


@pytest.mark.eis("R125")
def test_het_register_van_naar_buiten_noemt_het_verbeterde_moment_en_weegt_het_slot_daar(
    client: Client, regio: Regio, nu: datetime
) -> None:
    """The family knew at `nu`; what went outside at an hour later turns out to have gone an hour earlier."""
    loper = bouw._tot_scenario(nu, "a").doe("jeugdige_familie").wacht(hours=1).doe("lokaal_informeren")
    zaak, taak = loper.melding, bouw.taak(loper.melding, "lokaal_informeren")
    uiting, toegang = Uiting.objects.get(sleutel__startswith=f"taak:{taak.pk}:"), regio.gebruikers["toegang_zwolle"]
    straks = nu + 2 * UUR
    gezegd = Informeerverslag("Lokale partijen", nu + timedelta(minutes=30), "toegang Zwolle", "telefonisch")

    verbeter(taak.pk, Vervulling("Gedaan.", "", gezegd), WAAROM, toegang, straks)

    nieuw = Uiting.objects.get(melding=zaak, herroeping__isnull=True)
    assert (nieuw.verbetering_van, nieuw.gedaan_op) == (uiting, nu + timedelta(minutes=30))
    client.force_login(regio.gebruikers["regiomanager"])
    register = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    assert ">24 november 2026, 11:00 uur</time></del>" in register
    assert re.search(r"</del>\s*<time[^>]*>24 november 2026, 10:30 uur</time>", register)
    te_vroeg = Informeerverslag("Lokale partijen", nu - UUR, "toegang Zwolle", "telefonisch")
    with pytest.raises(Geweigerd, match="kan met een reden vrijgeven"):
        verbeter(taak.pk, Vervulling("Gedaan.", "", te_vroeg), WAAROM, toegang, straks)
    assert Uiting.objects.get(melding=zaak, herroeping__isnull=True) == nieuw
    adres = reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk])
    velden = van_pagina(client.get(adres)) | moment("geinformeerd_op", nu - UUR)
    velden |= {"waarom-reden": WAAROM, "bevestig_persoonsgegevens": "on", "namens": "toegang Zwolle"}
    assert "Kies hoe dit naar buiten kwam" in client.post(adres, velden).content.decode()
    hoe = {"hoe_buiten": "vrijgave", "vrijgave_reden": "Het was al overal bekend."}
    assert client.post(adres, {**velden, **hoe}).status_code == 302
    laatste = Uiting.objects.get(melding=zaak, herroeping__isnull=True)
    assert (laatste.gedaan_op, laatste.wist_familie, laatste.vrijgave is None) == (nu - UUR, False, False)
    assert controleer(straks) == []


@pytest.mark.eis("R125", "R156")
def test_zonder_vrijgave_blijkt_ook_later_en_dan_weer_niet_en_het_signaal_gaat_mee(
    client: Client, regio: Regio, nu: datetime
) -> None:
    """An hour before the family knew is too early; the moment that it names then is not."""
    zaak = bouw._familie_weet_het(nu).melding
    cm = regio.gebruikers["contractmanager"]
    leg_vast(zaak, "uiting", NaarBuiten("publicatie", uuid4(), "de website", nu, "gemeente Zwolle"), cm, nu)
    client.force_login(cm)

    def adres() -> str:
        uiting = Uiting.objects.get(melding=zaak, herroeping__isnull=True)
        return reverse("communicatie_verbeteren", args=[zaak.kenmerk, "uiting", uiting.pk])

    def post(**velden: Any) -> Uiting:
        wat = {**van_pagina(client.get(adres())), "waarom-reden": WAAROM, "bevestig_persoonsgegevens": "on", **velden}
        antwoord = client.post(adres(), wat)
        assert antwoord.status_code == 302, antwoord.context["form"].errors
        return Uiting.objects.get(melding=zaak, herroeping__isnull=True)

    te_vroeg = moment("gedaan_op", nu - UUR) | {"hoe_buiten": "te_vroeg", "vrijgave_reden": "De gemeente was snel."}
    assert (post(**te_vroeg).buiten_om, len(lees_signalen([zaak.pk]))) == ("te_vroeg", 1)
    # What was said of it stands on the form, and stays when something else is put right.
    anders = post(omschrijving="de eigen website")
    assert (anders.buiten_om, anders.toelichting) == ("te_vroeg", "De gemeente was snel.")
    assert Taak.objects.filter(zaak=zaak, code="herstel_na_uiting").count() == 1
    assert (post(**moment("gedaan_op", nu)).buiten_om, lees_signalen([zaak.pk])) == ("", [])
    assert controleer(nu) == []


@pytest.mark.eis("R125")
def test_wie_van_de_lijst_het_op_de_pagina_hoorde_wordt_met_dat_formulier_verbeterd(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, cm = bouw._tot_fase_1(nu).melding, regio.gebruikers["contractmanager"]
    wie = tuple(op_de_lijst(zaak).values_list("pk", flat=True))
    feit = FamilieVerteld(wie, Inlichting(nu, "telefonisch", "toegang Zwolle"))
    leg_vast(zaak, "familie", feit, cm, nu)
    rij = Informeermoment.objects.filter(informering__in=wie)[0]
    client.force_login(cm)
    adres = reverse("communicatie_verbeteren", args=[zaak.kenmerk, "informeermoment", rij.pk])
    velden = van_pagina(client.get(adres)) | moment("geinformeerd_op", nu - UUR)

    antwoord = client.post(adres, {**velden, "waarom-reden": WAAROM, "bevestig_persoonsgegevens": "on"})

    assert antwoord.status_code == 302, antwoord.context["form"].errors
    geldig = Informeermoment.objects.filter(informering__in=wie, herroeping__isnull=True)
    assert set(geldig.values_list("informering", "geinformeerd_op")) == {(pk, nu - UUR) for pk in wie}
    assert not is_dicht(zaak)
    assert controleer(nu) == []


@pytest.mark.eis("R125", "R156")
def test_de_vrijgave_van_een_bericht_gaat_mee_met_zijn_verbetering(regio: Regio, nu: datetime) -> None:
    zaak = bouw._tot_fase_1(nu).melding
    uiting = MAKERS["uiting"][1](zaak, regio.gebruikers["regiomanager"], nu)
    feit = NaarBuiten("persbericht", uiting.sleutel, "de website", nu, "gemeente Zwolle")

    # Who may give no leave may say where it stood.
    verbeteren.verbeter(zaak, "uiting", uiting.pk, feit, WAAROM, regio.gebruikers["adviseur"], nu + UUR)

    nieuw = Uiting.objects.get(melding=zaak, herroeping__isnull=True)
    assert (nieuw.vrijgave, nieuw.omschrijving) == (uiting.vrijgave, "de website")
    assert controleer(nu + UUR) == []


@pytest.mark.eis("R125")
def test_wist_de_familie_het_later_dan_gezegd_dan_blijft_het_slot_open_en_het_moment_klopt(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw._familie_weet_het(nu).melding
    # Also of who was told in the same talk: it is put right at the task that recorded it.
    rij = Informeermoment.objects.filter(informering__rol="jeugdige_familie").order_by("-pk")[0]
    client.force_login(regio.gebruikers["contractmanager"])

    naar = client.get(reverse("communicatie_verbeteren", args=[zaak.kenmerk, "informeermoment", rij.pk]))

    assert naar.status_code == 302
    taak = bouw.taak(zaak, "jeugdige_familie")
    assert naar["Location"] == reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk])
    assert not is_dicht(zaak)
    herroepen.herroep(
        rij, WAAROM, regio.gebruikers["contractmanager"], nu, haal_communicatieregels(zaak.protocol_versie)
    )
    assert is_dicht(zaak)


@pytest.mark.eis("R28", "R124", "R125")
def test_verbeterde_feiten_wegen_de_lijst_van_de_familie_opnieuw(client: Client, regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "a", soort="geweld", criteria=GEWELD)
    zaak, cm = loper.melding, regio.gebruikers["contractmanager"]

    def lijst() -> set[str]:
        return set(op_de_lijst(zaak).values_list("betrokkene", flat=True))

    def pleger(wie: str, uur: int) -> None:
        zaak.refresh_from_db()
        feiten = bouw.gegevens(nu, soort="geweld", criteria={**GEWELD, "pleger": wie})
        wijzig(zaak, feiten, zaak.versie, cm, nu + uur * UUR, WAAROM)

    def pagina(naam: str) -> str:
        return client.get(reverse(naam, args=[zaak.kenmerk])).content.decode()

    # Nobody told the family of the one who did it: by the other facts nobody need do so.
    assert lijst() == {"ouder", "slachtoffer", "familie_dader"}
    weten = op_de_lijst(zaak).exclude(betrokkene="familie_dader").values_list("pk", flat=True)
    leg_vast(zaak, "familie", FamilieVerteld(tuple(weten), Inlichting(nu, "gesprek", "toegang")), cm, nu)
    assert is_dicht(zaak)
    pleger("medewerker", 1)
    assert (lijst(), is_dicht(zaak)) == ({"ouder", "slachtoffer"}, False)
    client.force_login(cm)
    assert "Familie van de dader" not in pagina("communicatie_dossier")
    stap = Stap.objects.filter(zaak=zaak, code=VERBETER).latest("volgnummer")
    (gewogen,) = [rij[1:] for rij in stap.gegevens["velden"] if rij[0] == "Wie het eerst moet weten"]
    assert gewogen == [f"{OUDER}, {SLACHTOFFER} en Familie van de dader", f"{OUDER} en {SLACHTOFFER}"]
    # It was so after all: that somebody must be told comes back, and the duty with it.
    pleger("medebewoner", 2)
    assert (lijst(), is_dicht(zaak)) == ({"ouder", "slachtoffer", "familie_dader"}, True)
    assert Taak.objects.filter(zaak=zaak, code="jeugdige_familie", status="open").exists()
    # What was recorded of somebody stays readable, struck through, and counts again with the facts.
    dader = op_de_lijst(zaak).get(betrokkene="familie_dader")
    leg_vast(zaak, "familie", FamilieVerteld((dader.pk,), Inlichting(nu, "gesprek", "politie")), cm, nu + 3 * UUR)
    assert not is_dicht(zaak)
    pleger("medewerker", 4)
    assert lijst() == {"ouder", "slachtoffer"}
    dader.refresh_from_db()
    assert dader.weg == f"Van de lijst door {cm.naam}, {taal.moment(nu + 4 * UUR)}: {WAAROM}"
    dossier = pagina("communicatie_dossier")
    assert f'<del>Familie van de dader</del><div class="muted">{dader.weg}</div>' in dossier
    assert "van de lijst door" in pagina("bewijs")
    pleger("medebewoner", 5)
    assert (lijst(), is_dicht(zaak)) == ({"ouder", "slachtoffer", "familie_dader"}, False)
    # Whom somebody put there or took off himself, no fact moves.
    communiceren.trek_in(zaak, "informering", dader.pk, WAAROM, cm, nu + 6 * UUR)
    familielijst.voeg_toe(zaak, "jeugdige", cm, nu + 6 * UUR, haal_communicatieregels(zaak.protocol_versie))
    pleger("medewerker", 7)
    pleger("medebewoner", 8)
    assert (lijst(), controleer(nu + 8 * UUR)) == ({"ouder", "slachtoffer", "jeugdige"}, [])


@pytest.mark.eis("R125", "R126")
def test_wat_over_de_familie_stond_en_staat_leest_een_gemeente_die_erbij_kwam_nergens(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu, gemeenten=["zwolle", "zwolle", "raalte"])
    cm, rm = regio.gebruikers["contractmanager"], regio.gebruikers["regiomanager"]
    rij = _uitzondering(zaak, rm, nu)
    nieuw = communiceren.Uitgezonderd(rij.informering_id, "Is niet te vinden.")
    assert verbeteren.verbeter(zaak, "uitzondering", rij.pk, nieuw, WAAROM, rm, nu)
    leg_vast(zaak, "slachtofferhulp", Aanbod(False, None, "", "Het gezin sliep."), cm, nu)
    teksten = ("Wil het niet van ons horen.", "Is niet te vinden.", "Het gezin sliep.")
    for naam, leest in (("toegang_zwolle", True), ("toegang_raalte", False), ("contractmanager", True)):
        client.force_login(regio.gebruikers[naam])
        dossier = client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()
        pagina = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
        # That it is so, everybody reads.
        assert "uitzondering, " in pagina
        assert "Niet aangeboden." in pagina
        assert [tekst in dossier for tekst in teksten] == [leest] * 3, naam
        assert [tekst in pagina for tekst in teksten[1:]] == [leest] * 2, naam
