"""What news agencies say of their items, and what their media topics stand for on this site."""

from django.db import models


class AgencyItem(models.Model):
    """What a news agency's document says of an article beside its text (`articles.incoming.AgencyFacts`).

    `held`: it must not be published as its status or its embargo stands; `due_at` is when that ends by itself, and
    `due_state` the state that the feed's rule gives the article then.
    """

    class Status(models.TextChoices):
        """Shown only to editors, who work in English."""

        USABLE = "usable", "usable"
        WITHHELD = "withheld", "withheld"
        CANCELED = "canceled", "canceled"

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="agency_item"
    )
    format = models.CharField(max_length=20)
    item = models.CharField(max_length=500, help_text="Names the item in all its versions.")
    language = models.CharField(max_length=35, blank=True, help_text="What the document says, in lower case.")
    document = models.CharField(max_length=500, blank=True, help_text="Names the document of this version.")
    version = models.PositiveIntegerField(null=True, blank=True)
    version_created = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.USABLE)
    is_embargoed = models.BooleanField(default=False)
    embargoed_until = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    due_state = models.CharField(max_length=10, blank=True)
    copyright = models.TextField(blank=True)
    usage_terms = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="What it tells editors.")
    media_topics = models.JSONField(default=list, help_text="Codes and names of IPTC's media topics.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="agency_item_once_a_language")
        ]
        indexes = [
            models.Index(fields=["document"], name="agency_document", condition=~models.Q(document="")),
            models.Index(fields=["due_at"], name="agency_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.item} ({self.format})"


class AgencyCancellation(models.Model):
    """What a news agency canceled, remembered for the versions that come after it.

    `name` is that of an item or of one document, `version` that which cancels (None: not said), `at` its time.
    `publisher` is the source whose feed says so; None for files, which may speak of every source.
    """

    name = models.CharField(max_length=500)
    language = models.CharField(max_length=35, blank=True, help_text="The only one that is meant, if any.")
    publisher = models.ForeignKey("articles.Source", models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    remembered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "language", "publisher", "version"],
                name="agency_cancellation_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name


class MediaTopicRule(models.Model):
    """What a media topic of the IPTC stands for here: articles that an agency gives it get this category and topic."""

    code = models.CharField(
        max_length=8, unique=True, help_text="Eight digits, as in medtop:04000000; subject codes as well."
    )
    name = models.CharField(max_length=200, help_text="As the IPTC calls it.")
    category = models.ForeignKey(
        "articles.Category", models.SET_NULL, null=True, blank=True, related_name="media_topics"
    )
    topic = models.ForeignKey(
        "articles.Topic", models.SET_NULL, null=True, blank=True, related_name="media_topics"
    )

    class Meta:
        verbose_name = "media topic"
        verbose_name_plural = "media topics"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{8}$"), name="media_topic_code_is_eight_digits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
