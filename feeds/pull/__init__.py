"""One run of the pull: claim feeds, fetch, store, record their health."""
