"""What the laws look for in a syntax tree; every finder yields the lines where it saw it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from .bron import APPS, functies, geimporteerd, lengte, naam_van

Zoeker = Callable[[ast.Module], Iterator[int]]


def importeert(*namen: str) -> Zoeker:
    """Find imports of a module, of anything in it, or of a name from it."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for naam, regel in geimporteerd(wortel):
            if any(naam == verboden or naam.startswith(f"{verboden}.") for verboden in namen):
                yield regel

    return zoek


def noemt(*patronen: str) -> Zoeker:
    """Find a dotted name that matches, called or only passed on (``default=timezone.now``)."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if isinstance(knoop, ast.Attribute | ast.Name) and any(re.fullmatch(p, naam_van(knoop)) for p in patronen):
                yield knoop.lineno

    return zoek


def geeft_mee(*sleutels: str) -> Zoeker:
    """Find calls with one of these keyword arguments."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if isinstance(knoop, ast.Call) and any(deel.arg in sleutels for deel in knoop.keywords):
                yield knoop.lineno

    return zoek


def geeft_mee_met_waarde(waarden: dict[str, bool]) -> Zoeker:
    """Find calls that give one of these arguments this very value."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if isinstance(knoop, ast.Call) and any(
                d.arg in waarden and getattr(d.value, "value", None) is waarden[d.arg] for d in knoop.keywords
            ):
                yield knoop.lineno

    return zoek


def zet_status(van: str) -> Zoeker:
    """Find assignments to ``.status`` of something whose name matches ``van``."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            doelen = knoop.targets if isinstance(knoop, ast.Assign) else [getattr(knoop, "target", None)]
            for doel in doelen:
                if isinstance(doel, ast.Attribute) and doel.attr == "status" and re.search(van, naam_van(doel.value)):
                    yield doel.lineno

    return zoek


def schrijft_status(van: str) -> Zoeker:
    """Find ``create``, ``update`` and friends with ``status=`` on something whose name matches ``van``."""
    werkwoorden = {"create", "update", "get_or_create", "update_or_create", "bulk_update", "Melding"}

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if not isinstance(knoop, ast.Call) or naam_van(knoop.func).split(".")[-1] not in werkwoorden:
                continue
            met_status = any(deel.arg == "status" for deel in knoop.keywords) or "'status'" in ast.unparse(knoop)
            if met_status and re.search(van, naam_van(knoop.func)):
                yield knoop.lineno

    return zoek


def doet_zonder(daad: str, erbij: str) -> Zoeker:
    """Find functions that call what matches ``daad`` and nothing that matches ``erbij``."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for functie in functies(wortel):
            geroepen = [naam_van(knoop.func) for knoop in ast.walk(functie) if isinstance(knoop, ast.Call)]
            if any(re.fullmatch(daad, naam) for naam in geroepen) and not any(
                re.fullmatch(erbij, naam) for naam in geroepen
            ):
                yield functie.lineno

    return zoek


def verklaart_veilig(wortel: ast.Module) -> Iterator[int]:
    """Find ``mark_safe``, and ``SafeString`` around anything but what the template engine just escaped."""
    yield from noemt(r"(.*\.)?mark_safe")(wortel)
    for knoop in ast.walk(wortel):
        if not isinstance(knoop, ast.Call) or naam_van(knoop.func).split(".")[-1] not in {"SafeString", "SafeText"}:
            continue
        if not re.match(r"(content(\.strip)?|render_to_string)$", naam_van(knoop.args[0])):
            yield knoop.lineno


def lange_view(wortel: ast.Module) -> Iterator[int]:
    """Find views (functions that take ``request``) of more than 15 lines."""
    for functie in functies(wortel):
        if any(arg.arg == "request" for arg in functie.args.args) and lengte(functie) > 15:
            yield functie.lineno


def lange_taak(wortel: ast.Module) -> Iterator[int]:
    """Find Celery tasks that do more than one thing: ids in, one call, at most six lines with the decorator's rest."""
    for functie in functies(wortel):
        is_taak = any(naam_van(deel).split(".")[-1] in {"shared_task", "task"} for deel in functie.decorator_list)
        if is_taak and lengte(functie) > 6:
            yield functie.lineno


