"""What the code of Llama Stack 0.7.3 decides about cases, one JSON object a line: stdin to stdout.

A case has `config` (the `server.auth` section), `jwks` (what the address of its keys answers), `token`, and what is asked:
`route`, and `action`, `type`, `id` with `owner` (null, or principal and attributes). Only the network is replaced; every
decision is made by the functions that the server calls.
"""

import asyncio
import contextlib
import io
import json
import logging
import sys

logging.disable(logging.CRITICAL)

from llama_stack.core.access_control.access_control import is_action_allowed
from llama_stack.core.datatypes import AuthenticationConfig, User
from llama_stack.core.request_headers import user_from_scope
from llama_stack.core.server.auth import RouteAuthorizationMiddleware
from llama_stack.core.server.auth_providers import create_auth_provider
from llama_stack.core.stack import EnvVarError, replace_env_vars

import jwt


class Resource:
    def __init__(self, type, identifier, owner):
        self.type, self.identifier = type, identifier
        self.owner = owner and User(owner["principal"], owner["attributes"])


async def authenticate(auth, case):
    """As AuthenticationMiddleware does."""
    provider = create_auth_provider(auth)
    client = provider._get_jwks_client()
    client.fetch_data = lambda: case["jwks"]
    try:
        return await provider.validate_token(case["token"], {}), None
    except ValueError as error:
        return None, str(error)
    except Exception:
        return None, "Authentication service error"


async def answer(case):
    try:
        config = replace_env_vars({"server": {"auth": case["config"]}})
        auth = AuthenticationConfig(**config["server"]["auth"])
    except (ValueError, TypeError, EnvVarError):
        return {"decision": "error"}
    scope = {}
    if auth.provider_config:
        found, error = await authenticate(auth, case)
        if error is not None:
            return {"decision": "deny", "status": 401, "error": error, "principal": None, "attributes": None}
        scope["principal"] = found.principal
        if found.attributes:
            scope["user_attributes"] = found.attributes
    user = user_from_scope(scope)
    told = {"principal": user and user.principal, "attributes": user and user.attributes}
    route = case.get("route")
    if route is not None and auth.route_policy:
        middleware = RouteAuthorizationMiddleware(None, auth.route_policy)
        path = route.rstrip("/") if route != "/" and route.endswith("/") else route
        if not middleware._is_route_allowed(path, user):
            error = f"Access denied: insufficient permissions for route {path}"
            return {"decision": "deny", "status": 403, "error": error, **told}
    if case.get("action") is not None:
        resource = Resource(case["type"], case["id"], case["owner"])
        if not is_action_allowed(auth.access_policy, case["action"], resource, user):
            status = 404 if case["action"] == "read" else 403
            return {"decision": "deny", "status": status, "error": None, **told}
    return {"decision": "allow", "status": None, "error": None, **told}


def main():
    for line in sys.stdin:
        # A condition prints what it misses.
        with contextlib.redirect_stdout(io.StringIO()):
            told = asyncio.run(answer(json.loads(line)))
        print(json.dumps(told))


main()
