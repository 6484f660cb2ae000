"""What the desk remembers: who has a form open, the record of acts, what was left aside in the queue, and long work."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction

from desk.languages import LANGUAGES

# How long a worker has a piece of work without a sign of life: longer than any step, save one that waits for a slow
# publisher; that one may be done twice, which harms nothing.
WORK_LEASE = timedelta(minutes=3)
MOST_ATTEMPTS = 5  # without a step done between them


class Presence(models.Model):
    """An editor who has the form of one row open. `seen_at` is the last sign of life of the page."""

    model = models.CharField(
        max_length=100, help_text="The label of the row's model, such as articles.article."
    )
    row = models.CharField(max_length=100, help_text="Its key.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        # Nobody edits it: no right to it is offered among those of groups and users.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["model", "row", "user"], name="presence_once_a_form_and_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.model} {self.row}"


class Act(models.Model):
    """One act that changed what readers or editors see: who, when, why, and by which road.

    What it changed, row by row, is in its changes, which the database writes itself (`desk.record`). `by_name` outlives
    the account.
    """

    class Road(models.TextChoices):
        DESK = "desk", "At the desk"
        PULL = "pull", "By a pull"
        RULE = "rule", "By a rule"
        COMMAND = "command", "By a command"

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=120, help_text="What was done, such as articles.article:change.")
    road = models.CharField(max_length=10, choices=Road)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=500, blank=True, help_text="What it was about, by name.")
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="undone_by")
    erased_at = models.DateTimeField(null=True, help_text="When what it says was erased.")
    erased_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        permissions = [("undo_act", "Can take acts back and bring back from the bin")]
        verbose_name = "act"
        verbose_name_plural = "record of acts"

    def __str__(self) -> str:
        from desk.naming import about_in_words, in_words  # which knows the models

        return f"{in_words(self.kind)}: {about_in_words(self.about)}" if self.about else in_words(self.kind)


class Change(models.Model):
    """What an act did to one row. Of a changed row only the columns that changed; a new row has no `before`, a deleted
    one no `after`. Both are empty where the record was erased."""

    act = models.ForeignKey(Act, models.CASCADE, related_name="changes")
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=100)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["table", "row"], name="change_of_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class QueueMarkQuerySet(models.QuerySet["QueueMark"]):
    def in_force(self, *, by: Any, now: datetime) -> Self:
        """Those that keep a row out of the queue of `by`."""
        own = models.Q(is_for_all=True) | models.Q(by=by)
        return self.filter(own, models.Q(until=None) | models.Q(until__gt=now))


class QueueMark(models.Model):
    """A row that was left aside in the queue: by somebody for themselves until later, or for everybody, as the decision that
    nothing is to be done. With another `condition` the row waits again."""

    kind = models.CharField(max_length=30)
    row = models.BigIntegerField()
    condition = models.BigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_for_all = models.BooleanField(default=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = QueueMarkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "place in the queue"
        indexes = [models.Index(fields=["kind", "row"], name="queue_mark_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class Preference(models.Model):
    """How somebody wishes to have the desk; kept with the account, whatever browser is used."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk_preference"
    )
    language = models.CharField(max_length=10, choices=LANGUAGES)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}: {self.language}"


class SavedFilter(models.Model):
    """A list as somebody narrowed it, kept under a name. `list` is the label of its model; `query` is that of the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "list", "name"], name="saved_filter_once_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class WorkQuerySet(models.QuerySet["Work"]):
    def claim(self, now: datetime, *, by: str, lease: timedelta = WORK_LEASE) -> "Work | None":
        """Claims the oldest piece of work that waits, or whose worker gave no sign of life for the lease.

        Safe for concurrent workers: rows that another one is claiming are skipped.
        """
        with transaction.atomic():
            free = models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)
            open_ones = self.filter(free, state__in=[Work.State.WAITING, Work.State.RUNNING])
            work = (
                open_ones.select_for_update(skip_locked=True, of=("self",)).order_by("asked_at", "pk").first()
            )
            if work is None:
                return None
            work.state, work.claimed_by, work.claimed_until = Work.State.RUNNING, by, now + lease
            work.started_at = work.started_at or now
            work.attempts += 1
            work.save(update_fields=["state", "claimed_by", "claimed_until", "started_at", "attempts"])
        return work


class Work(models.Model):
    """Long work that somebody at the desk asked for; `manage.py work` does it, step by step (`desk.work`).

    `what` says what is to be done; `cursor` how far it came, in the words of its kind: whoever takes it up goes on from there.
    `notes` are what the editor should know of single rows; `said` is the sentence that tells how it ended.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    what = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    cursor = models.JSONField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    notes = models.JSONField(default=list)
    said = models.CharField(max_length=500, blank=True)
    act = models.ForeignKey(Act, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "long work"
        indexes = [
            models.Index(
                fields=["asked_at"], name="work_open", condition=models.Q(state__in=["waiting", "running"])
            )
        ]

    def __str__(self) -> str:
        return self.title


class WorkPart(models.Model):
    """A part of the file that a piece of work makes."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="work_part_once")]

    def __str__(self) -> str:
        return f"{self.work_id}, part {self.number}"
