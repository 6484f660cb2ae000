"""What is measured while the site runs, for Prometheus and Sentry (`docs/watching.md`)."""
