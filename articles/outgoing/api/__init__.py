"""The read API, version 1: what a request may ask, the records that answer it, and the OpenAPI document of both."""
