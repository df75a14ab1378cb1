"""The permission table: every address × everyone × every verb, for the own and for a foreign dossier."""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.template import Context
from django.test.utils import ContextList
from django.urls import reverse

from calamiteiten.models import Oefening, Paraatheidsfeit
from calamiteiten.toegang import mag_zien
from communicatie.models import Persvraag, Persvrager
from contacten import piket
from contacten.bijhouden import oefenen
from contacten.models import (
    Aanbieder,
    Accountverzoek,
    Bezetting,
    Contactpersoon,
    Gebruiker,
    Gemeente,
    Invoer,
    Oefenronde,
    Piket,
)
from contacten.personen import accounts
from contacten.rollen import Rol
from escalatie.draaiboek import betrokkenen, overleggen
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Overleg, Taak
from tests import bouw, bouw_paraatheid, htmlproef
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.bouw_contacten import wijzig_rol
from tests.communicatie import persbouw
from tests.toegang import blik, kanarie
from tests.toegang.kanarie import KANARIE
from tests.toegang.tabel import (
    BUITEN,
    CAST,
    DEELNEMERS,
    EIGEN_ACCOUNT,
    INGELOGD,
    NAAMRUIMTE_BEHEER,
    NIET_INGELOGD,
    OPENBAAR,
    PERS,
    ROL_VAN,
    RSJ,
    TABEL,
    VERTROKKEN,
    adressen,
    staat_een_ander_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
INLOGGEN = "/inloggen/"
VERBODEN = ("PUT", "DELETE", "PATCH")
# The page on which who handles the press reads that a melding is there, and whom to call; and the one on which who
# watches reads who looked.
OPENT_NIETS = "melding_en_pers"
TOEZICHT_OPENT_NIETS = ("bekeken", "privacy")
BEHEERARGUMENTEN = {
    "object_id": "1",
    "id": "1",
    "field_name": "x",
    "app_label": "contacten",
    "content_type_id": "1",
    "url": "x",
    "path": "x",
}


@pytest.fixture
def zaak(regio):
    """The two meldingen and the whole cast."""
    spelers = {**regio.gebruikers, "anoniem": None}
    spelers["zonder_rol"] = maak_gebruiker(Rol.BEHEERDER, username="zonder-rol")
    zwolle = regio.gemeenten["zwolle"]
    spelers["woordvoerder_zwolle"] = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, zwolle, username="woordvoerder-zwolle")
    spelers["verhuisd"] = maak_gebruiker(Rol.TOEGANG, zwolle, username="verhuisd")
    spelers["inactief"] = maak_gebruiker(Rol.REGIOMANAGER, username="inactief")
    model = type(spelers["inactief"])
    model.objects.filter(username="zonder-rol").update(rol="", is_staff=False)
    model.objects.filter(username="inactief").update(is_active=False)
    oefenen.start("manager_gemeente", None, spelers["beheerder"], NU)
    maak_oefening(spelers["contractmanager"])
    persbouw.persvraag(NU)
    bouw_paraatheid.leg_vast(bouw_paraatheid.actie(NU, "rollen_college_raad", "zwolle"), spelers["contractmanager"], NU)
    Invoer.objects.create(bron="leeg.csv", gemaakt_op=NU, door=spelers["beheerder"])
    # An aanbieder that works in Zwolle only: else the managers of its whole werkgebied are let in.
    eigen = bouw.met_advies(NU, gemeenten=("zwolle",), aanbieder="molen")
    actie = Actie("Bel de school", Rol.TOEGANG, "", NU + timedelta(days=1), regio.gemeenten["zwolle"])
    voeg_actie_toe(eigen, actie, spelers["regiomanager"], NU)
    afspraak = overleggen.Afspraak(NU + timedelta(days=2), 60, "RSJ", "", frozenset({(str(Rol.REGIOMANAGER), None)}))
    # Its task is of the regiomanager: nobody else plans, changes or calls off that meeting.
    taak = Taak.objects.create(zaak=eigen, code="managersoverleg", titel="Overleg", rol=Rol.REGIOMANAGER, gemaakt_op=NU)
    overleggen.plan_in(taak.pk, afspraak, spelers["regiomanager"], NU)
    vertrek(eigen, regio.gemeenten["ommen"], spelers)
    nieuw = {"achternaam": "Nieuw", "email": "nieuw@rsj.example", "rol": "contractmanager"}
    accounts.nodig_uit_op_plek(nieuw, spelers["beheerder"], NU, op_plek=False)
    piket.leg_vast(Contactpersoon.objects.order_by("pk")[0], Rol.WETHOUDER, None, NU, NU + timedelta(days=1))
    return {
        "spelers": spelers,
        "eigen": eigen,
        "vreemd": bouw.melding(
            NU, gemeenten=("raalte",), onderwerp=KANARIE, omschrijving=f"{KANARIE}: wat er gebeurde."
        ),
    }


