"""Printed forms, rows over a paper card, and exports of the register."""
