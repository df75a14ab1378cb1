"""Pages that belong to no dossier: errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def niet_gevonden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or not for you; the page does not say which."""
    return render(request, "404.html", status=404)


def serverfout(request: HttpRequest) -> HttpResponse:
    """500: says that nothing was saved."""
    return render(request, "500.html", status=500)


def csrf_geweigerd(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