def vertrek(melding, gemeente, spelers):
    """This gemeente was involved in `melding` and had to do something; it was let go, and somebody moved there."""
    door = spelers["regiomanager"]
    betrokkenen.betrek_gemeente(melding, gemeente, door, NU)
    voeg_actie_toe(melding, Actie("Vraag het na", Rol.TOEGANG, "", NU + timedelta(days=1), gemeente), door, NU)
    assert mag_zien(spelers["buitenstaander"], melding)
    betrokkenen.laat_los(melding, gemeente, "Zij gaat er niet over.", door, NU)
    assert mag_zien(spelers["verhuisd"], melding)
    wijzig_rol(spelers["verhuisd"], Rol.TOEGANG, gemeente)
    assert {naam: wie.rol for naam, wie in spelers.items() if naam in ROL_VAN and naam != "zonder_rol"} == {
        naam: rol for naam, rol in ROL_VAN.items() if rol
    }


def als(client, zaak, wie):
    client.logout()
    if zaak["spelers"][wie] is not None:
        client.force_login(zaak["spelers"][wie])
    return client


def ieder(client, zaak, namen: Iterable[str]) -> Iterator[str]:
    """Each of these signed in, one after the other, in the same situation: what one of them changed is undone before
    the next comes. So the situation is built once and not once for everyone."""
    for wie in namen:
        with transaction.atomic():
            als(client, zaak, wie)
            yield wie
            transaction.set_rollback(True)


def aan_de_beurt(wie: str, plek: int, van: int) -> bool:
    """Whether the address or question at this place is asked of `wie` now: one in `van`, another one of the next in the
    cast, so that each is asked and everyone asks. At full size all of all."""
    return os.environ.get("STORING") == "alles" or (CAST.index(wie) + plek) % van == 0


def maak_oefening(leider):
    """A drill that runs, in which nothing happened yet."""
    return Oefening.objects.create(
        scenario="nacht",
        naam="Een nacht",
        snelheid=12,
        aanbieder=Aanbieder.objects.order_by("pk")[0],
        gemeente=Gemeente.objects.order_by("pk")[0],
        gemaakt_op=NU,
        gemaakt_door=leider,
        begonnen_op=NU,
        klok_op=NU,
        gestart_door=leider,
    )


def adres(naam, melding, kenmerk="", stap="start_fase_2"):
    """The address of a row for a melding; `kenmerk` replaces its own, `stap` is the step that is asked for. It is found
    once: the rows that it names stay, whoever asks."""
    bekend = vars(melding).setdefault("adressen_van_de_tabel", {})
    if (naam, kenmerk, stap) not in bekend:
        bekend[(naam, kenmerk, stap)] = _adres(naam, melding, kenmerk, stap)
    return bekend[(naam, kenmerk, stap)]


def _adres(naam, melding, kenmerk, stap):
    """Only what this address has in it is looked up."""
    waarden = {
        "pk": lambda: _pk(naam, melding),
        "plek_pk": lambda: Bezetting.objects.order_by("pk")[0].pk,
        "kenmerk": lambda: kenmerk or melding.kenmerk,
        "sjablooncode": lambda: "fase_1_start",
        "papiersoort": lambda: "dossier",
        "perskenmerk": lambda: Persvraag.objects.order_by("pk")[0].kenmerk,
        "paraatkenmerk": lambda: Paraatheidsfeit.objects.order_by("pk")[0].paraatheid.kenmerk,
        "code": lambda: {"persstap": "koppel", "paraatheid_stap": "sluit", "protocolstap": "ontvangen"}.get(naam, stap),
        "versie": lambda: 1,
        "nummer": lambda: _nummer(naam, melding),
        "handeling": lambda: "wijzigen",
        "feit": lambda: "informeren",
        "gemeentecode": lambda: melding.betrokkenheden.get().gemeente.code,
        "vorm": lambda: "xlsx" if naam in {"paraatheid_rapport", "jaarrapport"} else "csv",
        "soort": lambda: "contact" if naam == "inspectiefeit_nieuw" else "wekker",
        "actorcode": lambda: "wethouder",
        "sleutel": lambda: "verzonnen",
        "bron": lambda: "evaluatie-lessen",
        # There is a report of a year that is over.
        "jaar": lambda: NU.year - (naam == "jaarrapport"),
        "maat": lambda: "alle",
        "oefening": lambda: getattr(Oefening.objects.first(), "pk", 0),
    }
    return reverse(naam, kwargs={argument: waarden[argument]() for argument in TABEL[naam].argumenten})


