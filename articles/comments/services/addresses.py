"""The e-mail addresses of writers: kept, confirmed, refused, forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from articles.comments.models import WriterAddress
from articles.comments.tokens import email_digest

UNCONFIRMED_LIFE = timedelta(days=7)


@transaction.atomic
def address_for(email: str, *, edition: str, now: datetime) -> WriterAddress | None:
    """The row of an e-mail address, made where there is none; None if its owner wants no mail from here."""
    row, _made = WriterAddress.objects.get_or_create(
        digest=email_digest(email), defaults={"email": email, "edition": edition, "made_at": now}
    )
    return None if row.refused_at else row


@transaction.atomic
def confirm_address(address: WriterAddress, *, now: datetime) -> None:
    """The owner says that the address is theirs and that news of their comments may be sent there."""
    WriterAddress.objects.filter(pk=address.pk, refused_at=None, confirmed_at=None).update(confirmed_at=now)


@transaction.atomic
def refuse_address(address: WriterAddress, *, now: datetime) -> None:
    """The owner wants no mail: the address is forgotten, and only its hash is kept, so that nobody types it again."""
    row = WriterAddress.objects.select_for_update().get(pk=address.pk)
    row.comments.update(address=None)
    row.email, row.confirmed_at, row.refused_at = "", None, now
    row.save(update_fields=["email", "confirmed_at", "refused_at"])


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Deletes the addresses that nobody confirmed in time; returns how many."""
    old = WriterAddress.objects.filter(confirmed_at=None, refused_at=None, made_at__lt=now - UNCONFIRMED_LIFE)
    return old.delete()[1].get("comments.WriterAddress", 0)
