"""Health: for a load balancer and a watchdog. Open to everyone, so counts only."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from basis.klok import nu

from .gezondheid import ZONDER_DATABASE, meet


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches no database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """How database, watching and sending stand, as JSON; 503 when one of them is not well."""
    try:
        gezondheid = meet(nu())
    except DatabaseError:
        gezondheid = ZONDER_DATABASE
    return JsonResponse(gezondheid.als_antwoord(), status=200 if gezondheid.is_goed else 503)
