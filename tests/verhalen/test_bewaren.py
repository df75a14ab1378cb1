"""A dossier past its term: proposed by night, asked by one, destroyed by another, and nothing of it stands any more."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from auditlog.context import set_actor
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from basis import klok
from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.telefoon import normaliseer_telefoon
from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Inzage, Melding, Oefening, Samenhang, Signaal, Zaak
from communicatie.models import Bericht, Persvraag
from communicatie.post.accountpost import mail_nieuws
from communicatie.post.contactpost import houd_bij
from communicatie.post.persoonlijk import plan_persoonlijk
from contacten import zegels
from contacten.gebruikers import stand_van_gebruiker, uitnodigingen
from contacten.models import (
    Accountnieuws,
    Bevestigingsverzoek,
    Bezetting,
    Contactpersoon,
    Gebruiker,
    Invoer,
    Nieuws,
    Piket,
    Uitnodiging,
    Wijzigingsvoorstel,
    Zegelregel,
)
from contacten.personen.gevolgen import EINDIGT
from contacten.personen.vergeten import vertrokken
from escalatie.bewaking.controle import controleer
from escalatie.bewaking.ronde import bewaak
from escalatie.bewaren import akten, inzageverzoek, naspelen, rekenen, verzoeken
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.draaiboek.samenhang import koppel
from escalatie.draaiboek.zegels import dagzegel
from escalatie.models import Bewaarplicht, Bewaarverzoek, Gebeurtenis, Gezien, Stap, Taak, Vernietigingsakte
from escalatie.persvragen import wissen
from tests import bestandsbouw, bouw, bouw_paraatheid
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.persklikken import als
from tests.contacten.bijlage_1 import als_csv
from tests.contacten.test_contactpagina import opgeslagen
from tests.statussen import Status

KANARIE = "Kanariegeel"
TOEN = datetime(2023, 3, 7, 9, 0, tzinfo=UTC)
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REDEN = {"reden": "De termijn is voorbij."}
JAAR = 12
UUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def termijnen(settings: Any, tmp_path: Path) -> None:
    settings.REGIO = replace(settings.REGIO, bewaren=dict.fromkeys(rekenen.NAMEN, JAAR))
    settings.BACKUP_MAP = str(tmp_path)


@pytest.fixture
def oud(regio: Regio) -> Melding:
    """Closed years ago, with a link to one that goes on, a press question about it, and an occasion somebody saw."""
    gesloten = bouw.tot(Status.AFGEROND, TOEN, onderwerp=f"{KANARIE} onderwerp", omschrijving=f"{KANARIE} feiten")
    ander, cm = bouw.melding(TOEN, ["raalte"]), regio.gebruikers["contractmanager"]
    koppel(ander, gesloten.kenmerk, "Dezelfde avond.", cm, TOEN)
    vraag = persbouw.persvraag(TOEN)
    Persvraag.objects.filter(pk=vraag.pk).update(melding=gesloten, gekoppeld_op=TOEN)
    Gebeurtenis.objects.create(zaak=gesloten, code="slot", sleutel="gebeurtenis:slot:1", op=TOEN)
    Gezien.objects.create(sleutel="gebeurtenis:slot:1", gebruiker=cm, op=TOEN)
    return gesloten


def waar_staat(woord: str) -> set[str]:
    """The tables that hold this word anywhere."""
    gevonden = set()
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabel)}")  # noqa: S608
            if woord.casefold() in str(cursor.fetchall()).casefold():
                gevonden.add(tabel)
    return gevonden


def voorstel(**van: Any) -> Bewaarverzoek:
    verzoeken.stel_voor(NU)
    return Bewaarverzoek.objects.get(handeling="vernietigen", **van)


def vernietig(regio: Regio, verzoek: Bewaarverzoek) -> Vernietigingsakte:
    verzoeken.vraag(verzoek.pk, "Voorbij.", regio.gebruikers["beheerder"], NU)
    akte = verzoeken.keur_goed(verzoek.pk, regio.gebruikers["regiomanager"], NU)
    assert akte
    return akte


@pytest.mark.sqlite
def test_van_voorstel_tot_akte_over_de_paginas(regio: Regio, oud: Melding) -> None:
    beheerder, regiomanager = als(regio.gebruikers["beheerder"]), als(regio.gebruikers["regiomanager"])
    dag = lokale_datum(TOEN)
    zegel, ander = dagzegel(dag), Samenhang.objects.get().ander_dan(oud)
    assert {"calamiteiten_melding", "calamiteiten_zaak"} <= waar_staat(KANARIE)
    bewaak(NU)
    bewaak(NU + timedelta(minutes=5))
    verzoek = Bewaarverzoek.objects.get(nummer=oud.pk)
    assert oud.kenmerk in beheerder.get(reverse("bewaren")).content.decode()

    adres, goed = verzoek.get_absolute_url(), reverse("bewaarverzoek_goedkeuren", args=[verzoek.pk])
    assert regiomanager.post(goed).status_code == 409
    assert "Waarom" in beheerder.post(adres, {"reden": ""}).content.decode()
    assert beheerder.post(adres, REDEN).status_code == 302
    gemaild = set(Bericht.objects.filter(regel="bewaren_gevraagd").values_list("aan", flat=True))
    assert gemaild == {regio.gebruikers["regiomanager"].email}
    assert "Een ander moet dit goedkeuren" in beheerder.post(goed).content.decode()
    assert Melding.objects.filter(pk=oud.pk).exists()
    antwoord = regiomanager.post(goed)

    akte = Vernietigingsakte.objects.get()
    assert antwoord.status_code == 302
    assert antwoord["Location"] == akte.get_absolute_url()
    assert waar_staat(KANARIE) == set()
    assert not Gezien.objects.exists()
    assert "goedgekeurd" in regiomanager.get(adres).content.decode()
    bladzij = beheerder.get(akte.get_absolute_url()).content.decode()
    assert oud.kenmerk in bladzij
    assert akte.tellingen["escalatie_stap"] > 3
    assert beheerder.get(reverse("akte_pdf", args=[akte.volgnummer]))["Content-Type"] == "application/pdf"
    # What stays, stays whole: the other dossier says what went, the press question stands on its own.
    assert f"{oud.kenmerk}" in regiomanager.get(f"{ander.get_absolute_url()}gegevens/").content.decode()
    assert ander.kenmerk in akte.verbonden
    vraag = Persvraag.objects.get()
    assert vraag.melding_id is None
    assert regiomanager.get(vraag.get_absolute_url()).status_code == 200
    # The seal of that day is still the one that was mailed, and the auditor finds nothing.
    assert dagzegel(dag) == zegel
    assert [s for s in controleer(NU, volledig=True) if s.nummer in {6, 21, 23}] == []
    # Of what went a line says that it went; the prints of before cannot be made again by guessing.
    regels = Zegelregel.objects.filter(soort="calamiteiten.melding", rij=oud.pk)
    assert [(regel.zout, bool(regel.afdruk)) for regel in regels][-1] == ("", False)
    assert set(regels.values_list("zout", flat=True)) == {""}


def test_zonder_termijn_blijft_alles_en_zegt_de_pagina_dat(regio: Regio, oud: Melding, settings: Any) -> None:
    settings.REGIO = replace(settings.REGIO, bewaren={})
    assert verzoeken.stel_voor(NU) == 0
    bladzij = als(regio.gebruikers["beheerder"]).get(reverse("bewaren")).content.decode()
    assert bladzij.count("geen termijn gezet: blijft bewaard") == len(rekenen.NAMEN)


def test_een_bewaarplicht_houdt_tegen_tot_zij_is_opgeheven(regio: Regio, oud: Melding, settings: Any) -> None:
    beheerder, regiomanager = als(regio.gebruikers["beheerder"]), als(regio.gebruikers["regiomanager"])
    verzoek = voorstel(soort="zaak", nummer=oud.pk)
    verzoeken.vraag(verzoek.pk, "Voorbij.", regio.gebruikers["beheerder"], NU)
    plicht = {"kenmerk": oud.kenmerk.lower(), "reden": "De inspectie onderzoekt dit nog."}
    assert beheerder.post(reverse("bewaarplicht"), plicht).status_code == 302
    assert beheerder.post(reverse("bewaarplicht"), plicht).status_code == 409
    assert regiomanager.post(reverse("bewaarverzoek_goedkeuren", args=[verzoek.pk])).status_code == 409
    assert waar_staat(KANARIE)
    assert "De inspectie onderzoekt" in beheerder.get(reverse("bewaren")).content.decode()

    af = reverse("bewaarverzoek_afwijzen", args=[verzoek.pk])
    assert regiomanager.post(af, {"reden": ""}).status_code == 200
    assert regiomanager.post(af, REDEN).status_code == 302
    Bewaarverzoek.objects.all().delete()
    assert verzoeken._stel_voor(NU) == 0
    (nummer,) = Bewaarplicht.objects.values_list("pk", flat=True)
    heffen = reverse("bewaarplicht_opheffen", args=[nummer])
    assert [beheerder.post(heffen, REDEN).status_code for _ in range(2)] == [302, 409]
    assert verzoeken._stel_voor(NU) == 1
    # A term that the region takes back takes the proposal back.
    settings.REGIO = replace(settings.REGIO, bewaren={})
    verzoeken._stel_voor(NU)
    assert not Bewaarverzoek.objects.exists()


def test_de_database_laat_alleen_los_wat_in_de_akte_staat(regio: Regio, oud: Melding) -> None:
    def mag(opdracht: str, *waarden: Any) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(opdracht, waarden)
                transaction.set_rollback(True)
        except IntegrityError:
            return False
        return True

    ander = Samenhang.objects.get().ander_dan(oud)
    weg = "DELETE FROM escalatie_stap WHERE zaak_id = %s"
    Taak.objects.filter(zaak=ander)[0].berichten.add(Bericht.objects.filter(zaak=ander)[0])
    diep = "DELETE FROM escalatie_taak_berichten WHERE taak_id IN (SELECT id FROM escalatie_taak WHERE zaak_id = %s)"
    assert not mag(weg, oud.pk)
    assert not mag("DELETE FROM calamiteiten_melding WHERE zaak_ptr_id = %s", oud.pk)
    vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
    # In the very transaction of the certificate: still nothing of another dossier, and no certificate.
    assert not mag(weg, ander.pk)
    for opdracht in (
        diep,
        "DELETE FROM communicatie_bericht WHERE zaak_id = %s",
        "DELETE FROM calamiteiten_zaak WHERE id = %s",
    ):
        assert not mag(opdracht, ander.pk), opdracht
    assert not mag("UPDATE escalatie_stap SET motivering = 'x' WHERE zaak_id = %s", ander.pk)
    assert not mag("DELETE FROM calamiteiten_melding WHERE zaak_ptr_id = %s", ander.pk)
    assert not mag("DELETE FROM escalatie_vernietigingsakte")
    assert not mag("UPDATE escalatie_vernietigingsakte SET kenmerk = 'x'")
    # In a later transaction the certificate opens nothing: the database itself wrote which one it was.
    with connection.cursor() as cursor:
        cursor.execute("SELECT transactie = txid_current() FROM escalatie_vernietigingsakte")
        assert cursor.fetchone() == (True,)
    with pytest.raises(IntegrityError, match="bewaarverzoek_tweede_persoon"), transaction.atomic():
        Bewaarverzoek.objects.update(besloten_door_id=regio.gebruikers["beheerder"].pk)


def test_na_herstel_van_een_oudere_back_up_gaat_het_weer_weg(regio: Regio, oud: Melding, tmp_path: Path) -> None:
    ander, eerder = Samenhang.objects.get().ander_dan(oud), transaction.savepoint()
    akte = vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
    akten.schrijf_lijst()
    zegel = akte.zegel
    # As it was when the back-up was made: the list beside it is all that knows better.
    transaction.savepoint_rollback(eerder)
    assert waar_staat(KANARIE)
    assert not Vernietigingsakte.objects.exists()
    regels = naspelen.bekende_akten([tmp_path], lambda: True)
    with pytest.raises(Geweigerd, match="niet van deze installatie"):
        naspelen.speel_na([regels[0].replace(str(oud.pk), str(ander.pk))], NU)

    assert naspelen.speel_na(regels, NU) == 1
    assert waar_staat(KANARIE) == set()
    assert Vernietigingsakte.objects.get().zegel == zegel
    assert Stap.objects.filter(zaak=ander).exists()
    assert naspelen.speel_na(regels, NU) == 0
    assert [s for s in controleer(NU) if s.nummer in {6, 21}] == []


@pytest.mark.sqlite
def test_na_herstel_gaat_ook_wat_toen_nog_niet_weg_mocht(regio: Regio, oud: Melding, tmp_path: Path) -> None:
    """A hold that was lifted, a point that was done, after the back-up and before the destruction."""
    eerder = transaction.savepoint()
    vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
    akten.schrijf_lijst()
    transaction.savepoint_rollback(eerder)
    verzoeken.leg_plicht_op(oud.kenmerk, "Onderzoek.", regio.gebruikers["beheerder"], NU)
    assert naspelen.speel_na(naspelen.bekende_akten([tmp_path], lambda: True), NU) == 1
    assert waar_staat(KANARIE) == set()
    assert [s for s in controleer(NU) if s.nummer in {6, 21}] == []


def _akte_met_sql() -> None:
    """A certificate of somebody else: typed as SQL, with the seal that fits."""
    vorige = Vernietigingsakte.objects.latest("volgnummer")
    nep = Vernietigingsakte.objects.get(pk=vorige.pk)
    nep.volgnummer, nep.nummer = vorige.volgnummer + 1, 10**6
    nep.sleutel, nep.kenmerk = str(uuid4()), "CAL-2020-0099"
    nep.zaken, nep.koppen = [10**6], []
    nep.zegel = akten.bereken(akten.als_gegeven(nep), vorige.zegel)
    kolommen = [veld for veld in nep._meta.local_concrete_fields if not veld.primary_key]
    namen, gaten = ", ".join(str(veld.column) for veld in kolommen), ", ".join(["%s"] * len(kolommen))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO escalatie_vernietigingsakte ({namen}) VALUES ({gaten})",  # noqa: S608
            [veld.get_db_prep_save(getattr(nep, veld.attname), connection) for veld in kolommen],
        )


@pytest.mark.sqlite
def test_een_akte_die_met_sql_is_bijgezet_wordt_gevonden_en_komt_niet_in_de_lijst(
    regio: Regio, oud: Melding, tmp_path: Path
) -> None:
    """Her seal anybody can work out: who signs her for him has a dossier destroyed at the next restore."""
    vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
    assert [s for s in controleer(NU) if s.nummer in {21, 23}] == []
    _akte_met_sql()

    nep = Vernietigingsakte.objects.latest("volgnummer")
    gevonden = {s.nummer: s.kenmerken for s in controleer(NU)}
    assert gevonden[23] == (f"vernietigingsakte {nep.pk}",)
    akten.schrijf_lijst()
    assert [akten.lees_regel(regel)["kenmerk"] for regel in akten.lees_lijst(tmp_path)] == [oud.kenmerk]
    # Nothing is sealed behind her: whatever followed would hang on her at the next restore.
    with pytest.raises(Geweigerd, match="niet van deze applicatie"), transaction.atomic():
        akten.leg_vast({})


@pytest.mark.sqlite
def test_een_nieuwe_sleutel_houdt_geen_herstel_tegen(regio: Regio, oud: Melding, tmp_path: Path, settings: Any) -> None:
    vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
    akten.schrijf_lijst()
    # As docs/besluiten/0045 asks of who replaces the key: first a round.
    zegels.verzegel()
    settings.SECRET_KEY = "n" * 60
    (oude,) = akten.lees_lijst(tmp_path)
    with pytest.raises(Geweigerd, match="niet van deze installatie"):
        akten.lees_regel(oude)
    # The present database knows the same, and the next back-up signs the list anew.
    assert [akten.lees_regel(regel) for regel in naspelen.bekende_akten([tmp_path], lambda: False)]
    akten.schrijf_lijst()
    (nieuwe,) = akten.lees_lijst(tmp_path)
    assert akten.lees_regel(nieuwe)["kenmerk"] == oud.kenmerk
    assert [pad.name for pad in tmp_path.iterdir()] == [akten.BESTAND]


def vertrokken_contact(regio: Regio) -> Contactpersoon:
    """Somebody who had a seat and a turn, proposed a change, and left the list; all of it through the history."""
    contact = Contactpersoon.objects.create(
        naam=KANARIE,
        functie=KANARIE,
        email=f"{KANARIE}@lijst.example",
        mobiel=normaliseer_telefoon("0600000417"),
        aanhef="mevrouw",
    )
    Bezetting.objects.create(
        contactpersoon=contact, rol="wethouder", gemeente=regio.gemeenten["zwolle"], van_datum=TOEN
    )
    Piket.objects.create(
        contactpersoon=contact, rol="burgemeester", gemeente=regio.gemeenten["zwolle"], van_op=TOEN, tot_op=TOEN + UUR
    )
    Bevestigingsverzoek.objects.create(contactpersoon=contact, gemaakt_op=TOEN, verloopt_op=TOEN)
    voorstel_ = {"naam": {"oud": KANARIE, "nieuw": f"{KANARIE} twee"}}
    Wijzigingsvoorstel.objects.create(contactpersoon=contact, velden=voorstel_, opmerking=KANARIE, ingediend_op=TOEN)
    contact.vervallen_op = TOEN
    contact.save()
    return contact


@pytest.mark.sqlite
def test_wie_zonder_account_in_de_lijst_stond_krijgt_inzage_in_wat_van_hem_is(regio: Regio, tmp_path: Path) -> None:
    contact, nieuw = vertrokken_contact(regio), reverse("inzageverzoek")
    privacy = als(regio.gebruikers["privacy"])
    velden = {"soort": "contact", "reden": "Verzoek."}
    for waar, zin in (
        ("niemand@x.example", "kennen wij niet"),
        (" ", "Vul"),
        (regio.gebruikers["contractmanager"].email, "heeft een account"),
    ):
        antwoord = privacy.post(nieuw, {**velden, "waar": waar})
        assert zin in antwoord.content.decode(), waar
    assert not Bewaarverzoek.objects.exists()
    # By the number as people write it.
    assert privacy.post(nieuw, {**velden, "waar": "06 - 00 00 04 17"}).status_code == 302
    verzoek = Bewaarverzoek.objects.get()
    assert (verzoek.soort, verzoek.nummer, verzoek.kenmerk) == ("contact", contact.pk, f"contact {contact.pk}")
    verzoeken.keur_goed(verzoek.pk, regio.gebruikers["beheerder"], klok.nu())
    with zipfile.ZipFile(io.BytesIO(privacy.get(reverse("inzage_bestand", args=[verzoek.pk])).getvalue())) as zip_:
        data = json.loads(zip_.read("inzage.json"))
    assert data["contactpersonen"][0]["email"] == contact.email
    assert {"bezettingen", "bevestigingsverzoeken", "wijzigingsvoorstellen"} <= set(data)
    assert "sleutel" not in data["bevestigingsverzoeken"][0]
    assert Inzage.objects.get(adres="inzage_bestand").wat == f"contact {contact.pk}"


def test_een_contact_dat_in_de_lijst_staat_of_inlogt_wordt_niet_vergeten(regio: Regio) -> None:
    contact = vertrokken_contact(regio)
    wie = regio.gebruikers["contractmanager"]
    Gebruiker.objects.filter(pk=wie.pk).update(contactpersoon=contact)
    assert not vertrokken().exists()
    Gebruiker.objects.filter(pk=wie.pk).update(contactpersoon=None)
    assert list(vertrokken()) == [contact]
    verzoeken.stel_voor(NU)
    rij = Bewaarverzoek.objects.get(soort="contact")
    Contactpersoon.objects.filter(pk=contact.pk).update(vervallen_op=None)
    with pytest.raises(Geweigerd):
        vernietig(regio, rij)
    # In the list somebody must be reachable; only who left it need not.
    with pytest.raises(IntegrityError), transaction.atomic():
        Contactpersoon.objects.filter(pk=contact.pk).update(email="", mobiel="", telefoon="")


# What holds a person after he is forgotten, and why.
BLIJFT = {
    "escalatie_vernietigingsakte.gevraagd_door": "who asked that something went is the proof that two persons decided",
}


def kolommen_met(*woorden: str) -> set[str]:
    """Every column, of whatever table, that holds one of these words: in a text, in JSON, in the bytes of a file."""
    gevonden = set()
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabel)}")  # noqa: S608
            namen = [kolom[0] for kolom in cursor.description]
            for rij in cursor.fetchall():
                for naam, waarde in zip(namen, rij, strict=True):
                    heel = bytes(waarde).decode("latin-1") if isinstance(waarde, memoryview | bytes) else str(waarde)
                    if any(woord.casefold() in heel.casefold() for woord in woorden):
                        gevonden.add(f"{tabel}.{naam}")
    return gevonden


def _komt_binnen_en_gaat(regio: Regio) -> Persvraag:
    """One person through every door by which a name comes in: a list that is read, a change, a seat that never began,
    an invitation, signing in, a question of the press. And out again by the doors for that."""
    client, toen = als(regio.gebruikers["beheerder"]), klok.nu()
    lijst = als_csv(
        rijen=[
            ("Zwolle", f"Mevr. {KANARIE}", KANARIE, "", "06-00000417", f"{KANARIE}@lijst.example"),
            ("Nergenshuizen", f"Mevr. {KANARIE} Twee", "", "", "06-00000418", f"{KANARIE}2@lijst.example"),
        ]
    )
    pagina = client.post("/contacten/inlezen/", {"bestand": SimpleUploadedFile("b.csv", lijst)}, follow=True)
    weg = client.post(pagina.request["PATH_INFO"], {"afdruk": pagina.context["form"].voorstel.afdruk})
    assert KANARIE in client.get(weg["Location"]).content.decode()
    contact = Contactpersoon.objects.get(naam=KANARIE)
    opgeslagen(client, "contact_wijzigen", contact.pk, functie=f"{KANARIE} nieuw")
    later = f"{lokale_datum(toen) + timedelta(days=9)}"
    plek = {"rol": "beleidsmedewerker_jeugd", "gemeente": regio.gemeenten["kampen"].pk, "van_datum": later}
    assert opgeslagen(client, "plek_nieuw", contact.pk, **plek).status_code == 302
    nieuw = {"contactpersoon": contact.pk, "rol": "beheerder"}
    assert client.post(reverse("gebruiker_uitnodigen"), nieuw).status_code == 302
    wie = Gebruiker.objects.get(contactpersoon=contact)
    sleutel = uitnodigingen.sleutel(Uitnodiging.objects.get(gebruiker=wie))
    uitnodigingen.aanvaard(sleutel, "Veertien groene fietsen", toen)
    Client().post(reverse("account_reset_password"), {"email": wie.email})
    mail_nieuws(toen)
    eigen = als(Gebruiker.objects.get(pk=wie.pk))
    assert eigen.get(reverse("contacten")).status_code == 200
    vraag = persbouw.persvraag(TOEN, journalist=f"{KANARIE} Schrijver", terugbelnummer="06-00000417")
    persbouw.stap(vraag, "trek_persvraag_in", regio.gebruikers["contractmanager"], TOEN, motivering="Niet meer nodig.")
    verzoeken.stel_voor(NU)
    verzoeken.vraag(Bewaarverzoek.objects.get(soort="zaak", nummer=vraag.pk).pk, "Voorbij.", wie, NU)
    gezien = {"gezien": stand_van_gebruiker(Gebruiker.objects.get(pk=wie.pk)), "mag_leeg": "on", "helft": EINDIGT}
    assert client.post(reverse("gebruiker_einde", args=[wie.pk]), gezien).status_code == 302
    assert opgeslagen(client, "contact_einde", contact.pk, mag_leeg="on").status_code == 302
    return vraag


def test_een_persoon_is_na_zijn_termijn_in_geen_enkele_kolom_meer(regio: Regio) -> None:
    vraag = _komt_binnen_en_gaat(regio)
    woorden = (KANARIE, "0000417", "0000418")
    # Every door left him somewhere: a list of columns that grows when a new one holds him.
    assert {kolom.partition(".")[0] for kolom in kolommen_met(*woorden)} >= {
        *("contacten_contactpersoon", "contacten_gebruiker", "contacten_uitnodiging", "auditlog_logentry"),
        *("communicatie_bericht", "communicatie_persvrager", "contacten_accountnieuws"),
    }
    Bericht.objects.update(status="verzonden", verzonden_op=TOEN)
    later = klok.nu() + timedelta(days=6 * 366)  # of a test a session lasts nearly so long
    wissen.bewaak(later)
    # A journalist goes long before the question does.
    assert kolommen_met(f"{KANARIE} Schrijver") == set()
    houd_bij(later)
    een, twee = regio.gebruikers["beheerder"], regio.gebruikers["regiomanager"]
    verzoeken.keur_goed(Bewaarverzoek.objects.get(nummer=vraag.pk, besluit="").pk, twee, later)
    verzoeken._stel_voor(later)
    for verzoek in Bewaarverzoek.objects.filter(gevraagd_door=None):
        verzoeken.vraag(verzoek.pk, "Voorbij.", een, later)
        verzoeken.keur_goed(verzoek.pk, twee, later)
    assert kolommen_met(*woorden) == set(BLIJFT)
    assert [*Session.objects.values_list("expire_date", flat=True)] == []
    # What was read in says still what was done, of nobody by name.
    bladzij = als(een).get(reverse("contacten_inlezen_voorstel", args=[Invoer.objects.get().pk])).content.decode()
    for wat in (f"vertrokken-{Contactpersoon.objects.get(naam__startswith='vertrokken').pk}", "van de lijst"):
        assert wat in bladzij
    assert [s for s in controleer(later, volledig=True) if s.nummer in {6, 21, 23}] == []


def _gesloten_zaken(regio: Regio) -> list[int]:
    """One of each way in which a zaak ends."""
    feiten, cm = {"onderwerp": KANARIE, "omschrijving": KANARIE}, regio.gebruikers["contractmanager"]
    zaken: list[Zaak] = [bouw.afgerond(letter, TOEN, **feiten) for letter in "abcd"]
    zaken += [bouw.tot(status, TOEN, **feiten) for status in (Status.NIET_MELDINGSWAARDIG, Status.INGETROKKEN)]
    # Of these two there is one that stays, told in other words.
    dubbel = bouw.tot(Status.DUBBEL, TOEN)
    vraag = persbouw.persvraag(TOEN, onderwerp=KANARIE, vraag=KANARIE, journalist=KANARIE)
    persbouw.stap(vraag, "trek_persvraag_in", cm, TOEN, motivering=KANARIE)
    actie = bouw_paraatheid.actie(TOEN)
    bouw_paraatheid.leg_vast(actie, cm, TOEN, tekst=KANARIE)
    actie.refresh_from_db()
    voer_uit(Opdracht(actie.pk, "sluit", cm.pk, actie.status, motivering=KANARIE), TOEN)
    return [zaak.pk for zaak in (*zaken, dubbel, vraag, actie)]


def test_van_elke_uitkomst_die_een_termijn_kan_hebben_gaat_alles_weg(regio: Regio) -> None:
    """Each of them once: it is proposed, it goes, and its word is nowhere any more."""
    zaken = _gesloten_zaken(regio)
    cm, wie = regio.gebruikers["contractmanager"], regio.gebruikers["buitenstaander"]
    aanbieder, gemeente = regio.aanbieders["molen"], regio.gemeenten["zwolle"]
    eerste = Signaal.objects.create(
        aanbieder=aanbieder, op_datum=TOEN, herkomst="x", tekst=KANARIE, vastgelegd_op=TOEN, vastgelegd_door=cm,
        beeindigd_op=TOEN, beeindigd_door=cm, einde_reden="beter",
    )  # fmt: skip
    Signaal.objects.create(
        aanbieder=aanbieder, op_datum=TOEN, herkomst="x", tekst=KANARIE, vastgelegd_op=TOEN, vastgelegd_door=cm,
        verbetering_van=eerste,
    )  # fmt: skip
    oefening = Oefening.objects.create(
        scenario="nacht", naam=KANARIE, snelheid=1, aanbieder=aanbieder, gemeente=gemeente, gemaakt_op=TOEN,
        gemaakt_door=cm, gestopt_op=TOEN, gestopt_door=cm,
    )  # fmt: skip
    gespeeld = bouw.tot(Status.IMPACTANALYSE, TOEN, onderwerp=KANARIE)
    Zaak.objects.filter(pk=gespeeld.pk).update(oefening=oefening)
    wie.last_name, wie.is_active = KANARIE, False
    wie.save()
    Accountnieuws.objects.create(gebruiker=wie, soort=Nieuws.EINDE, aan=wie.email, gebeurd_op=TOEN, gemaild_op=TOEN)
    # Refused before it had a role: nobody was told that it ended.
    Gebruiker.objects.create(username="geweigerd", email=f"{KANARIE}@y.example", is_active=False, date_joined=TOEN)
    brief = plan_persoonlijk(
        aan=None, email=f"{KANARIE}@x.example", sjabloon="alarm", pad="/", aanleiding="a", regel="alarm", nu=TOEN
    )
    Bericht.objects.filter(pk=brief.pk).update(status="verzonden", verzonden_op=TOEN)
    contact = vertrokken_contact(regio)
    assert waar_staat(KANARIE) >= {"contacten_contactpersoon", "auditlog_logentry", "contacten_wijzigingsvoorstel"}

    verzoeken.stel_voor(NU)
    te_doen = list(Bewaarverzoek.objects.filter(gevraagd_door=None))
    # All there are: an outcome that is added has a case here too.
    assert {rij.categorie for rij in te_doen} == set(rekenen.NAMEN)
    assert {rij.nummer for rij in te_doen if rij.soort == "zaak"} >= set(zaken)
    for rij in te_doen:
        vernietig(regio, rij)
    assert not Zaak._base_manager.filter(pk__in=zaken).exists()
    contact.refresh_from_db()
    assert (contact.weergavenaam, contact.bezettingen.count()) == (f"vertrokken-{contact.pk}", 0)
    assert waar_staat(KANARIE) == set()
    assert Gebruiker.objects.get(pk=wie.pk).naam == f"vertrokken-{wie.pk}"
    # The account stays: of its prints only the last can be made again.
    zouten = (
        Zegelregel.objects.filter(soort="contacten.gebruiker", rij=wie.pk).order_by("pk").values_list("zout", flat=True)
    )
    assert [bool(zout) for zout in zouten] == [False] * (len(zouten) - 1) + [True]
    assert [s for s in controleer(NU) if s.nummer in {6, 21}] == []
    assert verzoeken._stel_voor(NU) == 0


def test_inzage_van_een_account_en_een_dossier(regio: Regio, oud: Melding, tmp_path: Path) -> None:
    beheerder, regiomanager = als(regio.gebruikers["beheerder"]), als(regio.gebruikers["regiomanager"])
    wie, nieuw = regio.gebruikers["contractmanager"], reverse("inzageverzoek")
    assert beheerder.post(nieuw, {"soort": "zaak", "waar": oud.kenmerk, "reden": "Verzoek."}).status_code == 409
    assert beheerder.post(nieuw, {"soort": "account", "waar": "niemand", "reden": "Verzoek."}).status_code == 409
    assert beheerder.post(nieuw, {"soort": "account", "waar": wie.username, "reden": "Verzoek."}).status_code == 302
    verzoek = Bewaarverzoek.objects.get(handeling="inzage")
    bestand = reverse("inzage_bestand", args=[verzoek.pk])
    assert beheerder.get(bestand).status_code == 404
    with pytest.raises(CommandError, match="geen goedgekeurd verzoek"):
        call_command("geef_inzage", verzoek.pk)
    assert regiomanager.post(reverse("bewaarverzoek_goedkeuren", args=[verzoek.pk])).status_code == 302

    with zipfile.ZipFile(io.BytesIO(beheerder.get(bestand).getvalue())) as zip_:
        data, html = json.loads(zip_.read("inzage.json")), zip_.read("inzage.html").decode()
    assert data["gebruikers"][0]["email"] == wie.email
    assert oud.kenmerk in {rij["dossier"] for rij in data["stappen"]}
    assert data["berichten aan deze persoon"]
    # That he did something, and not what stands in the dossier; and nothing to sign in with.
    assert KANARIE not in html
    assert wie.password not in html
    call_command("geef_inzage", verzoek.pk, naar=tmp_path / "uit.zip")
    assert (tmp_path / "uit.zip").stat().st_size > 1000
    rij = Inzage.objects.get(adres="geef_inzage")
    assert (rij.gebruiker, rij.soort, rij.wat) == (regio.gebruikers["beheerder"], "uitvoer", f"account {wie.pk}")
    assert rij.aantal == len(
        {r["dossier"] for deel in data.values() if deel != data["op"] for r in deel if r.get("dossier")}
    )
    # As on the page: to nobody who may not fetch it any more, and no longer than there.
    goedgekeurd = Bewaarverzoek.objects.filter(pk=verzoek.pk)
    goedgekeurd.update(besloten_op=klok.nu() - verzoeken.OPHALEN - timedelta(minutes=1))
    with pytest.raises(CommandError, match="niet meer op te halen"):
        call_command("geef_inzage", verzoek.pk, naar=tmp_path / "laat.zip")
    assert not (tmp_path / "laat.zip").exists()

    zaak = verzoeken.vraag_inzage("zaak", oud.kenmerk, "Verzoek.", regio.gebruikers["regiomanager"], NU)
    assert Inzage.objects.filter(wat=f"account {wie.pk}", gebruiker=regio.gebruikers["beheerder"]).exists()
    # Who may not see dossiers is no second person for one.
    assert beheerder.post(reverse("bewaarverzoek_goedkeuren", args=[zaak.pk])).status_code == 409


@pytest.mark.sqlite
def test_wie_toezicht_houdt_vraagt_en_geeft_inzage_en_beslist_niet_wat_weggaat(regio: Regio, oud: Melding) -> None:
    privacy, beheerder = regio.gebruikers["privacy"], regio.gebruikers["beheerder"]
    nieuw, wie = reverse("inzageverzoek"), regio.gebruikers["contractmanager"]
    assert als(privacy).post(nieuw, {"soort": "account", "waar": wie.email, "reden": "Verzoek."}).status_code == 302
    verzoek = Bewaarverzoek.objects.get(handeling="inzage")
    goed = reverse("bewaarverzoek_goedkeuren", args=[verzoek.pk])
    assert als(privacy).post(goed).status_code == 409
    assert als(beheerder).post(goed).status_code == 302
    assert als(privacy).get(reverse("inzage_bestand", args=[verzoek.pk])).getvalue()[:2] == b"PK"
    # A whole dossier goes to who sees dossiers.
    assert als(privacy).post(nieuw, {"soort": "zaak", "waar": oud.kenmerk, "reden": "Verzoek."}).status_code == 409
    # Nor does she refuse what she may not approve; and nobody refuses that somebody looks at himself.
    dossier = verzoeken.vraag_inzage("zaak", oud.kenmerk, "Verzoek.", regio.gebruikers["regiomanager"], NU)
    eigen = verzoeken.vraag_inzage("account", privacy.username, "Verzoek.", beheerder, NU)
    for rij in (dossier, eigen):
        af = als(privacy).post(reverse("bewaarverzoek_afwijzen", args=[rij.pk]), {"reden": "Nee."})
        rij.refresh_from_db()
        assert (af.status_code, rij.besluit) == (409, "")
    # What goes: she reads it, and asks, approves, refuses and holds nothing.
    weg = voorstel(soort="zaak", nummer=oud.pk)
    pad = reverse("bewaarverzoek", args=[weg.pk])
    pagina = als(privacy).get(pad)
    assert (pagina.status_code, "<form" in pagina.content.decode().partition("<main")[2]) == (200, False)
    assert als(privacy).post(pad, {"reden": "Voorbij."}).status_code == 409
    verzoeken.vraag(weg.pk, "Voorbij.", beheerder, NU)
    for daad in ("bewaarverzoek_goedkeuren", "bewaarverzoek_afwijzen"):
        assert als(privacy).post(reverse(daad, args=[weg.pk]), {"reden": "Nee."}).status_code == 409
    weg.refresh_from_db()
    assert weg.besluit == ""
    gemaild = set(Bericht.objects.filter(regel="bewaren_gevraagd").values_list("aan", flat=True))
    assert gemaild == {beheerder.email, regio.gebruikers["regiomanager"].email}


@pytest.mark.sqlite
def test_wie_een_dossier_uitgeeft_ziet_dossiers_en_staat_erbij(regio: Regio, oud: Melding) -> None:
    een = regio.gebruikers["regiomanager"]
    twee = regio.gebruikers["contractmanager"]
    Gebruiker.objects.filter(pk=twee.pk).update(rol="regiomanager")
    twee.refresh_from_db()
    zaak = verzoeken.vraag_inzage("zaak", oud.kenmerk, "Verzoek.", een, NU)
    verzoeken.keur_goed(zaak.pk, twee, klok.nu())
    pad = reverse("inzage_bestand", args=[zaak.pk])
    # Read to its end: then the answer closes its file.
    assert als(twee).get(pad).getvalue()[:2] == b"PK"
    (rij,) = Inzage.objects.filter(wat=oud.kenmerk, adres="inzage_bestand")
    assert (rij.soort, rij.gebruiker, rij.filter) == ("uitvoer", twee, f"nummer={zaak.pk}")
    # Whoever sees no dossiers any more, fetches none.
    Gebruiker.objects.filter(pk=twee.pk).update(rol="beheerder")
    assert als(Gebruiker.objects.get(pk=twee.pk)).get(pad).status_code == 404


@pytest.mark.sqlite
def test_inzage_geeft_van_wat_iemand_over_een_ander_schreef_alleen_dat_hij_het_deed(regio: Regio) -> None:
    wie = regio.gebruikers["contractmanager"]
    Signaal.objects.create(
        aanbieder=regio.aanbieders["molen"], op_datum=TOEN, herkomst="x", tekst=KANARIE, vastgelegd_op=TOEN,
        vastgelegd_door=wie,
    )  # fmt: skip
    (tabel,) = [t for t in inzageverzoek.alles_van("account", wie.pk, NU).tabellen if t.naam == "signalen"]
    assert tabel.rijen[0]["vastgelegd_op"] == TOEN
    assert KANARIE not in str(tabel)


def test_van_een_dossier_gaan_de_bestanden_en_wie_keek_mee_en_bij_vernietigen_gaan_zij_weg(
    regio: Regio, oud: Melding, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA = tmp_path / "gegevens"
    schijf = settings.DATA / opslag.MAP
    cm, wie = als(regio.gebruikers["contractmanager"]), regio.gebruikers["regiomanager"]
    for naam in ("een.pdf", "twee.pdf", "virus.pdf", "weg.pdf"):
        stuk = bestandsbouw.als_upload(naam, bestandsbouw.pdf(naam))
        velden = {"soort": "rapport", "omschrijving": "Rapport", "bestand": stuk}
        assert cm.post(f"{oud.get_absolute_url()}bestanden/", velden).status_code == 302
    assert cm.get(oud.get_absolute_url()).status_code == 200
    een, twee, virus, weg = Bestand.objects.order_by("pk")
    Bestand.objects.filter(pk=virus.pk).update(stand="besmet", gekeurd_op=NU)
    opslag.zet_apart(virus.sleutel)
    (schijf / f"{weg.sleutel.hex}{opslag.DEEL}").unlink()
    assert [s.kenmerken for s in controleer(NU) if s.nummer == 22] == [(oud.kenmerk,)]

    uit = io.BytesIO()
    inzageverzoek.schrijf_zip(inzageverzoek.alles_van("zaak", oud.pk, NU), uit, wie)
    with zipfile.ZipFile(uit) as zip_:
        data = json.loads(zip_.read("inzage.json"))
        stukken = {naam: zip_.read(naam) for naam in zip_.namelist() if naam.startswith("bestanden/")}
    # What is infected goes to nobody, and what is not as it was recorded says so.
    assert {naam: inhoud[:5] for naam, inhoud in stukken.items()} == {
        f"bestanden/{een.pk}-een.pdf": b"%PDF-",
        f"bestanden/{twee.pk}-twee.pdf": b"%PDF-",
        f"bestanden/{weg.pk}-weg.pdf.txt": b"Dit b",
    }
    assert len(data["bestanden"]) == 4
    assert "sleutel" not in data["bestanden"][0]
    assert {rij["wat"] for rij in data["wie dit dossier bekeek"]} == {oud.kenmerk}
    van_wie = inzageverzoek.alles_van("account", regio.gebruikers["contractmanager"].pk, NU)
    assert not van_wie.stukken
    assert {"inzagen", "bestanden"} <= {tabel.naam for tabel in van_wie.tabellen}

    with django_capture_on_commit_callbacks(execute=True):
        vernietig(regio, voorstel(soort="zaak", nummer=oud.pk))
        assert opslag.lees(een.sleutel)
    assert [pad.name for pad in schijf.rglob("*") if pad.is_file() and pad.suffix != opslag.WEG] == []
    assert [s for s in controleer(NU) if s.nummer in {6, 21, 22}] == []


def test_wie_een_account_heeft_krijgt_ook_de_geschiedenis_van_zijn_contact(regio: Regio) -> None:
    """And what he changed himself as a moment; of who wrote that history his name, not his address or machine."""
    wie, ander = regio.gebruikers["contractmanager"], regio.gebruikers["adviseur"]
    contact, dat_van_hem = wie.contactpersoon, ander.contactpersoon
    assert contact
    assert dat_van_hem
    with set_actor(ander, remote_addr="192.0.2.9"):
        contact.functie = "Een functie van vroeger"
        contact.save()
    with set_actor(wie):
        dat_van_hem.functie = "Een functie van een ander"
        dat_van_hem.save()
    alles = inzageverzoek.alles_van("account", wie.pk, NU).tabellen
    (gewijzigd,) = [tabel.rijen for tabel in alles if tabel.naam == "wat deze persoon wijzigde"]
    assert [rij["soort"] for rij in gewijzigd][-1:] == [str(ContentType.objects.get_for_model(dat_van_hem))]
    tekst = repr([tabel.rijen for tabel in alles])
    assert "Een functie van vroeger" in tekst
    assert [geheim for geheim in (ander.email, "192.0.2.9", "Een functie van een ander") if geheim in tekst] == []
