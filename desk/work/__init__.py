"""Long work that the desk asks for: a row of `desk.models.Work`, done by `manage.py work` in steps.

A kind of work does one step at a time from a stored cursor. A worker that is killed at any point leaves a row whose lease runs
out; the next one goes on from the cursor, so that a step may be done twice and must not mind it.
"""
