"""In which language a caption is written."""

import pytest
from django.test import Client

from articles.captions import language_of_caption
from articles.models import Picture
from tests.factories import make_article

CAPTIONS = {
    "left in Vietnamese": ("Người dân thôn Mẫu góp đất làm đường", "en", "vi"),
    "Vietnamese itself": ("Người dân thôn Mẫu góp đất làm đường", "vi", "vi"),
    "decomposed names": ("Nguyễn Thị Hồng Thắm and Đỗ Đức at Mường Chiềng", "en", "en"),
    "one thing by its name": ("A bowl of phở at the market", "en", "en"),
    "French": ("Les élèves de l'école où l'hôpital a été créé", "fr", "fr"),
    "Portuguese": ("Três irmãos à porta da câmara municipal", "pt", "pt"),
    "Arabic": ("أهالي القرية يعملون", "ar", "ar"),
    "Vietnamese in Arabic": ("Bà con đắp đường mới", "ar", "vi"),
    "nothing": ("", "th", "th"),
}


@pytest.mark.parametrize("case", CAPTIONS)
def test_the_language_of_a_caption(case: str) -> None:
    caption, language, expected = CAPTIONS[case]
    assert language_of_caption(caption, language) == expected


@pytest.mark.django_db
def test_a_caption_in_another_language_is_marked_and_stands_in_no_preview(client: Client) -> None:
    article = make_article(language="ar", html="<p>نص</p>", text="نص")
    Picture.objects.create(article=article, caption="Bà con đắp đường mới", position=0)
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<p class="picture-caption" lang="vi" dir="ltr">' in page
    assert "Bà con" not in page.partition("<body>")[0]
