"""Addresses of the media monitor: of press questions, and the feeds of the beheerder."""

from django.urls import URLPattern, path

from . import views_media

urlpatterns: list[URLPattern] = [
    path("persvragen/<str:perskenmerk>/media/", views_media.persmedia, name="persmedia"),
    path("persvragen/<str:perskenmerk>/media/volgen/", views_media.persmedia_volgen, name="persmedia_volgen"),
    path("persvragen/<str:perskenmerk>/media/<int:nummer>/", views_media.persmedia_relevant, name="persmedia_relevant"),
    path("mediafeeds/", views_media.feeds_lijst, name="feeds"),
    path("mediafeeds/<int:nummer>/", views_media.feed_zet, name="feed_zet"),
]
