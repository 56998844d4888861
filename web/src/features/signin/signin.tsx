import "./signin.css";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { Problem } from "../../api/http";
import { meQuery, signIn } from "../../api/session";
import { Kbd } from "../../design/parts";
import { Password } from "./password";
import { SignPage } from "./sign-page";

/** Email and password; the same words whether the address or the password is wrong. */
export function SignIn() {
  const { next } = useSearch({ from: "/signin" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useEffect(() => {
    document.title = "Sign in · Labelwright";
  }, []);
  const enter = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: async (me) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: next ?? "/" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email && password && !enter.isPending) enter.mutate();
  };
  return (
    <SignPage>
      <form onSubmit={submit} noValidate>
        <h1>Sign in</h1>
        <label className="field mt4">
          <span>Email</span>
          <input
            className="input"
            type="email"
            autoComplete="username"
            // biome-ignore lint/a11y/noAutofocus: the one thing to do on this page
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <Password label="Password" autoComplete="current-password" value={password} onChange={setPassword}>
          {enter.error && <SignError error={enter.error} />}
        </Password>
        <button type="submit" className="btn primary l wide mt4" disabled={enter.isPending}>
          {enter.isPending ? "Signing in" : "Sign in"} <Kbd keys="enter" />
        </button>
        <p className="sm muted mt4">
          Invited to label? Open the link in your invitation and choose a password there. If it is forgotten, a manager
          can send a new link.
        </p>
      </form>
    </SignPage>
  );
}

function SignError({ error }: { error: Error }) {
  const problem = error instanceof Problem ? error : null;
  const text =
    problem?.status === 401
      ? "This email and password do not fit together."
      : [problem?.detail ?? error.message, problem?.hint].filter(Boolean).join(" ");
  return (
    <p className="wrong-text" role="alert">
      {text}
    </p>
  );
}
