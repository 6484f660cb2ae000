"""The tables that no rule of retention touches, each with the reason. A new model needs a rule or a line here."""

WITH_ITS_ARTICLE = "as long as its article: the archive is what the site is for"
WITH_ITS_FEED = "one row a feed, or what its list names: as long as the feed"
BY_HAND = "what editors or administrators wrote; few rows"
WITH_ITS_USER = "as long as the account"

KEPT: dict[str, str] = {
    **dict.fromkeys(
        (
            "articles.Article",
            "articles.AgencyItem",
            "articles.ArticlePlace",
            "articles.ArticleTopic",
            "articles.Citation",
            "articles.FieldLock",
            "articles.Picture",
            "articles.StoryDecision",
            "articles.StoryLink",
            "articles.StorySuggestion",
        ),
        WITH_ITS_ARTICLE,
    ),
    **dict.fromkeys(
        ("articles.Story", "articles.StoryKey", "articles.Author", "articles.Document"),
        "its address was public and answers for ever",
    ),
    "articles.AgencyCancellation": "a version of what was canceled may still come; cancellations are rare",
    "articles.ListCount": "sums, which are folded by each pull: some 250,000 rows in a million articles",
    **dict.fromkeys(
        (
            "articles.Category",
            "articles.CategoryName",
            "articles.DocumentName",
            "articles.DocumentTerm",
            "articles.Feature",
            "articles.LinkingThreshold",
            "articles.MediaTopicRule",
            "articles.Source",
            "articles.SourceDomain",
            "articles.Term",
            "articles.Topic",
            "articles.TopicName",
            "comments.Opening",
            "comments.ScreeningWord",
            "feeds.Feed",
            "feeds.SourceRules",
            "newsroom.ShippedGroup",
        ),
        BY_HAND,
    ),
    "comments.Moderation": "as long as its comment",
    **dict.fromkeys(("feeds.LastDocument", "feeds.Subscription", "feeds.TakenPart"), WITH_ITS_FEED),
    "newsroom.PurgedProxy": "one row a proxy",
    "feeds.HostSlot": "deleted when the connection is closed, or taken over after five minutes",
    **dict.fromkeys(
        (
            "auth.User",
            "desk.Preference",
            "desk.SavedFilter",
            "feeds.DigestReader",
            "otp_static.StaticDevice",
            "otp_static.StaticToken",
            "otp_totp.TOTPDevice",
        ),
        WITH_ITS_USER,
    ),
    **dict.fromkeys(
        ("auth.Group", "auth.Permission", "contenttypes.ContentType"), "one row a kind; Django keeps them"
    ),
}
