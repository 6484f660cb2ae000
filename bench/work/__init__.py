"""What writing and cron commands cost on a filled site: `python -m bench.work`."""
