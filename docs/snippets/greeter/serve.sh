PYTHONPATH=build/tutorial python docs/snippets/greeter/service.py