def _pk(naam, melding):
    """Of the row that the addresses which begin so are about; of every other the contact of a seat."""
    rijen = {
        "gebruiker": lambda: Gebruiker.objects.get(username="regiomanager").pk,
        "inzage_persoon": lambda: Gebruiker.objects.get(username="regiomanager").pk,
        "inzage_uitvoer": lambda: Gebruiker.objects.get(username="regiomanager").pk,
        "accountverzoek": lambda: Accountverzoek.objects.get().pk,
        "gemeente": lambda: melding.betrokkenheden.get().gemeente_id,
        "piket": lambda: Piket.objects.get().pk,
        "contact_oefenronde": lambda: Oefenronde.objects.get().pk,
        "contacten_inlezen_voorstel": lambda: Invoer.objects.get().pk,
        "aanbieder": lambda: melding.aanbieder_id,
        "signaal": lambda: melding.aanbieder_id,
    }
    zoek = next((zoek for begin, zoek in rijen.items() if naam.startswith(begin)), None)
    return zoek() if zoek else Bezetting.objects.order_by("pk")[0].contactpersoon_id


def _nummer(naam, melding):
    """Of a meeting: the one that is planned, or the task of one that is not; of a journalist: the only one."""
    taak = Taak.objects.filter(zaak=melding, status="open").order_by("pk")[0]
    if naam == "overleg_plannen":
        taken = Taak.objects.filter(zaak=melding, code__in=["managersoverleg_fase_1", "jeugd_en_oov"])
        return (taken.first() or taak).pk
    if naam.startswith("paraatheid"):
        return Paraatheidsfeit.objects.order_by("pk")[0].pk
    if naam.startswith("persvrager"):
        return Persvrager.objects.get().pk
    if naam.startswith("overleg_"):
        return (Overleg.objects.filter(zaak=melding, status="gepland").first() or taak).pk
    return (Taak.objects.filter(zaak=melding, code=naam).first() or taak).pk


def test_elk_adres_staat_in_de_tabel():
    bekend = {*TABEL, *OPENBAAR, *EIGEN_ACCOUNT}
    assert {naam for naam, _ in adressen() if not naam.startswith(f"{NAAMRUIMTE_BEHEER}:")} == bekend


def test_elk_argument_van_een_adres_is_er_een_van_de_tabel():
    for naam, patroon in adressen():
        if naam in TABEL and naam != "contacten":
            assert set(patroon.pattern.converters) == set(TABEL[naam].argumenten), naam


def test_wie_krijgt_wat_bij_het_eigen_dossier(client, zaak):
    fout = []
    for wie in ieder(client, zaak, CAST):
        namen = [(plek, naam) for plek, naam in enumerate(TABEL) if not staat_een_ander_in(wie, naam)]
        paren = [(verb, naam) for plek, naam in namen for verb in gevraagd(TABEL[naam], wie, plek)]
        fout += [zin for verb, naam in paren for zin in bezwaren(client, TABEL[naam], wie, verb, naam, zaak["eigen"])]
    assert not fout, "\n".join(fout)


def gevraagd(rij, wie, plek) -> Iterator[str]:
    """With which verbs `wie` asks this address: one of the two, in turn, where both are refused him alike. A verb that
    an address does not know, it knows for nobody who may come: one in four asks it, another four at the next address.
    At full size both."""
    codes = {verb: rij.verwacht(verb, wie) for verb in ("GET", "POST")}
    for beurt, (verb, code) in enumerate(codes.items()):
        if code == 405:
            van = 4
        elif code in {302, 404} and len(set(codes.values())) == 1:
            van = 2
        else:
            van = 1
        if aan_de_beurt(wie, plek + beurt, van):
            yield verb


