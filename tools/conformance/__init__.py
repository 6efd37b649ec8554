"""The same scripts over Chrome's own debugging port and over the relay, compared frame by frame."""
