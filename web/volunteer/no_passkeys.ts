/** In the place of shared/session/passkeys: phones sign in by an invitation or a password, so this page loads no more. */

export function passkeysWork(): boolean {
  return false;
}

export function showPasskey(): Promise<void> {
  return Promise.resolve();
}
