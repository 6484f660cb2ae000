"""Character encodings: labels of the WHATWG standard, decoders, evidence where a declaration lies."""
