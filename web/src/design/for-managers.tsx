import { Link } from "@tanstack/react-router";
import { Empty } from "./parts";
import { Room } from "./room";

/** In place of a room that is not for this person. */
export function ForManagers({ title, of }: { title: string; of?: string }) {
  return (
    <Room title={title}>
      <div className="page">
        <Empty
          title={of ? `This page is for managers of ${of}` : "This page is for managers"}
          actions={
            <Link to="/work" className="btn">
              My work
            </Link>
          }
        >
          What waits for you is in My work.
        </Empty>
      </div>
    </Room>
  );
}
