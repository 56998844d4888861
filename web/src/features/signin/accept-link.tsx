import "./signin.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { Problem } from "../../api/http";
import { acceptLink, linkQuery, meQuery } from "../../api/session";
import { Failure, Skeleton } from "../../design/parts";
import { Password } from "./password";
import { SignPage } from "./sign-page";

/** Where an invitation or a new-password link lands: choose a password, and you are in. */
export function AcceptLink() {
  const { key } = useParams({ from: "/link/$key" });
  const link = useQuery(linkQuery(key));
  useEffect(() => {
    document.title = "Welcome · Labelwright";
  }, []);
  return (
    <SignPage>
      {link.isPending && <Skeleton heights={[28, 32, 34]} />}
      {link.error && <SpentLink error={link.error} />}
      {link.data && <ChoosePassword key={key} token={key} email={link.data.email} name={link.data.name} />}
    </SignPage>
  );
}

function SpentLink({ error }: { error: Error }) {
  const gone = error instanceof Problem && error.status >= 400 && error.status < 500;
  return (
    <>
      <h1>{gone ? "This link is used up" : "The link could not be read"}</h1>
      <div className="mt4">
        {gone ? (
          <p className="muted">A link works once and for a few days. Ask the person who invited you for a new one.</p>
        ) : (
          <Failure error={error} />
        )}
      </div>
      <Link to="/signin" className="btn l wide mt4">
        To the sign-in page
      </Link>
    </>
  );
}

function ChoosePassword({ token, email, name }: { token: string; email: string; name: string }) {
  const { next } = useSearch({ from: "/link/$key" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [called, setCalled] = useState(name);
  const [password, setPassword] = useState("");
  const accept = useMutation({
    mutationFn: () => acceptLink(token, { name: called.trim() || undefined, password }),
    onSuccess: async (me) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: next ?? "/" });
    },
  });
  const short = password.length < 10;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!short && !accept.isPending) accept.mutate();
  };
  return (
    <form onSubmit={submit}>
      <h1>Welcome, {called || email}</h1>
      <p className="muted mt2">Choose a password for {email}.</p>
      <label className="field mt4">
        <span>Name, as colleagues read it</span>
        <input
          className="input"
          autoComplete="name"
          value={called}
          onChange={(event) => setCalled(event.target.value)}
        />
      </label>
      <Password label="Password" autoComplete="new-password" value={password} onChange={setPassword}>
        <p className="hint">At least 10 characters; a few words are easier to keep than signs.</p>
        {accept.error && (
          <div className="mt2">
            <Failure error={accept.error} />
          </div>
        )}
      </Password>
      <button type="submit" className="btn primary l wide mt4" disabled={short || accept.isPending}>
        {accept.isPending ? "Signing in" : "Choose it and sign in"}
      </button>
    </form>
  );
}
