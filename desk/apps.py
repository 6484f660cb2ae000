"""The app of the editors' desk: what it remembers of forms and acts. It knows neither articles nor feeds."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "The desk"

    # What the record keeps (`desk.triggers`): what was left aside in the queue comes back by taking the act back.
    recorded = {"QueueMark": ()}
    not_recorded = {
        "Preference": "in which language somebody has the desk; nobody else sees it",
        "SavedFilter": "how somebody narrows a list; nobody else sees it",
    }
    work = {"desk.action": "desk.work.actions.ACTIONS", "desk.export": "desk.work.exporting.EXPORT"}

    def ready(self) -> None:
        from desk.triggers import install_triggers
        from desk.words import translate_names

        # The last app may name its models after this one's turn; their classes are all there.
        translate_names()
        post_migrate.connect(install_triggers, dispatch_uid="desk.triggers.install_triggers")
