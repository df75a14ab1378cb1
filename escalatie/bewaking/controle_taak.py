"""The auditor asks whether everybody who holds an open duty was told of it, or is shown red.

Another code path than the functions that give duties and tell of them, which are what is audited: the rows as they are.
A duty that nobody was told of is a seat without a message since the duty came, held by somebody who did not bring it
about himself.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from communicatie.models import OOK_VOOR, Bericht, BerichtStatus
from contacten.models import Bezetting, Gebruiker
from contacten.rollen import EXTERN
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Stap, Taak, TaakStatus


def zonder_bericht(nu: datetime) -> Iterator[str]:
    """Audit: kenmerken of zaken with an open duty whose holder was never told. A telephone task is shown, not told;
    somebody outside has no duty here but through who does it for him."""
    open_ = Taak.objects.filter(status=TaakStatus.OPEN).exclude(code=BELTAAK).exclude(rol__in=EXTERN)
    stil = open_.filter(~Exists(_post()), ~Exists(_zelf()), ~Exists(_zelf_gedaan())).select_related("zaak")
    for taak in stil.iterator():
        # The rest is asked of the few: one row can stand for the same seat of more gemeenten.
        if not _ook_voor(taak):
            yield taak.zaak.kenmerk


def _sinds() -> QuerySet[Bericht]:
    """The messages since the duty came, that count: one that is withdrawn tells nothing."""
    rijen = Bericht.objects.filter(zaak=OuterRef("zaak"), gepland_op__gte=OuterRef("gemaakt_op"))
    return rijen.exclude(status=BerichtStatus.INGETROKKEN)


def _post() -> QuerySet[Bericht]:
    """To the seat itself, also when nobody fills it (a red row), or to somebody who fills it as another."""
    plek = Bezetting.objects.filter(
        Q(gemeente=OuterRef(OuterRef("gemeente"))) | Q(gemeente__isnull=True) | Q(rol=OuterRef("rol")),
        contactpersoon=OuterRef("contactpersoon"),
        rol=OuterRef(OuterRef("rol")),
    )
    zetel = Q(rol=OuterRef("rol")) & (Q(gemeente=OuterRef("gemeente")) | Q(gemeente__isnull=True))
    return _sinds().filter(zetel | Q(Exists(plek)))


def _zelf() -> QuerySet[Stap]:
    """The act that brought it was that of the seat: of this role, and of this gemeente where it has one."""
    hier = Q(gemeente=OuterRef(OuterRef("gemeente"))) | Q(gemeente__isnull=True)
    account = Gebruiker.objects.filter(hier, pk=OuterRef("door"), rol=OuterRef(OuterRef("rol")))
    plek = Bezetting.objects.filter(hier, contactpersoon=OuterRef("door_contact"), rol=OuterRef(OuterRef("rol")))
    stappen = Stap.objects.filter(zaak=OuterRef("zaak"), op=OuterRef("gemaakt_op"))
    return stappen.filter(Exists(account) | Exists(plek))


def _zelf_gedaan() -> QuerySet[Taak]:
    """It came of another duty that the seat did at that moment."""
    hier = Q(gemeente=OuterRef(OuterRef("gemeente"))) | Q(gemeente__isnull=True)
    account = Gebruiker.objects.filter(hier, pk=OuterRef("afgerond_door"), rol=OuterRef(OuterRef("rol")))
    plek = Bezetting.objects.filter(
        hier, contactpersoon=OuterRef("afgerond_door_contact"), rol=OuterRef(OuterRef("rol"))
    )
    gedaan = Taak.objects.filter(zaak=OuterRef("zaak"), afgerond_op=OuterRef("gemaakt_op"))
    return gedaan.filter(Exists(account) | Exists(plek))


def _ook_voor(taak: Taak) -> bool:
    rijen = Bericht.objects.filter(zaak=taak.zaak_id, rol=taak.rol, gepland_op__gte=taak.gemaakt_op)
    return any(taak.gemeente_id in ook for ook in rijen.values_list(f"gegevens__{OOK_VOOR}", flat=True) if ook)
