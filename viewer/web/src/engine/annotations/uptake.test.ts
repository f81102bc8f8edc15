import { expect, test } from "vitest";
import { inToldUnit } from "./uptake.ts";

const FACTS = { slope: 2, intercept: 0, unit: "BQML" };
const VALUES = [
  { name: "mean", value: 3000, unit: "BQML" },
  { name: "sd", value: 200, unit: "BQML" },
  { name: "pixels", value: 12, unit: "" },
];

test("activity becomes uptake by the factor that the server tells", () => {
  // 70 kg and 350 MBq: 1 Bq/ml is 0.0002 g/ml.
  const told = inToldUnit(VALUES, FACTS, { unit: "SUVbw", slope: 0.0004, intercept: 0 });
  expect(told.map(({ name, unit }) => [name, unit])).toEqual([
    ["mean", "SUVbw"],
    ["sd", "SUVbw"],
    ["pixels", ""],
  ]);
  [0.6, 0.04, 12].forEach((value, at) => expect(told[at]?.value).toBeCloseTo(value, 9));
});

test("an intercept moves values and leaves their deviation", () => {
  const told = inToldUnit(VALUES, { slope: 1, intercept: -1000, unit: "" }, { unit: "X", slope: 1, intercept: 0 });
  expect(told.map(({ value }) => value)).toEqual([4000, 200, 12]);
});

test("nothing is told where no line leads to the unit", () => {
  expect(inToldUnit(VALUES, FACTS, { unit: "SUVbw", slope: null, intercept: null })).toEqual([]);
});
