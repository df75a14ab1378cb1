"""The auditor looks who sees what: a sample of users, held against the access matrix.

Another code path than `toegang.zichtbaar_voor`, which is what is audited: the tables are read as they are, and the
matrix is applied in Python. A user who moved to another gemeente and kept the old group is found here.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from basis.wereld import nummer_hier
from calamiteiten.models import Betrokkenheid, MeldingGroupObjectPermission, MeldingUserObjectPermission
from calamiteiten.toegang import zichtbaar_voor
from calamiteiten.werelden import Zaken, van
from contacten.gebruikers import groepsnaam
from contacten.models import Gebruiker
from contacten.rollen import Zicht, met_zicht
from escalatie.models import Bevinding

# The invariant; and how many per role, each round others: after some rounds everyone had a turn.
NUMMER, STEEKPROEF = 7, 3
# So many accounts are held against the matrix at once.
SAMEN = 50
# The matrix: the whole region, the own gemeente, and those whom the door may let into one dossier.
_ALLES = met_zicht(Zicht.REGIO)
_EIGEN_GEMEENTE = met_zicht(Zicht.GEMEENTE)
_TOEGELATEN = met_zicht(Zicht.GEMEENTE, Zicht.TOEGELATEN)


def buiten_de_matrix(nu: datetime, zaken: Zaken = None) -> Iterator[str]:
    """Audit: kenmerken of those of these meldingen that a user of the sample sees and the matrix does not give."""
    mensen = [wie for wie in steekproef(nu) if not (wie.is_active and wie.rol in _ALLES)]
    # Of all zaken one account fills the memory; of those of a round so many together do not.
    aantal = 1 if zaken is None else SAMEN
    for i in range(0, len(mensen), aantal):
        yield from _te_veel(mensen[i : i + aantal], zaken)


def _te_veel(mensen: list[Gebruiker], zaken: Zaken) -> Iterator[str]:
    zien = [(wie, dict(van(zaken, zichtbaar_voor(wie), "pk").values_list("pk", "kenmerk"))) for wie in mensen]
    # After what they see: who was let in meanwhile may see it.
    gegeven = _gegeven([wie for wie, gezien in zien if gezien], zaken)
    for wie, gezien in zien:
        mag = gegeven.get(wie.pk, set())
        yield from (kenmerk for pk, kenmerk in gezien.items() if pk not in mag)


def steekproef(nu: datetime) -> list[Gebruiker]:
    """A few accounts of each role, of those without a role and of those that ended; the minute decides which, and the
    day, so that in the end each account meets each part of the zaken.

    Everyone while a finding stands: it must not vanish because others have their turn.
    """
    if Bevinding.objects.filter(nummer=NUMMER, verdwenen_op__isnull=True).exists():
        return list(Gebruiker.objects.select_related("gemeente").order_by("pk"))
    begin = int(nu.timestamp()) // 60 * STEEKPROEF + nu.toordinal()
    groepen: dict[tuple[str, bool], list[int]] = {}
    for pk, rol, is_actief in Gebruiker.objects.order_by("pk").values_list("pk", "rol", "is_active"):
        groepen.setdefault((rol, is_actief), []).append(pk)
    nummers = [pk for lijst in groepen.values() for pk in _om_de_beurt(lijst, begin)]
    return list(Gebruiker.objects.filter(pk__in=nummers).select_related("gemeente").order_by("pk"))


def _om_de_beurt(lijst: list[int], begin: int) -> Iterable[int]:
    begin %= len(lijst)
    return islice([*lijst[begin:], *lijst[:begin]], STEEKPROEF)


def _gegeven(mensen: Iterable[Gebruiker], zaken: Zaken) -> dict[int, set[int]]:
    """By account, those of these meldingen that the matrix gives: of all accounts together, in three questions."""
    toegelaten = [wie for wie in mensen if wie.is_active and wie.rol in _TOEGELATEN]
    if not toegelaten:
        return {}
    groep = {wie.pk: groepsnaam(wie.rol, wie.gemeente) for wie in toegelaten}
    # These rows know no world by themselves: they are guardian's.
    recht = {"permission__codename": "view_melding", "content_object__oefening": nummer_hier()}
    teams = MeldingGroupObjectPermission.objects.filter(group__name__in={*groep.values()}, **recht)
    personen = MeldingUserObjectPermission.objects.filter(user__in=groep, **recht)
    per_team = _per(van(zaken, teams, "content_object").values_list("group__name", "content_object_id"))
    per_persoon = _per(van(zaken, personen, "content_object").values_list("user_id", "content_object_id"))
    eigen = {wie.pk: wie.gemeente_id for wie in toegelaten if wie.rol in _EIGEN_GEMEENTE and wie.gemeente_id}
    betrokken = van(zaken, Betrokkenheid.objects.filter(gemeente__in={*eigen.values()}), "melding")
    per_gemeente = _per(betrokken.values_list("gemeente_id", "melding_id")) if eigen else {}
    return {
        pk: per_team.get(naam, set()) | per_persoon.get(pk, set()) | per_gemeente.get(eigen.get(pk), set())
        for pk, naam in groep.items()
    }


def _per(rijen: Iterable[tuple[Any, int]]) -> dict[Any, set[int]]:
    gevonden: dict[Any, set[int]] = {}
    for van_wie, melding in rijen:
        gevonden.setdefault(van_wie, set()).add(melding)
    return gevonden
