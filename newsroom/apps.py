"""The project's own app: the commands that run the whole site."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_migrate

from newsroom.groups import give_new_rights


class DeskAdminConfig(SimpleAdminConfig):
    """Django's admin, as the editors' desk."""

    default_site = "newsroom.desk_site.DeskSite"


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        # Each app's rights in its own turn: the apps that the table speaks of migrate after this one.
        from newsroom.desk_site import note_session
        from newsroom.sign_in import slow_down

        if settings.SENTRY_DSN:
            from newsroom.watching.sentry import begin

            begin()
        user_logged_in.connect(note_session, dispatch_uid="newsroom.desk_site.note_session")
        user_login_failed.connect(slow_down, dispatch_uid="newsroom.sign_in.slow_down")
        post_migrate.connect(give_new_rights, dispatch_uid="newsroom.groups.give_new_rights")
