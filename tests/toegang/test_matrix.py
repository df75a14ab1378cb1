"""The file of rights held against what is really shown: every part × everyone × own, other, left and foreign gemeente ×
every page that shows it and every mail, with a text of its own in each part. One dossier per region, walked inside; in
the second by some of everyone, and by all at full size."""

import io
import json
import os
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from calamiteiten import toegang
from calamiteiten.models import Evaluatie, Impactanalyse, Inspectiefeit, Melding, Persoonsgegevens
from communicatie.models import Bericht, Informeermoment, Informering, Slachtofferhulp, Uitzondering
from communicatie.post.berichten import verzend
from contacten import rechten
from contacten.controle import controleer_rechten
from contacten.gebruikers import agendalink
from contacten.models import Gebruiker, Gemeente
from contacten.rechten import RECHTEN, Onderdeel
from contacten.rollen import ROLLEN_MET_ACCOUNT, TABEL, Deel, Mate, Rol, Zicht
from escalatie.draaiboek import betrokkenen
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.dossier.tabbladen import KAMERS
from escalatie.meldingen.papier.soorten import SOORTEN, Vraag
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Genodigde, Overleg, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, bouw_zhz
from tests.bouw import Regio
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.conftest import Mailserver
from tests.inbraak import inbraak
from tests.toegang import tabel

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PER_CODE = {deel.code: deel for deel in RECHTEN.onderdelen}
ZELF, ANDER, BUITEN = "zelf", "ander", "buiten"
# Name -> the user, and what the gemeente of his is to the dossier.
Spelers = dict[str, tuple[Gebruiker, str]]
# Part -> the page that is there for who sees any of it, and for nobody else.
PAGINAS = {
    Deel.OPVOLGING: "melding_nieuw",
    Deel.DASHBOARD: "dashboard",
    Deel.AANBIEDERS: "aanbieders",
    Deel.RAPPORTAGES: "rapportages",
    Deel.TERUGKOPPELINGEN: "terugkoppelingen",
    Deel.PERS: "persvragen",
    Deel.PARAATHEID: "register",
    Deel.PROEFDRAAIEN: "proefdraaien",
    Deel.OEFENLEIDING: "oefening_nieuw",
    Deel.OEFENING: "contact_oefenronde",
    Deel.CONTACTWEGEN: "contact_wegen",
    Deel.BEWAKING: "bewaking",
    Deel.BEWAREN: "bewaren",
    Deel.INZAGE: "inzagen",
    Deel.VERNIETIGEN: "bewaarplicht",
    Deel.INZAGEVERZOEK: "inzageverzoek",
    Deel.UITVOER: "contacten_uitvoer_lijst",
    Deel.LIJSTUITVOER: "meldingen_uitvoer",
    Deel.GEMEENTEN: "gemeenten",
}
# Held elsewhere: what has no page or text of its own here, with the room of its tests.
ELDERS = {
    Deel.BERICHTEN: "every role that opens a dossier reads them",
    Deel.EERDERE_MELDINGEN: "tests/escalatie/test_analyse_inzage.py",
    Deel.KLACHTEN: "tests/escalatie/test_gezondheid.py",
    Deel.BEWAKING_KENMERKEN: "tests/browser/test_bewaking.py",
    Deel.PAPIER: "tests/escalatie/test_papier.py",
    Deel.LEERVERSLAG: "tests/toegang/test_tabel.py",
    Deel.JAARRAPPORT: "tests/toegang/test_tabel.py",
    Deel.BESTANDEN: "tests/escalatie/test_bestanden.py",
}


def kanarie(deel: Deel) -> str:
    return f"kanarie van {deel.value.replace('_', ' ')}"


def verwacht(deel: Onderdeel, rol: str, band: str, *, samen: bool) -> bool:
    """What the file says, read here anew and not by the code that is tested."""
    mate = deel.rollen.get(rol, "")
    return band != BUITEN and (mate == "alles" or (mate == "samen" and samen) or (mate != "" and band == ZELF))


