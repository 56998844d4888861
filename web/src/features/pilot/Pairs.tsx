import { percent } from "../../design/words";
import type { Pilot } from "./api";

/** How often each two people gave the same answer; the number of common items stands below. */
export function Pairs({ people, pairs }: Pick<Pilot, "people" | "pairs">) {
  const of = (a: number, b: number) =>
    pairs.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a));
  return (
    <section className="card">
      <header>
        <h2>Pairs</h2>
        <span className="small muted">the same answer, of common items</span>
      </header>
      {people.length < 2 ? (
        <p className="body muted">Two people have to answer before there is a pair.</p>
      ) : (
        <table className="pairs">
          <thead>
            <tr>
              <th>
                <span className="unseen">Person</span>
              </th>
              {people.slice(1).map((one) => (
                <th key={one.id} className="r">
                  {one.name.split(" ")[0]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.slice(0, -1).map((one, row) => (
              <tr key={one.id}>
                <td>{one.name}</td>
                {people.slice(1).map((other, column) => {
                  const pair = column >= row ? of(one.id, other.id) : undefined;
                  return (
                    <td key={other.id} className="r">
                      {pair && (
                        <>
                          {percent(pair.value, 0)} <span className="muted small">of {pair.n}</span>
                        </>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