def neemt_request(wortel: ast.Module) -> Iterator[int]:
    """Find functions that take ``request``."""
    for functie in functies(wortel):
        if any(arg.arg == "request" for arg in functie.args.args):
            yield functie.lineno


def eigen_save(wortel: ast.Module) -> Iterator[int]:
    """Find classes that define ``save``."""
    for klasse in (knoop for knoop in ast.walk(wortel) if isinstance(knoop, ast.ClassDef)):
        yield from (deel.lineno for deel in klasse.body if isinstance(deel, ast.FunctionDef) and deel.name == "save")


def venster_omhoog(wortel: ast.Module) -> Iterator[int]:
    """Find relations to a model of another app without ``related_name="+"``."""
    elders = {naam.split(".")[-1] for naam, _ in geimporteerd(wortel) if naam.split(".")[0] in APPS}
    for knoop in ast.walk(wortel):
        soort = naam_van(knoop.func).split(".")[-1] if isinstance(knoop, ast.Call) else ""
        if not isinstance(knoop, ast.Call) or soort not in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
            continue
        doel = knoop.args[0] if knoop.args else next((d.value for d in knoop.keywords if d.arg == "to"), knoop)
        ver = naam_van(doel) in elders or naam_van(doel) == "settings.AUTH_USER_MODEL"
        ver = ver or (isinstance(doel, ast.Constant) and "." in str(doel.value))
        if ver and not any(d.arg == "related_name" and ast.unparse(d.value) == "'+'" for d in knoop.keywords):
            yield knoop.lineno


def verkeerd_genoemd_tijdveld(wortel: ast.Module) -> Iterator[int]:
    """Find moments not called ``op``, ``…_op`` or ``…_tot``, and days not ``…_datum``, ``…_van`` or ``…_tot``."""
    uitgangen = {"DateTimeField": ("op", "_tot"), "DateField": ("_datum", "_van", "_tot")}
    for knoop in ast.walk(wortel):
        if not isinstance(knoop, ast.Assign | ast.AnnAssign) or not isinstance(knoop.value, ast.Call):
            continue
        goed = uitgangen.get(naam_van(knoop.value.func).removeprefix("models."))
        doel = knoop.targets[0] if isinstance(knoop, ast.Assign) else knoop.target
        if goed and not naam_van(doel).endswith(goed):
            yield knoop.lineno


def beslist_op_gemeente(wortel: ast.Module) -> Iterator[int]:
    """Find comparisons with the name of a gemeente or region: a second region is a second file, never an ``if``."""
    namen = r"(?i)\b(zwolle|deventer|kampen|staphorst|dalfsen|hardenberg|ommen|raalte|steenwijk|ijsselland|olst)"
    for knoop in ast.walk(wortel):
        if isinstance(knoop, ast.Compare | ast.match_case) and re.search(namen, ast.unparse(knoop)):
            yield getattr(knoop, "lineno", 0) or knoop.pattern.lineno  # type: ignore[union-attr]


def zoekt_melding_op(wortel: ast.Module) -> Iterator[int]:
    """Find ``get_object_or_404`` and its sister on Melding."""
    for knoop in ast.walk(wortel):
        opzoeken = isinstance(knoop, ast.Call) and naam_van(knoop.func) in {"get_object_or_404", "get_list_or_404"}
        if isinstance(knoop, ast.Call) and opzoeken and "Melding" in naam_van(knoop.args[0]):
            yield knoop.lineno


def somt_rollen_op(wortel: ast.Module) -> Iterator[int]:
    """Find two or more roles side by side: in a list, set, tuple or dict, or in the arguments of one call."""
    for knoop in ast.walk(wortel):
        delen: list[ast.expr | None] = []
        if isinstance(knoop, ast.Tuple | ast.List | ast.Set):
            delen = [*knoop.elts]
        elif isinstance(knoop, ast.Dict):
            delen = [*knoop.keys]
        elif isinstance(knoop, ast.Call):
            delen = [*knoop.args]
        if sum(1 for deel in delen if deel is not None and naam_van(deel).startswith("Rol.")) > 1:
            yield getattr(knoop, "lineno", 0)
