"""Benchmarks: ratios against a floor that is measured in the same run. They report; they don't judge."""
