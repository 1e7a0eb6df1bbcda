"""Components and sample pages with invented data, photographed without the application: ``python -m tests.preview``."""
