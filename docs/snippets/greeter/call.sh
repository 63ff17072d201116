PYTHONPATH=build/tutorial python docs/snippets/greeter/client.py
