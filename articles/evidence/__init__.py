"""What a text states, in a form that is the same in every language: figures, days, places, names. Pure."""
