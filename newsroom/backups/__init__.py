"""Backups of the database and the pictures: written, tried by a restore, rotated, and restored (`manage.py backup`, `restore`).

A backup is a folder with a name of its time (`newsroom-20261130T054500Z`). It holds PostgreSQL's dump, the pictures as a
tar archive, and `manifest.json`, which says what is in them. What is half written begins with a dot and is no backup.
"""

from newsroom.backups.restoring import restore
from newsroom.backups.rotation import rotate
from newsroom.backups.writing import left_out, write

__all__ = ["left_out", "restore", "rotate", "write"]
