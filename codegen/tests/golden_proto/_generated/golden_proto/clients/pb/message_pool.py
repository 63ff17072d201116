# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
# mypy: ignore-errors
import betterproto2

default_message_pool = betterproto2.MessagePool()
