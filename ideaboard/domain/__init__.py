"""The first floor: nouns and verbs, one room per subject."""
