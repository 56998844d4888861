import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ItemDetail, itemQuery } from "../../api/items";
import { Icon } from "../../design/icons";
import { Failure, Skeleton } from "../../design/parts";
import { span, when } from "../../design/words";
import type { BoxField, Fields } from "../../editors/field";
import { summary } from "./summary";
import { type Boxes, BoxLayer, shownPart, standing } from "./thumb";
import { line } from "./timeline";

interface Props {
  slug: string;
  id: number;
  fields: Fields;
  close: () => void;
  move: (by: number) => void;
}

/** One item: its picture, what happened to it, what was answered, what is known of it. */
export function Drawer({ slug, id, fields, close, move }: Props) {
  const { data, error, refetch } = useQuery(itemQuery(slug, id));
  return (
    <aside className="panel" aria-label="Item">
      <header>
        <h2 className="cut">{data?.key.split("/").pop() ?? `Item ${id}`}</h2>
        {data && <span className={data.state === "accepted" ? "badge good" : "badge info"}>{standing(data)}</span>}
        <span className="row end g1">
          <button type="button" className="icon-btn s" aria-label="Item before" onClick={() => move(-1)}>
            <Icon name="left" />
          </button>
          <button type="button" className="icon-btn s" aria-label="Next item" onClick={() => move(1)}>
            <Icon name="right" />
          </button>
          <button type="button" className="icon-btn s" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </span>
      </header>
      {error ? (
        <div className="body">
          <Failure error={error} retry={() => void refetch()} />
        </div>
      ) : data ? (
        <Detail item={data} fields={fields} />
      ) : (
        <div className="body">
          <Skeleton heights={[198, 36, 120]} />
        </div>
      )}
    </aside>
  );
}

function Detail({ item, fields }: { item: ItemDetail; fields: Fields }) {
  const [tab, setTab] = useState<"history" | "answers" | "fields">("history");
  const [shown, setShown] = useState<number | null>(null);
  const answers = item.annotations ?? [];
  const boxes = Object.entries(fields).find(([, field]) => field.type === "box") as [string, BoxField] | undefined;
  const answer =
    shown === null ? (item.label?.answer ?? answers[0]?.answer) : answers.find(({ id }) => id === shown)?.answer;
  const tabs = [
    ["history", "Timeline"],
    ["answers", `Answers ${answers.length || ""}`],
    ["fields", "Fields"],
  ] as const;
  return (
    <>
      <Picture item={item} answer={answer} boxes={boxes} />
      <div className="tabs" role="tablist">
        {tabs.map(([key, label]) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={tab === key}
            className={tab === key ? "bare on" : "bare"}
            onClick={() => setTab(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="body" role="tabpanel">
        {tab === "history" && <Timeline item={item} />}
        {tab === "answers" && <Answers item={item} fields={fields} shown={shown} show={setShown} />}
        {tab === "fields" && <Known item={item} />}
      </div>
    </>
  );
}

function Picture({
  item,
  answer,
  boxes,
}: {
  item: ItemDetail;
  answer: Record<string, unknown> | null | undefined;
  boxes: Boxes;
}) {
  const part = shownPart(item);
  if (!part) return null;
  if (!part.media_type.startsWith("image/")) return <p className="drawer-text">{part.text}</p>;
  const width = part.width ?? 16;
  const height = part.height ?? 9;
  return (
    <div className="shot full" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={part.url ?? undefined} alt={item.key} />
      <BoxLayer answer={answer} boxes={boxes} width={width} height={height} fit="meet" />
    </div>
  );
}

function Timeline({ item }: { item: ItemDetail }) {
  const rows = item.history.map((past, row) => ({ ...past, row })).reverse();
  return (
    <ul className="tl">
      {rows.map((past) => {
        const { title, details, tone } = line(past, item.annotations);
        return (
          <li key={past.row} className={tone}>
            <span className="when">{when(past.at)}</span>
            <b className="md">{title}</b>
            {past.person && ` by ${past.person}`}
            {details.map((detail) => (
              <div key={detail} className="sub">
                {detail}
              </div>
            ))}
          </li>
        );
      })}
      {item.history.length === 0 && <li className="muted">Nothing has happened yet.</li>}
    </ul>
  );
}

interface AnswersProps {
  item: ItemDetail;
  fields: Fields;
  /** The annotation that is drawn on the picture; null where it is the accepted label. */
  shown: number | null;
  show: (id: number | null) => void;
}

function Answers({ item, fields, shown, show }: AnswersProps) {
  const answers = item.annotations ?? [];
  if (answers.length === 0) return <p className="muted">Nobody has answered yet.</p>;
  return (
    <ul className="answers">
      {item.label && (
        <li>
          <button type="button" className={shown === null ? "bare on" : "bare"} onClick={() => show(null)}>
            <span className="row">
              <b className="md">Accepted label</b>
              <span className="sub end">{item.label.method.replaceAll("_", " ")}</span>
            </span>
            <span className="sub">{summary(fields, item.label.answer)}</span>
          </button>
        </li>
      )}
      {answers.map((one) => (
        <li key={one.id}>
          <button type="button" className={shown === one.id ? "bare on" : "bare"} onClick={() => show(one.id)}>
            <span className="row">
              <b className="md">{one.person || "somebody"}</b>
              <span className="sub">{one.verdict ?? (one.kind === "answer" ? (one.stage ?? "") : one.kind)}</span>
              {one.standing === "extra" && <span className="badge">extra</span>}
              {one.unsure && <span className="badge warn">unsure</span>}
              <span className="sub end">{when(one.at)}</span>
            </span>
            <span className="sub">
              {one.cannot_judge ? "cannot judge" : (summary(fields, one.answer) ?? "as it was")}
              {one.active_ms ? `, ${span(one.active_ms)} active` : ""}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Known({ item }: { item: ItemDetail }) {
  const part = shownPart(item);
  const rows: [string, string][] = [
    ["key", item.key],
    ["place", String(item.ordinal)],
    ...(part?.width ? ([["size", `${part.width} × ${part.height} px`]] as [string, string][]) : []),
    ...Object.entries(item.fields).map(([name, value]): [string, string] => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  ];
  return (
    <dl className="kv">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
