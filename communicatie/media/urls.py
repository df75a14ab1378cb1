"""Addresses of the feeds of the media monitor."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("mediafeeds/", views.feeds_lijst, name="feeds"),
    path("mediafeeds/<int:nummer>/", views.feed_zet, name="feed_zet"),
]
