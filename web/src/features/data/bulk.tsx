import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { prioritise, split, takeBack, type Waiting, waitingQuery } from "../../api/batches";
import type { Item } from "../../api/items";
import { peopleQuery } from "../../api/people";
import { definitionQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Kbd, Segments } from "../../design/parts";
import { failed, said } from "../../design/toasts";
import { count, list, many, titled } from "../../design/words";
import { shownPart } from "./thumb";

interface Props {
  slug: string;
  items: Item[];
  clear: () => void;
  /** Chooses all that the filter leaves; null where all of it is chosen. */
  everything: { label: string; choose: () => void; busy: boolean } | null;
}

type Act = "give" | "order";

/** What can be done with the chosen items; the effect and who is left out stand there before the button is pressed. */
export function Bulk({ slug, items, clear, everything }: Props) {
  const [act, setAct] = useState<Act>("give");
  useCommands([
    { name: "bulk.give", label: "Give the selected items to a person", keys: "a", perform: () => setAct("give") },
    { name: "bulk.order", label: "Change the order of the selected items", keys: "p", perform: () => setAct("order") },
  ]);
  const pictures = items.filter((item) => shownPart(item)?.media_type.startsWith("image/")).slice(0, 3);
  return (
    <section className="bulk" aria-label="Selected items">
      <div className="row">
        <button type="button" className="box on" aria-label="Select nothing" title="Select nothing" onClick={clear}>
          <Icon name="minus" />
        </button>
        <b className="num" role="status">
          {count(items.length)} selected
        </b>
        <span className="minis">
          {pictures.map((item) => (
            <img key={item.id} src={shownPart(item)?.thumbnail_url ?? undefined} alt="" />
          ))}
        </span>
        {everything && (
          <button type="button" className="link plain sm" disabled={everything.busy} onClick={everything.choose}>
            {everything.label}
          </button>
        )}
        <span className="end">
          <Segments
            label="What to do"
            value={act}
            onChange={setAct}
            choices={[
              { value: "give", label: <Act word="Give to a person" keys="a" /> },
              { value: "order", label: <Act word="Order" keys="p" /> },
            ]}
          />
        </span>
      </div>
      {act === "give" ? (
        <Give slug={slug} items={items} clear={clear} />
      ) : (
        <Order slug={slug} items={items} clear={clear} />
      )}
    </section>
  );
}

function Act({ word, keys }: { word: string; keys: string }) {
  return (
    <>
      {word} <Kbd keys={keys} />
    </>
  );
}

type FormProps = Pick<Props, "slug" | "items" | "clear">;

/** A batch for one person: what of the items waits at a stage of theirs. */
function Give({ slug, items, clear }: FormProps) {
  const queries = useQueryClient();
  const ids = items.map(({ id }) => id);
  const { data: waiting, error } = useQuery(waitingQuery(slug, ids));
  const { data: people } = useQuery(peopleQuery(slug));
  const { data: definition } = useQuery(definitionQuery(slug));
  const [wanted, setWanted] = useState("");
  const [person, setPerson] = useState("");
  const [name, setName] = useState("");
  const best = [...(waiting ?? [])].sort((one, other) => other.free - one.free)[0];
  const here = waiting?.find(({ stage }) => stage === wanted) ?? best;
  const stage = definition?.stages.find(({ key }) => key === here?.stage);
  const team = people?.teams.find(({ key }) => key === stage?.team)?.people.filter((one) => !one.disabled) ?? [];
  const who = team.find(({ id }) => String(id) === person);
  const give = useMutation({
    mutationFn: () =>
      split(slug, { stage: here?.stage ?? "", people: [Number(person)], items: ids, name: name.trim() || undefined }),
    onSuccess: async ({ batches, tasks }) => {
      const undo = async () => {
        await Promise.all(batches.map((batch) => takeBack(slug, batch)));
        await queries.invalidateQueries({ queryKey: ["project", slug] });
      };
      said(
        `${many(tasks, "task")} given to ${who?.name}`,
        here?.batched ? "What was in other batches has changed hands." : "They come before everything else of theirs.",
        here?.batched ? undefined : () => void undo().catch(failed),
      );
      clear();
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
    onError: failed,
  });
  const ready = here !== undefined && here.free > 0 && who !== undefined && !give.isPending;
  const go = () => ready && give.mutate();
  useCommands([
    { name: "bulk.do", label: "Give them", keys: "mod+enter", when: () => ready, always: true, perform: go },
  ]);
  return (
    <form
      className="row effect"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <span className="sm grow" role="status">
        {error
          ? "Where they wait cannot be asked just now."
          : waiting && <Effect at={here} all={waiting} n={ids.length} />}
      </span>
      {waiting && waiting.filter(({ free }) => free > 0).length > 1 && (
        <select
          className="input s"
          aria-label="Stage"
          value={here?.stage}
          onChange={(event) => setWanted(event.target.value)}
        >
          {waiting.map((one) => (
            <option key={one.stage} value={one.stage}>
              {titled(one.stage)}
            </option>
          ))}
        </select>
      )}
      <select
        className="input s"
        aria-label="Person"
        value={person}
        onChange={(event) => setPerson(event.target.value)}
      >
        <option value="">to whom</option>
        {team.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <input
        className="input s batch-name"
        aria-label="Name of the batch"
        maxLength={100}
        placeholder={who ? `For ${who.name}` : "name, if any"}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="btn s primary" disabled={!ready}>
        Give {many(here?.free ?? 0, "task")} <Kbd keys="mod+enter" />
      </button>
    </form>
  );
}

/** How many go, how many stay and why. */
function Effect({ at, all, n }: { at: Waiting | undefined; all: Waiting[]; n: number }) {
  if (!at) return <>None of them waits anywhere: {n === 1 ? "it is" : "they are"} done, held back or not let in yet.</>;
  const elsewhere = all.reduce((sum, one) => sum + one.free + one.busy, 0) - at.free - at.busy;
  const nowhere = Math.max(0, n - at.free - at.busy - elsewhere);
  const stay = [
    at.busy > 0 && `${count(at.busy)} taken`,
    elsewhere > 0 && `${count(elsewhere)} at another stage`,
    nowhere > 0 && `${count(nowhere)} not waiting`,
  ].filter((text) => typeof text === "string");
  return (
    <>
      <b className="md">
        {count(at.free)} {at.free === 1 ? "waits" : "wait"} at {titled(at.stage)}
      </b>
      {at.batched > 0 && `, ${count(at.batched)} of them in a batch`}
      {stay.length > 0 && `. Left out: ${list(stay)}`}.
    </>
  );
}

function Order({ slug, items, clear }: FormProps) {
  const queries = useQueryClient();
  const ids = items.map(({ id }) => id);
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", slug] });
  const move = useMutation({
    mutationFn: (steps: number) => prioritise(slug, ids, steps),
    onSuccess: async ({ count: tasks }, steps) => {
      const undo = () => prioritise(slug, ids, -steps).then(refresh);
      said(`${many(tasks, "task")} moved ${steps > 0 ? "ahead" : "back"}`, undefined, () => void undo().catch(failed));
      clear();
      await refresh();
    },
    onError: failed,
  });
  return (
    <div className="row effect">
      <span className="sm grow">They are taken before or after everything else, wherever they wait; batches stay.</span>
      <button type="button" className="btn s" disabled={move.isPending} onClick={() => move.mutate(-1)}>
        Last
      </button>
      <button type="button" className="btn s primary" disabled={move.isPending} onClick={() => move.mutate(1)}>
        First
      </button>
    </div>
  );
}
