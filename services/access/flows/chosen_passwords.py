"""Passwords that an account is given: chosen by somebody and strong enough, or made here for one sign-in."""

from services.access.credentials.passwords import Password, Passwords
from services.access.credentials.proofs import Proofs, sign_in_name
from services.access.credentials.refusals import SignInNameMalformed
from services.access.domain.commands import (
    ChangePassword,
    CreateAccount,
    GiveSignIn,
    Recover,
    SignInName,
)
from shared.flows.command_envelope import Handled
from shared.ports.clock import Clock


class ChosenPasswords:
    """Makes hashes for commands, and keeps them once the command is stored."""

    def __init__(self, passwords: Passwords, proofs: Proofs, clock: Clock) -> None:
        self._passwords = passwords
        self._proofs = proofs
        self._clock = clock

    def name(self, text: str) -> SignInName:
        """The name as it is compared, with its key. Raises SignInNameMalformed."""
        name = sign_in_name(text)
        if name is None:
            raise SignInNameMalformed("/name")
        return SignInName(text=name, key=self._proofs.of_name(name))

    async def choose(self, password: str | None, name: str, command_id: str, pointer: str = "/password") -> str:
        """The hash of a password, or of the one-time password of a command. Raises PasswordTooWeak or SignInBusy."""
        if password is not None:
            return await self._passwords.hashing.hash_strong(password, name, pointer)
        return await self._passwords.hashing.hash(self.one_time(command_id))

    def one_time(self, command_id: str) -> str:
        """A password for one sign-in, made for a command: the same when that is repeated."""
        return self._proofs.letters("one-time", command_id)

    async def keep(self, command: object, handled: Handled) -> bool:
        """Let the password of a stored command be the account's. A repeated command puts back none that has been
        followed by another. Whether the command brought one."""
        if not isinstance(command, CreateAccount | GiveSignIn | ChangePassword | Recover):
            return False
        kept = Password(
            hash=command.password_hash,
            version=handled.version,
            set_at=self._clock.now(),
            one_time=command.one_time,
        )
        await self._passwords.keep(command.account_id, kept)
        return True
