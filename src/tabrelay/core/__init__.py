"""What the frames mean. Pure: events in, effects out; no clock, no randomness, no I/O."""
