import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { Me } from "../../api/session";
import { useCommands } from "../../design/commands";
import { Icon, Mark } from "../../design/icons";
import { Failure } from "../../design/parts";
import { type Feedback, feedbackSeen, type WorkHome, workHomeQuery } from "../../workbench/home";
import { useUnsent } from "../../workbench/use-unsent";
import { FeedbackCard } from "./FeedbackCard";
import { TodayCard } from "./TodayCard";
import { rows, Waiting, type WaitingRow } from "./Waiting";
import "./my-work.css";

interface Props {
  me: Me;
  account: ReactNode;
  manages: boolean;
}

/** A person's own page: what came back, where there is work, what reviewers said, today's facts. No rank, nobody else's number. */
export function MyWork({ me, account, manages }: Props) {
  const home = useQuery({ ...workHomeQuery, staleTime: 0, refetchInterval: 20_000 });
  const unsent = useUnsent(me.person.id);
  useEffect(() => {
    document.title = "My work · Labelwright";
  }, []);
  return (
    <div className="mw">
      <header>
        <Link to="/" className="brand" aria-label="Labelwright">
          <Mark />
          <span>Labelwright</span>
        </Link>
        <span className="tab on" aria-current="page">
          My work
        </span>
        {manages && (
          <Link to="/projects" className="tab">
            Projects
          </Link>
        )}
        <span className="grow" />
        <span className="fact" role="status">
          <i className="dot" style={{ color: unsent > 0 ? "var(--warn)" : "var(--good)" }} />
          {unsent > 0 ? `${unsent} not sent yet` : "All work saved"}
        </span>
        {account}
      </header>
      <main id="main">
        {home.isError && (
          <Failure error={home.error} retry={() => void home.refetch()} what="Your page could not be read" />
        )}
        {home.data && <Page home={home.data} />}
      </main>
    </div>
  );
}

function Page({ home }: { home: WorkHome }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const waiting = rows(home);
  const go = ({ project, stage }: Pick<WaitingRow, "project" | "stage">) =>
    void navigate({ to: "/work/$project/$stage", params: { project, stage } });
  const act = async (one: Feedback) => {
    await feedbackSeen(one.annotation);
    await queries.invalidateQueries({ queryKey: ["work", "home"] });
    const back = one.verdict === "return" ? home.returned.find((other) => other.project === one.project) : undefined;
    if (back) go(back);
  };
  const fresh = home.feedback.filter((one) => one.unread);
  useCommands([
    {
      name: "work.first",
      label: "The first queue",
      scope: "everywhere",
      keys: "enter",
      when: () => waiting.length > 0,
      perform: () => waiting[0] && go(waiting[0]),
    },
    ...fresh.slice(0, 9).map((one, at) => ({
      name: `feedback.${at + 1}`,
      label: "Feedback read",
      scope: "everywhere" as const,
      keys: String(at + 1),
      perform: () => void act(one),
    })),
  ]);
  return (
    <div className="cols">
      <div className="colx">
        <Waiting list={waiting} median={home.today.median_ms} go={go} />
        <FeedbackCard list={home.feedback} act={(one) => void act(one)} />
      </div>
      <div className="colx">
        <TodayCard today={home.today} />
        {waiting.length === 0 && (
          <section className="card">
            <div className="body row">
              <Icon name="info" />
              <span>New tasks show up here by themselves.</span>
            </div>
          </section>
        )}
      </div>
    </div>
  );
}