class Zaak:
    """One dossier of two gemeenten; in each part lies a text that is of the first."""

    def __init__(self, melding: Melding, regio: Regio, eigen: str, ander: str, weg: str) -> None:
        self.melding, self.door = melding, regio.gebruikers["regiomanager"]
        self.gemeente = regio.gemeenten[eigen]
        self.spelers = dict(self._spelers(regio, eigen, ander, weg))
        self.delen = dict(self._leg_neer())

    def _spelers(self, regio: Regio, eigen: str, ander: str, weg: str) -> Iterator[tuple[str, tuple[Gebruiker, str]]]:
        plaatsen: list[tuple[Gemeente, str]] = [(regio.gemeenten[eigen], ZELF), (regio.gemeenten[ander], ANDER)]
        for gemeente, _ in plaatsen:
            toegang.geef_toegang(self.melding, Rol.MANAGER_GEMEENTE, gemeente)
        left = regio.gemeenten[weg]
        betrokkenen.betrek_gemeente(self.melding, left, self.door, NU)
        betrokkenen.laat_los(self.melding, left, "Zij gaat er niet over.", self.door, NU)
        toegang.geef_toegang(self.melding, Rol.COMMUNICATIEADVISEUR)
        buiten = next(g for g in regio.gemeenten.values() if g.code not in {eigen, ander, weg})
        for gemeente, band in [*plaatsen, (left, BUITEN), (buiten, BUITEN)]:
            for rol in (rol for rol in ROLLEN_MET_ACCOUNT if TABEL[rol].bereik == "gemeente"):
                is_binnen = TABEL[rol].zicht != Zicht.NIETS
                # Who opens no dossier at all is asked once.
                if not is_binnen and band != ZELF:
                    continue
                wie = maak_gebruiker(rol, gemeente, username=f"matrix-{rol}-{gemeente.code}")
                yield f"{rol} {gemeente}", (wie, band if is_binnen else BUITEN)
        for rol in (rol for rol in ROLLEN_MET_ACCOUNT if TABEL[rol].bereik == "regio"):
            binnen = TABEL[rol].zicht != Zicht.NIETS
            yield rol, (maak_gebruiker(rol, username=f"matrix-{rol}"), ANDER if binnen else BUITEN)

    def _leg_neer(self) -> Iterator[tuple[Deel, list[str]]]:
        """Part -> the pages of this dossier that show it."""
        zaak, gemeente, begin = self.melding, self.gemeente, self.melding.get_absolute_url()
        vast: dict[str, Any] = {"vastgelegd_op": NU, "vastgelegd_door": self.door}
        lessen = f"{reverse('lessen')}?q=kanarie"
        with inbraak():
            actie = Actie("Bel de school", Rol.TOEGANG, "", NU + timedelta(days=1), gemeente)
            taak = voeg_actie_toe(zaak, actie, self.door, NU)
            Taak.objects.filter(pk=taak.pk).update(
                status=TaakStatus.AFGEROND, afgerond_op=NU, afgerond_door=self.door, verslag=kanarie(Deel.VERSLAGEN)
            )
            yield Deel.VERSLAGEN, [f"{begin}verloop/", taak.get_absolute_url()]
            overleg = Overleg.objects.create(
                zaak=zaak, soort="Overleg", gehouden_op=NU, uitkomst=kanarie(Deel.GESPREKKEN), **vast
            )
            Genodigde.objects.create(overleg=overleg, rol=Rol.TOEGANG, gemeente=gemeente, uitgenodigd_op=NU)
            yield Deel.GESPREKKEN, [f"{begin}verloop/", f"{begin}taken/"]
            zin = kanarie(Deel.INFORMERINGEN)
            vast_partij = {"geinformeerd_op": NU, "wijze": zin, **vast}
            partij = Informering.objects.create(melding=zaak, gemeente=gemeente, partij="De wijkraad", **vast_partij)
            Informeermoment.objects.create(informering=partij, geinformeerd_op=NU, toelichting=zin, **vast)
            yield Deel.INFORMERINGEN, [f"{begin}verloop/", f"{begin}communicatie/"]
            yield from self._leg_familie(vast)
            Persoonsgegevens.objects.create(melding=zaak, doel=kanarie(Deel.VERSTREKKINGEN), kanaal="post", **vast)
            yield Deel.VERSTREKKINGEN, [f"{begin}gegevens/"]
            vragen = [v.code for v in haal_protocol(zaak.protocol_versie).evaluatievragen if not v.antwoorden]
            if vragen:
                zinnen = {vragen[0]: kanarie(Deel.EVALUATIE)}
                Evaluatie.objects.create(melding=zaak, antwoorden=zinnen, vastgesteld_op=NU, vastgesteld_door=self.door)
                yield Deel.EVALUATIE, [lessen, reverse("leren", args=[zaak.kenmerk])]
            Inspectiefeit.objects.create(
                melding=zaak,
                soort="bevinding",
                op_datum=date(2026, 11, 20),
                partij="De Brug",
                tekst=kanarie(Deel.INSPECTIE),
                **vast,
            )
            yield Deel.INSPECTIE, [lessen, *(reverse(n, args=[zaak.kenmerk]) for n in ("inspectiespoor", "leren"))]
            analyse = Impactanalyse.objects.filter(melding=zaak, gemeente=gemeente).first()
            if analyse:
                code = haal_protocol(zaak.protocol_versie).vragen_van(analyse.soort)[0].code
                teksten = {code: kanarie(Deel.TOELICHTINGEN)}
                Impactanalyse.objects.filter(pk=analyse.pk).update(toelichtingen=teksten)
                yield (
                    Deel.TOELICHTINGEN,
                    [analyse.get_absolute_url(), reverse("beoordeling", args=[zaak.kenmerk])],
                )

    def _leg_familie(self, vast: dict[str, Any]) -> Iterator[tuple[Deel, list[str]]]:
        zaak, gemeente = self.melding, self.gemeente
        # What is of the family, is of the gemeenten that the facts name: here of the first only.
        Melding.objects.filter(pk=zaak.pk).update(gemeente_verblijf=gemeente, gemeente_woonplaats=gemeente)
        gezin = {"rol": Rol.JEUGDIGE_FAMILIE, "betrokkene": "kanarie", "partij": "De oom", **vast}
        oom = Informering.objects.create(melding=zaak, **gezin)
        zin, geven = kanarie(Deel.FAMILIE), {"gegeven_op": NU, "gegeven_door": self.door}
        Uitzondering.objects.create(informering=oom, reden=zin, **geven)
        Informeermoment.objects.create(informering=oom, geinformeerd_op=NU, wijze=zin, toelichting=zin, **vast)
        Informering.objects.filter(pk=oom.pk).update(geinformeerd_op=NU, wijze=zin)
        Slachtofferhulp.objects.create(melding=zaak, is_aangeboden=False, toelichting=zin, **vast)
        yield Deel.FAMILIE, [f"{zaak.get_absolute_url()}verloop/", reverse("communicatie_dossier", args=[zaak.kenmerk])]

    @property
    def paden(self) -> list[str]:
        """Every page on which a part is, and those that show something of many dossiers."""
        kenmerk = [self.melding.kenmerk]
        ook = [
            *(kamer.adres for kamer in KAMERS if kamer.adres != "bewijs"),
            "melding_actoren",
            "advies",
            "media",
            "onrust",
            "links",
        ]
        eigen = [pad for paden in self.delen.values() for pad in paden]
        overal = [
            "/",
            "/meldingen/?q=kanarie",
            "/zoeken/?q=kanarie",
            reverse("verbeterpunten"),
            reverse("terugkoppelingen"),
            "/persvragen/",
        ]
        return list(dict.fromkeys([*eigen, *(reverse(naam, args=kenmerk) for naam in ook), *overal]))


