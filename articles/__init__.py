"""The domain and the site: articles, stories, topics, and the pages that show them."""
