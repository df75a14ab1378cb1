"""The same permission table in the second region: every address × everyone × both verbs, in one go per situation. All
of it is asked in the first region; here one in eight in turn, all where this region differs, and all at full size.

The people have other names and the melding another road; who gets what is the same, except where this region has no
such page (`ANDERS`).
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from calamiteiten.models import Paraatheid
from contacten import piket
from contacten.bijhouden import oefenen
from contacten.models import Contactpersoon, Gebruiker, Gemeente, Invoer
from contacten.personen import accounts
from contacten.rollen import Rol
from escalatie.draaiboek import overleggen
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Taak
from escalatie.paraatheid.register import vastleggen
from escalatie.persvragen import procedure
from tests import bouw_paraatheid, bouw_zhz
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.toegang import kanarie
from tests.toegang.kanarie import KANARIE, VRAAG
from tests.toegang.tabel import BUITEN, CAST, DEELNEMERS, DOSSIER, PERS, RSJ, TABEL, Rij, staat_een_ander_in
from tests.toegang.test_tabel import (
    OPENT_NIETS,
    TOEZICHT_OPENT_NIETS,
    aan_de_beurt,
    adres,
    als,
    bezwaren,
    ieder,
    maak_oefening,
    vertrek,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STAP = "start_opvolging"
# Name in the table -> account here.
NAMEN = {
    "contractmanager": "contractmanager",
    "regiomanager": "regiomanager",
    "adviseur": "communicatieadviseur",
    "toegang_zwolle": "toegang-dordrecht",
    "manager_zwolle": "manager-dordrecht",
    "manager_deventer": "manager-gorinchem",
    "buitenstaander": "toegang-gorinchem",
    "beheerder": "beheerder",
    "privacy": "privacyfunctionaris",
}
# What this region has otherwise: no impactanalyse, no judgement together.
PLANNERS = RSJ | {"toegang_zwolle"}
ANDERS: dict[str, Rij] = {
    "analyse": Rij({}, {}, DOSSIER),
    "analyse_gemeente": Rij({}, {}, (*DOSSIER, "gemeentecode")),
    "beoordeling": Rij({}, argumenten=DOSSIER),
    # The meeting here is that of the gemeente: she plans it, or the region for her.
    "overleg_plannen": Rij({200: PLANNERS}, {200: PLANNERS}, (*DOSSIER, "nummer")),
}


@pytest.fixture
def zaak(db, settings):
    """The two meldingen and the whole cast, in Zuid-Holland Zuid."""
    bouw_zhz.kies(settings)
    regio = bouw_zhz.regio(NU)
    wie: dict[str, Any] = {naam: regio.gebruikers[account] for naam, account in NAMEN.items()} | {"anoniem": None}
    dordrecht = regio.gemeenten["dordrecht"]
    wie["woordvoerder_zwolle"] = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, dordrecht, username="woordvoerder")
    wie["verhuisd"] = maak_gebruiker(Rol.TOEGANG, dordrecht, username="verhuisd")
    wie["zonder_rol"] = maak_gebruiker(Rol.BEHEERDER, username="zonder-rol")
    wie["inactief"] = maak_gebruiker(Rol.REGIOMANAGER, username="inactief")
    Gebruiker.objects.filter(username="zonder-rol").update(rol="", is_staff=False)
    Gebruiker.objects.filter(username="inactief").update(is_active=False)
    contractmanager, regiomanager = wie["contractmanager"], wie["regiomanager"]
    nieuw = {"achternaam": "Nieuw", "email": "nieuw@szhz.example", "rol": "contractmanager"}
    accounts.nodig_uit_op_plek(nieuw, wie["beheerder"], NU, op_plek=False)
    oefenen.start("manager_gemeente", None, wie["beheerder"], NU)
    vraag = procedure.NieuwePersvraag("Wachttijden", "Hoe lang wachten kinderen?", "gemeente", NU, gemeente=dordrecht)
    procedure.registreer(vraag, uuid4(), contractmanager, NU)
    maak_oefening(contractmanager)
    Invoer.objects.create(bron="leeg.csv", gemaakt_op=NU, door=wie["beheerder"])
    eigen = bouw_zhz.melding(regio, "dordrecht", "dijk", NU)
    vertrek(eigen, regio.gemeenten["gorinchem"], wie)
    actie = Actie("Bel de school", Rol.TOEGANG, "", NU + timedelta(days=1), dordrecht)
    voeg_actie_toe(eigen, actie, regiomanager, NU)
    afspraak = overleggen.Afspraak(NU + timedelta(days=2), 60, "Hier", "", frozenset({(str(Rol.REGIOMANAGER), None)}))
    taak = Taak.objects.create(
        zaak=eigen, code="driehoek_bij_onderzoek", titel="Overleg", rol=Rol.REGIOMANAGER, gemaakt_op=NU
    )
    overleggen.plan_in(taak.pk, afspraak, regiomanager, NU)
    piket.leg_vast(Contactpersoon.objects.order_by("pk")[0], Rol.WETHOUDER, None, NU, NU + timedelta(days=1))
    vastleggen.zet_klaar(contractmanager, NU, [g for g in Gemeente.objects.all() if g != dordrecht])
    paraat = Paraatheid.objects.get(actie="rollen_college_raad", gemeente=dordrecht)
    bouw_paraatheid.leg_vast(paraat, contractmanager, NU)
    vreemd = bouw_zhz.melding(regio, "hoeksche-waard", "kreek", NU, neem_regie=False, onderwerp=KANARIE)
    return {"spelers": wie, "eigen": eigen, "vreemd": vreemd}


def rij(naam):
    """The row of this address, as this region has it."""
    return ANDERS.get(naam, TABEL[naam])


@pytest.mark.eis("A16")
def test_wie_krijgt_wat_bij_het_eigen_dossier(client, zaak):
    fout: list[str] = []
    for wie in ieder(client, zaak, CAST):
        for i, paar in enumerate((verb, naam) for verb in ("GET", "POST") for naam in TABEL):
            if staat_een_ander_in(wie, paar[1]):
                continue
            if paar[1] in ANDERS or aan_de_beurt(wie, i, 8):
                fout += bezwaren(client, rij(paar[1]), wie, *paar, zaak["eigen"], stap=STAP)
    assert not fout, "\n".join(fout)


@pytest.mark.eis("A16")
def test_een_vreemd_dossier_is_er_niet_en_wordt_nergens_genoemd(client, zaak):
    vreemd, fout = zaak["vreemd"], []
    for wie in ieder(client, zaak, sorted((DEELNEMERS | BUITEN) - {"zonder_rol", "verhuisd"})):
        for naam in (n for i, n in enumerate(TABEL) if "kenmerk" in TABEL[n].argumenten and aan_de_beurt(wie, i, 6)):
            if (naam == OPENT_NIETS and wie in PERS) or (naam, wie) == TOEZICHT_OPENT_NIETS:
                continue
            # That the answer is the very one of a dossier that does not exist, is asked once, in the first region.
            codes = {verb: client.generic(verb, adres(naam, vreemd, stap=STAP)).status_code for verb in ("GET", "POST")}
            fout += [f"{verb} {naam} {wie}: {code}" for verb, code in codes.items() if code not in {404, 405}]
        # The pages themselves are listened to in the walk above; the search is asked here.
        fout += kanarie.zongen(
            client, wie, [f"/meldingen/?q={VRAAG}", f"/zoeken/?q={VRAAG}", f"/zoeken/?q={vreemd.kenmerk}"]
        )
    assert not fout, "\n".join(fout)


def test_de_kanarie_zingt_wel_voor_wie_haar_mag_horen(client, zaak):
    for wie in sorted(RSJ):
        als(client, zaak, wie)
        assert KANARIE in client.get(zaak["vreemd"].get_absolute_url()).content.decode()


def test_elke_uitzondering_is_er_een_van_de_tabel():
    assert ANDERS.keys() <= TABEL.keys()
    assert all(ANDERS[naam] != TABEL[naam] for naam in ANDERS)
    assert all(ANDERS[naam].argumenten == TABEL[naam].argumenten for naam in ANDERS)
