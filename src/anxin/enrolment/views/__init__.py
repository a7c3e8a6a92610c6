"""Pages of admission: applications, reviews, signing and cards, people and their stays."""
