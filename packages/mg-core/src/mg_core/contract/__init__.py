"""What generated code is made of: operations, methods, channels, tools and policies as data; no behaviour."""
