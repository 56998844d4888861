import type { Item } from "../../api/items";
import type { Fields } from "../../editors/field";
import { fieldName } from "../../editors/field";
import { summary } from "./summary";

interface Props {
  items: Item[];
  fields: Fields;
  opened: number | null;
  open: (id: number) => void;
}

/** The same items as a table, with one column for each field of the schema. */
export function Rows({ items, fields, opened, open }: Props) {
  const names = Object.entries(fields);
  return (
    <table className="t-dense item-rows">
      <thead>
        <tr>
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
          const part = Object.values(item.parts)[0];
          return (
            <tr key={item.id} className={item.id === opened ? "on" : undefined} onClick={() => open(item.id)}>
              <td>
                <button type="button" className="bare cut" onClick={() => open(item.id)}>
                  {item.key}
                </button>
              </td>
              <td>{item.stage ?? item.state}</td>
              <td className="cut content">{part?.text ?? part?.media_type}</td>
              {names.map(([key]) => (
                <td key={key}>{item.label ? summary({ [key]: item.label.answer?.[key] ?? "" }) : ""}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
