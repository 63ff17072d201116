# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Serialized FileDescriptorProtos of the contracts, without comments and positions, in base64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILES: Final[Mapping[str, str]] = {
    "google/protobuf/timestamp.proto": (
        "Ch9nb29nbGUvcHJvdG9idWYvdGltZXN0YW1wLnByb3RvEg9nb29nbGUucHJvdG9idWYiOwoJVGltZXN0YW1wEhgKB3NlY29u"
        "ZHMYASABKANSB3NlY29uZHMSFAoFbmFub3MYAiABKAVSBW5hbm9zQoUBChNjb20uZ29vZ2xlLnByb3RvYnVmQg5UaW1lc3Rh"
        "bXBQcm90b1ABWjJnb29nbGUuZ29sYW5nLm9yZy9wcm90b2J1Zi90eXBlcy9rbm93bi90aW1lc3RhbXBwYvgBAaICA0dQQqoC"
        "Hkdvb2dsZS5Qcm90b2J1Zi5XZWxsS25vd25UeXBlc2IGcHJvdG8z"
    ),
    "echo/v1/echo.proto": (
        "ChJlY2hvL3YxL2VjaG8ucHJvdG8SB2VjaG8udjEaH2dvb2dsZS9wcm90b2J1Zi90aW1lc3RhbXAucHJvdG8igAEKClNheVJl"
        "cXVlc3QSEgoEdGV4dBgBIAEoCVIEdGV4dBInCgZ2b2x1bWUYAiABKA4yDy5lY2hvLnYxLlZvbHVtZVIGdm9sdW1lEjUKCGhl"
        "YXJkX2F0GAMgASgLMhouZ29vZ2xlLnByb3RvYnVmLlRpbWVzdGFtcFIHaGVhcmRBdCI5Cg1SZXBlYXRSZXF1ZXN0EhIKBHRl"
        "eHQYASABKAlSBHRleHQSFAoFdGltZXMYAiABKAVSBXRpbWVzItMBCgtTYXlSZXNwb25zZRISCgR0ZXh0GAEgASgJUgR0ZXh0"
        "EjAKBXBhcnRzGAIgAygLMhouZWNoby52MS5TYXlSZXNwb25zZS5Jbm5lclIFcGFydHMafgoFSW5uZXISOwoFd29yZHMYASAD"
        "KAsyJS5lY2hvLnYxLlNheVJlc3BvbnNlLklubmVyLldvcmRzRW50cnlSBXdvcmRzGjgKCldvcmRzRW50cnkSEAoDa2V5GAEg"
        "ASgJUgNrZXkSFAoFdmFsdWUYAiABKAlSBXZhbHVlOgI4ASoxCgZWb2x1bWUSFgoSVk9MVU1FX1VOU1BFQ0lGSUVEEAASDwoL"
        "Vk9MVU1FX0xPVUQQATLNAwoLRWNob1NlcnZpY2USNQoDU2F5EhMuZWNoby52MS5TYXlSZXF1ZXN0GhQuZWNoby52MS5TYXlS"
        "ZXNwb25zZSIDkAIBEj0KBlJlcGVhdBIWLmVjaG8udjEuUmVwZWF0UmVxdWVzdBoULmVjaG8udjEuU2F5UmVzcG9uc2UiA5AC"
        "AjABEj0KBkdhdGhlchITLmVjaG8udjEuU2F5UmVxdWVzdBoULmVjaG8udjEuU2F5UmVzcG9uc2UiBsrzGAIgASgBElUKBENo"
        "YXQSEy5lY2hvLnYxLlNheVJlcXVlc3QaFC5lY2hvLnYxLlNheVJlc3BvbnNlIh7K8xgaCgRzbG93EhIJAAAAAAAANEARAAAA"
        "AAAANEAoATABEjQKB1RpbWVvdXQSEy5lY2hvLnYxLlNheVJlcXVlc3QaFC5lY2hvLnYxLlNheVJlc3BvbnNlEjsKCE1ldGFk"
        "YXRhEhMuZWNoby52MS5TYXlSZXF1ZXN0GhouZWNoby52MS5TYXlSZXNwb25zZS5Jbm5lchIyCgVDbG9zZRITLmVjaG8udjEu"
        "U2F5UmVxdWVzdBoULmVjaG8udjEuU2F5UmVzcG9uc2UaC8rzGAcKBXF1aWNrYgZwcm90bzM="
    ),
}
"""Name of the file → base64, each file after those it imports."""
