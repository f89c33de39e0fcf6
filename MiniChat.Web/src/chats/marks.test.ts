import { expect, it } from "vitest";
import { piecesOf } from "./marks";

it("parts an excerpt at its marks and loses nothing of it", () => {
  const pieces = piecesOf("find me, me", [
    [5, 2],
    [9, 2],
  ]);
  expect(pieces.map((piece) => piece.text).join("")).toBe("find me, me");
  expect(pieces.filter((piece) => piece.isMarked).map((piece) => piece.text)).toEqual(["me", "me"]);
});

it("joins marks that overlap", () => {
  expect(
    piecesOf("abcd", [
      [0, 3],
      [2, 2],
    ]).map((piece) => piece.text),
  ).toEqual(["abc", "d"]);
});

it("leaves an excerpt without marks whole", () => {
  expect(piecesOf("title", [])).toEqual([{ text: "title", isMarked: false }]);
});
