import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { Me } from "../../api/session";
import { perform, useCommands } from "../../design/commands";
import { Icon, Mark } from "../../design/icons";
import { Caps, Failure } from "../../design/parts";
import { failed } from "../../design/toasts";
import { type Feedback, feedbackSeen, say, type WorkHome, workHomeQuery } from "../../workbench/home";
import { useUnsent } from "../../workbench/use-unsent";
import { comesBack, FeedbackCard, QuestionsCard, toActOn } from "./FeedbackCard";
import { RecentCard } from "./RecentCard";
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
        <button type="button" className="btn quiet s" onClick={() => perform("keys")}>
          <Icon name="keys" />
          Keys
          <Caps keys="?" />
        </button>
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
  const read = () => queries.invalidateQueries({ queryKey: workHomeQuery.queryKey });
  const open = (project: string, stage: string, search: { ref?: string; answer?: number } = {}) =>
    void navigate({ to: "/work/$project/$stage", params: { project, stage }, search });
  const go = (row: WaitingRow) => open(row.project, row.stage, row.ref ? { ref: row.ref } : {});
  const act = async (one: Feedback) => {
    await feedbackSeen(one.annotation);
    await read();
    const back = home.returned.find((other) => other.project === one.project && other.ref === one.ref);
    if (back && comesBack(home, one)) open(back.project, back.stage, { ref: back.ref });
  };
  const tell = async (one: Feedback, text: string) => {
    try {
      await say(one.annotation, text);
      await read();
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  const fresh = toActOn(home);
  useCommands([
    {
      name: "work.first",
      label: "The first queue",
      keys: "enter",
      when: () => waiting.length > 0,
      perform: () => waiting[0] && go(waiting[0]),
    },
    ...fresh.slice(0, 9).map((one, at) => ({
      name: `feedback.${at + 1}`,
      label: comesBack(home, one) ? `Redo ${one.ref}` : `Feedback on ${one.ref} read`,
      keys: String(at + 1),
      perform: () => void act(one),
    })),
  ]);
  return (
    <div className="cols">
      <div className="colx">
        <Waiting list={waiting} median={home.today.median_ms} go={go} />
        <QuestionsCard home={home} act={(one) => void act(one)} say={tell} />
        <FeedbackCard home={home} act={(one) => void act(one)} say={tell} />
      </div>
      <div className="colx">
        <TodayCard today={home.today} />
        <RecentCard change={(one) => open(one.project, one.stage, { answer: one.annotation })} />
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
