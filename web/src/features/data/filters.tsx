import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { batchesQuery } from "../../api/batches";
import { peopleQuery } from "../../api/people";
import { homeQuery } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Kbd } from "../../design/parts";
import type { Fields } from "../../editors/field";

export const filterNames = ["state", "stage", "class", "person", "q", "batch"];

type Filter = Record<string, string>;

interface Props {
  slug: string;
  filter: Filter;
  fields: Fields;
  query: RefObject<HTMLInputElement | null>;
  change: (next: Record<string, string | undefined>) => void;
  children: ReactNode;
}

/** Words to find, and the rest of the filter as chips; each chip can be taken away. */
export function Filters({ slug, filter, fields, query, change, children }: Props) {
  const { data: home } = useQuery(homeQuery(slug));
  const { data: people } = useQuery(peopleQuery(slug));
  const { data: batches } = useQuery({ ...batchesQuery(slug), enabled: filter.batch !== undefined });
  const [typed, setTyped] = useState(filter.q ?? "");
  useEffect(() => setTyped(filter.q ?? ""), [filter.q]);
  useEffect(() => {
    if (typed === (filter.q ?? "")) return;
    const timer = setTimeout(() => change({ q: typed || undefined }), 300);
    return () => clearTimeout(timer);
  }, [typed, filter.q, change]);
  const members = people?.teams.flatMap((team) => team.people) ?? [];
  const classes = Object.values(fields).flatMap((field) => ("classes" in field ? [...field.classes] : []));
  const named: Record<string, (value: string) => string> = {
    stage: (value) => home?.stages.find(({ key }) => key === value)?.name ?? value,
    class: (value) => classes.find(({ id }) => id === value)?.name ?? value,
    person: (value) => members.find(({ id }) => String(id) === value)?.name ?? value,
    batch: (value) => batches?.find(({ id }) => String(id) === value)?.name ?? value,
  };
  const chips = Object.entries(filter).filter(([name]) => named[name]);
  return (
    <div className="row wrap">
      <span className="query">
        <Icon name="filter" />
        <input
          ref={query}
          className="grow bare"
          value={typed}
          placeholder="Key or words of the item"
          aria-label="Find items"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <Kbd keys="/" />
      </span>
      {chips.map(([name, value]) => (
        <button
          key={name}
          type="button"
          className="chip on"
          title="Take this away"
          onClick={() => change({ [name]: undefined })}
        >
          {name} is {named[name]?.(value)}
          <Icon name="close" />
        </button>
      ))}
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <button type="button" className="chip add">
            <Icon name="plus" /> Filter
          </button>
        </Menu.Target>
        <Menu.Dropdown className="menu-long">
          <Menu.Label>Stage</Menu.Label>
          {home?.stages.map((stage) => (
            <Menu.Item key={stage.key} onClick={() => change({ stage: stage.key })}>
              {stage.name}
            </Menu.Item>
          ))}
          {classes.length > 0 && <Menu.Label>Class of the label</Menu.Label>}
          {classes.slice(0, 20).map((one) => (
            <Menu.Item key={one.id} onClick={() => change({ class: one.id })}>
              {one.name}
            </Menu.Item>
          ))}
          {members.length > 0 && <Menu.Label>Answered by</Menu.Label>}
          {members.slice(0, 20).map((member) => (
            <Menu.Item key={member.id} onClick={() => change({ person: String(member.id) })}>
              {member.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className="end">{children}</span>
    </div>
  );
}
