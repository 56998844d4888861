import "./settings.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePerson, roleWords } from "../../api/people";
import { changePassword, type Me, meQuery } from "../../api/session";
import { Avatar, Failure } from "../../design/parts";
import { Room } from "../../design/room";
import { said } from "../../design/toasts";
import { Appearance } from "./appearance";
import { Tokens } from "./tokens";

const parts = [
  ["you", "You"],
  ["tokens", "Tokens"],
  ["appearance", "Appearance"],
  ["keyboard", "Keyboard"],
] as const;

/** One's own account: name, password, tokens, how the screens look. */
export function Settings() {
  const { data: me } = useQuery(meQuery);
  return (
    <Room title="Settings">
      <div className="set">
        <nav aria-label="Settings">
          <h1>Settings</h1>
          <div className="mt3">
            {parts.map(([key, name]) => (
              <a key={key} href={`#${key}`}>
                {name}
              </a>
            ))}
          </div>
        </nav>
        <div className="stack">
          {me && <You me={me} />}
          <Tokens />
          <Appearance />
          <section className="card" id="keyboard">
            <header>
              <h2>Keyboard</h2>
            </header>
            <Row name="Every key of a screen">
              press <kbd className="kbd">?</kbd> anywhere
            </Row>
            <Row name="Search or run a command">
              <kbd className="kbd">Ctrl K</kbd> anywhere, also while typing
            </Row>
            <Row name="Go to a room">
              <kbd className="kbd">G</kbd> and then its letter: home, data, pipeline, guideline, people (u), releases
            </Row>
          </section>
        </div>
      </div>
    </Room>
  );
}

export function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="srow">
      <span className="md">{name}</span>
      <div className="row">{children}</div>
    </div>
  );
}

function You({ me }: { me: Me }) {
  const queries = useQueryClient();
  const [name, setName] = useState(me.person.name);
  const [changing, setChanging] = useState(false);
  const rename = useMutation({
    mutationFn: () => changePerson(me.person.id, { name: name.trim() }),
    onSuccess: async () => {
      said("Name saved");
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <section className="card" id="you">
      <header>
        <h2>You</h2>
      </header>
      <Row name="Name">
        <Avatar name={name || me.person.name} />
        <input className="input" aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
        <span className="sub">{roleWords(me.roles)}</span>
        {name.trim() !== me.person.name && name.trim() !== "" && (
          <button type="button" className="btn s end" disabled={rename.isPending} onClick={() => rename.mutate()}>
            Save
          </button>
        )}
      </Row>
      {rename.error && <Failure error={rename.error} />}
      <Row name="Email">
        <span>{me.person.email}</span>
      </Row>
      <Row name="Password">
        {changing ? (
          <PasswordForm close={() => setChanging(false)} />
        ) : (
          <button type="button" className="btn s end" onClick={() => setChanging(true)}>
            Change
          </button>
        )}
      </Row>
    </section>
  );
}

function PasswordForm({ close }: { close: () => void }) {
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword(current, fresh),
    onSuccess: () => {
      said("Password changed", "Other browsers are signed out.");
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="col pass" onSubmit={submit}>
      <input
        className="input"
        type="password"
        autoComplete="current-password"
        aria-label="Current password"
        placeholder="Current password"
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <input
        className="input"
        type="password"
        autoComplete="new-password"
        aria-label="New password"
        placeholder="New password, at least 10 characters"
        value={fresh}
        onChange={(event) => setFresh(event.target.value)}
      />
      {change.error && <Failure error={change.error} what="Not changed" />}
      <div className="row">
        <button type="submit" className="btn s primary" disabled={!current || fresh.length < 10 || change.isPending}>
          Change it
        </button>
        <button type="button" className="btn s quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
