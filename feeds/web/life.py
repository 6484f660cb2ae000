"""Whether a process that claimed something is still alive, as its database tells.

Each holds a lock by a transaction that lasts as long as it does, on a connection of its own. PostgreSQL ends the
transaction, and with it the lock, when the process ends or is killed. The transaction has read and written nothing, so it
keeps nothing from being cleaned up; and unlike the lock of a session it works through a pooler of connections.
"""

import hashlib
from contextlib import suppress

from django.db import Error, connection, transaction

# A process that lost its network would keep its lock for hours, until TCP gives up.
KEEPALIVES = (
    "SET LOCAL tcp_keepalives_idle TO 30; SET LOCAL tcp_keepalives_interval TO 10; "
    "SET LOCAL tcp_keepalives_count TO 3; SET LOCAL idle_in_transaction_session_timeout TO 0; "
)


# True where nobody lives under the name whose key it is; the lock lasts as long as the transaction.
IS_DEAD = "SELECT pg_try_advisory_xact_lock(%s)"


class Life:
    """The life of this process under a name, from `begin` to `end`. `begin` with `wait=False` may find another one."""

    def __init__(self, name: str) -> None:
        self._key = key_of(name)
        self._own = connection.copy()

    def begin(self, *, wait: bool = True) -> bool:
        """Takes the lock; False where another process has it and `wait` is off."""
        self._own.set_autocommit(False)
        with self._own.cursor() as cursor:
            if wait:
                cursor.execute(f"{KEEPALIVES} SELECT pg_advisory_xact_lock(%s)", [self._key])
                return True
            cursor.execute(f"{KEEPALIVES} SELECT pg_try_advisory_xact_lock(%s)", [self._key])
            [is_mine] = cursor.fetchone()
        if not is_mine:
            self.end()
        return bool(is_mine)

    def end(self) -> None:
        """Lets go of the lock."""
        # A connection that is lost has let go already.
        with suppress(Error):
            self._own.rollback()
        self._own.close()


def is_alive(name: str) -> bool:
    """Whether a process lives under this name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IS_DEAD, [key_of(name)])
        [is_dead] = cursor.fetchone()
        return not is_dead


def key_of(name: str) -> int:
    """The key of the lock of a name."""
    return int.from_bytes(hashlib.sha256(f"puller {name}".encode()).digest()[:8], "big", signed=True)
