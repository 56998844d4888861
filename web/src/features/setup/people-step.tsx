import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { invite, peopleQuery, roleWords } from "../../api/people";
import { meQuery, type Role } from "../../api/session";
import { Icon } from "../../design/icons";
import { InviteForm, InviteLink } from "../../design/invite";
import { Avatar, Failure, Skeleton } from "../../design/parts";
import { titled } from "../../design/words";
import type { Draft } from "./draft";

/** Who labels: the teams of the document, and the people in them. */
export function PeopleStep({ slug, draft }: { slug: string; draft: Draft }) {
  const queries = useQueryClient();
  const people = useQuery(peopleQuery(slug));
  const [link, setLink] = useState<{ name: string; link: string | null } | null>(null);
  const { data: me } = useQuery(meQuery);
  const stages = Object.values((draft.value.stages ?? {}) as Record<string, { kind?: string; team?: string } | null>);
  const roleIn = (team: string): Role =>
    stages.some((stage) => stage?.team === team && stage.kind === "annotate") ? "annotator" : "reviewer";
  const teams = Object.entries((draft.value.teams ?? {}) as Record<string, { name?: string } | null>).map(
    ([key, team]) => ({
      key,
      name: team?.name ?? titled(key),
    }),
  );
  const add = useMutation({
    mutationFn: (body: { name: string; email: string; team: string; role: Role }) => invite({ ...body, project: slug }),
    onSuccess: async (answer) => {
      setLink({ name: answer.person.name, link: answer.link });
      await queries.invalidateQueries({ queryKey: ["project", slug, "people"] });
    },
  });
  return (
    <>
      <div className="head">
        <h1>People</h1>
      </div>
      <p className="muted mt2">Each stage belongs to a team. An invitation is a link you hand over; no mail is sent.</p>
      <section className="card mt4">
        <div className="body">
          <InviteForm teams={teams} busy={add.isPending} send={(body) => add.mutateAsync(body)} />
          {add.error && (
            <div className="mt3">
              <Failure error={add.error} />
            </div>
          )}
          {link && <InviteLink {...link} />}
        </div>
      </section>
      {people.isPending && (
        <div className="mt4">
          <Skeleton heights={[72, 73]} />
        </div>
      )}
      {people.data?.teams
        .filter(({ key }) => key)
        .map((team) => (
          <section key={team.key} className="card mt4">
            <header>
              <h2>{team.name}</h2>
              <span className="badge">{team.kind === "vendor" ? "vendor" : "in-house"}</span>
              <span className="row end">
                {team.people.length === 0 && <span className="sub">nobody yet</span>}
                {me && !team.people.some(({ id }) => id === me.person.id) && (
                  <button
                    type="button"
                    className="btn s"
                    disabled={add.isPending}
                    onClick={() =>
                      add.mutate({
                        name: me.person.name,
                        email: me.person.email,
                        team: team.key,
                        role: roleIn(team.key),
                      })
                    }
                  >
                    <Icon name="plus" size="s" /> Me
                  </button>
                )}
              </span>
            </header>
            {team.people.length > 0 && (
              <ul className="whos-in">
                {team.people.map((person) => (
                  <li key={person.id} className="row">
                    <Avatar name={person.name} size="s" />
                    <span className="md cut">{person.name}</span>
                    <span className="sub cut">{person.email}</span>
                    <span className="sub end">{roleWords(person.roles)}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ))}
    </>
  );
}
