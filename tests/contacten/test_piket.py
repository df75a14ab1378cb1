"""Who is on call: a seat begins with them, the beheerder keeps it, and who leaves does not leave it behind (R101)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from contacten import piket
from contacten.bezetting import bezet
from contacten.models import Piket
from contacten.piket.pagina import aantal_gaten, maak_pagina
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R101"), pytest.mark.sqlite]
# Tuesday 24 November 2026, 10:00 in Amsterdam, and the Saturday after, 23:07.
KANTOOR = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NACHT = datetime(2026, 11, 28, 22, 7, tzinfo=UTC)
DAG = timedelta(days=1)


def test_buiten_kantoortijd_en_bij_spoed_begint_de_plek_met_wie_piket_heeft():
    zwolle, kampen = bouw.gemeente("Zwolle"), bouw.gemeente("Kampen")
    eerste = bouw.bezetting(Rol.TOEGANG, zwolle).contactpersoon
    tweede = bouw.bezetting(Rol.TOEGANG, zwolle, volgorde=2).contactpersoon
    overal, alleen_hier = bouw.contact("Overal"), bouw.contact("Alleen hier")
    piket.leg_vast(overal, Rol.TOEGANG, None, KANTOOR - DAG, NACHT + DAG)

    def volgorde(op: datetime, is_spoed: bool = False) -> list[str]:
        return [c.naam for c in bezet(Rol.TOEGANG, op, gemeente=zwolle, is_spoed=is_spoed).bezetters]

    vast = [eerste.naam, tweede.naam]
    assert volgorde(KANTOOR) == vast
    assert volgorde(KANTOOR, is_spoed=True) == volgorde(NACHT) == ["Overal", *vast]
    assert bezet(Rol.TOEGANG, NACHT, gemeente=kampen).eerste == overal
    assert volgorde(NACHT + DAG, is_spoed=True) == vast

    # What is urgent goes to one at a time; everything else still to the whole team, with who is on call first.
    assert bezet(Rol.TOEGANG, NACHT, gemeente=zwolle, is_spoed=True).ontvangers == (overal,)
    assert bezet(Rol.TOEGANG, NACHT, gemeente=zwolle).ontvangers == (overal, eerste, tweede)

    piket.leg_vast(alleen_hier, Rol.TOEGANG, zwolle, KANTOOR, NACHT + DAG)
    assert volgorde(NACHT) == ["Alleen hier", "Overal", *vast]
    # Who is in the seat and on call counts once; who is away, or left the list, is not called.
    piket.leg_vast(tweede, Rol.TOEGANG, kampen, KANTOOR, NACHT + DAG)
    bouw.bezetting(Rol.TOEGANG, kampen, alleen_hier, afwezig_van_datum=date(2026, 11, 28))
    assert volgorde(NACHT) == ["Overal", *vast]
    overal.vervallen_op = NACHT
    overal.save()
    assert volgorde(NACHT) == vast


def test_de_beheerder_houdt_het_rooster_bij_en_de_week_toont_de_gaten(client: Client, nu: datetime):
    client.force_login(bouw.gebruiker(Rol.BEHEERDER))
    een, twee = bouw.contact("Een"), bouw.contact("Twee")

    def stuur(pad: str, wie: int, van: str, tot: str, **ook: str) -> int:
        momenten = {f"{n}_op_{i}": deel for n, op in (("van", van), ("tot", tot)) for i, deel in enumerate(op.split())}
        rol = {"rol": "regiomanager"}
        return client.post(f"/contacten/piket/{pad}", {"contactpersoon": wie, **rol, **momenten, **ook}).status_code

    assert stuur("nieuw/", een.pk, "2026-11-23 00:00", "2026-11-28 12:00") == 302
    assert stuur("nieuw/", twee.pk, "2026-11-27 12:00", "2026-11-29 12:00") == 409
    assert stuur("nieuw/", twee.pk, "2026-11-28 12:00", "2026-11-28 12:00") == 200
    assert stuur("nieuw/", twee.pk, "2026-11-28 14:00", "2026-11-29 12:00") == 302
    assert Piket.objects.count() == 2
    (rooster,) = maak_pagina(nu).roosters
    assert (
        rooster.gaten == ["za 28 nov 12:00 tot za 28 nov 14:00", "zo 29 nov 12:00 tot ma 30 nov 00:00"]
        or len(rooster.gaten) == 2
    )
    assert aantal_gaten(nu) == 1
    pagina = client.get("/contacten/piket/").content.decode()
    assert "Buiten kantoortijd is er dan niemand" in pagina
    assert "heeft nu piket" in pagina
    assert "deze week een gat" in client.get("/contacten/").content.decode()
    assert client.get("/contacten/piket/?week=2026-W99").status_code == 200

    laatste = Piket.objects.get(contactpersoon=twee)
    gezien = piket.stand_van(laatste)
    assert stuur(f"{laatste.pk}/wijzigen/", twee.pk, "2026-11-28 12:00", "2026-11-30 08:00", gezien=gezien) == 302
    assert stuur(f"{laatste.pk}/wijzigen/", een.pk, "2026-11-28 13:00", "2026-11-30 08:00", gezien=gezien) == 409
    assert aantal_gaten(nu) == 0
    laatste.refresh_from_db()
    client.post(f"/contacten/piket/{laatste.pk}/einde/", {"gezien": piket.stand_van(laatste)})
    laatste.refresh_from_db()
    assert laatste.vervallen_op == nu
    assert aantal_gaten(nu) == 1


def test_wie_weggaat_laat_geen_piket_achter(client: Client, nu: datetime):
    client.force_login(bouw.gebruiker(Rol.BEHEERDER))
    zwolle = bouw.gemeente("Zwolle")
    weg = bouw.bezetting(Rol.TOEGANG, zwolle).contactpersoon
    blijft = bouw.bezetting(Rol.TOEGANG, zwolle, volgorde=2).contactpersoon
    piket.leg_vast(weg, Rol.TOEGANG, zwolle, nu - DAG, nu + DAG)
    piket.leg_vast(weg, Rol.TOEGANG, zwolle, nu + 2 * DAG, nu + 3 * DAG)

    assert "Heeft piket" in client.get(f"/contacten/{weg.pk}/").content.decode()
    antwoord = client.post(f"/contacten/{weg.pk}/einde/", {"gezien": _gezien(client, f"/contacten/{weg.pk}/einde/")})
    assert antwoord.status_code == 409
    assert "tenzij iemand het overneemt" in antwoord.content.decode()

    vast = {"gezien": _gezien(client, f"/contacten/{weg.pk}/einde/"), "opvolger": str(blijft.pk)}
    assert client.post(f"/contacten/{weg.pk}/einde/", vast).status_code == 302
    assert [p.van_op for p in piket.van(blijft, nu)] == [nu, nu + 2 * DAG]
    assert piket.van(weg, nu) == []


def _gezien(client: Client, pad: str) -> str:
    return str(client.get(pad).context["form"]["gezien"].value())
