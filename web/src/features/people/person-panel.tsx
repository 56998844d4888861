import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { freshLink, leaveTeam, type Member, roleWords, type Team } from "../../api/people";
import { Icon } from "../../design/icons";
import { InviteLink } from "../../design/invite";
import { Avatar, Failure } from "../../design/parts";
import { said } from "../../design/toasts";
import { count, percent, span, when } from "../../design/words";

interface Props {
  slug: string;
  member: Member;
  team: Team;
  close: () => void;
}

/** One person: what they did here, a fresh link, and leaving the team. */
export function PersonPanel({ slug, member, team, close }: Props) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const link = useMutation({ mutationFn: () => freshLink(member.id) });
  const leave = useMutation({
    mutationFn: () => leaveTeam(member.id, team.key),
    onSuccess: async () => {
      said(`${member.name} left ${team.name}`, "What they had on screen goes to others; their answers stay.");
      close();
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
  const rows: [string, string][] = [
    ["Team", `${team.name}, ${roleWords(member.roles)}`],
    ["Email", member.email],
    ["Last seen", member.last_at ? when(member.last_at) : "not yet"],
    ["Answers", `${count(member.today)} today, ${count(member.answers)} in all`],
    ["Active time", member.active_ms > 0 ? span(member.active_ms) : "none yet"],
    ["Median", member.median_ms === null ? "not yet" : `${span(member.median_ms)} an answer`],
  ];
  return (
    <aside className="panel" aria-label={member.name}>
      <header>
        <Avatar name={member.name} size="s" />
        <h2 className="cut">{member.name}</h2>
        <button type="button" className="icon-btn s end" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="body">
        <dl className="kv">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <hr className="rule" />
        <div className="row">
          <h3>Reviews of this work</h3>
          <span className="sub end">{member.reviewed > 0 ? `n = ${count(member.reviewed)}` : ""}</span>
        </div>
        {member.reviewed > 0 ? (
          <p className="mt2">
            {count(member.returned)} returned, {percent(member.returned / member.reviewed, 0)} of{" "}
            {count(member.reviewed)} reviewed.
          </p>
        ) : (
          <p className="muted mt2">Not yet: none of this person's answers was reviewed.</p>
        )}
        {(link.error || leave.error) && (
          <div className="mt3">
            <Failure error={link.error ?? leave.error} />
          </div>
        )}
        {link.data && <InviteLink name={member.name} link={link.data.link} />}
        {sure && (
          <div className="note warn mt4">
            <Icon name="warn" />
            <div className="grow">
              <b className="md">
                {member.name} leaves {team.name}?
              </b>{" "}
              Leased tasks go to others at once, reservations end, pilots no longer wait. Every answer stays.
              <div className="row mt2">
                <button
                  type="button"
                  className="btn s danger"
                  disabled={leave.isPending}
                  onClick={() => leave.mutate()}
                >
                  Leave the team
                </button>
                <button type="button" className="btn s quiet" onClick={() => setSure(false)}>
                  Cancel
                </button>
              </div>
            </div>
          </div>
        )}
      </div>
      <footer>
        <Link to="/projects/$slug/data" params={{ slug }} search={{ person: String(member.id) }} className="btn">
          Their answers
        </Link>
        <button type="button" className="btn" disabled={link.isPending} onClick={() => link.mutate()}>
          <Icon name="link" /> New link
        </button>
        {team.key && (
          <button type="button" className="btn quiet end" onClick={() => setSure(true)}>
            Leave
          </button>
        )}
      </footer>
    </aside>
  );
}
