"""The containers of compose.yaml, built and used on this machine: `make compose-test`."""
