"""Encryption of a backup's files for the holders of age keys (https://age-encryption.org/v1), who alone can restore it.

The host that writes backups knows public keys only: who takes it over can read none of the older ones.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage

from newsroom.backups.errors import BackupError
from newsroom.backups.folder import ENCRYPTED


def recipients(keys: Sequence[str]) -> list[Any]:
    """The public keys (`age1…`), read. Raises BackupError for one that is none."""
    return [_recipient(key) for key in keys]


def encrypt(file: Path, readers: Sequence[Any]) -> Path:
    """Encrypts a file for its readers, and deletes the plain one; returns the new file."""
    secret = file.with_name(file.name + ENCRYPTED)
    with file.open("rb") as plain, secret.open("wb") as written:
        pyrage.encrypt_io(plain, written, readers)
    file.unlink()
    return secret


def decrypt(file: Path, plain: Path, identity: Path | None) -> None:
    """Decrypts a file into `plain` with the private keys in a file (`AGE-SECRET-KEY-…`).

    Raises BackupError where there is none, or none that fits.
    """
    if identity is None:
        raise BackupError(f"{file.name} is encrypted: name the file with the private key by --identity.")
    try:
        lines = [line.strip() for line in identity.read_text(encoding="ascii").splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise BackupError(f"{identity} holds no private key of age: {error}.") from error
    try:
        with file.open("rb") as secret, plain.open("wb") as written:
            pyrage.decrypt_io(secret, written, keys)
    except pyrage.DecryptError as error:
        raise BackupError(f"{file.name} cannot be decrypted with the key in {identity}: {error}.") from error


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise BackupError(
            f"BACKUP_KEYS has {key!r}, which is no public key of age; `age-keygen` prints one that begins with age1."
        ) from error