def loop(client: Any, zaak: Zaak, *, samen: bool) -> list[str]:
    """Everyone past every page: what is shown that the file does not give, and what it gives and is shown nowhere."""
    fout = []
    for naam, (wie, band) in zaak.spelers.items():
        client.force_login(wie)
        gezien = {pad: client.get(pad).content.decode() for pad in zaak.paden}
        for deel, paden in zaak.delen.items():
            mag = verwacht(PER_CODE[deel], wie.rol, band, samen=samen)
            if mag:
                fout += [f"{naam} leest {deel} niet op {pad}" for pad in paden if kanarie(deel) not in gezien[pad]]
            else:
                fout += [f"{naam} leest {deel} op {pad}" for pad, tekst in gezien.items() if kanarie(deel) in tekst]
    return fout


def om_en_om(spelers: Spelers) -> Iterator[tuple[str, tuple[Gebruiker, str]]]:
    """Of each role who is of the own gemeente, and one of the others: another kind of other for each role."""
    for beurt, rol in enumerate(dict.fromkeys(wie.rol for wie, _ in spelers.values())):
        van_rol = [(naam, speler) for naam, speler in spelers.items() if speler[0].rol == rol]
        anderen = [deel for deel in van_rol if deel[1][1] != ZELF]
        yield from (deel for deel in van_rol if deel[1][1] == ZELF)
        yield from anderen[beurt % len(anderen) :][:1] if anderen else ()


