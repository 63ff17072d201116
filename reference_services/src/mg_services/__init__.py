"""The reference services of the Media Gateway and the command mg."""
