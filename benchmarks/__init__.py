"""What the service costs, measured: ratios within one run, since machines differ."""
