// What the program says is wrong and what would help; what it puts between backticks is a name or a value, and shown as one.

export function Said({ message, hint }: { message: string; hint?: string | null | undefined }) {
  const pieces = (hint ? `${message}; ${hint}` : message).split(/`([^`]+)`/);
  return <>{pieces.map((piece, n) => (n % 2 ? <code key={n}>{piece}</code> : piece))}</>;
}
