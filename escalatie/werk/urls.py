"""Addresses of what someone has to do."""

from django.urls import URLPattern, path

from . import views
from .zoeken import views as zoeken

urlpatterns: list[URLPattern] = [
    path("", views.werkvoorraad, name="werkvoorraad"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/te-laat/", views.te_laat, name="te_laat"),
    path("communicatie/", views.werkbank, name="werkbank"),
    path("gezien/<int:nummer>/", views.gezien, name="gezien"),
    path("zoeken/", zoeken.zoeken, name="zoeken"),
    path("meldingen/uitvoer/", views.meldingen_uitvoer, name="meldingen_uitvoer"),
    path("meldingen/weergaven/<slug:handeling>/", views.weergave, name="weergave"),
    path("meldingen/", views.meldingen, name="meldingen"),
]
