"""The project's own app: the commands that run the site as a whole."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