def bezwaren(client, rij, wie, verb, naam, melding, **ook) -> Iterator[str]:
    """What is not as its row of the table says when `wie`, who signed in, asks this address."""
    pad, voor = adres(naam, melding, **ook), blik.laatste()
    antwoord = client.generic(verb, pad)
    yield from blik.klachten(wie, naam, antwoord, voor)
    if wie not in RSJ and kanarie.zingt(antwoord):
        yield f"{wie}: {verb} {naam} geeft iets van een vreemd dossier"
    if wie in VERTROKKEN and not antwoord.streaming and _leidt_naar(antwoord, melding):
        yield f"{wie}: {verb} {naam} leidt nog naar het dossier"
    if antwoord.status_code != rij.verwacht(verb, wie):
        yield f"{wie}: {verb} {naam}: {antwoord.status_code}, verwacht {rij.verwacht(verb, wie)}"
    elif verb == "GET" and (leeg := list(_leeg_verborgen(antwoord))):
        yield f"{wie}: {naam}: {leeg} is verplicht, en de pagina geeft niets mee"
    elif verb == "GET" and (codes := list(_codes(antwoord))):
        yield f"{wie}: {naam}: {', '.join(codes)} zegt een lezer niets; noem de paragraaf"
    elif verb == "GET" and (kaal := list(_zonder_aanvulling(antwoord))):
        yield f"{wie}: {naam}: {kaal} zegt niet wat een browser hier mag invullen (autocomplete)"
    elif verb == "GET" and (slecht := _slechte_html(antwoord, naam, melding)):
        yield f"{wie}: {naam}: {'; '.join(slecht)}"
    elif wie in NIET_INGELOGD and not antwoord.headers["Location"].startswith(INLOGGEN):
        yield f"{wie}: {naam} stuurt naar {antwoord.headers['Location']}"


def _leidt_naar(antwoord, melding) -> bool:
    """Whether this answer has a way to the dossier, but that of the form that was asked for itself."""
    zelf = melding.get_absolute_url()
    is_elders = antwoord.status_code == 200 and not antwoord.wsgi_request.path.startswith(zelf)
    return is_elders and zelf.encode() in antwoord.content


def _slechte_html(antwoord, naam, melding) -> list[str]:
    """What is wrong with the HTML of this address, asked of the first who gets it (all of them: tests/schermproef)."""
    gezien = vars(melding).setdefault("gekeurde_html", set())
    if naam in gezien or antwoord.status_code != 200 or not antwoord.headers["Content-Type"].startswith("text/html"):
        return []
    gezien.add(naam)
    return list(htmlproef.fouten(antwoord.content.decode()))


def _codes(antwoord) -> Iterator[str]:
    """The codes of requirements and readings that a page outside /protocol/ shows: they are for who puts the file
    beside the paper."""
    is_pagina = antwoord.status_code == 200 and antwoord.headers["Content-Type"].startswith("text/html")
    if is_pagina and not antwoord.wsgi_request.path.startswith("/protocol/"):
        yield from dict.fromkeys(
            re.findall(r"\b[AR]\d{1,3}\b|\bversie [0-9a-f]{6,}\b", re.sub(r"<[^>]*>", " ", antwoord.content.decode()))
        )


def _zonder_aanvulling(antwoord) -> Iterator[str]:
    """The inputs to type in that say nothing of what a browser may fill in."""
    if antwoord.status_code == 200 and antwoord.headers["Content-Type"].startswith("text/html"):
        velden = re.findall(r"<input[^>]*type=\"(?:text|search|email|tel|url)\"[^>]*>", antwoord.content.decode())
        yield from (veld for veld in velden if "autocomplete=" not in veld)


