"""Addresses of press questions."""

from django.urls import URLPattern, path

from . import views
from .antwoord import views as antwoordviews
from .link import views as linkviews

urlpatterns: list[URLPattern] = [
    path("actie/<str:token>/persvraag/", linkviews.perslink, name="perslink"),
    path("actie/<str:token>/persvraag/stap/<slug:code>/", linkviews.perslink_stap, name="perslink_stap"),
    path("actie/<str:token>/persvraag/antwoord/<int:nummer>/", linkviews.perslink_antwoord, name="perslink_antwoord"),
    path(
        "actie/<str:token>/persvraag/antwoord/<int:nummer>/intrekken/", linkviews.perslink_terug, name="perslink_terug"
    ),
    path("actie/<str:token>/persvraag/ander/", linkviews.perslink_ander, name="perslink_ander"),
    path("persvragen/", views.persvragen, name="persvragen"),
    path("persvragen/nieuw/", views.persvraag_nieuw, name="persvraag_nieuw"),
    path("persvragen/lijkt-op/", views.persvraag_lijkt, name="persvraag_lijkt"),
    path("persvragen/bij/<str:kenmerk>/", views.melding_en_pers, name="melding_en_pers"),
    path("persvragen/<str:perskenmerk>/", views.persvraag, name="persvraag"),
    path("persvragen/<str:perskenmerk>/wijzigen/", views.persvraag_wijzigen, name="persvraag_wijzigen"),
    path("persvragen/<str:perskenmerk>/vragers/nieuw/", views.persvrager_nieuw, name="persvrager_nieuw"),
    path("persvragen/<str:perskenmerk>/vragers/<int:nummer>/", views.persvrager, name="persvrager"),
    path(
        "persvragen/<str:perskenmerk>/vragers/<int:nummer>/intrekken/",
        views.persvrager_intrekken,
        name="persvrager_intrekken",
    ),
    path("persvragen/<str:perskenmerk>/antwoorden/<int:nummer>/", antwoordviews.persantwoord, name="persantwoord"),
    path(
        "persvragen/<str:perskenmerk>/antwoorden/<int:nummer>/intrekken/",
        antwoordviews.persantwoord_intrekken,
        name="persantwoord_intrekken",
    ),
    path("persvragen/<str:perskenmerk>/stap/<slug:code>/", views.persstap, name="persstap"),
    path("persvragen/<str:perskenmerk>/teksten/", views.teksten, name="persteksten"),
    path("persvragen/<str:perskenmerk>/acties/<int:nummer>/", views.persactie, name="persactie"),
    path(
        "persvragen/<str:perskenmerk>/acties/<int:nummer>/<slug:handeling>/",
        views.persactie_handeling,
        name="persactie_handeling",
    ),
    path("persvragen/<str:perskenmerk>/links/", linkviews.perslinks, name="perslinks"),
    path(
        "persvragen/<str:perskenmerk>/links/<int:nummer>/<slug:handeling>/",
        linkviews.perslink_handeling,
        name="perslink_handeling",
    ),
    path("persvragen/<str:perskenmerk>/gebeld/<int:nummer>/", views.gebeld, name="persbericht_gebeld"),
]
