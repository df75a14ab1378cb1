"""Who asks: the signed-in user of a request, with its type. The one place where a view finds it."""

from django.http import Http404, HttpRequest

from contacten.models import Gebruiker


def aangemeld(request: HttpRequest) -> Gebruiker:
    """The user of this request. Raises Http404 for nobody: the middleware asks to sign in before that."""
    if not isinstance(request.user, Gebruiker):
        raise Http404
    return request.user