def test_een_vreemd_dossier_antwoordt_als_een_dat_niet_bestaat(client, zaak):
    for wie in ieder(client, zaak, sorted((DEELNEMERS | BUITEN) - {"zonder_rol", "verhuisd"})):
        for plek, (naam, rij) in enumerate(TABEL.items()):
            if "kenmerk" not in rij.argumenten or (naam == OPENT_NIETS and wie in PERS):
                continue
            if (naam, wie) == TOEZICHT_OPENT_NIETS:
                continue
            # One of the two verbs, in turn: each address answers both, and everyone.
            for verb in (verb for i, verb in enumerate(("GET", "POST")) if aan_de_beurt(wie, plek + i, 2)):
                paren = [(adres(naam, zaak["vreemd"], k), k) for k in (zaak["vreemd"].kenmerk, "CAL-2026-9999")]
                vreemd, geen = (_zonder(client.generic(verb, pad), kenmerk) for pad, kenmerk in paren)
                assert vreemd[0] in {404, 405}, f"{wie}: {verb} {naam}"
                assert vreemd == geen, f"{wie}: {verb} {naam}"


def test_wie_de_pers_behandelt_leest_van_een_vreemd_dossier_alleen_dat_het_er_is(client, zaak):
    for wie in ieder(client, zaak, sorted(PERS - RSJ)):
        assert client.get(adres(OPENT_NIETS, zaak["vreemd"], "CAL-2026-9999")).status_code == 404
        antwoord = client.get(adres(OPENT_NIETS, zaak["vreemd"]))
        tekst = antwoord.content.decode()
        assert (antwoord.status_code, zaak["vreemd"].kenmerk in tekst) == (200, True), wie
        # No fact of it, no gemeente, and no way in.
        for feit in (KANARIE, "Raalte", zaak["vreemd"].get_absolute_url()):
            assert feit not in tekst, wie


def test_andere_werkwoorden_doen_niets(client, zaak):
    for wie in ieder(client, zaak, CAST):
        goed = {302} if wie in NIET_INGELOGD else {404, 405}
        # One in three, with one of the three in turn, so that each address meets all of them; at full size all for
        # everyone.
        alles, begin = os.environ.get("STORING") == "alles", CAST.index(wie) // 3
        namen = [(i, naam) for i, naam in enumerate(TABEL) if aan_de_beurt(wie, i, 3)]
        namen = [paar for paar in namen if not staat_een_ander_in(wie, paar[1])]
        beurten = {naam: VERBODEN if alles else (VERBODEN[(begin + i) % 3],) for i, naam in namen}
        paren = [(verb, naam) for naam, verbs in beurten.items() for verb in verbs]
        codes = {paar: client.generic(paar[0], adres(paar[1], zaak["eigen"])).status_code for paar in paren}
        assert {paar: code for paar, code in codes.items() if code not in goed} == {}, wie


def test_openbare_adressen_en_het_eigen_account(client, zaak):
    argumenten = {"account_reset_password_from_key": {"uidb36": "1", "key": "set-password"}}
    met_token = ["uitnodiging", "contact_bevestigen", "contact_oefening", "actielink"]
    met_token += [
        "actielink_ander",
        "actielink_opnieuw",
        "perslink",
        "perslink_ander",
        "paraatlink",
        "paraatlink_bestand",
        "melden",
        "melden_rapport",
        "melden_bericht",
        "melden_bestand",
        "melden_opnieuw",
        "oefenlink",
        "oefenlink_vraag",
        "agenda_ics",
        "agenda_atom",
    ]
    argumenten |= {naam: {"token": "1-1.x"} for naam in met_token}
    met_nummer = ["actielink_taak", "actielink_analyse", "actielink_scenario", "actielink_terug"]
    met_nummer += ["perslink_antwoord", "perslink_terug"]
    argumenten |= {naam: {"token": "1-1.x", "nummer": "1"} for naam in met_nummer}
    argumenten["actielink_feit_terug"] = {"token": "1-1.x", "soort": "uiting", "nummer": "1"}
    argumenten |= {naam: {"pk": "1"} for naam in ("mfa_remove_webauthn", "mfa_edit_webauthn", "sessie_einde")}
    argumenten["actielink_communicatie"] = {"token": "1-1.x", "feit": "uiting"}
    argumenten["perslink_stap"] = {"token": "1-1.x", "code": "meld_gebeurd"}
    paden = {naam: reverse(naam, kwargs=argumenten.get(naam)) for naam in {**OPENBAAR, **EIGEN_ACCOUNT}}
    alle = {**OPENBAAR, **EIGEN_ACCOUNT}
    alle["account_logout"] = alle.pop("account_logout")  # who signed out is somebody else
    for wie in ieder(client, zaak, [wie for wie in CAST if wie != "verhuisd"]):
        for naam, code in alle.items():
            antwoord = client.get(paden[naam])
            mag_302 = {302} if wie in INGELOGD or naam in {*EIGEN_ACCOUNT, "account_logout"} else set()
            assert antwoord.status_code in {code} | mag_302, f"{wie}: {naam}"
            if wie in NIET_INGELOGD and naam in EIGEN_ACCOUNT:
                assert antwoord.headers["Location"].startswith(INLOGGEN), f"{wie}: {naam}"
            assert KANARIE not in antwoord.content.decode(), f"{wie}: {naam}"


