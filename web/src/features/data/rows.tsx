import type { Item } from "../../api/items";
import type { Fields } from "../../editors/field";
import { fieldName } from "../../editors/field";
import { summary } from "./summary";
import { Pick, shownPart, standing } from "./thumb";

interface Props {
  items: Item[];
  fields: Fields;
  opened: number | null;
  open: (id: number) => void;
  /** Null where nothing can be done with a choice. */
  chosen: ReadonlyMap<number, Item> | null;
  choose: (id: number, range: boolean) => void;
}

/** The same items as a table, with one column for each field of the schema. */
export function Rows({ items, fields, opened, open, chosen, choose }: Props) {
  const names = Object.entries(fields);
  return (
    <table className="t-dense item-rows">
      <thead>
        <tr>
          {chosen && (
            <th className="pick">
              <span className="unseen">Selected</span>
            </th>
          )}
          <th>Item</th>
          <th>State</th>
          <th>Content</th>
          {names.map(([key, field]) => (
            <th key={key}>{fieldName(key, field)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const part = shownPart(item);
          return (
            <tr
              key={item.id}
              className={item.id === opened || chosen?.has(item.id) ? "on" : undefined}
              onClick={() => open(item.id)}
            >
              {chosen && (
                <td className="pick">
                  <Pick of={item.key} chosen={chosen.has(item.id)} choose={(range) => choose(item.id, range)} />
                </td>
              )}
              <td>
                <button type="button" className="bare cut" onClick={() => open(item.id)}>
                  {item.key}
                </button>
              </td>
              <td>{standing(item)}</td>
              <td className="cut content">{part?.text ?? part?.media_type}</td>
              {names.map(([key, field]) => (
                <td key={key}>{summary({ [key]: field }, item.label?.answer) ?? ""}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
