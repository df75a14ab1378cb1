"""Account and seat are two halves of one person: whoever changes the one is shown the other, with what stands open
there, and says what becomes of it (R101, R102)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from communicatie.models import Bericht, BerichtStatus
from contacten import gebruikers
from contacten.bezetting import bezet, lokale_dag
from contacten.models import Accountverzoek, Bezetting, Contactpersoon, Gebruiker, Gemeente
from contacten.personen.geschiedenis import geschiedenis_van_contact, geschiedenis_van_gebruiker
from contacten.personen.wederhelft import zonder_plek
from contacten.rollen import ROLLEN_IN_LIJST, ROLLEN_MET_ACCOUNT, ROLLEN_MET_GEMEENTE, ROLLEN_VAN_TWEE, Rol
from escalatie.draaiboek.informatie import TAAK_GEGEVEN
from escalatie.models import Taak, TaakStatus
from tests import bouw
from tests import bouw_contacten as lijst
from tests.contacten.test_contactpagina import opgeslagen

pytestmark = pytest.mark.django_db


@dataclass
class Kampen:
    """The toegang of Kampen: one person with an account and a seat, alone in both, with work that stands open."""

    account: Gebruiker
    plek: Bezetting
    kenmerk: str
    elders: Gemeente
    velden: dict[str, Any] = field(default_factory=dict)

    @property
    def contact(self) -> Contactpersoon:
        return self.plek.contactpersoon


@pytest.fixture
def kampen(client, nu) -> Kampen:
    regio = bouw.regio()
    plaats = regio.gemeenten["kampen"]
    plek = Bezetting.objects.get(rol=Rol.TOEGANG, gemeente=plaats)
    wie = plek.contactpersoon
    melding = bouw.in_beoordeling(nu, gemeenten=("kampen",))
    account = lijst.gebruiker(Rol.TOEGANG, plaats, username=wie.email.casefold(), email=wie.email, contactpersoon=wie)
    assert Taak.objects.filter(zaak=melding, rol=Rol.TOEGANG, status=TaakStatus.OPEN).exists()
    client.force_login(regio.gebruikers["beheerder"])
    return Kampen(account, plek, melding.kenmerk, regio.gemeenten["deventer"])


def account_wijzigen(client, hier, **velden):
    form = client.get(reverse("gebruiker", args=[hier.account.pk])).context["form"]
    begin = {veld.name: veld.value() for veld in form if veld.value() not in (None, False, "")}
    antwoord = client.post(reverse("gebruiker", args=[hier.account.pk]), {**begin, **velden})
    verzoek = Accountverzoek.objects.filter(besluit="").first()
    if verzoek is None:
        return antwoord
    # What opens dossiers is decided by the regiomanager, who is asked what becomes of the seat.
    beheerder = Gebruiker.objects.get(username="beheerder")
    client.force_login(Gebruiker.objects.get(username="regiomanager"))
    antwoord = client.post(reverse("accountverzoek", args=[verzoek.pk]), {"gezien": stand_van(hier), **velden})
    client.force_login(beheerder)
    return antwoord


def stand_van(hier):
    return gebruikers.stand_van_gebruiker(Gebruiker.objects.get(pk=hier.account.pk))


def account_einde(client, hier, **velden):
    return client.post(reverse("gebruiker_einde", args=[hier.account.pk]), {"gezien": stand_van(hier), **velden})


def keur_goed_als_het_moet(velden, nu):
    """The account with this address, after the regiomanager when its role opens dossiers."""
    if velden["rol"] in ROLLEN_VAN_TWEE:
        return lijst.keur_goed(velden["email"], nu)
    return Gebruiker.objects.get(email=velden["email"])


def gisteren(nu):
    return (lokale_dag(nu) - timedelta(days=1)).isoformat()


# Each change of a person that leaves something behind: what is done, and which half lives on unless it ends too.
WIJZIGINGEN = {
    "account: andere gemeente": (lambda c, h, nu, **v: account_wijzigen(c, h, gemeente=h.elders.pk, **v), "plek"),
    "account: andere rol": (lambda c, h, nu, **v: account_wijzigen(c, h, rol="regiomanager", gemeente="", **v), "plek"),
    "account: einde": (lambda c, h, nu, **v: account_einde(c, h, **v), "plek"),
    "contact: uit de lijst": (lambda c, h, nu, **v: opgeslagen(c, "contact_einde", h.contact.pk, **v), "account"),
    "contact: andere gemeente": (
        lambda c, h, nu, **v: opgeslagen(c, "contact_wijzigen", h.contact.pk, gemeente=h.elders.pk, **v),
        "plek en account",
    ),
    "plek: andere rol": (
        lambda c, h, nu, **v: opgeslagen(c, "plek_wijzigen", h.contact.pk, h.plek.pk, rol="wethouder", **v),
        "account",
    ),
    "plek: andere gemeente": (
        lambda c, h, nu, **v: opgeslagen(c, "plek_wijzigen", h.contact.pk, h.plek.pk, gemeente=h.elders.pk, **v),
        "account",
    ),
    "plek: einde": (
        lambda c, h, nu, **v: opgeslagen(c, "plek_einde", h.contact.pk, h.plek.pk, tot_datum=gisteren(nu), **v),
        "account",
    ),
}
AFWEZIG = "plek: afwezig"
ALLES = {
    **WIJZIGINGEN,
    AFWEZIG: (
        lambda c, h, nu, **v: opgeslagen(
            c, "plek_afwezig", h.contact.pk, h.plek.pk, afwezig_van_datum=lokale_dag(nu).isoformat(), **v
        ),
        "",
    ),
}


def hoe_het_staat(hier):
    account = Gebruiker.objects.filter(pk=hier.account.pk).values_list("rol", "gemeente", "is_active").get()
    plek = list(Bezetting.objects.filter(contactpersoon=hier.contact).values())
    return account, plek, Contactpersoon.objects.filter(pk=hier.contact.pk).values().get()


@pytest.mark.eis("R101", "R102")
@pytest.mark.parametrize("naam", ALLES)
def test_elke_wijziging_noemt_de_andere_helft_en_wat_open_staat_en_wijzigt_niets(client, kampen, nu, naam):
    doe, blijft = ALLES[naam]
    voor = hoe_het_staat(kampen)
    antwoord = doe(client, kampen, nu)
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert hoe_het_staat(kampen) == voor
    assert kampen.kenmerk in tekst
    assert "Logt in als" in tekst
    assert "Krijgt berichten als" in tekst
    assert ("kan daarna nog steeds inloggen" in tekst) is ("account" in blijft)
    assert ("blijft dan berichten krijgen" in tekst) is ("plek" in blijft)
    if naam.startswith("account"):
        assert "Niemand anders kan dan inloggen als gemeentelijke toegang Kampen." in tekst
    assert "niemand meer voor gemeentelijke toegang Kampen" in tekst


@pytest.mark.eis("R101")
@pytest.mark.parametrize("naam", WIJZIGINGEN)
def test_beide_eindigen_laat_geen_helft_achter(client, kampen, nu, naam):
    doe, _ = WIJZIGINGEN[naam]
    assert doe(client, kampen, nu, helft="eindigt", mag_leeg="on").status_code == 302
    assert bezet(Rol.TOEGANG, nu, gemeente=kampen.plek.gemeente).is_leeg
    account = Gebruiker.objects.get(pk=kampen.account.pk)
    assert not (account.is_active and (account.rol, account.gemeente) == (Rol.TOEGANG, kampen.plek.gemeente))
    bouw.melding(nu, gemeenten=("kampen",))
    rijen = Bericht.objects.filter(rol=Rol.TOEGANG, gemeente=kampen.plek.gemeente).order_by("-pk")
    assert rijen[0].status == BerichtStatus.GEEN_ONTVANGER


@pytest.mark.eis("R101", "R102")
@pytest.mark.parametrize("naam", WIJZIGINGEN)
def test_laten_vraagt_een_reden_die_bij_beide_helften_in_de_geschiedenis_staat(client, kampen, nu, naam):
    doe, _ = WIJZIGINGEN[naam]
    zonder = doe(client, kampen, nu, helft="blijft", mag_leeg="on")
    assert zonder.status_code == 409
    assert "Schrijf op waarom dit zo blijft." in zonder.content.decode()
    assert doe(client, kampen, nu, helft="blijft", mag_leeg="on", reden="Vervangt nog een maand.").status_code == 302
    for wijzigingen in (geschiedenis_van_contact(kampen.contact), geschiedenis_van_gebruiker(kampen.account)):
        besluiten = [v.nieuw for w in wijzigingen for v in w.verschillen if v.veld == "besluit"]
        assert any("Vervangt nog een maand." in besluit for besluit in besluiten)
    assert "Vervangt nog een maand." in client.get(reverse("contact", args=[kampen.contact.pk])).content.decode()


@pytest.mark.eis("R46", "R101")
@pytest.mark.parametrize("naam", ALLES)
def test_wie_het_overneemt_staat_meteen_op_de_plek_en_hoort_van_het_open_werk(client, kampen, nu, naam):
    doe, _ = ALLES[naam]
    opvolger = lijst.contact("Opvolger Kampen", gemeente=kampen.plek.gemeente)
    velden = {"helft": "eindigt", "opvolger": opvolger.pk, "mag_leeg": "on"}
    assert doe(client, kampen, nu, **velden).status_code == 302
    assert bezet(Rol.TOEGANG, nu, gemeente=kampen.plek.gemeente).bezetters == (opvolger,)
    bericht = Bericht.objects.get(contactpersoon=opvolger)
    assert bericht.zaak
    assert (bericht.regel, bericht.zaak.kenmerk, bericht.aan) == (TAAK_GEGEVEN, kampen.kenmerk, opvolger.email)
    bouw.melding(nu, gemeenten=("kampen",))
    laatste = Bericht.objects.filter(rol=Rol.TOEGANG, gemeente=kampen.plek.gemeente).order_by("-pk")[0]
    assert laatste.contactpersoon == opvolger


def test_met_een_opvolger_is_er_geen_gat_om_te_bevestigen(client, kampen, nu):
    opvolger = lijst.contact("Opvolger Kampen")
    doe, _ = WIJZIGINGEN["contact: uit de lijst"]
    assert doe(client, kampen, nu, helft="eindigt", opvolger=opvolger.pk).status_code == 302


def test_een_opvolger_zonder_mail_wordt_gebeld(client, kampen, nu):
    opvolger = lijst.contact("Opvolger Kampen", email="", mobiel="06-00000098")
    doe, _ = WIJZIGINGEN["contact: uit de lijst"]
    assert doe(client, kampen, nu, helft="eindigt", opvolger=opvolger.pk).status_code == 302
    assert Taak.objects.filter(zaak__kenmerk=kampen.kenmerk, titel__contains="06-00000098").exists()


def test_wie_later_pas_begint_hoort_nog_niets(client, kampen, nu):
    opvolger = lijst.contact("Opvolger Kampen")
    later = (lokale_dag(nu) + timedelta(days=30)).isoformat()
    velden = {"tot_datum": later, "opvolger": opvolger.pk}
    antwoord = opgeslagen(client, "plek_einde", kampen.contact.pk, kampen.plek.pk, **velden)
    assert antwoord.status_code == 302
    assert bezet(Rol.TOEGANG, nu + timedelta(days=31), gemeente=kampen.plek.gemeente).bezetters == (opvolger,)
    assert not Bericht.objects.filter(contactpersoon=opvolger).exists()


def test_een_wijziging_die_geen_helft_achterlaat_vraagt_niets(client, kampen, nu):
    assert account_wijzigen(client, kampen, achternaam="Anders").status_code == 302
    assert opgeslagen(client, "contact_wijzigen", kampen.contact.pk, functie="Anders").status_code == 302
    assert opgeslagen(client, "plek_wijzigen", kampen.contact.pk, kampen.plek.pk, volgorde=2).status_code == 302


def test_met_een_collega_op_plek_en_account_is_alleen_de_helft_een_vraag(client, kampen, nu):
    plaats = kampen.plek.gemeente
    lijst.bezetting(Rol.TOEGANG, plaats, volgorde=2)
    lijst.gebruiker(Rol.TOEGANG, plaats)
    antwoord = account_einde(client, kampen)
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Niemand anders" not in tekst
    assert "niemand meer voor" not in tekst
    assert account_einde(client, kampen, helft="eindigt").status_code == 302


def test_een_account_en_contact_met_hetzelfde_adres_zijn_ook_een_persoon(client, kampen, nu):
    Gebruiker.objects.filter(pk=kampen.account.pk).update(contactpersoon=None, email=kampen.contact.email.upper())
    antwoord = opgeslagen(client, "contact_einde", kampen.contact.pk)
    assert "kan daarna nog steeds inloggen" in antwoord.content.decode()


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol in ROLLEN_IN_LIJST])
def test_elke_rol_die_inlogt_krijgt_bij_de_uitnodiging_de_plek_aangeboden(client, kampen, nu, rol):
    plaats = kampen.elders
    Bezetting.objects.filter(rol=rol).delete()
    velden = {"voornaam": "Noor", "achternaam": "Nieuw", "email": "noor@kampen.example", "rol": rol}
    velden |= {"gemeente": plaats.pk} if rol in ROLLEN_MET_GEMEENTE else {}
    form = client.get(reverse("gebruiker_uitnodigen")).context["form"]
    assert form["op_plek"].value() is True
    assert client.post(reverse("gebruiker_uitnodigen"), {**velden, "op_plek": "on"}).status_code == 302
    keur_goed_als_het_moet(velden, nu)
    gemeente = plaats if rol in ROLLEN_MET_GEMEENTE else None
    (wie,) = bezet(rol, nu, gemeente=gemeente).bezetters
    assert (wie.email, wie.gebruiker.rol) == ("noor@kampen.example", rol)


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol in ROLLEN_IN_LIJST])
def test_zonder_plek_zegt_het_account_dat_de_berichten_elders_gaan_en_een_knop_zet_het_recht(client, kampen, nu, rol):
    Bezetting.objects.filter(rol=rol).delete()
    velden = {"achternaam": "Nieuw", "email": "noor@kampen.example", "rol": rol}
    velden |= {"gemeente": kampen.elders.pk} if rol in ROLLEN_MET_GEMEENTE else {}
    client.post(reverse("gebruiker_uitnodigen"), velden)
    wie = keur_goed_als_het_moet(velden, nu)
    antwoord = client.get(reverse("gebruiker", args=[wie.pk]))
    assert "staat niet op die plek. Daar staat nu niemand" in antwoord.content.decode()
    antwoord = client.post(reverse("gebruiker_plek", args=[wie.pk]), follow=True)
    assert "staat niet op die plek" not in antwoord.content.decode()
    gemeente = kampen.elders if rol in ROLLEN_MET_GEMEENTE else None
    assert [c.email for c in bezet(rol, nu, gemeente=gemeente).bezetters] == ["noor@kampen.example"]
    assert client.post(reverse("gebruiker_plek", args=[wie.pk])).status_code == 302
    assert Bezetting.objects.filter(rol=rol, gemeente=gemeente).count() == 1


def test_een_rol_zonder_plek_mist_er_geen_en_krijgt_er_geen(client, kampen, nu):
    for rol in [rol for rol in ROLLEN_MET_ACCOUNT if rol not in ROLLEN_IN_LIJST]:
        velden = {"achternaam": "Nieuw", "email": f"{rol}@kampen.example", "rol": rol}
        client.post(reverse("gebruiker_uitnodigen"), {**velden, "op_plek": "on"})
        wie = keur_goed_als_het_moet(velden, nu)
        assert (wie.rol, Bezetting.objects.filter(rol=rol).count()) == (rol, 0)
        assert "staat niet op die plek" not in client.get(reverse("gebruiker", args=[wie.pk])).content.decode()
        client.post(reverse("gebruiker_plek", args=[wie.pk]))
        assert not Bezetting.objects.filter(rol=rol).exists()
        assert wie.pk not in zonder_plek(nu)


@pytest.mark.eis("R102")
@pytest.mark.parametrize("bezet_door", ["niemand", "een ander"])
def test_een_account_zonder_contact_zegt_wat_er_op_zijn_plek_open_staat_en_wie_daar_zit(client, kampen, nu, bezet_door):
    if bezet_door == "niemand":
        Bezetting.objects.filter(rol="toegang", gemeente=kampen.plek.gemeente).delete()
    velden = {"achternaam": "Nieuw", "email": "noor@kampen.example", "rol": "toegang"}
    velden["gemeente"] = kampen.plek.gemeente_id
    client.post(reverse("gebruiker_uitnodigen"), velden)
    wie = keur_goed_als_het_moet(velden, nu)
    pagina = client.get(reverse("gebruiker", args=[wie.pk])).content.decode()
    assert kampen.kenmerk in pagina
    zit = kampen.contact.weergavenaam
    assert (f"De berichten gaan naar {zit}" in pagina) == (bezet_door == "een ander")
    assert ("Daar staat nu niemand" in pagina) == (bezet_door == "niemand")


def test_wie_op_de_plek_komt_hoort_van_wat_daar_open_staat(client, kampen, nu):
    velden = {"achternaam": "Nieuw", "email": "noor@kampen.example", "rol": "toegang"}
    velden |= {"gemeente": kampen.plek.gemeente_id, "op_plek": "on"}
    assert client.post(reverse("gebruiker_uitnodigen"), velden).status_code == 302
    keur_goed_als_het_moet(velden, nu)
    bericht = Bericht.objects.get(aan="noor@kampen.example", zaak__isnull=False)
    assert bericht.zaak
    assert (bericht.regel, bericht.zaak.kenmerk) == (TAAK_GEGEVEN, kampen.kenmerk)


def test_een_uitgenodigd_contact_uit_de_lijst_wordt_niet_verdubbeld(client, kampen, nu):
    wie = lijst.contact("Bekend Voorbeeld", email="Bekend@kampen.example")
    velden = {"achternaam": "Voorbeeld", "email": "bekend@kampen.example", "rol": "regiomanager", "op_plek": "on"}
    assert client.post(reverse("gebruiker_uitnodigen"), velden).status_code == 302
    assert keur_goed_als_het_moet(velden, nu).contactpersoon == wie


@pytest.mark.eis("R101", "R102")
def test_een_account_dat_langs_welke_weg_ook_niet_meer_op_zijn_plek_staat_wordt_werk(client, kampen, nu):
    from contacten.bijhouden.werk import werk_voor_beheerder
    from contacten.personen.wederhelft import zonder_plek

    assert kampen.account.pk not in zonder_plek(nu)
    Bezetting.objects.filter(pk=kampen.plek.pk).update(tot_datum=lokale_dag(nu) - timedelta(days=1))
    assert kampen.account.pk in zonder_plek(nu)
    regel = next(werk for werk in werk_voor_beheerder(nu) if werk.url == reverse("gebruikers"))
    assert regel.aantal == len(zonder_plek(nu))
    rij = next(r for r in client.get(reverse("gebruikers")).context["regels"] if r.gebruiker == kampen.account)
    assert not rij.op_plek


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "velden", [{}, {"contactpersoon": None}, {"contactpersoon": None, "email": "c@elders.example"}]
)
def test_de_lijst_en_de_pagina_zijn_het_eens_over_wie_op_zijn_plek_staat(kampen, nu, velden):
    from contacten.personen.accounts import is_op_plek
    from contacten.personen.wederhelft import zonder_plek

    Gebruiker.objects.filter(pk=kampen.account.pk).update(**velden)
    for gebruiker in Gebruiker.objects.filter(is_active=True).exclude(rol=""):
        assert is_op_plek(gebruiker, nu) is (gebruiker.pk not in zonder_plek(nu)), gebruiker
