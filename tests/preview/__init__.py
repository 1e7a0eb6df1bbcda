"""Components and sample pages with invented data, rendered without the application and photographed: ``python -m tests.preview``."""
