import { type Command, spoken, useAllCommands } from "../design/commands";
import { Sheet } from "../design/sheet";

/** Every key that works on this screen, by group. */
export function HelpSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const commands = useAllCommands().filter((command) => command.keys && (command.when?.() ?? true));
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const group = command.group ?? "This screen";
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  return (
    <Sheet title="Keys on this screen" width={720} opened={opened} close={close}>
      <div className="keysheet">
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.name} className="row">
                  <dt>{command.label}</dt>
                  <dd className="end">
                    <kbd className="kbd">{spoken(command.keys ?? "")}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
