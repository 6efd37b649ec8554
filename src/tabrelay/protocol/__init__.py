"""What may be said on the wire. Pure: bytes in, values out; no clock, no randomness, no I/O."""
