import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { type Item, samplesQuery } from "../../api/items";
import { Icon } from "../../design/icons";
import { Note } from "../../design/parts";
import type { Picture } from "../../editors/field";
import { loadPicture } from "../../workbench/media";
import type { Draft } from "./draft";
import { schemaOf } from "./schema";
import { Trial } from "./trial";

/** The annotator's editor on real items of the project, following every keystroke. */
export function Preview({ slug, draft }: { slug: string; draft: Draft }) {
  const { data: items } = useQuery(samplesQuery(slug));
  const [at, setAt] = useState(0);
  const fields = useMemo(() => schemaOf(draft.fields), [draft.fields]);
  const item = items?.[at % Math.max(1, items.length)] ?? null;
  const step = (by: number) => setAt((before) => (before + by + (items?.length ?? 1)) % (items?.length || 1));
  const { picture, trouble } = usePicture(item);
  return (
    <>
      <div className="head">
        <h2 className="nowrap">What an annotator sees</h2>
        {item && <span className="sub end cut">{item.key.split("/").pop()}</span>}
        {items && items.length > 1 && (
          <span className="row g1">
            <button type="button" className="icon-btn s" aria-label="Item before" onClick={() => step(-1)}>
              <Icon name="left" />
            </button>
            <button type="button" className="icon-btn s" aria-label="Next item" onClick={() => step(1)}>
              <Icon name="right" />
            </button>
          </span>
        )}
      </div>
      <Trial key={item?.id ?? 0} item={item} picture={picture} fields={fields} next={() => step(1)} />
      {trouble && (
        <div className="mt3">
          <Note kind="warn">{trouble}</Note>
        </div>
      )}
    </>
  );
}

/** The item's picture, whole, as the workbench loads it. */
function usePicture(item: Item | null): { picture: Picture | null; trouble: string | null } {
  const part = item ? Object.values(item.parts).find((one) => one.media_type.startsWith("image/")) : undefined;
  const [shown, setShown] = useState<{ of: number; picture: Picture | null; trouble: string | null } | null>(null);
  const id = item?.id;
  const address = part?.url;
  useEffect(() => {
    if (id === undefined || !address) return;
    let left = false;
    loadPicture(address).then(
      (picture) => !left && setShown({ of: id, picture, trouble: null }),
      (error: Error) => !left && setShown({ of: id, picture: null, trouble: error.message }),
    );
    return () => {
      left = true;
    };
  }, [id, address]);
  return shown && shown.of === id ? shown : { picture: null, trouble: null };
}
