python -m codegen --spec docs/snippets/greeter/spec --out build/tutorial --package greeting
