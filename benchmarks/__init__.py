"""What the driver costs, beside the least possible and beside others: python -m benchmarks."""
