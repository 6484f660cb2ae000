"""Whole sites made by publishers' software, read through every road, and compared with what was put into them."""
