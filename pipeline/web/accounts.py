"""Accounts, keys and logins: who may come in, and how that is known.

Roles in order: `read` sees, `review` also decides and uploads, `admin` also manages accounts. A password is kept as
Argon2id, a key or a login's token as the SHA-256 of 256 random bits. A wrong name costs as much time as a wrong
password. Never: a password that the program made up, or one that it prints.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import UsageError
from pipeline.store.service_tables import account, api_key, session

Role = Literal["read", "review", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
KEY_PREFIX = "baocao_"
LEAST_LETTERS = 12
MOST_LETTERS = 256
"""Of a password: NIST SP 800-63B asks for length, and for no other rule."""


@dataclass(frozen=True, slots=True)
class User:
    """Who asks: an account, by its login (`csrf` is its token) or by a key (`csrf` is empty)."""

    id: int
    name: str
    role: Role
    csrf: str = ""

    def may(self, role: Role) -> bool:
        """Whether the role covers what `role` may do."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add(engine: Engine, name: str, role: Role, password: str | None) -> int:
    """A new account; without a password it can have keys alone. Raises UsageError."""
    name = name.strip()
    if not (0 < len(name) <= 64 and name.isprintable()):
        raise UsageError("tên tài khoản phải có từ 1 đến 64 chữ")
    row = {"name": name, "role": role, "password": password and _hashed(password), "created_at": _now()}
    try:
        with engine.begin() as connection:
            return int(connection.execute(insert(account).values(row).returning(account.c.id)).scalar_one())
    except IntegrityError as error:
        raise UsageError(f"đã có tài khoản {name}; xem `baocao user list`") from error


def remove(engine: Engine, name: str) -> None:
    """Remove an account with its keys and logins; what it did keeps its name. Raises UsageError."""
    with engine.begin() as connection:
        if not connection.execute(delete(account).where(account.c.name == name)).rowcount:
            raise _unknown(name)


def set_password(engine: Engine, name: str, password: str) -> None:
    """Another password; every login of the account ends. Raises UsageError."""
    hashed = _hashed(password)
    with engine.begin() as connection:
        changed = connection.execute(update(account).where(account.c.name == name).values(password=hashed))
        if not changed.rowcount:
            raise _unknown(name)
        own = select(account.c.id).where(account.c.name == name).scalar_subquery()
        connection.execute(delete(session).where(session.c.account_id == own))


def add_key(engine: Engine, name: str, label: str, role: Role | None = None, days: int | None = None) -> str:
    """A new key of an account, of its role or a lesser one: the only time that the key is told. Raises UsageError."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    now = _now()
    with engine.begin() as connection:
        found = connection.execute(select(account.c.id, account.c.role).where(account.c.name == name)).one_or_none()
        if found is None:
            raise _unknown(name)
        given = role or found.role
        if ROLES.index(given) > ROLES.index(found.role):
            raise UsageError(f"tài khoản {name} chỉ có quyền {found.role}; chìa khóa không thể có quyền cao hơn")
        expires = now + datetime.timedelta(days=days) if days else None
        connection.execute(
            insert(api_key).values(
                account_id=found.id, digest=_digest(key), label=label, role=given, created_at=now, expires_at=expires
            )
        )
    return key


def by_key(engine: Engine, key: str) -> User | None:
    """Whose key it is, if it is one that still holds."""
    k, a = api_key, account
    query = (
        select(a.c.id, a.c.name, a.c.role, k.c.role.label("key_role"), k.c.expires_at)
        .join(k, k.c.account_id == a.c.id)
        .where(k.c.digest == _digest(key))
    )
    with engine.connect() as connection:
        found = connection.execute(query).one_or_none()
    if found is None or (found.expires_at is not None and found.expires_at < _now()):
        return None
    return User(found.id, found.name, min(found.role, found.key_role, key=ROLES.index))


def log_in(engine: Engine, name: str, password: str, hours: float) -> str | None:
    """The token of a new login; None where name or password are wrong."""
    with engine.connect() as connection:
        found = connection.execute(select(account).where(account.c.name == name.strip())).one_or_none()
    hashed = (found and found.password) or _nobody()
    try:
        _hasher().verify(hashed, password[:MOST_LETTERS])
    except (VerificationError, InvalidHashError):
        return None
    if found is None or not found.password:
        return None
    token, now = secrets.token_urlsafe(32), _now()
    with engine.begin() as connection:
        connection.execute(delete(session).where(session.c.expires_at < now))
        connection.execute(
            insert(session).values(
                digest=_digest(token), account_id=found.id, csrf=secrets.token_urlsafe(32), created_at=now,
                expires_at=now + datetime.timedelta(hours=hours),
            )
        )  # fmt: skip
        if _hasher().check_needs_rehash(hashed):
            connection.execute(update(account).where(account.c.id == found.id).values(password=_hashed(password)))
    return token


def by_login(engine: Engine, token: str, hours: float) -> User | None:
    """Whose login it is; one that is used is prolonged when half of its time is over."""
    s, a, now = session, account, _now()
    query = (
        select(a.c.id, a.c.name, a.c.role, s.c.csrf, s.c.expires_at)
        .join(s, s.c.account_id == a.c.id)
        .where(s.c.digest == _digest(token))
    )
    with engine.connect() as connection:
        found = connection.execute(query).one_or_none()
    if found is None or found.expires_at < now:
        return None
    if found.expires_at - now < datetime.timedelta(hours=hours / 2):
        with engine.begin() as connection:
            longer = update(s).where(s.c.digest == _digest(token))
            connection.execute(longer.values(expires_at=now + datetime.timedelta(hours=hours)))
    return User(found.id, found.name, found.role, found.csrf)


def log_out(engine: Engine, token: str) -> None:
    """End a login."""
    with engine.begin() as connection:
        connection.execute(delete(session).where(session.c.digest == _digest(token)))


def listing(engine: Engine) -> list[Mapping[str, Any]]:
    """Every account: `id`, `name`, `role`, `created_at`, and whether it has a password."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(_listed()).mappings()]


def any_admin(engine: Engine) -> bool:
    """Whether there is somebody who may manage accounts."""
    with engine.connect() as connection:
        return connection.execute(select(account.c.id).where(account.c.role == "admin").limit(1)).first() is not None


def _listed() -> Any:
    a = account
    return select(a.c.id, a.c.name, a.c.role, a.c.created_at, a.c.password.is_not(None).label("password")).order_by(
        a.c.name
    )


def _hashed(password: str) -> str:
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise UsageError(f"mật khẩu phải có từ {LEAST_LETTERS} đến {MOST_LETTERS} chữ")
    return _hasher().hash(password)


def _unknown(name: str) -> UsageError:
    return UsageError(f"không có tài khoản {name}; xem `baocao user list`")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash that a password of nobody is compared with."""
    return _hasher().hash(secrets.token_urlsafe(32))
