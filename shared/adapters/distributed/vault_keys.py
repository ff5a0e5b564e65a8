"""What a process opens its vault with: the master key, the one that takes its place, the root of derived secrets."""

from shared.adapters.master_key import MasterKey, WrongKey, derivation_root, key_from_root, root_id


class VaultKeys:
    """The keys that the settings give. `following` is the master key that takes over, None while none does; without a
    `root` of their own, secrets are derived from the master key."""

    def __init__(self, master_key: bytes, following: bytes | None = None, root: bytes | None = None) -> None:
        self.present = MasterKey(master_key)
        self.following = MasterKey(following) if following not in (None, master_key) else None
        self._root = derivation_root(master_key) if root is None else root
        self.derives_from = root_id(self._root)
        """Tells roots apart, and nothing else about them."""

    @property
    def root(self) -> bytes:
        """What must be given as the derivation key once this master key is replaced."""
        return self._root

    def key_for(self, purpose: str) -> bytes:
        """The 32-byte key for one purpose."""
        return key_from_root(self._root, purpose)

    def knows(self, key_id: str) -> bool:
        """Whether what that master key has wrapped can be opened."""
        return any(key.id == key_id for key in self._known())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """What one of the keys has wrapped. Raises WrongKey."""
        for key in self._known():
            try:
                return key.unwrap(wrapped, bound_to)
            except WrongKey:
                continue
        raise WrongKey(bound_to)

    def _known(self) -> list[MasterKey]:
        return [self.present] if self.following is None else [self.present, self.following]
