"""A demo world to look at and to try things in: an invented company, its people, their ideas."""
