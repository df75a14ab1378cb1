"""Addresses of the media of a melding and of a press question."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("meldingen/<str:kenmerk>/media/", views.media, name="media"),
    path("meldingen/<str:kenmerk>/media/volgen/", views.media_volgen, name="media_volgen"),
    path("meldingen/<str:kenmerk>/media/<int:nummer>/", views.media_relevant, name="media_relevant"),
    path("persvragen/<str:perskenmerk>/media/", views.persmedia, name="persmedia"),
    path("persvragen/<str:perskenmerk>/media/volgen/", views.persmedia_volgen, name="persmedia_volgen"),
    path("persvragen/<str:perskenmerk>/media/<int:nummer>/", views.persmedia_relevant, name="persmedia_relevant"),
]
