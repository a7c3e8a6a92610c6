"""Pages of the fund, and of what the expert group is asked about plans over the cap."""
