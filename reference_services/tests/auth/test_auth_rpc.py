"""Accounts and tokens over gRPC, through the generated client on a real socket."""

from collections.abc import AsyncIterator

import pytest

from mg_clients.rpc import AsyncAuthRpcClient, messages
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, MgError

from .conftest import ACCOUNT, Auth

REGISTRATION = messages.RegisterRequest(**ACCOUNT)


@pytest.fixture
async def rpc(auth: Auth) -> AsyncIterator[AsyncAuthRpcClient]:
    """A client that names no user by itself."""
    async with AsyncAuthRpcClient(f"127.0.0.1:{auth.service.grpc.port}") as client:
        yield client


def as_user(user_id: str, roles: str = "user") -> CallOptions:
    """Options of a call that carries an identity, as services pass it on."""
    return CallOptions(headers={"x-user-id": user_id, "x-user-roles": roles})


async def test_registration_login_and_profile_are_those_of_rest(auth: Auth, rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.user is not None
    assert made.tokens is not None
    login = await rpc.login(messages.LoginRequest(email="TEST@example.com", password=ACCOUNT["password"]))
    mine = await rpc.get_user(messages.GetUserRequest(), options=as_user(made.user.id))
    over_rest = await auth.validate(made.tokens.token)

    assert over_rest.json()["user_id"] == made.user.id
    assert made.tokens.expires_in == 3600
    assert login.user is not None
    assert login.user.id == made.user.id
    assert mine.user is not None
    assert (mine.user.email, mine.user.name, mine.user.roles) == (ACCOUNT["email"], ACCOUNT["name"], ["user"])
    assert mine.user.created_at is not None


async def test_a_repeated_registration_under_the_same_key_finds_its_account(rpc: AsyncAuthRpcClient) -> None:
    key = CallOptions(idempotency_key="one-registration")
    first = await rpc.register(REGISTRATION, options=key)
    again = await rpc.register(REGISTRATION, options=key)

    assert first.user is not None
    assert again.user is not None
    assert again.user.id == first.user.id


@pytest.mark.parametrize(
    ("request_", "code", "status"),
    [
        (messages.LoginRequest(email="test@example.com", password="wrong-password"), "invalid_credentials", 401),
        (messages.LoginRequest(email="test@example.com", password=""), "invalid_request", 400),
        (messages.LoginRequest(email="nonsense", password="SecurePass123!"), "invalid_request", 400),
    ],
)
async def test_a_refused_login_says_why(
    rpc: AsyncAuthRpcClient, request_: messages.LoginRequest, code: str, status: int
) -> None:
    await rpc.register(REGISTRATION)
    with pytest.raises(MgError) as refused:
        await rpc.login(request_)

    assert (refused.value.code, refused.value.status) == (code, status)
    assert "SecurePass" not in refused.value.message


async def test_a_taken_address_is_a_conflict_as_in_rest(rpc: AsyncAuthRpcClient) -> None:
    await rpc.register(REGISTRATION)
    with pytest.raises(ApiError) as refused:
        await rpc.register(REGISTRATION)

    assert (refused.value.code, refused.value.status) == ("email_taken", 409)


async def test_a_bad_password_is_told_by_its_place(rpc: AsyncAuthRpcClient) -> None:
    with pytest.raises(ApiError) as refused:
        await rpc.register(messages.RegisterRequest(email="a@example.com", password="short", name="A"))

    assert refused.value.code == "invalid_request"
    assert [row["pointer"] for row in refused.value.details["details"]] == ["/password"]


async def test_a_refresh_token_works_once(rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.tokens is not None
    old = messages.RefreshTokenRequest(refresh_token=made.tokens.refresh_token)
    fresh = await rpc.refresh_token(old)
    assert fresh.tokens is not None
    with pytest.raises(ApiError) as refused:
        await rpc.refresh_token(old)

    assert refused.value.code == "refresh_token_reused"
    assert (await rpc.validate_token(messages.ValidateTokenRequest(fresh.tokens.token))).valid is False


@pytest.mark.parametrize("by", ["refresh token", "bearer token"])
async def test_a_token_is_good_until_its_session_ends(rpc: AsyncAuthRpcClient, by: str) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.user is not None
    assert made.tokens is not None
    check = messages.ValidateTokenRequest(token=made.tokens.token)
    before = await rpc.validate_token(check)
    if by == "refresh token":
        await rpc.logout(messages.LogoutRequest(refresh_token=made.tokens.refresh_token))
    else:
        bearer = CallOptions(headers={"authorization": f"Bearer {made.tokens.token}"})
        await rpc.logout(messages.LogoutRequest(), options=bearer)
    after = await rpc.validate_token(check)

    assert (before.valid, before.user_id, before.roles) == (True, made.user.id, ["user"])
    assert before.expires_at is not None
    assert (after.valid, after.user_id, after.roles) == (False, "", [])
    await rpc.logout(messages.LogoutRequest(refresh_token=made.tokens.refresh_token))  # nothing left to end


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "x" * 10_000])
async def test_what_is_no_token_is_not_valid(rpc: AsyncAuthRpcClient, token: str) -> None:
    assert (await rpc.validate_token(messages.ValidateTokenRequest(token=token))).valid is False


