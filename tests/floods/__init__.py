"""Floods: too many, too slow, too much, or not what a browser would send."""