def bezwaren_paginas(client: Any, zaak: Zaak) -> list[str]:
    """Of whole pages: there for who sees any of it."""
    fout = []
    paden = {**{deel: reverse(naam) for deel, naam in PAGINAS.items()}}
    for naam, (wie, _) in zaak.spelers.items():
        client.force_login(wie)
        mag = {deel: wie.rol in PER_CODE[deel].rollen for deel in paden}
        fout += [f"{naam}: {deel}" for deel, pad in paden.items() if (client.get(pad).status_code == 200) != mag[deel]]
        bewijs = client.get(reverse("bewijs", args=[zaak.melding.kenmerk])).status_code == 200
        fout += [f"{naam}: bewijs"] * (bewijs != (wie.rol in PER_CODE[Deel.BEWIJS].rollen))
    return fout


def bezwaren_papier(
    zaak: Zaak, *, samen: bool, rollen: Collection[str] = ROLLEN_MET_ACCOUNT, banden: Collection[str] = (ZELF, ANDER)
) -> list[str]:
    """A paper says no more than a page, nor do the data that go along with it: nothing that its reader does not read.
    The proof is one of them, for who may have that."""
    fout, melding = [], Melding.objects.get(pk=zaak.melding.pk)
    for naam, (wie, band) in zaak.spelers.items():
        mag_papier = wie.rol in rollen and band in banden and wie.rol in PER_CODE[Deel.PAPIER].rollen
        if not mag_papier or not toegang.mag_zien(wie, melding):
            continue
        vraag = Vraag(melding, wie, NU)
        papieren = {soort.code: soort for soort in SOORTEN.values() if soort.mag(vraag)}
        vellen = [vel for soort in papieren.values() for vel in soort.maak(vraag).vellen]
        gegevens = json.dumps([vel.gegevens for vel in vellen], ensure_ascii=False)
        assert zaak.melding.kenmerk in gegevens
        tekst = gegevens + "".join(vel.html for vel in vellen)
        dicht = [deel for deel in zaak.delen if not verwacht(PER_CODE[deel], wie.rol, band, samen=samen)]
        fout += [f"{naam} leest {deel} op papier" for deel in dicht if kanarie(deel) in tekst]
        fout += [f"{naam}: bewijs"] * (("bewijs" in papieren) != (wie.rol in PER_CODE[Deel.BEWIJS].rollen))
        fout += [f"{naam} krijgt geen papier"] * (not papieren)
    return fout


def bezwaren_uitvoer(client: Any, zaak: Zaak) -> list[str]:
    """A list that goes out as a file, and what a calendar or a reader of feeds fetches, say nothing of any part."""
    fout, gekregen, gezien = [], set(), set()
    for naam, (wie, band) in zaak.spelers.items():
        if (wie.rol, band) in gezien:
            continue
        gezien.add((wie.rol, band))
        client.force_login(wie)
        token = agendalink.maak(wie, NU)
        paden = [f"{reverse('meldingen_uitvoer')}?vorm={vorm}" for vorm in ("csv", "xlsx")]
        for pad in (*paden, reverse("agenda_ics", args=[token]), reverse("agenda_atom", args=[token])):
            antwoord = client.get(pad)
            if antwoord.status_code != 200:
                continue
            soort = antwoord.headers["Content-Type"].split(";")[0]
            gekregen.add(soort)
            tekst = antwoord.content.decode() if "sheet" not in soort else _cellen(antwoord.content)
            fout += [f"{naam} leest {deel} in {soort}" for deel in zaak.delen if kanarie(deel) in tekst]
            if "uitvoer" in pad:
                fout += [f"{naam}: {soort} zonder de zaak"] * (zaak.melding.kenmerk not in tekst)
    assert len(gekregen) == 4, gekregen
    return fout


def _cellen(inhoud: bytes) -> str:
    rijen = [rij for blad in load_workbook(io.BytesIO(inhoud)) for rij in blad.iter_rows(values_only=True)]
    return " ".join(str(waarde) for rij in rijen for waarde in rij)


