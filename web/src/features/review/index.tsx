import type { Bench } from "../../workbench/use-bench";

export function Review({ bench }: { bench: Bench }) {
  return <main>{bench.stage}</main>;
}
