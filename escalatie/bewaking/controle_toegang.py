"""The auditor looks who sees what: a sample of users, held against the access matrix.

Another code path than `toegang.zichtbaar_voor`, which is what is audited: the tables are read as they are, and the
matrix is applied in Python. A user who moved to another gemeente and kept the old group is found here.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

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
# The matrix: the whole region, the own gemeente, and those whom the door may let into one dossier.
_ALLES = met_zicht(Zicht.REGIO)
_EIGEN_GEMEENTE = met_zicht(Zicht.GEMEENTE)
_TOEGELATEN = met_zicht(Zicht.GEMEENTE, Zicht.TOEGELATEN)


def buiten_de_matrix(nu: datetime, zaken: Zaken = None) -> Iterator[str]:
    """Audit: kenmerken of those of these meldingen that a user of the sample sees and the matrix does not give."""
    for gebruiker in steekproef(nu):
        if gebruiker.is_active and gebruiker.rol in _ALLES:
            continue
        gezien = dict(van(zaken, zichtbaar_voor(gebruiker), "pk").values_list("pk", "kenmerk"))
        mag = _gegeven(gebruiker, zaken) if gezien else set()
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


def _gegeven(gebruiker: Gebruiker, zaken: Zaken) -> set[int]:
    """Those of these meldingen that the matrix gives this user, by pk."""
    if not gebruiker.is_active or gebruiker.rol not in _TOEGELATEN:
        return set()
    groep = groepsnaam(gebruiker.rol, gebruiker.gemeente)
    # These rows know no world by themselves: they are guardian's.
    recht = {"permission__codename": "view_melding", "content_object__oefening": nummer_hier()}
    teams = van(zaken, MeldingGroupObjectPermission.objects.filter(group__name=groep, **recht), "content_object")
    personen = van(zaken, MeldingUserObjectPermission.objects.filter(user=gebruiker, **recht), "content_object")
    toegelaten = {*teams.values_list("content_object_id", flat=True)}
    toegelaten |= {*personen.values_list("content_object_id", flat=True)}
    if gebruiker.rol not in _EIGEN_GEMEENTE or gebruiker.gemeente_id is None:
        return toegelaten
    rijen = van(zaken, Betrokkenheid.objects.filter(gemeente=gebruiker.gemeente_id), "melding")
    return toegelaten | {*rijen.values_list("melding_id", flat=True)}
