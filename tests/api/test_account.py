"""What the connections of a process share, and what keeps them apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heymarket_dbapi.account import Account, account_of, close_all, forget_metadata
from heymarket_dbapi.options import settings

DSN = "heymarket://sandbox?contacts=1&messages=1"


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    close_all()


def account(dsn: str | None = DSN, **options: Any) -> Account:
    return account_of(settings(dsn, {}, **options))


@pytest.mark.parametrize(
    "options",
    [{}, {"timeout": 5}, {"max_calls": 7}, {"timezone": "Europe/Berlin"}, {"retries": 0}, {"read_only": True}],
)
def test_connections_to_one_account_share_it(options: dict[str, Any]) -> None:
    assert account() is account(**options)


def test_the_order_of_the_sandboxs_options_does_not_matter() -> None:
    assert account() is account("heymarket://sandbox?messages=1&contacts=1")


@pytest.mark.parametrize("dsn", ["heymarket://sandbox?contacts=2&messages=1", DSN + "&seed=5", DSN + "&reading=new"])
def test_another_world_is_another_account(dsn: str) -> None:
    assert account().key != account(dsn).key
    assert account().facts is not account(dsn).facts
    assert account().engine is not account(dsn).engine


def test_another_credential_is_another_account() -> None:
    one, two = (account(None, base_url="https://api.example.org", api_key=key) for key in ("k-1", "k-2"))
    assert one.key != two.key
    assert "k-1" not in repr(one) + repr(one.key)


@pytest.mark.parametrize("options", [{"metadata_cache_ttl": 60}, {"result_cache_ttl": 60}])
def test_another_lifetime_shares_the_engine_and_not_the_memory(options: dict[str, Any]) -> None:
    assert account().facts is not account(**options).facts
    assert account().engine is account(**options).engine


@pytest.mark.parametrize(("lifetime", "kept"), [(0, False), (60, True)])
def test_replies_are_kept_only_where_that_is_wanted(lifetime: float, kept: bool) -> None:
    assert (account(result_cache_ttl=lifetime).kept is not None) is kept


def test_facts_of_two_accounts_in_one_folder_are_two_files(tmp_path: Path) -> None:
    for number, dsn in enumerate((DSN, DSN + "&seed=5")):
        account(dsn, metadata_cache=str(tmp_path)).facts.learn("rows", number)
    assert len(list(tmp_path.iterdir())) == 2
    close_all()
    assert account(metadata_cache=str(tmp_path)).facts.get("rows") == 0


def test_metadata_is_forgotten_by_every_connection_of_the_account() -> None:
    other = account(DSN + "&seed=5")
    for one in (account(), account(metadata_cache_ttl=60), other):
        one.facts.learn("rows", 7)
    forget_metadata(account())
    assert [one.facts.get("rows") for one in (account(), account(metadata_cache_ttl=60), other)] == [None, None, 7]


def test_after_the_end_everything_begins_anew() -> None:
    before = account()
    before.facts.learn("rows", 7)
    close_all()
    assert account() is not before
    assert account().facts.known() == {}
