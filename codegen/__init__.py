"""The compiler: contracts in, typed clients and servers out. Development only, never shipped."""
