"""Owns Act: one business act by one hand, with the UUID made when its form opened (security item 5)."""
