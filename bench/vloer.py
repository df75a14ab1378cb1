"""The floors: the smallest answer of this server, and a signed-in page with nothing on it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Antwoord = Callable[[HttpRequest], HttpResponse]


class Hallo:
    """Answers `/bench/hello/` before anything of the product is asked."""

    def __init__(self, get_response: Antwoord) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/bench/hello/":
            return HttpResponse("hallo", content_type="text/plain")
        return self.get_response(request)


def me(request: HttpRequest) -> HttpResponse:
    """Session and user through the whole stack of the product, and nothing else: the floor of any page."""
    return HttpResponse(request.user.get_username(), content_type="text/plain")