def test_het_beheer_bestaat_alleen_voor_de_beheerder(client, zaak):
    paden = {_beheerpad(naam, patroon) for naam, patroon in adressen() if naam.startswith(f"{NAAMRUIMTE_BEHEER}:")}
    assert len(paden) > 10
    for wie in ieder(client, zaak, [wie for wie in CAST if wie not in {"beheerder", "verhuisd"}]):
        goed = {302} if wie in NIET_INGELOGD else {404}
        # Each address is refused to everyone, with one of the two verbs in turn.
        beurten = [
            (plek + i, verb, pad) for plek, pad in enumerate(sorted(paden)) for i, verb in enumerate(("GET", "POST"))
        ]
        paren = [(verb, pad) for plek, verb, pad in beurten if aan_de_beurt(wie, plek, 2)]
        codes = {paar: client.generic(*paar).status_code for paar in paren}
        assert {paar: code for paar, code in codes.items() if code not in goed} == {}, wie


# The search of a choice list refuses a question without the name of a field; nobody writes history by hand.
GEWEIGERD = {"admin:autocomplete", "admin:auditlog_logentry_add"}


def test_de_beheerder_opent_het_beheer(client, zaak):
    als(client, zaak, "beheerder")
    for naam, patroon in adressen():
        if naam.startswith(f"{NAAMRUIMTE_BEHEER}:") and not _argumenten(patroon):
            antwoord = client.get(_beheerpad(naam, patroon), follow=False)
            assert antwoord.status_code in ({403} if naam in GEWEIGERD else {200, 302}), naam
            assert KANARIE not in antwoord.content.decode(), naam


def test_de_kanarie_zingt_wel_voor_wie_haar_mag_horen(client, zaak):
    for wie in sorted(RSJ):
        als(client, zaak, wie)
        assert zaak["vreemd"].kenmerk in client.get("/meldingen/").content.decode()
        assert KANARIE in client.get(zaak["vreemd"].get_absolute_url()).content.decode()


def _leeg_verborgen(antwoord):
    """The fields of the forms of a page that nobody can fill in, that must be filled in, and that are empty."""
    # Of a page that is one template, the context stands alone. The layers of one page share what is in them.
    lagen: list[Any] = [antwoord.context or Context()]
    lagen = list(antwoord.context) if isinstance(antwoord.context, ContextList) else lagen
    bladen = {id(blad): blad for laag in lagen for blad in laag.dicts}
    delen = {id(deel): deel for blad in bladen.values() for deel in blad.values()}
    for form in (deel for deel in delen.values() if isinstance(deel, BaseForm)):
        yield from (veld.name for veld in form.hidden_fields() if veld.field.required and veld.value() in (None, ""))


def _zonder(antwoord, kenmerk):
    """Code and page without what differs by itself: the kenmerk that was asked for and the token of the forms."""
    tekst = antwoord.content.decode().replace(kenmerk, "")
    return antwoord.status_code, re.sub(r'name="(csrfmiddlewaretoken|formulier)" value="[^"]+"', "", tekst)


def _beheerpad(naam, patroon):
    if not patroon.name:
        return f"/beheer/{patroon.pattern}".replace("<path:object_id>", "1").replace("(?P<url>.*)$", "x")
    return reverse(naam, kwargs={argument: BEHEERARGUMENTEN[argument] for argument in _argumenten(patroon)} or None)


def _argumenten(patroon):
    """The names of the arguments of an address, whether it is written as a route or as a regular expression."""
    return set(patroon.pattern.converters) | set(patroon.pattern.regex.groupindex)
