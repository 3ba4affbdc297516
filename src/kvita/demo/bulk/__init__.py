"""Data of any size for benchmarks: a block of accounts lives its life once and is copied with other keys."""
