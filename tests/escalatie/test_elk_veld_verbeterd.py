"""Of every form of record each field can be put right, and each time that a task was done; the old stands struck
through, with who, when and why, on the dossier, on the proof and in its PDF (R2, R66, R85–R97)."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from basis.kalender import lokale_datum
from basis.taal import moment as in_taal
from calamiteiten.models import Melding
from communicatie.familie.forms import SLOTVELDEN
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.correcties import TREK_IN, VERBETER, in_woorden
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.models import Overleg, Stap, Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import moment, van_pagina, verstuur
from tests.escalatie.test_herzien import LIJST, WAAROM, vastgelegde, ver_weg
from tests.gelezen import zonder_tijdmerk

UUR = timedelta(hours=1)
# What a form asks beside the record itself.
ERNAAST = {*SLOTVELDEN, "bevestig_persoonsgegevens"}


# Field -> what another answer to it asks for.
NODIG = {"slachtofferhulp": {"slachtofferhulp_toelichting": "Zij wilden dat niet."}}


def anders(naam: str, veld: forms.Field, ingevuld: dict[str, Any], nu: datetime) -> dict[str, Any]:
    """Another value for this field than the page shows, as a browser sends it."""
    if isinstance(veld, forms.DateTimeField):
        return moment(naam, nu - UUR)
    if isinstance(veld, forms.DateField):
        return {naam: str(lokale_datum(nu) - timedelta(days=9))}
    if isinstance(veld, forms.BooleanField):
        return {naam: "" if ingevuld.get(naam) else "on"}
    if codes := [str(code) for code, _ in getattr(veld, "choices", ()) if code]:
        gekozen = ingevuld.get(naam) or []
        rest = [code for code in codes if code not in ([gekozen] if isinstance(gekozen, str) else gekozen)]
        return {naam: [rest[0]] if isinstance(veld, forms.MultipleChoiceField) else rest[0]} if rest else {}
    return {naam: f"Toch anders: {naam}."}


def plekken(client: Client, zaak: Melding, lezer: Gebruiker, nu: datetime) -> list[str]:
    """The course of events, the proof, and what its PDF is printed from."""
    client.force_login(lezer)
    adressen = [reverse("melding_verloop", args=[zaak.kenmerk]), reverse("bewijs", args=[zaak.kenmerk])]
    blad = render_to_string("pdf/bewijs.html", {"b": bewijs(zaak, lezer, nu)})
    return [*(unescape(client.get(adres).content.decode()) for adres in adressen), unescape(blad)]


@pytest.mark.django_db
@pytest.mark.eis("R2", "R66", "R85", "R87", "R97")
def test_elk_veld_van_elke_vorm_wordt_verbeterd_en_het_oude_staat_overal_doorgestreept(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, rm = ver_weg(nu).melding, regio.gebruikers["regiomanager"]
    client.force_login(rm)
    gezien, niet_te_wijzigen = set(), set()
    for soort, taak in sorted(vastgelegde(zaak).items()):
        if soort in LIJST | {"acties"}:
            continue
        adres = reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk])
        for naam in client.get(adres).context["form"].fields:
            if naam in ERNAAST:
                continue
            pagina = client.get(adres)
            ingevuld = van_pagina(pagina)
            nieuw = anders(naam, pagina.context["form"].fields[naam], ingevuld, nu)
            if not nieuw:
                niet_te_wijzigen.add((soort, naam))
                continue
            namens = {"namens": ingevuld["namens"] or "wie het deed"} if "namens" in ingevuld else {}
            post = {
                **ingevuld,
                **namens,
                **nieuw,
                **NODIG.get(naam, {}),
                "bevestig_persoonsgegevens": "on",
                "waarom-reden": WAAROM,
            }
            antwoord = client.post(adres, post)
            assert antwoord.status_code == 302, (soort, naam, getattr(antwoord.context["form"], "errors", ""))
            stap = Stap.objects.filter(zaak=zaak, code=VERBETER, gegevens__taak=taak.pk).latest("volgnummer")
            assert stap.gegevens["velden"], (soort, naam)
            gezien.add(soort)
    assert gezien == set(VORMEN) - LIJST - {"acties"}
    # One person on the list, one choice: there is nothing else to choose.
    assert niet_te_wijzigen <= {("familie", "betrokkenen")}, niet_te_wijzigen
    dossier, *bewijzen = map(zonder_tijdmerk, plekken(client, zaak, rm, nu))
    for stap in Stap.objects.filter(zaak=zaak, code=VERBETER):
        # What was evaluated is for who reads that part of a dossier: the proof says that it was put right.
        met_inhoud = [dossier] if stap.gegevens.get("deel") else [dossier, *bewijzen]
        for _, oud, _ in stap.gegevens["velden"]:
            assert all(f"was </span>{oud}</del>" in plek for plek in met_inhoud if oud), oud
        zin = f"{in_woorden(stap)}</strong>: {in_taal(stap.op)}, {rm.naam}. {WAAROM}"
        assert all(zin in plek for plek in bewijzen), zin
        assert all(deel in dossier for deel in (in_woorden(stap), rm.naam, WAAROM))
    assert controleer(nu) == []


def doe_een_keer(client: Client, adres: str, keer: str, nu: datetime) -> None:
    """Fill in the page of a task: every text says which time it is, of what can be chosen the first."""
    pagina = client.get(adres)
    velden = van_pagina(pagina)
    for naam, veld in pagina.context["form"].fields.items():
        if kan := [str(code) for code, _ in getattr(veld, "choices", ()) if code]:
            velden[naam] = velden.get(naam) or kan[0]
        elif isinstance(veld, forms.CharField) and naam not in ERNAAST:
            velden[naam] = f"De {keer} keer: {naam}."
    if "gehouden_op" in pagina.context["form"].fields:
        velden |= moment("gehouden_op", nu)
    antwoord = client.post(adres, velden | {"bevestig_persoonsgegevens": "on"})
    assert antwoord.status_code == 302, (adres, antwoord.context["form"].errors)


@pytest.mark.django_db
@pytest.mark.eis("R2", "R88")
def test_van_een_taak_die_vaker_wordt_gedaan_wordt_elke_keer_verbeterd_en_ingetrokken(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, cm = bouw.in_fase_2(nu), regio.gebruikers["contractmanager"]
    client.force_login(cm)
    protocol = haal_protocol(zaak.protocol_versie)
    codes = {regel.code for regel in protocol.taken if regel.herhaalbaar}
    open_ = {t.code: t for t in Taak.objects.filter(zaak=zaak, status="open", code__in=codes)}
    assert open_
    for code, taak in open_.items():
        adres = reverse("taak", args=[zaak.kenmerk, taak.pk])
        voor = set(Taak.objects.filter(zaak=zaak, code=code).values_list("pk", flat=True)) - {taak.pk}
        for keer in ("eerste", "tweede"):
            doe_een_keer(client, adres, keer, nu)
        keren = Taak.objects.filter(zaak=zaak, code=code).exclude(pk__in=voor)
        eerste, tweede = keren.filter(status="afgerond").order_by("pk")
        taak.refresh_from_db()
        assert taak.status == "open"
        lijst = client.get(adres).content.decode()
        assert all(keer.get_absolute_url() in lijst for keer in (eerste, tweede))
        # The first is put right, and nothing of the second.
        verbeter = reverse("taak_verbeteren", args=[zaak.kenmerk, eerste.pk])
        veld = next(naam for naam in ("verslag", "uitkomst", "afspraken") if naam in van_pagina(client.get(verbeter)))
        anders_ = {**van_pagina(client.get(verbeter)), veld: "Zo was de eerste keer echt."}
        antwoord = client.post(verbeter, {**anders_, "waarom-reden": WAAROM, "bevestig_persoonsgegevens": "on"})
        assert antwoord.status_code == 302, (code, antwoord.context["form"].errors)
        for plek in plekken(client, zaak, cm, nu):
            assert f"was </span>De eerste keer: {veld}.</del>" in plek
        inhoud = client.get(tweede.get_absolute_url()).content.decode()
        assert f"De tweede keer: {veld}." in inhoud
        assert "Zo was de eerste keer echt." in client.get(eerste.get_absolute_url()).content.decode()
        # The second never was; the first stays, and what is to be done stays open.
        weg = reverse("taak_intrekken", args=[zaak.kenmerk, tweede.pk])
        assert verstuur(client, weg, **{"waarom-reden": WAAROM}).status_code == 302
        assert Stap.objects.filter(zaak=zaak, code=TREK_IN, gegevens__taak=tweede.pk).exists()
        standen = dict(keren.values_list("pk", "status"))
        assert standen == {taak.pk: "open", eerste.pk: "afgerond", tweede.pk: "vervallen"}
    assert Overleg.objects.filter(zaak=zaak, taak__code="contact_inspectie", taak__status="afgerond").count() == 1
    assert controleer(nu) == []
