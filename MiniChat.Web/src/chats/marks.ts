/** A piece of an excerpt: marked where it is what was looked for. */
export interface Piece {
  text: string;
  isMarked: boolean;
}

/** Parts an excerpt at its marks, each `[start, length]` in UTF-16 code units. */
export function piecesOf(excerpt: string, marks: number[][]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start = 0, length = 0] of marks) {
    if (start > at) pieces.push({ text: excerpt.slice(at, start), isMarked: false });
    if (start + length > at) pieces.push({ text: excerpt.slice(Math.max(at, start), start + length), isMarked: true });
    at = Math.max(at, start + length);
  }
  if (at < excerpt.length) pieces.push({ text: excerpt.slice(at), isMarked: false });
  return pieces;
}
