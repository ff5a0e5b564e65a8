/** Whether a PIN is one that is tried first: one digit over and over, digits in a row, a repeated pair or triple. */
export function isWeak(pin: string): boolean {
  const rows = "01234567890 09876543210";
  return rows.includes(pin) || /^(\d)\1{5}$/.test(pin) || /^(\d\d)\1{2}$/.test(pin) || /^(\d{3})\1$/.test(pin);
}
