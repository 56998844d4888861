import "./people.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "../../api/may";
import { changePerson, everybodyQuery, freshLink, type Person, roleWords, teamsQuery } from "../../api/people";
import { meQuery, rolesOf } from "../../api/session";
import { ForManagers } from "../../design/for-managers";
import { Icon } from "../../design/icons";
import { InviteLink } from "../../design/invite";
import { Avatar, Empty, Failure, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { failed, said } from "../../design/toasts";
import { many } from "../../design/words";

export function Everybody() {
  const { data: me } = useQuery(meQuery);
  if (!me) return null;
  return may(rolesOf(me), "people.see") ? <Reach /> : <ForManagers title="People" />;
}

/** Everybody within reach, over all projects. */
function Reach() {
  const queries = useQueryClient();
  const people = useQuery(everybodyQuery);
  const teams = useQuery(teamsQuery);
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState("");
  const link = useMutation({
    mutationFn: async (person: Person) => ({ ...(await freshLink(person.id)), name: person.name }),
    onError: failed,
  });
  const change = useMutation({
    mutationFn: (person: Person) => changePerson(person.id, { disabled: !person.disabled }),
    onSuccess: async (person) => {
      said(person.disabled ? `${person.name} can no longer sign in` : `${person.name} can sign in again`);
      await queries.invalidateQueries({ queryKey: ["people"] });
    },
    onError: failed,
  });
  const rows = (people.data ?? []).filter((one) =>
    `${one.name} ${one.email}`.toLowerCase().includes(typed.toLowerCase()),
  );
  return (
    <Room title="People">
      <div className="page">
        <div className="head">
          <h1>People</h1>
          <span className="sub">
            {people.data && many(people.data.length, "person", "people")}
            {teams.data && teams.data.length > 0 && `, ${many(teams.data.length, "team")}`}
          </span>
          <span className="input find-p end">
            <Icon name="search" />
            <input
              value={typed}
              placeholder="Find"
              aria-label="Find a person"
              onChange={(event) => setTyped(event.target.value)}
            />
          </span>
        </div>
        <p className="muted mt2">Invitations are made in a project, where the team and the role are known.</p>
        {link.data && <InviteLink name={link.data.name} link={link.data.link} />}
        {people.error && <Failure error={people.error} retry={() => void people.refetch()} />}
        {people.isPending && <Skeleton heights={[120, 121]} />}
        {people.data && (
          <section className="card mt4 people-card">
            <table className="people">
              <thead>
                <tr>
                  <th>Person</th>
                  <th>Email</th>
                  <th>Roles</th>
                  <th>State</th>
                  <th>
                    <span className="unseen">Acts</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((person) => (
                  <tr key={person.id}>
                    <td>
                      <span className="row">
                        <Avatar name={person.name} size="s" /> <span className="md">{person.name}</span>
                      </span>
                    </td>
                    <td>{person.email}</td>
                    <td>{roleWords(person.roles)}</td>
                    <td>{person.disabled ? "disabled" : person.joined ? "takes part" : "invited"}</td>
                    <td className="r">
                      {person.id !== me?.person.id && (
                        <span className="row acts">
                          <button type="button" className="btn s quiet" onClick={() => link.mutate(person)}>
                            New link
                          </button>
                          <button
                            type="button"
                            className="btn s quiet"
                            disabled={change.isPending}
                            onClick={() => change.mutate(person)}
                          >
                            {person.disabled ? "Enable" : "Disable"}
                          </button>
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {rows.length === 0 && <Empty title="Nobody is called that">Names and addresses are searched.</Empty>}
          </section>
        )}
      </div>
    </Room>
  );
}
