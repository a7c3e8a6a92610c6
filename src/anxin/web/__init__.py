"""Owns the frame of every page: sign-in, the unit of work of a request, navigation, components."""
