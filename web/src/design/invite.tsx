import { type FormEvent, useState } from "react";
import type { Role } from "../api/session";
import { Icon } from "./icons";
import { said } from "./toasts";

interface Props {
  teams: { key: string; name: string }[];
  busy: boolean;
  send: (body: { name: string; email: string; team: string; role: Role }) => Promise<unknown>;
}

const roles: { role: Role; label: string }[] = [
  { role: "annotator", label: "annotator" },
  { role: "reviewer", label: "reviewer" },
  { role: "expert", label: "expert" },
  { role: "manager", label: "manager" },
];

/** Name, email, team and role of somebody new. */
export function InviteForm({ teams, busy, send }: Props) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [team, setTeam] = useState(teams[0]?.key ?? "");
  const [role, setRole] = useState<Role>("annotator");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ name: name.trim(), email: email.trim(), team, role }).then(
      () => {
        setName("");
        setEmail("");
      },
      () => undefined, // the form shows the refusal beside itself
    );
  };
  return (
    <form className="invite" onSubmit={submit}>
      <label className="field">
        <span>Name</span>
        <input className="input" value={name} required onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="field">
        <span>Email</span>
        <input
          className="input"
          type="email"
          value={email}
          required
          onChange={(event) => setEmail(event.target.value)}
        />
      </label>
      <label className="field">
        <span>Team</span>
        <select className="input full" value={team} onChange={(event) => setTeam(event.target.value)}>
          {teams.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Role</span>
        <select className="input full" value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {roles.map((one) => (
            <option key={one.role} value={one.role}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="btn primary" disabled={busy || !name.trim() || !email.trim() || !team}>
        <Icon name="invite" /> Invite
      </button>
    </form>
  );
}

/** The link of an invitation: shown once, to be handed over. */
export function InviteLink({ name, link }: { name: string; link: string | null }) {
  if (link === null) {
    return (
      <div className="note good mt3">
        <Icon name="check" />
        <div className="grow">
          <b className="md">{name} takes part.</b> They have an account already; no link is needed.
        </div>
      </div>
    );
  }
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    said("Copied", `Hand the link to ${name}.`);
  };
  return (
    <div className="note good mt3">
      <Icon name="link" />
      <div className="grow">
        <b className="md">{name} is invited.</b> Hand over this link; it works once.
        <div className="mono cut mt1">{link}</div>
      </div>
      <button type="button" className="btn s" onClick={() => void copy()}>
        <Icon name="copy" size="s" /> Copy
      </button>
    </div>
  );
}
