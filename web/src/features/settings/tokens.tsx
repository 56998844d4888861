import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { makeToken, revokeToken, tokensQuery } from "../../api/session";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { failed, said } from "../../design/toasts";
import { when } from "../../design/words";

const DAY = 86_400_000;

/** When a token ends: amber in its last week. */
function Ends({ at }: { at: string | null }) {
  if (!at) return <span className="muted">never</span>;
  const left = Math.ceil((new Date(at).getTime() - Date.now()) / DAY);
  if (left < 0) return <span className="t-bad">ended</span>;
  if (left < 7) return <span className="t-warn">in {left === 1 ? "a day" : `${left} days`}</span>;
  return <span>{new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}</span>;
}

/** Tokens for scripts; a new one shows once. */
export function Tokens() {
  const queries = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [adding, setAdding] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const make = useMutation({
    mutationFn: () => makeToken(name.trim(), days ? Number(days) : null),
    onSuccess: async () => {
      setName("");
      setAdding(false);
      await refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSuccess: async () => {
      said("Token revoked", "Scripts that use it stop working at once.");
      await refresh();
    },
    onError: failed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) make.mutate();
  };
  const copy = async () => {
    await navigator.clipboard.writeText(make.data?.token ?? "");
    said("Copied");
  };
  return (
    <section className="card" id="tokens">
      <header>
        <h2>Tokens</h2>
        <span className="sub">for scripts; a token can do what you can, never more</span>
        {!adding && (
          <button type="button" className="btn s end" onClick={() => setAdding(true)}>
            <Icon name="plus" /> New token
          </button>
        )}
      </header>
      {adding && (
        <form className="row token-in" onSubmit={submit}>
          <input
            className="input grow"
            // biome-ignore lint/a11y/noAutofocus: the form was asked for a moment ago
            autoFocus
            aria-label="What the token is for"
            placeholder="What it is for, such as nightly-export"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <select
            className="input"
            aria-label="How long it lasts"
            value={days}
            onChange={(event) => setDays(event.target.value)}
          >
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">a year</option>
            <option value="">no end</option>
          </select>
          <button type="submit" className="btn primary" disabled={!name.trim() || make.isPending}>
            Make it
          </button>
          <button type="button" className="btn quiet" onClick={() => setAdding(false)}>
            Cancel
          </button>
        </form>
      )}
      {make.error && <Failure error={make.error} />}
      {make.data && (
        <div className="note good token-new">
          <Icon name="key" />
          <div className="grow">
            <b className="md">Copy it now:</b> it is not shown again.
            <div className="mono cut mt1">{make.data.token}</div>
          </div>
          <button type="button" className="btn s" onClick={() => void copy()}>
            <Icon name="copy" size="s" /> Copy
          </button>
        </div>
      )}
      {tokens.error && <Failure error={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.data && tokens.data.length > 0 && (
        <table className="t-dense">
          <thead>
            <tr>
              <th>Name</th>
              <th>Last four</th>
              <th>Last used</th>
              <th>Ends</th>
              <th>
                <span className="unseen">Acts</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.map((token) => (
              <tr key={token.id}>
                <td className="md">{token.name}</td>
                <td className="mono">{token.hint}</td>
                <td>{token.last_used_at ? when(token.last_used_at) : <span className="muted">never</span>}</td>
                <td>
                  <Ends at={token.expires_at} />
                </td>
                <td className="r">
                  <button
                    type="button"
                    className="btn s quiet"
                    disabled={revoke.isPending}
                    onClick={() => revoke.mutate(token.id)}
                  >
                    Revoke
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {tokens.data?.length === 0 && !adding && (
        <p className="muted pad">None. The command line makes one when you sign in there.</p>
      )}
    </section>
  );
}
