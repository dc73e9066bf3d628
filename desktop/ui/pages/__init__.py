"""Pages composed by hand: order class, enterprise, education group, placement, student."""