def geen_mail_noemt_een_onderdeel(zaak: Zaak, mailserver: Mailserver) -> None:
    verzend(NU)
    assert mailserver.ontvangen
    assert not [m for m in mailserver.ontvangen for deel in zaak.delen if kanarie(deel) in str(m)]
    assert Bericht.objects.filter(zaak=zaak.melding).exists()


@pytest.mark.django_db
def test_ieder_ziet_van_elk_onderdeel_wat_het_bestand_zegt(client, regio: Regio, mailserver: Mailserver) -> None:
    zaak = Zaak(bouw.in_beoordeling(NU, gemeenten=("zwolle", "deventer")), regio, "zwolle", "deventer", "raalte")

    assert loop(client, zaak, samen=True) == []
    assert bezwaren_paginas(client, zaak) == []
    assert bezwaren_papier(zaak, samen=True) == []
    assert bezwaren_uitvoer(client, zaak) == []
    geen_mail_noemt_een_onderdeel(zaak, mailserver)
    analyse = zaak.delen[Deel.TOELICHTINGEN][0]
    for naam, (wie, band) in zaak.spelers.items():
        client.force_login(wie)
        samen = client.get(reverse("beoordeling", args=[zaak.melding.kenmerk])).status_code == 200
        assert samen is verwacht(PER_CODE[Deel.ANALYSES], wie.rol, band, samen=True), naam
        kort = PER_CODE[Deel.ANALYSES_SAMENVATTING]
        mag = samen or verwacht(kort, wie.rol, band, samen=True)
        assert (client.get(analyse).status_code == 200) is mag, naam
    # Before they judge together, each has its own eyes.
    with inbraak():
        protocol = haal_protocol(zaak.melding.protocol_versie)
        eerder = next(s.code for s in protocol.statussen if s.analyse and not s.oordeel)
        Melding.objects.filter(pk=zaak.melding.pk).update(status=eerder)
    samen_rollen = {rol for deel in RECHTEN.onderdelen for rol, mate in deel.rollen.items() if mate == "samen"}
    assert samen_rollen
    # Only for who is of the other gemeente it makes a difference.
    assert bezwaren_papier(zaak, samen=False, rollen=samen_rollen, banden={ANDER}) == []
    zaak.delen = {Deel.TOELICHTINGEN: [analyse]}
    assert loop(client, zaak, samen=False) == []


@pytest.mark.django_db
def test_ook_in_de_tweede_regio(client, settings, mailserver: Mailserver) -> None:
    bouw_zhz.kies(settings)
    regio = bouw_zhz.regio(NU)
    melding = bouw_zhz.melding(regio, "dordrecht", "dijk", NU)
    betrokkenen.betrek_gemeente(melding, regio.gemeenten["gorinchem"], regio.gebruikers["regiomanager"], NU)
    zaak = Zaak(melding, regio, "dordrecht", "gorinchem", "zwijndrecht")
    if os.environ.get("STORING") != "alles":
        zaak.spelers = dict(om_en_om(zaak.spelers))

    assert loop(client, zaak, samen=True) == []
    assert bezwaren_paginas(client, zaak) == []
    assert bezwaren_papier(zaak, samen=True, rollen={Rol.TOEGANG, Rol.REGIOMANAGER}) == []
    geen_mail_noemt_een_onderdeel(zaak, mailserver)


# The file ------------------------------------------------------------------------------------------------------------


# Part -> a page that is there for who sees any of it, of the dossiers that he may open.
IN_DOSSIER = {
    Deel.BEWIJS: "bewijs",
    Deel.PAPIER: "papieren",
    Deel.ANALYSES: "beoordeling",
    Deel.BESTANDEN: "bestanden",
    Deel.VERSTREKKINGEN: "verstrekking_nieuw",
    Deel.INSPECTIE: "inspectiespoor",
    Deel.BERICHTEN: "melding_berichten",
}


