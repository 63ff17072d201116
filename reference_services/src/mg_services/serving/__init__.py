"""What the services share as servers."""
