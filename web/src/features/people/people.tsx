import "./people.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { invite, type Member, peopleQuery, roleWords, type Team } from "../../api/people";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { InviteForm, InviteLink } from "../../design/invite";
import { Avatar, Empty, Failure, Kbd, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { Sheet } from "../../design/sheet";
import { count, list, many, span, when } from "../../design/words";
import { Batches } from "./batches";
import { PersonPanel } from "./person-panel";

/** Who works, how much, and who needs help? */
export function PeopleRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/people" });
  const people = useQuery(peopleQuery(slug));
  const [chosen, setChosen] = useState<number | null>(null);
  const [inviting, setInviting] = useState(false);
  const [typed, setTyped] = useState("");
  const find = useRef<HTMLInputElement>(null);
  const teams = people.data?.teams ?? [];
  const all = teams.flatMap((team) => team.people.map((person) => ({ person, team })));
  const shown = all.find(({ person }) => person.id === chosen);
  const ids = all.map(({ person }) => person.id);
  const move = (by: number) =>
    setChosen(ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(chosen ?? -1) + by))] ?? null);
  useCommands([
    { name: "people.invite", label: "Invite somebody", keys: "i", icon: "invite", perform: () => setInviting(true) },
    { name: "people.find", label: "Find a person", keys: "/", perform: () => find.current?.focus() },
    { name: "people.down", label: "Next person", keys: "j", perform: () => move(1) },
    { name: "people.up", label: "Person before", keys: "k", perform: () => move(-1) },
    {
      name: "people.close",
      label: "Close the person",
      keys: "escape",
      quiet: true,
      when: () => chosen !== null,
      perform: () => setChosen(null),
    },
  ]);
  return (
    <Room title="People" flush>
      <div className={shown ? "split" : "split alone"}>
        <div className="scroll">
          <div className="head">
            <h1>People</h1>
            <span className="sub">
              {people.data &&
                `${many(new Set(ids).size, "person", "people")}, ${many(teams.filter(({ key }) => key).length, "team")}`}
            </span>
            <span className="row end">
              <span className="input find-p">
                <Icon name="search" />
                <input
                  ref={find}
                  value={typed}
                  placeholder="Find"
                  aria-label="Find a person"
                  onChange={(event) => setTyped(event.target.value)}
                  onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
                />
                <Kbd keys="/" />
              </span>
              <button type="button" className="btn primary" onClick={() => setInviting(true)}>
                <Icon name="invite" /> Invite <Kbd keys="i" />
              </button>
            </span>
          </div>
          <Sentence teams={teams} />
          {people.error && <Failure error={people.error} retry={() => void people.refetch()} />}
          {people.isPending && <Skeleton heights={[28, 160, 161]} />}
          {people.data && all.length === 0 && (
            <section className="card mt4">
              <Empty
                title="Nobody labels here yet"
                actions={
                  <button type="button" className="btn primary" onClick={() => setInviting(true)}>
                    <Icon name="invite" /> Invite
                  </button>
                }
              >
                Invite people, or answer the pilot yourself to see how long an item takes.
              </Empty>
            </section>
          )}
          {all.length > 0 && <Table teams={teams} typed={typed} chosen={chosen} choose={setChosen} />}
          {people.data && <Batches slug={slug} teams={teams} />}
        </div>
        {shown && <PersonPanel slug={slug} member={shown.person} team={shown.team} close={() => setChosen(null)} />}
      </div>
      <InviteSheet slug={slug} teams={teams} opened={inviting} close={() => setInviting(false)} />
    </Room>
  );
}

const recent = (member: Member) =>
  member.last_at !== null && Date.now() - new Date(member.last_at).getTime() < 10 * 60_000;

function Sentence({ teams }: { teams: Team[] }) {
  const people = [...new Map(teams.flatMap((team) => team.people).map((one) => [one.id, one])).values()];
  const now = people.filter(recent);
  const invited = people.filter((person) => !person.joined && !person.last_at && !person.disabled);
  if (people.length === 0) return null;
  return (
    <p className="muted mt2">
      {now.length > 0
        ? `${list(now.slice(0, 4).map(({ name }) => name.split(" ")[0] ?? name))} ${now.length === 1 ? "works" : "work"} now.`
        : "Nobody works right now."}
      {invited.length > 0 && ` ${many(invited.length, "invitation is", "invitations are")} still open.`}
    </p>
  );
}

function Table(props: { teams: Team[]; typed: string; chosen: number | null; choose: (id: number) => void }) {
  const { teams, typed, chosen, choose } = props;
  const fits = (person: Member) => `${person.name} ${person.email}`.toLowerCase().includes(typed.toLowerCase());
  return (
    <section className="card mt4 people-card">
      <table className="people">
        <thead>
          <tr>
            <th>Person</th>
            <th>Role</th>
            <th>Last seen</th>
            <th className="r">Answers today</th>
            <th className="r">In all</th>
            <th className="r">Median</th>
            <th className="r">Active time</th>
            <th className="r">Returned of reviewed</th>
          </tr>
        </thead>
        {teams.map((team) => (
          <tbody key={team.key}>
            <tr className="team">
              <td colSpan={6}>
                <b>{team.name}</b>{" "}
                {team.key && <span className="badge">{team.kind === "vendor" ? "vendor" : "in-house"}</span>}
              </td>
              <td colSpan={2} className="r">
                {many(team.people.length, "person", "people")}
              </td>
            </tr>
            {team.people.filter(fits).map((person) => (
              <tr key={person.id} className={person.id === chosen ? "on" : undefined} onClick={() => choose(person.id)}>
                <td>
                  <button type="button" className="bare row" onClick={() => choose(person.id)}>
                    <Avatar name={person.name} size="s" /> <span className="md">{person.name}</span>
                  </button>
                </td>
                <td>{roleWords(person.roles)}</td>
                <td>
                  <Seen member={person} />
                </td>
                <td className="r">{count(person.today)}</td>
                <td className="r">{count(person.answers)}</td>
                <td className="r">{person.median_ms === null ? "" : span(person.median_ms)}</td>
                <td className="r">{person.active_ms > 0 ? span(person.active_ms) : ""}</td>
                <td className="r">
                  {person.reviewed > 0 ? `${count(person.returned)} of ${count(person.reviewed)}` : "not reviewed yet"}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function Seen({ member }: { member: Member }) {
  if (member.disabled) return <span className="muted">disabled</span>;
  if (!member.last_at) {
    return member.joined ? <span className="muted">not yet</span> : <span className="t-warn">invited</span>;
  }
  return (
    <span className="row g1">
      <i className={recent(member) ? "dot seen now" : "dot seen"} />
      {recent(member) ? "now" : when(member.last_at)}
    </span>
  );
}

function InviteSheet(props: { slug: string; teams: Team[]; opened: boolean; close: () => void }) {
  const { slug, teams, opened, close } = props;
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: invite,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug] }),
  });
  return (
    <Sheet title="Invite somebody" width={560} opened={opened} close={close}>
      <p className="muted">An invitation is a link that you hand over; no mail is sent.</p>
      <div className="mt4">
        <InviteForm
          teams={teams.filter(({ key }) => key)}
          busy={add.isPending}
          send={(body) => add.mutateAsync(body)}
        />
      </div>
      {add.error && (
        <div className="mt3">
          <Failure error={add.error} />
        </div>
      )}
      {add.data && <InviteLink name={add.data.person.name} link={add.data.link} />}
    </Sheet>
  );
}
