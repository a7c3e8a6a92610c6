"""Anxin 安心服药: runs a district's programme of free antipsychotic medicine."""
