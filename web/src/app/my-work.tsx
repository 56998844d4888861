import { useRouteContext } from "@tanstack/react-router";
import { manages } from "../api/session";
import { MyWork } from "../features/my-work";
import { Account } from "./top";

/** The annotators' own page, with the account menu of the whole app. */
export function MyWorkPage() {
  const { me } = useRouteContext({ from: "/private" });
  return <MyWork me={me} account={<Account me={me} />} manages={manages(me)} />;
}
