"""The backend that Django loads for `ENGINE = "newsroom.embedded"`."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.utils.asyncio import async_unsafe

from newsroom import database


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend, which starts the embedded server before it connects."""

    def get_connection_params(self) -> dict[str, Any]:
        server = database.ensure_running(settings.DATA_DIR)
        self.settings_dict["HOST"] = str(server.socket_folder)
        self.settings_dict["PORT"] = ""
        if self.settings_dict["NAME"] == database.DATABASE_NAME:
            database.ensure_database(server)
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        return super().get_new_connection(conn_params)
