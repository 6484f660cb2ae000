"""Document: an official document that articles cite by number."""

from django.db import models
from django.urls import reverse

from articles.models.taxonomy import FALLBACK_LANGUAGES


class Document(models.Model):
    """One official document, in one normal form of its number (25-NQ/TW) whatever language cites it.

    `kind` and `issuer` are the codes in the number (NQ, TW). `year` tells apart documents whose numbers start anew
    each year; it is empty where the number alone is certain or nobody knows.
    """

    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    issuer = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    articles = models.ManyToManyField(
        "articles.Article", through="articles.Citation", related_name="documents"
    )

    class Meta:
        ordering = ["number", "year"]
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="document_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return (
            f"{self.number} ({self.year})" if self.year and str(self.year) not in self.number else self.number
        )

    def get_absolute_url(self, edition: str = "vi") -> str:
        return reverse("articles:document", kwargs={"edition": edition, "number": self.address})

    def title_in(self, language: str) -> str:
        """What the document is about, in `language`, else English, else Vietnamese, else empty."""
        rows = {row.language: row.title for row in self.names.all()}
        return next((rows[tag] for tag in (language, *FALLBACK_LANGUAGES) if tag in rows), "")

    @property
    def address(self) -> str:
        """The number as it stands in an address; the year follows where the number alone would be two documents."""
        return f"{self.number}~{self.year}" if self.year else self.number


class DocumentName(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "language"], name="document_name_once_a_language")
        ]

    def __str__(self) -> str:
        return self.title


class Citation(models.Model):
    """An article cites a document, in these words."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="citations")
    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    cited_as = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "document"], name="citation_once_an_article")
        ]

    def __str__(self) -> str:
        return self.cited_as
