"""Configurations of the gateways that ours is measured beside: one core each, the same job as far as they can."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """What every gateway is given."""

    folder: Path
    """Holds `public.pem` and what a peer wants to write."""
    token: str
    jwks: Mapping[str, Any]
    service_port: int
    port: int


SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}


def haproxy(setting: Setting) -> list[str]:
    """jwt_verify with the public key, identity from the payload."""
    headers = "\n".join(f"  http-response set-header {name} {value}" for name, value in SECURITY.items())
    file = setting.folder / "haproxy.cfg"
    file.write_text(f"""
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 3s
  timeout client 30s
  timeout server 3s
  http-reuse always
frontend public
  bind 127.0.0.1:{setting.port}
  http-request set-var(txn.bearer) http_auth_bearer
  acl valid var(txn.bearer),jwt_verify("ES256","{setting.folder}/public.pem") -m int 1
  http-request deny deny_status 401 unless valid
  http-request set-header X-User-ID %[var(txn.bearer),jwt_payload_query('$.sub')]
  http-request set-header X-User-Roles %[var(txn.bearer),jwt_payload_query('$.roles[0]')]
  http-request set-header X-Trace-ID %[uuid()]
  http-request set-path /search
{headers}
  default_backend service
backend service
  server one 127.0.0.1:{setting.service_port}
""")
    return ["haproxy", "-db", "-f", str(file)]


def nginx(setting: Setting) -> list[str]:
    """Forwards with headers; checks nothing."""
    folder = setting.folder
    headers = " ".join(f'add_header {name} "{value}" always;' for name, value in SECURITY.items())
    file = folder / "nginx.conf"
    file.write_text(f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; user root;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 10000000; client_body_temp_path {folder}/b2; proxy_temp_path {folder}/p2;
fastcgi_temp_path {folder}/f2; uwsgi_temp_path {folder}/u2; scgi_temp_path {folder}/s2;
upstream service {{ server 127.0.0.1:{setting.service_port}; keepalive 128; keepalive_requests 10000000; }}
server {{ listen 127.0.0.1:{setting.port} backlog=1024;
location /api/v1/discovery/ {{ proxy_pass http://service/; proxy_http_version 1.1; proxy_set_header Connection "";
proxy_set_header X-User-ID user-1; proxy_set_header X-User-Roles user; proxy_set_header X-Trace-ID $request_id;
{headers} }} }} }}
""")
    return ["nginx", "-c", str(file), "-e", str(folder / "nginx.log")]


def envoy(setting: Setting) -> list[str]:
    """jwt_authn with the key set inline and its cache on."""
    cluster = {
        "name": "service",
        "type": "STATIC",
        "load_assignment": {
            "cluster_name": "service",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(setting.service_port)}}]}],
        },
    }
    provider = {
        "issuer": "media-gateway-auth",
        "audiences": ["media-gateway"],
        "local_jwks": {"inline_string": json.dumps(setting.jwks)},
        "jwt_cache_config": {"jwt_cache_size": 1000},
        "claim_to_headers": [{"header_name": "x-user-id", "claim_name": "sub"}],
    }
    network = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3"
    typed = "type.googleapis.com/envoy.extensions.filters.http"
    jwt = {
        "@type": f"{typed}.jwt_authn.v3.JwtAuthentication",
        "providers": {"mg": provider},
        "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "mg"}}],
    }
    route = {
        "match": {"prefix": "/api/v1/discovery/"},
        "route": {"cluster": "service", "prefix_rewrite": "/", "timeout": "3s"},
        "response_headers_to_add": [{"header": {"key": name, "value": value}} for name, value in SECURITY.items()],
    }
    manager = {
        "@type": f"{network}.HttpConnectionManager",
        "stat_prefix": "public",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [
            {"name": "envoy.filters.http.jwt_authn", "typed_config": jwt},
            {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{typed}.router.v3.Router"}},
        ],
    }
    listener = {
        "address": _address(setting.port),
        "filter_chains": [
            {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
        ],
    }
    file = setting.folder / "envoy.json"
    file.write_text(json.dumps({"static_resources": {"listeners": [listener], "clusters": [cluster]}}))
    return ["envoy", "-c", str(file), "--concurrency", "1", "--disable-hot-restart", "-l", "error"]


def caddy(setting: Setting) -> list[str]:
    """forward_auth to a server that always agrees."""
    service = f"127.0.0.1:{setting.service_port}"
    headers = "\n".join(f'    header {name} "{value}"' for name, value in SECURITY.items())
    file = setting.folder / "Caddyfile"
    file.write_text(f"""
{{
  admin off
  auto_https off
  persist_config off
  log {{
    level ERROR
  }}
}}
http://127.0.0.1:{setting.port} {{
  route {{
    forward_auth {service} {{
      uri /allow
      copy_headers X-User-ID X-User-Roles
    }}
    uri strip_prefix /api/v1/discovery
{headers}
    reverse_proxy {service}
  }}
}}
""")
    return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


def traefik(setting: Setting) -> list[str]:
    """ForwardAuth to a server that always agrees."""
    service = f"http://127.0.0.1:{setting.service_port}"
    auth = {"address": f"{service}/allow", "authResponseHeaders": ["X-User-ID", "X-User-Roles"]}
    dynamic = {
        "http": {
            "routers": {
                "r": {"rule": "PathPrefix(`/`)", "service": "s", "middlewares": ["a", "h", "p"], "entryPoints": ["w"]}
            },
            "middlewares": {
                "a": {"forwardAuth": auth},
                "h": {"headers": {"customResponseHeaders": SECURITY}},
                "p": {"stripPrefix": {"prefixes": ["/api/v1/discovery"]}},
            },
            "services": {"s": {"loadBalancer": {"servers": [{"url": service}]}}},
        }
    }
    rules = setting.folder / "traefik-rules.yaml"
    rules.write_text(json.dumps(dynamic))
    static = {
        "entryPoints": {"w": {"address": f"127.0.0.1:{setting.port}"}},
        "providers": {"file": {"filename": str(rules)}},
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        "log": {"level": "ERROR"},
    }
    file = setting.folder / "traefik.yaml"
    file.write_text(json.dumps(static))
    return ["traefik", f"--configFile={file}"]


def _address(port: int) -> dict[str, Any]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


CONFIGS: dict[str, Callable[[Setting], list[str]]] = {
    "haproxy": haproxy,
    "envoy": envoy,
    "nginx": nginx,
    "caddy": caddy,
    "traefik": traefik,
}
"""Command lines by the name of the program; each writes its configuration first."""
