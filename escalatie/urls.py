"""Addresses of every procedure: a room each."""

from django.urls import URLPattern, URLResolver, include, path

from escalatie.protocol import views as protocol
from escalatie.protocol.actoren import views as actoren
from escalatie.protocol.dekking.views import dekking
from escalatie.protocol.rechten.views import rechten
from escalatie.protocol.stappen import views as stappen

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("escalatie.werk.urls")),
    path("", include("escalatie.bewaking.urls")),
    path("", include("escalatie.meldingen.urls")),
    path("", include("escalatie.persvragen.urls")),
    path("", include("escalatie.paraatheid.register.urls")),
    path("", include("escalatie.media.urls")),
    path("", include("escalatie.onrust.urls")),
    path("", include("escalatie.inzage.urls")),
    path("", include("escalatie.leren.urls")),
    path("agenda/", include("escalatie.agenda.urls")),
    path("rapportages/", include("escalatie.rapportages.urls")),
    path("", include("escalatie.handleiding.urls")),
    path("aanbieders/", include("escalatie.aanbieders.urls")),
    path("", include("escalatie.proefdraaien.urls")),
    path("", include("escalatie.oefenen.urls")),
    path("klaar-voor-gebruik/", include("escalatie.begin.urls")),
    path("beheer/bewaren/", include("escalatie.bewaren.urls")),
    path("mailsjablonen/", include("escalatie.sjablonen.urls")),
    path("contacten/", include("escalatie.paraatheid.urls")),
    path("protocol/", protocol.protocol, name="protocol"),
    path("protocol/stap/<slug:code>/", stappen.protocolstap, name="protocolstap"),
    path("protocol/dekking/", dekking, name="dekking"),
    path("protocol/rechten/", rechten, name="rechten"),
    path("protocol/actoren/", actoren.actoren, name="actoren"),
    path("protocol/actoren/<slug:actorcode>/", actoren.actor, name="actor"),
]
