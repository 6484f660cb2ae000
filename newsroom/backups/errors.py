"""What ends a backup or a restore, in one sentence that says what to do."""


class BackupError(Exception):
    """A backup cannot be written, or one cannot be restored."""
