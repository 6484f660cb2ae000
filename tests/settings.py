"""The project's settings, with a data folder of the tests' own and what makes tests quick."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
os.environ["NEWSROOM_DATA_DIR"] = str(REPOSITORY / "var" / "test")
os.environ["NEWSROOM_ENV"] = "local"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASE_URL, DATABASES, STATIC_ROOT  # noqa: E402

# WhiteNoise warns where its folder is missing; in tests nothing is collected into it.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Hashing passwords slowly is a feature elsewhere.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FETCH_ALLOW_LOOPBACK = True
AXES_ENABLED = False
if not DATABASE_URL:
    # Tests may lose their data: they need not wait for the disk.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
