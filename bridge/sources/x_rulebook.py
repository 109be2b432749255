"""Keeps the rules that X has for us as the hour and the threads want them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bridge.ports import Clock
from bridge.sources.reconnect import wait
from bridge.sources.x_api import XApi
from bridge.sources.x_hours import Hours
from bridge.sources.x_ledger import Ledger
from bridge.sources.x_problems import XProblemError, try_again_at
from bridge.sources.x_rules import Rule, change, is_ours, wanted

log = structlog.get_logger()

_DROP_TRIES = 3


class Rulebook:
    """Our rules. `values` are those that X has, `trouble` tells of those that it did not take."""

    def __init__(
        self,
        api: XApi,
        hours: Hours,
        ledger: Ledger,
        clock: Clock,
        *,
        instance: str,
        reposts: bool,
        sleep: Callable[[float], Awaitable[None]],
        changed: Callable[[], None],
    ) -> None:
        self._api = api
        self._hours = hours
        self._ledger = ledger
        self._clock = clock
        self._instance = instance
        self._reposts = reposts
        self._sleep = sleep
        self._changed = changed
        self._asked: tuple[Rule, ...] | None = None
        self._followed = asyncio.Event()
        self.values: tuple[str, ...] = ()
        self.trouble = ""

    @property
    def is_armed(self) -> bool:
        return bool(self.values)

    def look(self) -> None:
        """A thread is followed from now on."""
        self._followed.set()

    async def arm(self) -> None:
        """Have X hold what is wanted now. Others' rules are left alone. Raises `XProblemError`."""
        asked = self._wanted()
        present = await self._api.rules()
        add, delete = change(present, asked, instance=self._instance)
        refused = await self._api.add_rules(add) if add else ()
        if delete:
            await self._api.delete_rules(delete)
        self.values = tuple(rule.value for rule in asked)
        if refused:
            ours = [rule.value for rule in await self._api.rules() if is_ours(rule, self._instance)]
            self.values = tuple(value for value in self.values if value in ours)
        self.trouble = f"X did not take {len(refused)} of our rules ({', '.join(set(refused))})" if refused else ""
        self._asked = asked
        if add or delete:
            log.info("x.rules_set", added=len(add) - len(refused), deleted=len(delete), refused=len(refused))
        self._changed()

    async def keep(self) -> None:
        """Set the rules anew whenever others are wanted, and delete them and return when no chat is on any more."""
        tries, again_at = 0, self._clock.now()
        while True:
            now = self._clock.now()
            if not self._hours.active(now):
                await self.drop()
                return
            self._followed.clear()
            if self._wanted() != self._asked and now >= again_at:
                try:
                    await self.arm()
                    tries = 0
                except XProblemError as problem:
                    log.warning("x.rules_not_set", trouble=problem.trouble.value, tries=tries)
                    again_at = try_again_at(problem, tries, now)
                    self.trouble = f"rules are not as they should be: {problem}"
                    self._changed()
                    tries += 1
            times = [time for time in (self._hours.next_change(now), again_at) if time and time > now]
            seconds = (min(times) - now).total_seconds() if times else None
            await wait(seconds, self._followed, self._sleep)

    async def drop(self) -> None:
        """Delete our rules, so that nobody pays for what nobody hears. What cannot be deleted now is at the next start."""
        if self._asked == ():
            return
        for tries in range(_DROP_TRIES):
            try:
                ours = [rule.id for rule in await self._api.rules() if is_ours(rule, self._instance)]
                if ours:
                    await self._api.delete_rules(ours)
            except XProblemError as problem:
                log.warning("x.rules_left", trouble=problem.trouble.value, tries=tries)
                await self._sleep(2.0**tries)
            else:
                break
        self.values, self.trouble, self._asked = (), "", ()
        self._changed()

    def _wanted(self) -> tuple[Rule, ...]:
        events = self._hours.active(self._clock.now())
        return wanted(events, self._ledger.kept.threads, instance=self._instance, reposts=self._reposts)