async def test_an_expired_token_is_not_valid(auth: Auth, rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.tokens is not None
    auth.clock.ahead_s = 3700

    assert (await rpc.validate_token(messages.ValidateTokenRequest(token=made.tokens.token))).valid is False


async def test_nobody_ends_the_session_of_somebody_else(rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.tokens is not None
    with pytest.raises(ApiError) as refused:
        await rpc.logout(
            messages.LogoutRequest(refresh_token=made.tokens.refresh_token), options=as_user("somebody-else")
        )

    assert (refused.value.code, refused.value.status) == ("forbidden", 403)
    assert (await rpc.validate_token(messages.ValidateTokenRequest(token=made.tokens.token))).valid


async def test_platforms_are_connected_listed_by_name_and_disconnected(auth: Auth, rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.user is not None
    mine = made.user.id
    for platform in ("spotify", "netflix"):
        request = messages.ConnectPlatformRequest(user_id=mine, platform=platform, credential="platform-token")
        await rpc.connect_platform(request, options=as_user(mine))
    listed = await rpc.list_connections(messages.ListConnectionsRequest(), options=as_user(mine))
    tokens = await auth.http.get("/users/me/platforms/netflix/tokens", headers={"x-user-id": mine})
    gone = messages.DisconnectPlatformRequest(user_id=mine, platform="spotify")
    await rpc.disconnect_platform(gone)
    await rpc.disconnect_platform(gone)
    left = await rpc.list_connections(messages.ListConnectionsRequest(user_id=mine))

    assert [(row.platform, row.status) for row in listed.connections] == [
        ("netflix", "connected"),
        ("spotify", "connected"),
    ]
    assert all(row.connected_at is not None for row in listed.connections)
    assert tokens.status_code in {200, 404}, tokens.text
    assert [row.platform for row in left.connections] == ["netflix"]


async def test_an_unknown_platform_is_refused(rpc: AsyncAuthRpcClient) -> None:
    request = messages.ConnectPlatformRequest(user_id="u", platform="vhs", credential="c")
    with pytest.raises(ApiError) as refused:
        await rpc.connect_platform(request)

    assert refused.value.code == "invalid_request"


async def test_a_request_for_another_user_than_the_caller_is_refused(rpc: AsyncAuthRpcClient) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.user is not None
    with pytest.raises(ApiError) as other:
        await rpc.get_user(messages.GetUserRequest(user_id=made.user.id), options=as_user("somebody-else"))
    with pytest.raises(MgError) as nobody:
        await rpc.get_user(messages.GetUserRequest())
    with pytest.raises(MgError) as malformed:
        await rpc.get_user(messages.GetUserRequest(), options=as_user("no such, id"))

    assert (other.value.code, other.value.details["grpc_status"]) == ("forbidden", "PERMISSION_DENIED")
    assert (nobody.value.code, nobody.value.details["grpc_status"]) == ("unauthorized", "UNAUTHENTICATED")
    assert malformed.value.code == "malformed_token"


async def test_no_secret_of_a_call_is_logged(
    rpc: AsyncAuthRpcClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = await rpc.register(REGISTRATION)
    assert made.tokens is not None
    with pytest.raises(MgError):
        await rpc.login(messages.LoginRequest(email=ACCOUNT["email"], password="a wrong password"))
    said = "".join(capsys.readouterr()) + caplog.text

    for secret in (ACCOUNT["password"], "a wrong password", made.tokens.token, made.tokens.refresh_token):
        assert secret not in said
