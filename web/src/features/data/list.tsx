import { useEffect, useRef, useState } from "react";
import type { Item } from "../../api/items";
import type { BoxField, Fields } from "../../editors/field";
import { Rows } from "./rows";
import { Thumb } from "./thumb";

interface ListProps {
  items: Item[];
  view: "grid" | "table";
  fields: Fields;
  opened: number | null;
  open: (id: number) => void;
  chosen: ReadonlyMap<number, Item> | null;
  choose: (id: number, range: boolean) => void;
  more: (() => void) | null;
}

/** The items, and the next hundred when the foot comes into view. */
export function List({ items, view, fields, opened, open, chosen, choose, more }: ListProps) {
  const foot = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!foot.current || !box) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current?.(), {
      root: box,
      rootMargin: "600px",
    });
    watch.observe(foot.current);
    return () => watch.disconnect();
  }, [box]);
  const boxes = Object.entries(fields).find(([, field]) => field.type === "box") as [string, BoxField] | undefined;
  return (
    <div ref={setBox} className="list-scroll">
      {view === "grid" ? (
        <div className="thumbs">
          {items.map((item) => (
            <Thumb
              key={item.id}
              item={item}
              fields={fields}
              boxes={boxes}
              current={item.id === opened}
              chosen={chosen ? chosen.has(item.id) : null}
              open={open}
              choose={choose}
            />
          ))}
        </div>
      ) : (
        <Rows items={items} fields={fields} opened={opened} open={open} chosen={chosen} choose={choose} />
      )}
      <div ref={foot} className="list-foot">
        {more && <span className="sub">Loading more</span>}
      </div>
    </div>
  );
}