def test_de_tabel_van_adressen_en_het_bestand_spreken_elkaar_nergens_tegen() -> None:
    """Each is asked of the pages themselves elsewhere; here of the other, so that neither is changed alone."""

    def met(rollen: Collection[str]) -> set[str]:
        return {wie for wie, rol in tabel.ROL_VAN.items() if rol in rollen}

    zien = {zicht: met([rol for rol, is_zo in RECHTEN.zicht.items() if is_zo == zicht]) for zicht in Zicht}
    assert tabel.ROL_VAN.keys() == tabel.INGELOGD
    assert zien[Zicht.REGIO] == tabel.RSJ
    assert zien[Zicht.GEMEENTE] | zien[Zicht.TOEGELATEN] > tabel.DEELNEMERS
    paginas = {**PAGINAS, Deel.LEERVERSLAG: "leerverslag", Deel.JAARRAPPORT: "jaarrapport"}
    for deel, naam in paginas.items():
        assert tabel.TABEL[naam].get[200] == met(PER_CODE[deel].rollen), naam
    for deel, naam in IN_DOSSIER.items():
        assert tabel.TABEL[naam].get[200] == met(PER_CODE[deel].rollen) & tabel.BINNEN, naam
    # And whatever the row, nobody gets a dossier whom the file lets into none.
    geen_dossier = {"melding_en_pers", "bekeken"}
    for naam, rij in tabel.TABEL.items():
        if "kenmerk" in rij.argumenten and naam not in geen_dossier:
            krijgt = {
                wie for codes in (rij.get, rij.post) for code, namen in codes.items() if code < 400 for wie in namen
            }
            assert krijgt <= tabel.BINNEN, naam


def test_elk_onderdeel_wordt_hier_of_elders_getoetst() -> None:
    in_dossier = {
        Deel.VERSLAGEN,
        Deel.GESPREKKEN,
        Deel.INFORMERINGEN,
        Deel.FAMILIE,
        Deel.VERSTREKKINGEN,
        Deel.EVALUATIE,
    }
    in_dossier |= {Deel.INSPECTIE, Deel.TOELICHTINGEN, Deel.ANALYSES, Deel.ANALYSES_SAMENVATTING, Deel.BEWIJS}

    assert in_dossier | PAGINAS.keys() | ELDERS.keys() == set(Deel)
    assert controleer_rechten(None) == []


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"zicht": {"baas": "regio"}}, "rol 'baas' bestaat niet"),
        ({"zicht": {"toegang": "overal"}}, "zicht 'overal' bestaat niet"),
        ({"onderdeel": []}, "onderdeel pers: staat er niet in"),
        ({"onderdeel": [{"code": "geheim"}]}, "onderdeel 'geheim' bestaat niet"),
        ({"onderdeel": [{"code": "pers"}]}, "'naam' ontbreekt"),
        ({"onderdeel": [{"code": "pers"}, {"code": "pers"}]}, "meer dan een keer"),
        ({"onderdeel": [{"code": "pers", "in_bewijs": "ja"}]}, "'in_bewijs' is geen ja of nee"),
        ({"onderdeel": [{"code": "pers", "rolen": {}}]}, "'rolen' kennen wij niet"),
        ({"onderdeel": [{"code": "pers", "groep": "elders"}]}, "groep 'elders' bestaat niet"),
        ({"onderdeel": [{"code": "pers", "rollen": {"baas": "alles"}}]}, "rol 'baas' bestaat niet"),
        ({"onderdeel": [{"code": "pers", "rollen": {"toegang": "veel"}}]}, "mate 'veel' bestaat niet"),
    ],
)
def test_wat_niet_past_houdt_de_start_tegen(anders: dict[str, Any], zin: str) -> None:
    zinnen = rechten.fouten(anders, TABEL, list(Deel), list(Mate), list(Zicht))

    assert any(zin in een for een in zinnen)


def test_wat_het_bestand_niet_zegt_opent_niets() -> None:
    leeg = rechten.maak({"onderdeel": [{"code": "pers", "rollen": {"toegang": "alles"}}]})

    assert leeg.van("toegang") == {}
    assert leeg.zicht == {}


# The page ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_de_pagina_zegt_van_elk_onderdeel_wie_het_ziet_en_waarom(client) -> None:
    client.force_login(maak_gebruiker(Rol.BEHEERDER))
    tekst = client.get(reverse("rechten")).content.decode()
    alleen = client.get(reverse("rechten"), {"rol": Rol.BELEIDSMEDEWERKER_JEUGD}).content.decode()

    for deel in RECHTEN.onderdelen:
        assert deel.naam in tekst.replace("&#x27;", "'")
        assert deel.lezing in tekst
        assert (f'id="deel-{deel.code}"' in alleen) is (Rol.BELEIDSMEDEWERKER_JEUGD in deel.rollen)
    onbekend = client.get(reverse("rechten"), {"rol": "baas"}).content.decode()
    assert onbekend.count('id="deel-') == len(RECHTEN.onderdelen)
