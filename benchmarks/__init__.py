"""What the relay costs, measured beside a direct debugging port in one run: ``python -m benchmarks``."""
