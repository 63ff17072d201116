"""OpenAPI 3.0 and 3.1 documents to REST contracts."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from codegen import names
from codegen.frontends import openapi_parts as parts
from codegen.frontends import services
from codegen.frontends.schemas import Schemas
from codegen.ir import (
    Body,
    Contract,
    ErrorCase,
    Finding,
    Idempotency,
    Level,
    LoadContext,
    LoadResult,
    Param,
    Policy,
    Reply,
    RestOperation,
    Source,
)
from codegen.policies import override
from codegen.schema_graph import reached
from codegen.source import Documents, Map, SourceError, fail, mapping_at, sequence_at
from codegen.vocabulary import unknown_members, unknown_words
from mg_core import headers

T = TypeVar("T")

METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options", "trace", "query")
SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
IDEMPOTENCY: Final = ("safe", "idempotent", "key", "never")
_BY_METHOD: Final[dict[str, Idempotency]] = {
    "get": "safe", "head": "safe", "options": "safe", "trace": "safe", "query": "safe",
    "put": "idempotent", "delete": "idempotent",
}  # fmt: skip
_TOKEN_SCHEMES: Final = frozenset({"oauth2", "openIdConnect"})


def load(context: LoadContext) -> LoadResult:
    """Every OpenAPI document below the context's folder, as one REST contract each."""
    documents = Documents(context.shown)
    contracts: list[Contract] = []
    findings: list[Finding] = []
    for path in sorted(path for path in context.root.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        if not _claims(path):
            continue
        try:
            reader = Reader(documents.load(path), path, documents, context)
            if not reader.library:
                contracts.append(reader.contract())
            findings.extend(reader.findings)
        except SourceError as error:
            findings.append(error.finding)
    return LoadResult(tuple(contracts), tuple(findings), tuple(documents.files))


def _claims(path: Path) -> bool:
    """Whether a file is an OpenAPI document, judged by its text so that a broken one is still reported."""
    head = path.read_text(encoding="utf-8", errors="replace")
    return any(word in head for word in ("\nopenapi:", '"openapi"')) or head.startswith("openapi:")


class Reader:
    """Reads one document."""

    def __init__(self, root: Any, path: Path, documents: Documents, context: LoadContext) -> None:
        shown = documents.shown(path)
        if not isinstance(root, Map):
            raise fail(Source(shown, 1), "an OpenAPI document is a mapping")
        version = str(root.get("openapi", ""))
        if not version.startswith(("3.0", "3.1")):
            raise fail(root.at("openapi"), f"OpenAPI {version or '(no version)'}: 3.0 and 3.1 are understood")
        self.root = root
        self.path = path
        self.documents = documents
        self.context = context
        self.schemas = Schemas(documents, legacy=version.startswith("3.0"), foreign=context.foreign)
        self.findings: list[Finding] = []
        self.library = not root.get("paths") if context.foreign else "common" in path.parent.parts[-1:]
        """Holds parts for other documents and is no contract itself."""
        if not context.foreign and not self.library and "x-mg-service" not in root:
            self.findings.append(Finding(root.at(), "x-mg-service is missing: it names the contract"))
        self.name = services.name_of(root, path)
        self._names: set[str] = set()

    def contract(self) -> Contract:
        """The whole contract; what is wrong with it is in `findings`."""
        info = mapping_at(self.root, "info")
        self.findings.extend(unknown_words(self.root, "root"))
        default = self._policy(self.root, self.context.profiles[self.context.default_profile], "")
        read = [self._tried(partial(self._operation, *place, default), None) for place in self._places()]
        operations = [operation for operation in read if operation is not None]
        if "webhooks" in self.root:
            self._note(self.root.at("webhooks"), "webhooks are left out: nothing is called or served for them")
        roots = [part for operation in operations for part in _schemas_of(operation)]
        self.findings.extend(self.schemas.notes)
        needed = self._needed(operations, roots)
        return Contract(
            name=self.name,
            kind="rest",
            title=str(info.get("title", self.name)),
            version=str(info.get("version", "")),
            description=str(info.get("description", "")).strip(),
            source=self.root.at("openapi"),
            operations=tuple(operations),
            marks=services.marks_of(self.root, self.findings),
            schemas={name: self.schemas.known[name] for name in needed},
            foreign=self.context.foreign,
        )

    def _needed(self, operations: list[RestOperation], roots: list[Any]) -> list[str]:
        known = self.schemas.known
        kinds = " ".join(kind for operation in operations for kind in _types_of(operation))
        named = list(dict.fromkeys(re.findall(r"models\.(\w+)", kinds)))
        below = reached(known, *roots, *(known[name] for name in named))
        wanted = {*named, *below}
        return [name for name in known if name in wanted]

    def _places(self) -> list[tuple[str, str, Map, Path]]:
        paths = mapping_at(self.root, "paths")
        found: list[tuple[str, str, Map, Path]] = []
        for template, item in paths.items():
            if not isinstance(item, Map):
                self.findings.append(Finding(paths.at(template), f"the path {template} is not a mapping"))
                continue
            node, path = item, self.path
            if "$ref" in item:
                node, path, _ = self.documents.resolve(str(item["$ref"]), self.path, item.at("$ref"))
            found += [(template, method, node, path) for method in METHODS if method in node]
        return found

    def _operation(self, template: str, method: str, item: Map, path: Path, default: Policy) -> RestOperation | None:
        before = len(self.findings)
        node, source = mapping_at(item, method), item.at(method)
        self._words(node)
        identifier = str(node.get("operationId") or _derived_id(method, template))
        if "operationId" not in node and not self.context.foreign:
            self.findings.append(Finding(source, f"{method.upper()} {template} has no operationId"))
        name = names.unique(names.method(identifier), self._names)
        params = self._params(template, item, node, path)
        wanted = names.pascal(identifier)
        body = self._tried(lambda: self._body(node, path, wanted), None)
        replies, errors = self._answers(node, path, wanted, method, source)
        policy = self._tried(lambda: self._policy(node, default, identifier), default)
        idempotency, stated = self._idempotency(node, method)
        upstream = self._tried(lambda: self._upstream(node), None)
        secured, identity = self._secured(node)
        operation = RestOperation(
            id=identifier,
            name=name,
            constant=names.constant(name),
            method=method.upper(),
            path=template,
            summary=str(node.get("summary") or node.get("description") or identifier).strip().splitlines()[0],
            description=str(node.get("description", "")).strip(),
            idempotency=idempotency,
            policy=policy,
            policy_constant=names.constant(policy.name),
            params=params,
            body=body,
            replies=replies,
            errors=tuple(case for case, _ in errors),
            error_sources=tuple(place for _, place in errors),
            secured=secured,
            identity=identity,
            source=source,
            upstream=upstream,
            idempotency_stated=stated,
            mcp_tool=node["x-mg-mcp"].get("tool") if isinstance(node.get("x-mg-mcp"), Map) else None,
            internal=node.get("x-mg-internal") is True,
            extensions={key: value for key, value in node.items() if key.startswith("x-mg-")},
        )
        self._tried(lambda: self._refuse_failed(operation), None)
        if any(finding.level != "note" for finding in self.findings[before:]):
            return None
        self._names.add(name)
        return operation

    def _refuse_failed(self, operation: RestOperation) -> None:
        if self.schemas.failed:
            named = re.findall(r"models\.(\w+)", " ".join(_types_of(operation)))
            typed = [{"$ref": name} for name in named]
            for name in reached(self.schemas.known, *_schemas_of(operation), *typed):
                if name in self.schemas.failed:
                    raise self.schemas.failed[name]

    def _words(self, node: Map) -> None:
        self.findings.extend(unknown_words(node, "operation"))
        if isinstance(node.get("x-mg-mcp"), Map):
            self.findings.extend(unknown_members(node["x-mg-mcp"], "mcp", "x-mg-mcp"))
        if "callbacks" in node:
            self._note(node.at("callbacks"), "callbacks are left out: nothing is served for them")
        if "servers" in node:
            self._note(node.at("servers"), "servers of an operation are left out: the client is given one URL")

    def _params(self, template: str, item: Map, node: Map, path: Path) -> tuple[Param, ...]:
        nodes: dict[tuple[str, str], tuple[Map, Path]] = {}
        for group in (sequence_at(item, "parameters"), sequence_at(node, "parameters")):
            for found, where in [self._followed(one, path, group.at()) for one in group]:
                nodes[str(found.get("name")), str(found.get("in"))] = (found, where)
        params: list[Param] = []
        taken: set[str] = set()
        for found, where in nodes.values():
            read = self._tried(partial(parts.read_param, found, where, self.schemas, taken), None)
            if read is not None:
                params.append(read)
                taken.add(read.name)
        declared = {wire for wire, location in nodes if location == "path"}
        for place in [part.partition("}")[0] for part in template.split("{")[1:]]:
            if place not in declared:
                self.findings.append(Finding(node.at(), f"{template}: the place {{{place}}} has no path parameter"))
        return tuple(params)

    def _body(self, node: Map, path: Path, wanted: str) -> Body | None:
        if "requestBody" not in node:
            return None
        found, where = self._followed(node["requestBody"], path, node.at("requestBody"))
        return parts.read_body(found, where, self.schemas, f"{wanted}Request", self.findings)

    def _answers(
        self, node: Map, path: Path, wanted: str, method: str, source: Source
    ) -> tuple[tuple[Reply, ...], list[tuple[ErrorCase, Source]]]:
        replies: list[Reply] = []
        errors: list[tuple[ErrorCase, Source]] = []
        responses = mapping_at(node, "responses")
        for key, item in responses.items():
            found, where = self._followed(item, path, responses.at(key))
            self.findings.extend(unknown_words(found, "response"))
            for status in self._statuses(key, responses.at(key)):
                if 200 <= status < 400 and status != 304:
                    name = f"{wanted}Response" if not replies else f"{wanted}{status}Response"
                    reply = self._tried(
                        partial(parts.read_reply, status, found, where, self.schemas, name, self.findings), None
                    )
                    replies += [reply] if reply else []
                else:
                    errors += self._tried(partial(parts.read_errors, status, found, self.findings), [])
        if method == "head":
            replies = [Reply(one.status, None, one.media_type, one.description, one.source) for one in replies]
        if not any(key[:1] in {"2", "3"} and key != "304" for key in responses):
            self.findings.append(Finding(source, "no success answer (2xx or 3xx) is described", "unsupported"))
        return tuple(replies), errors

    def _statuses(self, key: str, source: Source) -> tuple[int, ...]:
        if key.isdigit() and 200 <= int(key) < 600:
            return (int(key),)
        if key.upper() in {"4XX", "5XX"}:
            return (int(key[0]),)
        if key == "default" and self.context.foreign:
            return (4, 5)
        level: Level = "unsupported" if key.upper() in {"1XX", "2XX", "3XX"} else "error"
        word = "is not allowed here: use 4XX and 5XX" if key == "default" else "is no status, 4XX or 5XX"
        self.findings.append(Finding(source, f"the response {key!r} {word}", level))
        return ()

    def _policy(self, node: Map, default: Policy, operation: str) -> Policy:
        stated = node.get("x-mg-policy")
        if stated is None:
            return default
        source = node.at("x-mg-policy")
        name = stated.get("profile", default.name) if isinstance(stated, Map) else stated
        if name not in self.context.profiles:
            allowed = ", ".join(sorted(self.context.profiles))
            raise fail(source, f"unknown policy profile {name!r}; there are: {allowed}")
        profile = self.context.profiles[name]
        if not isinstance(stated, Map) or not (stated.keys() - {"profile", "description"}):
            return profile
        return override(profile, stated, f"{profile.name}+{operation or self.name}")

    def _idempotency(self, node: Map, method: str) -> tuple[Idempotency, bool]:
        stated = node.get("x-mg-idempotency")
        if stated is None:
            return _BY_METHOD.get(method, "never"), method in _BY_METHOD
        if stated not in IDEMPOTENCY:
            source = node.at("x-mg-idempotency")
            self.findings.append(Finding(source, f"unknown idempotency {stated!r}; allowed: {', '.join(IDEMPOTENCY)}"))
            return "never", True
        return stated, True

    def _upstream(self, node: Map) -> tuple[str, str] | None:
        stated = node.get("x-mg-upstream")
        if stated is None:
            return None
        contract, dot, operation = str(stated).partition(".")
        if not dot or not operation:
            raise fail(node.at("x-mg-upstream"), f"x-mg-upstream is `contract.operationId`, not {stated!r}")
        return contract, operation

    def _secured(self, node: Map) -> tuple[bool, bool]:
        """Whether a token is needed, and whether the identity headers of the gateway are understood."""
        requirements = sequence_at(node if "security" in node else self.root, "security")
        schemes = mapping_at(mapping_at(self.root, "components"), "securitySchemes")
        secured = by_identity = False
        for name in dict.fromkeys(name for requirement in requirements for name in requirement):
            if name not in schemes:
                self.findings.append(Finding(requirements.at(), f"there is no security scheme {name!r}"))
                continue
            scheme, _ = self._followed(schemes[name], self.path, schemes.at(name))
            bearer = scheme.get("type") == "http" and str(scheme.get("scheme", "")).lower() == "bearer"
            identity = scheme.get("in") == "header" and str(scheme.get("name", "")).lower() in headers.OWNED
            by_identity = by_identity or identity
            if bearer or identity or scheme.get("type") in _TOKEN_SCHEMES:
                secured = True
            else:
                kind = " in ".join(str(scheme[key]) for key in ("type", "in") if key in scheme)
                way = "; give the header with each call" if scheme.get("in") == "header" else ""
                self._note(schemes.at(name), f"the security scheme {name!r} ({kind}) is not sent by the client{way}")
        return secured and {} not in requirements, by_identity

    def _followed(self, node: Any, path: Path, source: Source) -> tuple[Map, Path]:
        for _ in range(8):
            if not isinstance(node, Map) or "$ref" not in node:
                break
            node, path, _pointer = self.documents.resolve(str(node["$ref"]), path, node.at("$ref"))
        if not isinstance(node, Map):
            raise fail(source, "a mapping is expected here")
        return node, path

    def _note(self, source: Source, message: str) -> None:
        note = Finding(source, message, "note")
        if note not in self.findings:
            self.findings.append(note)

    def _tried(self, action: Callable[[], T], otherwise: T) -> T:
        try:
            return action()
        except SourceError as error:
            if error.finding not in self.findings:
                self.findings.append(error.finding)
            else:
                self.findings.append(Finding(error.finding.source, error.finding.message, error.finding.level))
            return otherwise


def _derived_id(method: str, template: str) -> str:
    parts_ = [f"by_{part[1:-1]}" if part.startswith("{") else part for part in template.split("/") if part]
    return names.snake(" ".join([method, *parts_]))


def _schemas_of(operation: RestOperation) -> list[Any]:
    found: list[Any] = [param.schema for param in operation.params]
    return [*found, operation.body.schema] if operation.body else found


def _types_of(operation: RestOperation) -> list[str]:
    kinds = [reply.type for reply in operation.replies if reply.type]
    return [*kinds, operation.body.type] if operation.body else kinds
