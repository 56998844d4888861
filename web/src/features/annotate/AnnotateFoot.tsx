import { Caps } from "../../design/parts";
import { useStore } from "../../editors/store";
import { Act, Foot, SkipReasons } from "../../workbench/Foot";
import type { Session } from "../../workbench/session";
import { annotationOutcome, isReady } from "../../workbench/task";
import type { TaskCommands } from "../../workbench/use-task-commands";

interface Props {
  session: Session;
  noun: string;
  commands: TaskCommands;
  submit: () => void;
  flag?: () => void;
  withUnsure?: boolean;
}

export function AnnotateFoot({ session, noun, commands, submit, flag, withUnsure = false }: Props) {
  const unsure = useStore(session.store, (state) => state.task?.unsure ?? false);
  const revises = useStore(session.store, (state) => state.task?.revises != null);
  const none = useStore(session.store, (state) => state.task === null || state.task.trouble !== null);
  const waits = useStore(session.store, (state) => state.task === null || !isReady(state.task));
  return (
    <Foot session={session} noun={noun}>
      {commands.skipping ? (
        <SkipReasons pick={commands.skip} leave={commands.stay} />
      ) : (
        <>
          {withUnsure && (
            <Act
              icon="unsure"
              keys="u"
              label="Unsure"
              on={unsure}
              disabled={none}
              press={() => session.setUnsure(!unsure)}
            />
          )}
          {flag && <Act icon="flag" keys="f" label="Flag" disabled={none} press={flag} />}
          <Act
            icon="unknown"
            keys="n"
            label="Cannot judge"
            disabled={none}
            press={() => session.finish((done) => annotationOutcome(done, { cannot_judge: true }))}
          />
          <Act icon="skip" keys="s" label={revises ? "Leave it" : "Skip"} disabled={none} press={commands.startSkip} />
        </>
      )}
      <button type="button" className="btn primary submit" disabled={none || waits} onClick={submit}>
        Submit
        <Caps keys="enter" />
      </button>
    </Foot>
  );
}
